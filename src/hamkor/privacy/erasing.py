"""What is a person's own in the house, found by the models' declarations."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.apps import apps
from django.db import models
from django.db.models import QuerySet

from hamkor.audit.models import Event
from hamkor.core.models import Declared, Personal
from hamkor.instruments.models import TextRevision, Word
from hamkor.network.models import Mandate
from hamkor.newsroom.models import NewsItem
from hamkor.privacy.access import Subject

ERASED_NAME: Final = "—"
"""What stands for the name of somebody who was erased: a link has to have a word."""

OF_ORGANISATIONS: Final = frozenset({"instruments.Word"})
"""Models whose erasable fields are an organisation's, not a person's: they go when it hides its word."""

IN_PRINT: Final = frozenset({"newsroom.NewsItem"})
"""Models whose erasable field is a name in print, which no id leads to: it is found by its letters."""


@dataclass(frozen=True)
class Step:
    """Something to erase: fields of so many rows, or the rows themselves. `lookup` leads from a row to her id; without
    one it is her name in print."""

    label: str
    fields: tuple[str, ...]
    rows: int
    with_row: bool = False
    lookup: str = ""

    def __str__(self) -> str:
        return f"{self.label}: {'the row with ' if self.with_row else ''}{', '.join(self.fields)} ({self.rows})"


@dataclass(frozen=True)
class Kept:
    """Something about her that stays, how much of it, and why."""

    what: str
    rows: int
    why: str

    def __str__(self) -> str:
        return f"{self.what} ({self.rows}): {self.why}"


def declared_models() -> Iterator[tuple[type[models.Model], Declared]]:
    """Every model of ours with what it declares, by name."""
    ours = [model for model in apps.get_models() if isinstance(getattr(model, "declared", None), Declared)]
    for model in sorted(ours, key=lambda each: each._meta.label):
        yield model, model.declared  # type: ignore[attr-defined]  # asked a line above


def steps(subject: Subject) -> list[Step]:
    """What erasing this person would do now, her account last because so much hangs on it."""
    found = []
    for model, declared in declared_models():
        if not declared.about:
            continue
        rows = model._default_manager.filter(**{f"{declared.about}__in": subject.ids}).count()
        for kind in (Personal.ERASABLE, Personal.WITH_ROW):
            fields = tuple(name for name, personal in declared.personal.items() if personal is kind)
            if rows and fields:
                found.append(Step(model._meta.label, fields, rows, kind is Personal.WITH_ROW, declared.about))
    name = subject.person.name if subject.person else ""
    if number := bylines(name).count():
        found.append(Step(NewsItem._meta.label, ("author",), number))
    return sorted(found, key=lambda step: (step.label == "accounts.User", step.label))


def kept(subject: Subject) -> list[Kept]:
    """What stays, under the row that stands for her without a name."""
    person = subject.person
    found = [
        Kept(
            "what she did, as codes and ids",
            Event.objects.filter(by_id__in=subject.ids).count(),
            "that something happened, and when, is the network's record; it holds no name and no sentence",
        )
    ]
    if person:
        found += [
            Kept(
                "words that organisations gave through her",
                Word.objects.filter(given_by=person).count(),
                "they are the organisations', who can hide them; no person's name is in them",
            ),
            Kept(
                "revisions of texts that she saved",
                TextRevision.objects.filter(author=person).count(),
                "they are the network's texts; their author reads as a dash",
            ),
            Kept(
                "mandates that she held",
                Mandate.objects.filter(person=person).count(),
                "they show that a word was given by somebody who might; all are revoked",
            ),
        ]
    return [each for each in found if each.rows]


def is_erased(subject: Subject) -> bool:
    """Whether there is nothing left to erase."""
    person = subject.person
    return subject.account is None and (person is None or person.name == ERASED_NAME)


def bylines(name: str) -> QuerySet[NewsItem]:
    """The news, in any language, that names her as its author."""
    named: QuerySet[NewsItem] = NewsItem.objects.filter(author=name)
    return named if name and name != ERASED_NAME else named.none()


def empty(row: models.Model, name: str) -> object:
    """What stands in an erased field: nothing, but for a person's name, and where no two rows may have the same."""
    field = row._meta.get_field(name)
    if row._meta.label == "network.Person" and name == "name":
        return ERASED_NAME
    if getattr(field, "unique", False):
        key: UUID = row.pk
        return key.bytes if isinstance(field, models.BinaryField) else str(key)
    if getattr(field, "null", False):
        return None
    return b"" if isinstance(field, models.BinaryField) else ""

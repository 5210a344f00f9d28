"""For the editor: which pages there are in which language, and what has to be done about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Subquery
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.components import Component
from wagtail.models import Page, WorkflowState
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from hamkor.core.languages import ENDONYMS, INTERFACE_LANGUAGES
from hamkor.newsroom.models import CountryPage, InformationPage, LibraryItem, NewsItem

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

SHOWN: Final = 30


class State(StrEnum):
    MISSING = "missing"
    UNFINISHED = "unfinished"
    OUTDATED = "outdated"
    IN_REVIEW = "in-review"
    SCHEDULED = "scheduled"
    DRAFT = "draft"
    PUBLISHED = "published"
    CHANGED = "changed"

    @property
    def in_words(self) -> "StrOrPromise":
        return _IN_WORDS[self]


_IN_WORDS: "Final[dict[State, StrOrPromise]]" = {
    State.MISSING: _("not translated"),
    State.UNFINISHED: _("translation unfinished"),
    State.OUTDATED: _("outdated"),
    State.IN_REVIEW: _("in review"),
    State.SCHEDULED: _("waits for its hour"),
    State.DRAFT: _("written, not on the site"),
    State.PUBLISHED: _("on the site"),
    State.CHANGED: _("on the site, with later changes"),
}


@dataclass(frozen=True)
class Cell:
    language: str
    state: State
    page_id: int | None


@dataclass(frozen=True)
class Row:
    title: str
    page_id: int
    cells: list[Cell]


def rows(limit: int = SHOWN) -> list[Row]:
    """The pages changed last, each with its state in every language; as many queries for many as for few."""
    kinds = (NewsItem, LibraryItem, CountryPage, InformationPage)
    pages = Page.objects.type(*kinds).order_by(F("latest_revision_created_at").desc(nulls_last=True), "-pk")
    newest: dict[UUID, None] = {}
    for key in pages.values_list("translation_key", flat=True)[: limit * len(INTERFACE_LANGUAGES)]:
        newest.setdefault(key)
    keys = list(newest)[:limit]
    written: dict[tuple[UUID, str], Page] = {
        (page.translation_key, page.locale.language_code): page
        for page in Page.objects.filter(translation_key__in=keys).select_related("locale")
    }
    states = _States(written.values())
    return [
        Row(
            title=_first(written, key).draft_title,
            page_id=_first(written, key).pk,
            cells=[
                Cell(code, states.of(written.get((key, code))), page.pk if (page := written.get((key, code))) else None)
                for code in INTERFACE_LANGUAGES
            ],
        )
        for key in keys
    ]


def _first(written: dict[tuple[UUID, str], Page], key: UUID) -> Page:
    """Its source where one is known: the page that was there first."""
    return min((page for (of, _code), page in written.items() if of == key), key=lambda page: page.pk)


class _States:
    """What is known of these pages, asked once."""

    def __init__(self, pages: Iterable[Page]) -> None:
        known = list(pages)
        ids = [str(page.pk) for page in known]
        keys = [page.translation_key for page in known]
        self._in_review = set(
            WorkflowState.objects.active().filter(object_id__in=ids).values_list("object_id", flat=True)
        )
        self._scheduled = set(
            Page.objects.filter(pk__in=ids, _revisions__approved_go_live_at__isnull=False).values_list("pk", flat=True)
        )
        self._unfinished, self._outdated = _translations(keys)

    def of(self, page: Page | None) -> State:
        if page is None:
            return State.MISSING
        place = (page.translation_key, page.locale_id)
        if str(page.pk) in self._in_review:
            return State.IN_REVIEW
        if place in self._outdated and page.live:
            return State.OUTDATED
        if place in self._unfinished:
            return State.UNFINISHED
        if page.pk in self._scheduled:
            return State.SCHEDULED
        if not page.live:
            return State.DRAFT
        return State.CHANGED if page.has_unpublished_changes else State.PUBLISHED


def _translations(keys: list[UUID]) -> tuple[set[tuple[UUID, int]], set[tuple[UUID, int]]]:
    """Where passages are still untranslated, and where the source was changed after it was last taken over."""
    translated = StringTranslation.objects.filter(
        translation_of_id=OuterRef("string_id"),
        context_id=OuterRef("context_id"),
        locale_id=OuterRef("source__translations__target_locale"),
        has_error=False,
    )
    missing = (
        StringSegment.objects.filter(source__object_id__in=keys, source__translations__enabled=True)
        .filter(~Exists(translated))
        .values_list("source__object_id", "source__translations__target_locale")
        .distinct()
    )
    published = Page.objects.filter(
        translation_key=OuterRef("source__object_id"), locale=OuterRef("source__locale"), live=True
    )
    changed_since = (
        Translation.objects.filter(source__object_id__in=keys, enabled=True)
        .annotate(source_published=Subquery(published.values("last_published_at")[:1]))
        .filter(source_published__gt=F("source__last_updated_at"))
        .values_list("source__object_id", "target_locale")
    )
    unfinished = set(missing)
    return unfinished, unfinished | set(changed_since)


class LanguagesPanel(Component):
    """On the first page of the editors' site: pages by language."""

    name = "languages"
    template_name = "newsroom/editor/languages.html"
    order = 50

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        return {"rows": rows(), "languages": [(code, ENDONYMS[code]) for code in INTERFACE_LANGUAGES]}

"""How documents stand at the desk: what is written, what is missing, what comes next and whose turn it is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final, NamedTuple
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import F, Prefetch, QuerySet, TextChoices
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hamkor.core import clock
from hamkor.core.languages import chain
from hamkor.instruments.drafting_access import can_draft, can_lead, can_work_on, can_write
from hamkor.instruments.models import Edition, EditorsDraft, Instrument, InstrumentTitle, State, Text, TextRevision
from hamkor.network.access import Viewer, get_or_404
from hamkor.network.models import Person

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

PAGE: Final = 30


class Flag(TextChoices):
    """What a text is, beside the others of its edition."""

    AUTHENTIC = "authentic", _("authentic")
    TRANSLATION = "translation", _("translation")
    OUTDATED = "outdated", _("translation of an older text")
    UNLINKED = "unlinked", _("translation; nobody said of which text")
    MISSING = "missing", _("not written yet")


class FlaggedText(NamedTuple):
    text: Text
    flag: Flag


class Step(NamedTuple):
    """Something that the viewer can do with a document now; `url` names its page."""

    url: str
    label: "StrOrPromise"


@dataclass(frozen=True)
class Standing:
    """A document as it stands. `edition` is the one being written, else the one in force; `corrects` says that a
    former edition stays in force meanwhile."""

    instrument: Instrument
    state: State
    edition: Edition
    texts: tuple[FlaggedText, ...]

    @property
    def corrects(self) -> bool:
        return self.edition.replaces_id is not None and self.edition.adopted_at is None

    @property
    def titles(self) -> QuerySet[InstrumentTitle]:
        return self.instrument.titles.order_by("language")

    @property
    def hashes(self) -> dict[str, str]:
        """The hash of each authentic text as it is now, by language; empty for one that is not written yet."""
        return {text.language: getattr(text, "sha256", None) or "" for text, _flag in self.texts if text.authentic}

    @property
    def missing(self) -> list[Text]:
        return [text for text, flag in self.texts if flag == Flag.MISSING]

    @property
    def outdated(self) -> list[Text]:
        return [text for text, flag in self.texts if flag == Flag.OUTDATED]

    @property
    def next(self) -> "StrOrPromise":
        """What happens next, and who does it."""
        return _NEXT[self.state]


_NEXT: Final[dict[State, "StrOrPromise"]] = {
    State.DRAFT: _("Next: who drafted it, or the coordinator, opens the consultation."),
    State.CONSULTATION: _("Next: members better the texts; when they agree, the coordinator adopts them."),
    State.ADOPTED: _("Next: the coordinator opens it for signature."),
    State.SIGNATURE: _("Now: delegates give their organisations' word."),
    State.ACCESSION: _("Now: organisations that have not signed can still accede."),
    State.ABANDONED: _("Nothing follows. What was written can still be read."),
}


def flagged(texts: Sequence[Text]) -> tuple[FlaggedText, ...]:
    """The texts of one edition (`with_standing`), the authentic ones first, each with its flag."""
    newest: dict[UUID, int | None] = {text.pk: getattr(text, "revision", None) for text in texts}

    def flag(text: Text) -> Flag:
        rendered, number = getattr(text, "renders_text", None), getattr(text, "renders_number", None)
        if newest[text.pk] is None:
            return Flag.MISSING
        if text.authentic:
            return Flag.AUTHENTIC
        if rendered is None:
            return Flag.UNLINKED if any(other.authentic for other in texts) else Flag.TRANSLATION
        return Flag.TRANSLATION if newest.get(rendered) == number else Flag.OUTDATED

    ordered = sorted(texts, key=lambda text: (not text.authentic, text.language))
    return tuple(FlaggedText(text, flag(text)) for text in ordered)


def desk(viewer: Viewer, page: str | None) -> tuple[Page[UUID], list[Standing]]:
    """One page of the documents that the viewer sees, the newest first, and how each stands: as many queries for a
    full page as for one document."""
    ids = Instrument.objects.visible_to(viewer.keys).order_by("-drafted_at", "pk").values_list("pk", flat=True)
    shown: Page[UUID] = Paginator(ids, PAGE).get_page(page)
    instruments = Instrument.objects.filter(pk__in=list(shown.object_list)).order_by("-drafted_at", "pk")
    return shown, _standings(instruments.titled(reader_chain()))


def standing_or_404(viewer: Viewer, slug: str) -> Standing:
    """How one document stands; raises `Http404` for what is not hers to see."""
    instrument = get_or_404(Instrument.objects.titled(reader_chain()), viewer, slug=slug)
    return _standings([instrument])[0]


def texts_to_write(viewer: Viewer) -> list[FlaggedText]:
    """What is not written yet, and the translations of older texts, in the documents that she sees, where she may
    write them; the newest document first. Each text brings its edition and its instrument (titled)."""
    if not can_draft(viewer):
        return []
    instruments = Instrument.objects.visible_to(viewer.keys).filter(abandoned_at=None).order_by("-drafted_at", "pk")
    return [
        flagged_text
        for standing in _standings(instruments.titled(reader_chain()))
        for flagged_text in standing.texts
        if flagged_text.flag in (Flag.MISSING, Flag.OUTDATED) and can_write(viewer, flagged_text.text)
    ]


def drafts_of(viewer: Viewer) -> list[EditorsDraft]:
    """What she typed and did not save, the latest first, also where nothing can be saved any more: without the bodies,
    each with its text, edition and instrument (titled)."""
    drafts = EditorsDraft.objects.filter(person=viewer.person, text__in=Text.objects.visible_to(viewer.keys))
    found = list(drafts.select_related("text__edition__instrument").defer("body").order_by("-kept_at"))
    instruments = Instrument.objects.titled(reader_chain())
    titled = instruments.in_bulk([draft.text.edition.instrument_id for draft in found])
    for draft in found:
        draft.text.edition.instrument = titled[draft.text.edition.instrument_id]
    return found


def editions_of(instrument: Instrument) -> list[Edition]:
    """Every edition that there was, also of dropped corrections, the latest first, with its texts."""
    editions = instrument.editions.order_by("-number", F("dropped_at").desc(nulls_first=True))
    return list(editions.prefetch_related(Prefetch("texts", Text.objects.order_by("-authentic", "language"))))


def text_or_404(viewer: Viewer, slug: str, text_id: UUID) -> Text:
    """A text with its edition and instrument (titled); raises `Http404` for what is not hers to see."""
    text = get_or_404(
        Text.objects.with_standing().select_related("edition__instrument"),
        viewer,
        pk=text_id,
        edition__instrument__slug=slug,
    )
    text.edition.instrument = Instrument.objects.titled(reader_chain()).get(pk=text.edition.instrument_id)
    return text


def revisions_of(text: Text) -> list[TextRevision]:
    """Its revisions without their bodies, the newest first, with author and what they render."""
    revisions = TextRevision.objects.filter(text=text).defer("body").order_by("-number")
    return list(revisions.select_related("author", "renders__text"))


def can_be_rendered(text: Text, *, also: TextRevision | None = None) -> list[TextRevision]:
    """What a translation may say that it follows: the newest revision of each other authentic text of its edition,
    and `also`, which it followed so far."""
    revisions = TextRevision.objects.filter(text__edition=text.edition_id, text__authentic=True).exclude(text=text)
    newest = {revision.text_id: revision for revision in revisions.select_related("text").order_by("number")}
    found = sorted(newest.values(), key=lambda revision: revision.text.language)
    return [*found, also] if also and also not in found else found


def draft_of(viewer: Viewer, text: Text) -> EditorsDraft | None:
    """What she typed and did not save; nobody sees another's."""
    return EditorsDraft.objects.filter(text=text, person=viewer.person).first()


def authors_seen_by(viewer: Viewer, revisions: Iterable[TextRevision]) -> set[UUID]:
    """Which authors of these revisions the viewer may be told of."""
    authors = {revision.author_id for revision in revisions}
    return set(Person.objects.visible_to(viewer.keys).filter(pk__in=authors).values_list("pk", flat=True))


def steps_for(viewer: Viewer, standing: Standing) -> list[Step]:
    """What the viewer can do with the document in its state, the most likely first."""
    instrument, steps = standing.instrument, []
    if standing.state == State.DRAFT and can_lead(viewer, instrument):
        steps.append(Step("instruments:consultation", _("Open the consultation")))
    if viewer.is_secretariat:
        steps += _steps_of_the_secretariat(standing)
    if standing.state != State.ABANDONED and can_work_on(viewer, instrument):
        steps.append(Step("instruments:language", _("Add a language")))
        steps.append(Step("instruments:title", _("Title in another language")))
    if standing.state in (State.DRAFT, State.CONSULTATION) and can_lead(viewer, instrument):
        steps.append(Step("instruments:abandon", _("Abandon work on it")))
    return steps


def _steps_of_the_secretariat(standing: Standing) -> list[Step]:
    instrument, steps = standing.instrument, []
    if standing.corrects:
        steps.append(Step("instruments:adopt_correction", _("Adopt the correction")))
        steps.append(Step("instruments:drop_correction", _("Drop the correction")))
    match standing.state:
        case State.CONSULTATION:
            steps.append(Step("instruments:adopt", _("Adopt the text")))
        case State.ADOPTED:
            steps.append(Step("instruments:open", _("Open for signature")))
        case State.SIGNATURE:
            steps.append(Step("instruments:close", _("Close signature")))
    if instrument.adopted_at and not instrument.published_on:
        steps.append(Step("instruments:publish", _("Publish")))
    if instrument.adopted_at and not standing.corrects:
        steps.append(Step("instruments:correct", _("Correct the adopted text")))
    return steps


def reader_chain() -> tuple[str, ...]:
    return chain(get_language() or "ru")


def _standings(instruments: Iterable[Instrument]) -> list[Standing]:
    found = list(instruments)
    now = clock.now()
    editions = (
        Edition.objects.filter(instrument__in=[instrument.pk for instrument in found])
        .at_hand()
        .prefetch_related(Prefetch("texts", Text.objects.with_standing()))
    )
    at_hand = {edition.instrument_id: edition for edition in editions}
    return [_standing(instrument, at_hand[instrument.pk], now) for instrument in found]


def _standing(instrument: Instrument, edition: Edition, now: datetime) -> Standing:
    edition.instrument = instrument
    return Standing(instrument, instrument.state_at(now), edition, flagged(list(edition.texts.all())))

"""Published instruments as everybody may read them: which there are, their editions, their texts."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, TypedDict, cast
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Subquery, UUIDField
from django.db.models.functions import Coalesce
from django.http import Http404

from hamkor.core import clock
from hamkor.core.languages import chain
from hamkor.core.localised import localised
from hamkor.instruments.models import Capacity, Edition, Instrument, ListPhrase, State, Text, TextRevision, Word
from hamkor.instruments.models.instruments import InstrumentQuerySet
from hamkor.instruments.signatories import public_list
from hamkor.network.access import PUBLIC, get_or_404

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class _Title(TypedDict):
        title: str
        place: str
        title_language: str

    class _Newest(TypedDict):
        revision: UUID
        renders: UUID | None
        sha256: str
        revised_at: datetime

    type TitledInstrument = WithAnnotations[Instrument, _Title]
    type _NewestText = WithAnnotations[Text, _Newest]


@dataclass(frozen=True)
class PublishedText:
    """A text of one edition and what is to be known of it; its words are fetched apart, by `body_of`."""

    edition: int
    language: str
    authentic: bool
    outdated: bool  # a translation of wording that has been replaced since
    sha256: str
    revised_on: date
    revision: UUID


@dataclass(frozen=True)
class PublishedEdition:
    """An adopted edition; the later ones are corrections and say what they correct."""

    number: int
    adopted_on: date | None
    correction_note: str
    texts: tuple[PublishedText, ...]


def published() -> InstrumentQuerySet:
    """The instruments that are public at this moment, the latest first."""
    return (
        Instrument.objects.visible_to(PUBLIC.keys)
        .filter(published_on__lte=clock.now().date())
        .order_by("-published_on", "-adopted_on", "slug")
    )


def listed(language: str) -> InstrumentQuerySet:
    """Adds what a list shows to a reader of `language`: titles, `phrase` and `phrase_language` for lists of names kept
    back, and `signatory_count`: all whose word stands, hidden and withheld ones too; never partners.

    The count is not to be shown where `list_withheld`.
    """
    given = Word.objects.given().filter(instrument=OuterRef("pk"), capacity=Capacity.SIGNATORY)
    counted = given.order_by().values("instrument").annotate(number=Count("pk")).values("number")
    return (
        published()
        .titled(chain(language))
        .annotate(
            signatory_count=Coalesce(Subquery(counted), 0),
            **localised(
                ListPhrase,
                owner="instrument",
                chain=chain(language),
                phrase="text",
                phrase_language="language",
            ),
        )
    )


def shown_together(keys: Collection[UUID], language: str) -> list[tuple[Instrument, State]]:
    """Those of these instruments that are public, as a list shows them, in the order of `keys`."""
    if not keys:
        return []
    found = {instrument.pk: instrument for instrument in listed(language).filter(pk__in=keys)}
    return with_state(found[key] for key in keys if key in found)


def signed_from(country: str, language: str, most: int = 5) -> list[tuple[Instrument, State]]:
    """The latest public instruments on whose public list an organisation of this country is named."""
    word = Word.objects.newest().filter(
        instrument=OuterRef("pk"), organisation__country_of_work=country, publish_name=True, hidden_at=None
    )
    found: list[Instrument] = []
    for instrument in listed(language).filter(Exists(word), list_withheld=False):
        signed = public_list(instrument, language)
        places = (*signed.signatories.countries, *signed.partners.countries)
        if any(place.code == country and place.named for place in places):
            found.append(instrument)
        if len(found) == most:
            break
    return with_state(found)


def with_state(instruments: Iterable[Instrument]) -> list[tuple[Instrument, State]]:
    """Each with where its procedure stands at this moment."""
    now = clock.now()
    return [(instrument, instrument.state_at(now)) for instrument in instruments]


def published_or_404(slug: str, language: str) -> "TitledInstrument":
    """The instrument with `title`, `place` and `title_language` for a reader of `language`; the same `Http404` for one
    that is not published as for one that is not."""
    return cast("TitledInstrument", get_or_404(published().titled(chain(language)), PUBLIC, slug=slug))


def editions_or_404(instrument: Instrument, language: str) -> list[PublishedEdition]:
    """The adopted editions, the one in force first, each with its texts: authentic ones first, and among them those
    that a reader of `language` is likeliest to read. `Http404` where there is no text to show, which nothing that was
    adopted lacks."""
    newest = TextRevision.objects.filter(text=OuterRef("pk")).order_by("-number")
    texts = cast(
        "list[_NewestText]",
        Text.objects.filter(edition__instrument=instrument, edition__adopted_at__isnull=False)
        .annotate(
            revision=Subquery(newest.values("pk")[:1]),
            # Over a foreign key a subquery gives the raw column, which SQLite keeps as text.
            renders=Subquery(newest.values("renders")[:1], output_field=UUIDField()),
            sha256=Subquery(newest.values("sha256")[:1]),
            revised_at=Subquery(newest.values("made_at")[:1]),
        )
        .filter(revision__isnull=False)
        .select_related("edition"),
    )
    authentic = {(text.edition_id, text.revision) for text in texts if text.authentic}
    order = {tag: place for place, tag in enumerate(chain(language))}
    by_edition: dict[int, list[PublishedText]] = {}
    for text in sorted(
        texts, key=lambda text: (not text.authentic, order.get(text.language, len(order)), text.language)
    ):
        rendered = (text.edition_id, text.renders)
        by_edition.setdefault(text.edition.number, []).append(
            PublishedText(
                edition=text.edition.number,
                language=text.language,
                authentic=text.authentic,
                outdated=not text.authentic and text.renders is not None and rendered not in authentic,
                sha256=text.sha256,
                revised_on=text.revised_at.date(),
                revision=text.revision,
            )
        )
    adopted = Edition.objects.filter(instrument=instrument, adopted_at__isnull=False).order_by("-number")
    editions = [
        PublishedEdition(
            edition.number,
            # The first edition bears the date that the document bears, whenever it was entered here.
            instrument.adopted_on if edition.number == 1 else edition.adopted_at and edition.adopted_at.date(),
            edition.correction_note,
            tuple(by_edition[edition.number]),
        )
        for edition in adopted
        if edition.number in by_edition
    ]
    if not editions:
        raise Http404
    return editions


def body_of(text: PublishedText) -> str:
    """The text's words, normalised: their UTF-8 bytes are the text."""
    return TextRevision.objects.values_list("body", flat=True).get(pk=text.revision)


def text_or_404(editions: Sequence[PublishedEdition], language: str, edition: int | None = None) -> PublishedText:
    """The text in exactly this language, of the edition in force unless another is asked for."""
    for candidate in editions:
        if edition is None or candidate.number == edition:
            for text in candidate.texts:
                if text.language == language:
                    return text
            break
    raise Http404


def best_text(texts: Sequence[PublishedText], language: str) -> PublishedText:
    """Of an edition's texts, in the order that `editions_or_404` gives them: the one in the reader's language in any
    script, else the authentic one that she is likeliest to read."""
    own = [text for text in texts if text.language.partition("-")[0] == language]
    return (own or texts)[0]

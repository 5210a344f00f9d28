"""The public addresses of documents: their list, their pages, their texts byte for byte, their PDFs, their evidence."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Final, NamedTuple
from uuid import UUID

from django.db.models import Q
from django.urls import reverse

from hamkor.core.public_pages import Key, PublicPages, register
from hamkor.instruments.evidence import has_evidence, shown_anew_by
from hamkor.instruments.listing import numbered_pages
from hamkor.instruments.models import Instrument, Text, Word
from hamkor.instruments.models.instruments import InstrumentQuerySet
from hamkor.instruments.models.texts import TextQuerySet
from hamkor.instruments.published import published

SHOWN: Final = frozenset({"instruments.instrument", "instruments.text", "instruments.word", "network.organisation"})
HIDE: Final = frozenset({"instruments.word_hidden", "instruments.list_kept_back", "network.name_withheld"})


def touched_instruments(label: str, key: Key) -> InstrumentQuerySet:
    """The public ones that this row has a part in.

    An organisation has one where it gave its word. It also has one wherever names are withheld, because the country of
    a withheld name is told only while enough others might stand behind it.
    """
    assert isinstance(key, UUID), "every row of these models has one"
    match label:
        case "instruments.instrument":
            return published().filter(pk=key)
        case "instruments.text":
            return published().filter(pk__in=Text.objects.filter(pk=key).values("edition__instrument"))
        case "instruments.word":
            return published().filter(pk__in=Word.objects.filter(pk=key).values("instrument"))
        case "network.organisation":
            withheld = Q(publish_name=False) | Q(organisation__name_withheld=True)
            return published().filter(pk__in=Word.objects.filter(withheld | Q(organisation=key)).values("instrument"))
    return published().none()


def instruments_changed_between(since: datetime, until: datetime) -> InstrumentQuerySet:
    """Those that became public, or that opened or closed for signature, by the clock."""

    def passed(moment: str) -> Q:
        return Q(**{f"{moment}__gt": since, f"{moment}__lte": until})

    on_its_day = Q(published_on__gt=since.date(), published_on__lte=until.date())
    return published().filter(on_its_day | passed("signature_opens_at") | passed("signature_closes_at"))


class TextAddress(NamedTuple):
    """One text of a document, of the edition in force where none is named."""

    slug: str
    language: str
    edition: int | None = None


class _OfDocuments(PublicPages):
    shows = SHOWN
    hides = HIDE

    def items(self) -> Iterable[object]:
        return self.of(published().order_by("published_on", "pk"))

    def touched_by(self, label: str, key: Key) -> Iterable[object]:
        return self.of(touched_instruments(label, key))

    def changed_between(self, since: datetime, until: datetime) -> Iterable[object]:
        return self.of(instruments_changed_between(since, until))

    def of(self, instruments: InstrumentQuerySet) -> Iterable[object]:
        """The items that are these instruments' own."""
        return instruments


class _WithEvidence(_OfDocuments):
    """They also show what a new checkpoint, or a witness's line under one, makes provable."""

    shows = SHOWN | {"ledger.checkpoint"}

    def touched_by(self, label: str, key: Key) -> Iterable[object]:
        if label == "ledger.checkpoint":
            return self.of(published().filter(pk__in=shown_anew_by(key)))
        return super().touched_by(label, key)


class DocumentPages(_WithEvidence):
    def location(self, item: Instrument) -> str:
        return reverse("documents:document", args=[item.slug])

    def lastmod(self, item: Instrument) -> date | None:
        return item.published_on


class EvidenceBundles(_WithEvidence):
    in_sitemap = False

    def location(self, item: Instrument) -> str:
        return reverse("documents:evidence", args=[item.slug])

    def of(self, instruments: InstrumentQuerySet) -> Iterable[object]:
        return [instrument for instrument in instruments if has_evidence(instrument)]


class DocumentPDFs(_WithEvidence):
    """They also bear the installation's seal, whose making is an event of the network's descriptor."""

    in_sitemap = False
    shows = _WithEvidence.shows | {"ledger.descriptor"}

    def touched_by(self, label: str, key: Key) -> Iterable[object]:
        return self.items() if label == "ledger.descriptor" else super().touched_by(label, key)

    def location(self, item: Instrument) -> str:
        return reverse("documents:pdf", args=[item.slug])

    def of(self, instruments: InstrumentQuerySet) -> Iterable[object]:
        return instruments.filter(pk__in=_texts(instruments).values("edition__instrument"))


class DocumentPagesByText(_WithEvidence):
    """A document's page with one of its texts that the reader asked for."""

    in_sitemap = False

    def location(self, item: TextAddress) -> str:
        return reverse("documents:document", args=[item.slug, item.language])

    def of(self, instruments: InstrumentQuerySet) -> Iterable[object]:
        return [text for text in _addresses(instruments) if text.edition is None]


class DocumentTexts(_OfDocuments):
    """The texts themselves: of the edition in force, and of each edition."""

    in_sitemap = False

    def location(self, item: TextAddress) -> str:
        of_edition = {} if item.edition is None else {"edition": item.edition}
        return reverse("documents:text", kwargs={"slug": item.slug, "language": item.language, **of_edition})

    def of(self, instruments: InstrumentQuerySet) -> Iterable[object]:
        return _addresses(instruments)


class DocumentLists(PublicPages):
    """The list and its numbered pages; 0 is the list's own address."""

    shows = SHOWN
    hides = HIDE

    def items(self) -> Iterable[int]:
        return [0, *numbered_pages()]

    def location(self, item: int) -> str:
        return reverse("documents:list", args=[item] if item else [])

    def touched_by(self, label: str, key: Key) -> Iterable[int]:
        return self._all_and_one_beyond() if touched_instruments(label, key).exists() else ()

    def changed_between(self, since: datetime, until: datetime) -> Iterable[int]:
        return self._all_and_one_beyond() if instruments_changed_between(since, until).exists() else ()

    @staticmethod
    def _all_and_one_beyond() -> list[int]:
        return [0, *numbered_pages(), len(numbered_pages()) + 1]


def register_all() -> None:
    """Adds the documents to the public site."""
    register("instruments.documents", DocumentPages)
    register("instruments.by_text", DocumentPagesByText)
    register("instruments.texts", DocumentTexts)
    register("instruments.pdfs", DocumentPDFs)
    register("instruments.evidence", EvidenceBundles)
    register("instruments.lists", DocumentLists)


def _texts(instruments: InstrumentQuerySet) -> TextQuerySet:
    """The texts of adopted editions in which something is written."""
    return Text.objects.filter(
        edition__instrument__in=instruments.order_by(), edition__adopted_at__isnull=False, revisions__isnull=False
    ).distinct()


def _addresses(instruments: InstrumentQuerySet) -> list[TextAddress]:
    rows = list(
        _texts(instruments)
        .order_by("edition__instrument__published_on", "edition__instrument", "edition__number", "language")
        .values_list("edition__instrument", "edition__instrument__slug", "edition__number", "language")
    )
    in_force: dict[UUID, int] = {}
    for instrument, _slug, edition, _language in rows:
        in_force[instrument] = edition
    found = []
    for instrument, slug, edition, language in rows:
        if edition == in_force[instrument]:
            found.append(TextAddress(slug, language))
        found.append(TextAddress(slug, language, edition))
    return found

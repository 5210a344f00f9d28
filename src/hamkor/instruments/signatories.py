"""The list of signatories as everybody may see it: names that are public, and numbers for those that are not."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from hamkor.core.alphabets import alphabetically
from hamkor.core.languages import chain, country_name
from hamkor.instruments.access import withheld_words
from hamkor.instruments.models import Act, Capacity, Instrument, ListPhrase, Word
from hamkor.network.access import PUBLIC
from hamkor.network.models import Organisation

# Nothing else of a word is read here: neither how strongly it was given, nor evidence, nor who gave it.
_READ: Final = (
    "organisation_id",
    "capacity",
    "act",
    "given_at",
    "reservation",
    "publish_name",
    "superseded_at",
    "withdrawn_at",
    "hidden_at",
)


@dataclass(frozen=True)
class Signatory:
    """An organisation whose name is public. `seat` is the country that it works from where that is another one."""

    name: str
    language: str
    seat: str = ""
    acceded_on: date | None = None
    withdrawn_on: date | None = None
    reservation: str = ""


@dataclass(frozen=True)
class Country:
    """By country of work; `unnamed` more gave their word here, and nothing is said of them but that."""

    code: str
    named: tuple[Signatory, ...] = ()
    unnamed: int = 0


@dataclass(frozen=True)
class Entries:
    """Words of one capacity. `unnamed` ones are those whose country is not told either; `hidden` ones read as that."""

    countries: tuple[Country, ...] = ()
    unnamed: int = 0
    hidden: int = 0

    @property
    def count(self) -> int:
        return self.unnamed + self.hidden + sum(len(place.named) + place.unnamed for place in self.countries)


@dataclass(frozen=True)
class Phrase:
    """What stands instead of a list that is kept back; empty where no phrase was approved yet."""

    text: str = ""
    language: str = ""


@dataclass(frozen=True)
class PublicList:
    """Those whose word stands, and apart from them those that withdrew; signatories and partners never in one count.

    With a `phrase` everything else is empty: a list kept back shows neither names nor numbers.
    """

    phrase: Phrase | None = None
    signatories: Entries = Entries()
    partners: Entries = Entries()
    withdrawn_signatories: Entries = Entries()
    withdrawn_partners: Entries = Entries()


def public_list(instrument: Instrument, language: str) -> PublicList:
    """Who gave their word on `instrument`, for a reader of `language`; the strengths of words are not told apart.

    Names come in the alphabet's order, the unnamed last and without date, so that nobody learns when one of them came.
    A name that was hidden once on this instrument is not shown with another word on it. As many queries for a thousand
    words as for twenty.
    """
    if instrument.list_withheld:
        return PublicList(phrase=_phrase(instrument, language))
    words = list(Word.objects.filter(instrument=instrument).only(*_READ, "instrument_id"))
    latest = [word for word in words if word.superseded_at is None]
    names = _public_names(instrument, language)
    hidden = {word.organisation_id for word in words if word.hidden_at}
    given = _days_given(words)

    def entries(capacity: Capacity, *, withdrawn: bool) -> Entries:
        by_country: dict[str, list[Signatory]] = defaultdict(list)
        unnamed = concealed = 0
        for word in latest:
            if word.capacity != capacity or bool(word.withdrawn_at) != withdrawn:
                continue
            organisation = names.get(word.organisation_id) if word.publish_name else None
            if word.hidden_at or (organisation and word.organisation_id in hidden):
                concealed += 1
            elif organisation is None:
                unnamed += 1
            else:
                given_on = word.given_at.date() if withdrawn else given[word.organisation_id, word.act]
                by_country[organisation.country_of_work].append(_signatory(word, organisation, given_on))
        told = Counter(
            {
                kept.country: kept.number
                for kept in ([] if withdrawn else withheld)
                if kept.capacity == capacity and kept.country
            }
        )
        return Entries(_countries(by_country, told, language), unnamed - told.total(), concealed)

    withheld = withheld_words(instrument)
    return PublicList(
        signatories=entries(Capacity.SIGNATORY, withdrawn=False),
        partners=entries(Capacity.PARTNER, withdrawn=False),
        withdrawn_signatories=entries(Capacity.SIGNATORY, withdrawn=True),
        withdrawn_partners=entries(Capacity.PARTNER, withdrawn=True),
    )


def publicly_named(instrument: Instrument) -> list[UUID]:
    """The organisations that the public list of this instrument names, whatever became of their word: none whose name
    is withheld, for this document or everywhere, nor one whose word was hidden on it once."""
    hidden = Word.objects.filter(instrument=instrument, hidden_at__isnull=False).values("organisation")
    named = (
        Organisation.objects.visible_to(PUBLIC.keys)
        .publicly_named()
        .filter(pk__in=Word.objects.filter(instrument=instrument).openly_named().values("organisation"))
        .exclude(pk__in=hidden)
    )
    return sorted(named.values_list("pk", flat=True))


def _phrase(instrument: Instrument, language: str) -> Phrase:
    phrases = {phrase.language: phrase.text for phrase in ListPhrase.objects.filter(instrument=instrument)}
    for candidate in (*chain(language), *sorted(phrases)):
        if candidate in phrases:
            return Phrase(phrases[candidate], candidate)
    return Phrase()


def _public_names(instrument: Instrument, language: str) -> "dict[UUID, Organisation]":
    """The organisations whose names the public may read, asked at the same door as their own pages."""
    organisations = (
        Organisation.objects.visible_to(PUBLIC.keys)
        .publicly_named()
        .filter(pk__in=Word.objects.filter(instrument=instrument).openly_named().values("organisation"))
        .named(chain(language))
    )
    return {organisation.pk: organisation for organisation in organisations}


def _days_given(words: Iterable[Word]) -> dict[tuple[UUID, str], date]:
    """Since when each organisation's word stands: an accession that was confirmed later is as old as its first word,
    one given again after a withdrawal is not."""
    days: dict[tuple[UUID, str], date] = {}
    for word in sorted(words, key=lambda word: word.given_at, reverse=True):
        if word.withdrawn_at:
            days.setdefault((word.organisation_id, "withdrawn"), word.withdrawn_at.date())
        elif (word.organisation_id, "withdrawn") not in days:
            days[word.organisation_id, word.act] = word.given_at.date()
    return days


def _signatory(word: Word, organisation: Organisation, given_on: date) -> Signatory:
    return Signatory(
        name=organisation.name,
        language=organisation.name_language,
        seat=organisation.country_of_seat if organisation.works_from_exile else "",
        acceded_on=given_on if word.act == Act.ACCEDE else None,
        withdrawn_on=word.withdrawn_at.date() if word.withdrawn_at else None,
        reservation=word.reservation,
    )


def _countries(named: dict[str, list[Signatory]], unnamed: "Counter[str]", language: str) -> tuple[Country, ...]:
    def by_name(codes: Iterable[str]) -> list[str]:
        return sorted(codes, key=lambda code: alphabetically(country_name(code, in_language=language), language))

    return tuple(
        Country(
            code,
            tuple(sorted(named.get(code, []), key=lambda entry: (alphabetically(entry.name, language), entry.name))),
            unnamed[code],
        )
        for code in by_name(named.keys() | unnamed.keys())
    )

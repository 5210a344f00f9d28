"""Many recorded words at once: a pasted list, matched to organisations, shown, and then kept whole or not at all."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _
from rapidfuzz import fuzz, process

from hamkor.audit.kernel import action, record
from hamkor.core.errors import DomainError
from hamkor.core.languages import INTERFACE_LANGUAGES, country_codes, country_name
from hamkor.instruments.access import check_may_record_word
from hamkor.instruments.actions.words import record_word
from hamkor.instruments.models import Channel, Instrument, Word
from hamkor.instruments.statements import Choices
from hamkor.network.models import FormerName, Organisation, OrganisationName, Person

MOST_LINES: Final = 500
_LIKELY: Final = 78
_MOST_CANDIDATES: Final = 5
_QUOTES_AND_MARKS = re.compile(r"[^\w\s]+")
_CHANNEL_WORDS: Final = {
    "mail": Channel.EMAIL, "почта": Channel.EMAIL, "phone": Channel.TELEPHONE, "телефон": Channel.TELEPHONE,
    "signal": Channel.MESSENGER, "telegram": Channel.MESSENGER, "whatsapp": Channel.MESSENGER,
    "мессенджер": Channel.MESSENGER, "письмо": Channel.LETTER, "лично": Channel.MEETING, "встреча": Channel.MEETING,
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One line as written: its number from one, name, country code or `""`, channel or `""`; `fault` says what is
    wrong with it."""

    number: int
    name: str
    country: str = ""
    channel: str = ""
    fault: str = ""


@dataclass(frozen=True)
class Matched:
    """A line and the organisations that it may mean: exactly one that it surely means (`sure`), likely ones to choose
    from, or none."""

    line: Line
    candidates: tuple[UUID, ...] = ()
    sure: bool = False
    fault: str = ""


@dataclass(frozen=True)
class Entry:
    """A line that was matched, to be recorded."""

    number: int
    organisation: UUID
    channel: str


def read_lines(text: str) -> list[Line]:
    """The lines that are not empty, of `name ; country ; channel` (or with tabs). Never raises: faults are told by
    line, and a list longer than 500 lines is a fault of its line 501."""
    lines: list[Line] = []
    for number, written in enumerate(text.splitlines(), start=1):
        if not written.strip():
            continue
        if len(lines) == MOST_LINES:
            lines.append(Line(number, written.strip()[:80], fault=_("A list has at most 500 lines.")))
            break
        lines.append(_read_line(number, written))
    return lines


def match_lines(lines: Sequence[Line], instrument: Instrument, organisations: Sequence[Organisation]) -> list[Matched]:
    """Finds for each line the organisations, of those given, that bear this name or bore it.

    Sure: the name is the same after folding case, accents of й and ё, quotes and marks, of one organisation only, in
    the country given. Likely: names close to it, the closest first. A line is at fault where it means nobody, somebody
    meant by an earlier line, or somebody who has given a word already.
    """
    names = _all_names(organisations)
    by_id = {organisation.pk: organisation for organisation in organisations}
    given = dict(
        Word.objects.given()
        .filter(instrument=instrument, organisation__in=by_id)
        .values_list("organisation_id", "strength")
    )
    taken: dict[UUID, int] = {}
    return [_match(line, names, by_id, given, taken) for line in lines]


def entries_of(matches: Sequence[Matched], chosen: Callable[[Matched], UUID | None], *, channel: str) -> list[Entry]:
    """What is to be recorded: `chosen` says which organisation the coordinator took a line to mean, `channel` holds for
    lines that name none.

    Raises `DomainError` while a line is at fault, or means nobody yet.
    """
    meant = [(match.line, None if match.fault else chosen(match)) for match in matches]
    entries = [
        Entry(line.number, organisation, line.channel or channel) for line, organisation in meant if organisation
    ]
    if len(entries) != len(matches):
        raise DomainError(_("Some lines are not settled yet. Nothing was saved."))
    return entries


@action
def record_list(
    *, by: Person, instrument: Instrument, entries: Sequence[Entry], told_at: datetime, choices: Choices
) -> list[Word]:
    """Records every entry as `record_word` would, or none: raises `DomainError` naming the line that cannot be.

    Refuses (`Refused`) all but coordinator and deputy.
    """
    check_may_record_word(by, instrument)
    if not entries:
        raise DomainError(_("The list is empty."))
    words = []
    for entry in entries:
        try:
            organisation = Organisation.objects.get(pk=entry.organisation)
            words.append(
                record_word(
                    by=by,
                    instrument=instrument,
                    organisation=organisation,
                    channel=entry.channel,
                    told_at=told_at,
                    choices=choices,
                )
            )
        except DomainError as error:
            raise DomainError(
                _("Line %(number)d: %(why)s Nothing of the list was saved.")
                % {"number": entry.number, "why": error.sentence}
            ) from None
    record("instruments.list_recorded", by=by, on=instrument, words=len(words))
    return words


def folded(name: str) -> str:
    """A name as it is compared: without case, quotes, marks and double spaces, ё as е."""
    plain = unicodedata.normalize("NFKC", name).casefold().replace("ё", "е")
    return " ".join(_QUOTES_AND_MARKS.sub(" ", plain).split())


def _read_line(number: int, written: str) -> Line:
    parts = [part.strip() for part in re.split(r"[;\t]", written)]
    name, country, channel = (*parts, "", "")[:3]
    if len([part for part in parts if part]) > 3 or len(parts) > 4:
        return Line(number, name, fault=_("More than a name, a country and a channel."))
    if not folded(name):
        return Line(number, name, fault=_("There is no name."))
    code = _country_code(country)
    if code is None:
        return Line(number, name, fault=_("“%(country)s” is not a country that is known here.") % {"country": country})
    known = _channel(channel)
    if known is None:
        return Line(number, name, fault=_("“%(channel)s” is not a known channel.") % {"channel": channel})
    return Line(number, name, code, known)


def _country_code(written: str) -> str | None:
    if not written or written.upper() in country_codes():
        return written.upper()
    return _countries().get(folded(written))


@cache
def _countries() -> dict[str, str]:
    """Codes by what the countries are called in the languages of the interface, folded."""
    return {
        folded(country_name(code, in_language=language)): code
        for language in INTERFACE_LANGUAGES
        for code in country_codes()
    }


def _channel(written: str) -> str | None:
    if not written:
        return ""
    wanted = folded(written).replace(" ", "")
    for channel in Channel:
        if wanted in (channel.value, folded(str(channel.label)).replace(" ", "")):
            return channel.value
    word = _CHANNEL_WORDS.get(wanted)
    return word.value if word else None


def _all_names(organisations: Sequence[Organisation]) -> dict[str, set[UUID]]:
    ids = [organisation.pk for organisation in organisations]
    names: dict[str, set[UUID]] = defaultdict(set)
    for pk, text, short in OrganisationName.objects.filter(organisation__in=ids).values_list(
        "organisation_id", "text", "short"
    ):
        names[folded(text)].add(pk)
        if short:
            names[folded(short)].add(pk)
    for pk, text in FormerName.objects.filter(organisation__in=ids).values_list("organisation_id", "text"):
        names[folded(text)].add(pk)
    return names


def _match(
    line: Line,
    names: Mapping[str, set[UUID]],
    by_id: Mapping[UUID, Organisation],
    given: Mapping[UUID, str],
    taken: dict[UUID, int],
) -> Matched:
    if line.fault:
        return Matched(line, fault=line.fault)
    exact = names.get(folded(line.name), set())
    here = {pk for pk in exact if not line.country or by_id[pk].country_of_work == line.country}
    if len(here) != 1:
        close = process.extract(
            folded(line.name), names.keys(), scorer=fuzz.WRatio, score_cutoff=_LIKELY, limit=_MOST_CANDIDATES
        )
        likely = dict.fromkeys(
            [*sorted(here or exact), *(pk for name, _score, _at in close for pk in sorted(names[name]))]
        )
        candidates = tuple(pk for pk in likely if pk not in given and pk not in taken)[:_MOST_CANDIDATES]
        if likely and not candidates:
            return Matched(line, fault=_("The organisations with a name like this have given their word already."))
        if not candidates:
            return Matched(line, fault=_("No organisation with this name, or one like it, can be recorded here."))
        return Matched(line, candidates)
    found = here.pop()
    if found in given:
        return Matched(line, (found,), fault=_("This organisation's word was given already."))
    if found in taken:
        return Matched(
            line, (found,), fault=_("The same organisation as in line %(number)d.") % {"number": taken[found]}
        )
    taken[found] = line.number
    return Matched(line, (found,), sure=True)

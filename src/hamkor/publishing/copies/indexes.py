"""The contents of a copy for those without script, and without a server to search for them: A to Z, and by date."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Final, NamedTuple

from hamkor.core.alphabets import alphabetically

OTHER: Final = "…"  # where a title begins with no letter


class Entry(NamedTuple):
    """A page: its title and the language that it is in, its address on the site, its day if it has one."""

    title: str
    language: str
    address: str
    day: date | None


@dataclass(frozen=True)
class IndexPage:
    """One page of an index, and what its template is told."""

    address: str
    title: str
    context: dict[str, object]


def index_pages(language: str, entries: Sequence[Entry]) -> list[IndexPage]:
    """The index of a language: its first page, a page for each letter, a page for each year.

    A page that several addresses show alike is named once.
    """
    unique = {(entry.title, entry.day): entry for entry in reversed(entries)}
    by_title = sorted(unique.values(), key=lambda entry: (alphabetically(entry.title[:80], language), entry.address))
    dated = sorted(((entry.day, entry) for entry in by_title if entry.day), key=lambda pair: pair[0], reverse=True)
    letters: dict[str, list[Entry]] = {}
    for entry in by_title:
        letters.setdefault(_letter(entry.title), []).append(entry)
    years = {str(year): [entry for _day, entry in some] for year, some in groupby(dated, key=lambda pair: pair[0].year)}
    top = f"/{language}/index/"
    by_letter = [(letter, f"{top}letter/{n}/", some) for n, (letter, some) in enumerate(letters.items(), 1)]
    by_year = [(year, f"{top}{year}/", some) for year, some in years.items()]
    first: dict[str, object] = {"letters": by_letter, "years": by_year}
    return [
        IndexPage(top, language, first),
        *(IndexPage(at, label, first | {"label": label, "entries": some}) for label, at, some in by_letter),
        *(
            IndexPage(at, label, first | {"label": label, "entries": some, "dated": True})
            for label, at, some in by_year
        ),
    ]


def _letter(title: str) -> str:
    first = next((letter for letter in title if letter.isalnum()), OTHER)
    return first.upper() if first.isalpha() else OTHER

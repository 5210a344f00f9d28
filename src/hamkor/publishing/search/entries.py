"""What the index knows of a page: made where the page is made, in as many processes as make pages."""

import secrets
from collections.abc import Collection
from datetime import date
from typing import Final

from django.urls import Resolver404, resolve
from django.utils import translation

from hamkor.publishing.models import IndexedPage, Kind
from hamkor.publishing.search.reading import Page, Passage, read
from hamkor.publishing.search.words import fold, keys_of, words_in

# Pages with a text of their own; lists, texts by language and error pages are not among them.
KINDS: Final = {
    "documents:document": Kind.DOCUMENT,
    "news:item": Kind.NEWS,
    "library:item": Kind.LIBRARY,
    "countries:country": Kind.COUNTRY,
    "members:list": Kind.PAGE,
    "pages:page": Kind.PAGE,
    "publishing:check": Kind.PAGE,
}

# Letters of a text: what comes after them is not searched. PostgreSQL takes a megabyte of different words at most.
LONGEST_TEXT: Final = 100_000
# A number has 63 bits in both databases: the day's, and enough by chance that no two are the same.
_DAY_BITS: Final = 20
_CHANCE_BITS: Final = 43


def entry_of(page: Page) -> IndexedPage | None:
    """What a search finds this page by; None for one that has no text of its own."""
    kind = _kind(page)
    reading = read(page) if kind else None
    if not kind or not reading:
        return None
    return IndexedPage(
        number=_number(reading.day),
        address=page.address,
        place=page.address.removeprefix(f"/{page.language}"),
        language=page.language,
        written_in=reading.written_in,
        kind=kind,
        day=reading.day,
        title=reading.title,
        text=reading.text[:LONGEST_TEXT],
        title_keys=_keys([(reading.written_in, reading.title)]),
        keys=_keys(reading.passages),
    )


def _number(day: date | None) -> int:
    """Rises with the day; a page without one never grows old."""
    newest = 2**_DAY_BITS - 1
    ordinal = min(day.toordinal(), newest) if day else newest
    return ordinal << _CHANCE_BITS | secrets.randbits(_CHANCE_BITS)


def _keys(passages: Collection[Passage]) -> str:
    """Each word's keys behind the word itself, so that a text keeps its order and its repetitions."""
    room = LONGEST_TEXT
    found: list[str] = []
    for language, words in passages:
        for word in words_in(words[:room]):
            plain = fold(word)
            found += [plain, *sorted(keys_of(word, language) - {plain})]
        room -= min(room, len(words))
    return " ".join(found)


def _kind(page: Page) -> Kind | None:
    with translation.override(page.language):
        try:
            found = resolve(page.address)
        except Resolver404:
            return None
    return KINDS.get(found.view_name) if "asked" not in found.kwargs else None

"""Keeping the index: each page that is published replaces what was known of it, each that goes is forgotten."""

import secrets
from collections.abc import Collection, Iterator
from datetime import date
from itertools import batched
from typing import Final

from django.dispatch import receiver
from django.urls import Resolver404, resolve
from django.utils import translation

from hamkor.core.actors import CLOCK
from hamkor.core.languages import INTERFACE_LANGUAGES
from hamkor.publishing import access
from hamkor.publishing.actions import Done, settle
from hamkor.publishing.files import PublicFiles
from hamkor.publishing.making import public_files
from hamkor.publishing.models import IndexedPage, Kind
from hamkor.publishing.search.reading import Passage, Reading, read
from hamkor.publishing.search.words import fold, keys_of, words_in
from hamkor.publishing.signals import Page, published

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
AT_ONCE: Final = 200

# A number has 63 bits in both databases: the day's, and enough by chance that no two are the same.
_DAY_BITS: Final = 20
_CHANCE_BITS: Final = 43


@receiver(published, dispatch_uid="publishing.index")
def index(pages: Collection[Page], gone: Collection[str], **_kwargs: object) -> None:
    """Writes with the transaction that notes these pages as published."""
    IndexedPage.objects.replace([*gone, *(page.address for page in pages)], list(_rows(pages)))


def reindex(files: PublicFiles | None = None) -> int:
    """Makes the whole index anew from the files, as they are; gives how many pages are in it.

    Holds the folder meanwhile; raises as a sweep does where it cannot.
    """
    files = files or public_files()
    with files.alone(wait=True):
        addresses = {files.address(path) for path in files.paths()}
        settle(by=CLOCK, done=Done(gone=sorted(access.indexed_addresses() - addresses)))
        for some in batched(_pages(files, sorted(addresses)), AT_ONCE, strict=False):
            settle(by=CLOCK, done=Done(pages=list(some)))
    return len(access.indexed_addresses())


def _pages(files: PublicFiles, addresses: Collection[str]) -> Iterator[Page]:
    for address in addresses:
        language = address.split("/", 2)[1]
        if language in INTERFACE_LANGUAGES and address.endswith("/"):
            yield Page(address, language, files.read(address) or b"")


def _rows(pages: Collection[Page]) -> Iterator[IndexedPage]:
    for page in pages:
        kind = _kind(page)
        reading = read(page) if kind else None
        if kind and reading:
            yield _row(page, kind, reading)


def _row(page: Page, kind: Kind, reading: Reading) -> IndexedPage:
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

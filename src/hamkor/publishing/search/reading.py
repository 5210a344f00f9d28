"""What of a public page is searched: its title and the words that are its own."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from html.parser import HTMLParser
from itertools import groupby
from operator import itemgetter
from typing import Final
from unicodedata import normalize

# Ways to other pages, things to do, what Hamkor says around a text. A list that shows what other pages say is marked.
_PASSED_OVER: Final = frozenset({"nav", "aside", "form", "button", "script", "style", "template"})
_PASSED_OVER_CLASSES: Final = frozenset({"back", "kind", "n", "off-paper", "unseen"})
_PASSED_OVER_MARK: Final = "data-unsearched"

_WITHIN_WORDS: Final = re.compile("a|abbr|b|bdi|bdo|cite|code|em|i|mark|q|s|small|span|strong|sub|sup|time|u|wbr")
_VOID: Final = re.compile("area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr")
_DAY: Final = re.compile(rb'<meta property="article:published_time" content="(\d{4}-\d\d-\d\d)')
_GAP: Final = re.compile(r"\s+")


@dataclass(frozen=True)
class Page:
    """A page as it lies in the files; `body` is HTML in UTF-8."""

    address: str
    language: str
    body: bytes


type Passage = tuple[str, str]
"""A language and words in it."""


@dataclass(frozen=True)
class Reading:
    """A page's title, the language that it is written in, its text by language and as a whole, and its day if any."""

    title: str
    written_in: str
    passages: list[Passage]
    day: date | None

    @property
    def text(self) -> str:
        return _GAP.sub(" ", "".join(words for _language, words in self.passages)).strip()


def read(page: Page) -> Reading | None:
    """None for a page without a title or without a word beside it."""
    reader = _Reader(page.language)
    start, end = page.body.find(b"<main"), page.body.rfind(b"</main>")
    if start < 0 or end < start:
        return None
    reader.feed(normalize("NFC", page.body[start:end].decode()))
    reader.close()
    day = _DAY.search(page.body, 0, start)
    reading = Reading(
        title=_GAP.sub(" ", "".join(reader.title)).strip(),
        written_in=reader.title_language,
        passages=[(tag, "".join(w for _tag, w in passage)) for tag, passage in groupby(reader.passages, itemgetter(0))],
        day=date.fromisoformat(day[1].decode()) if day else None,
    )
    return reading if reading.title and reading.text else None


@dataclass
class _Open:
    tag: str
    language: str
    passed_over: bool


@dataclass
class _Reader(HTMLParser):
    language: str
    title: list[str] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.title_language = self.language
        self._open = [_Open("", self.language, passed_over=False)]
        self._in_title = False

    def handle_starttag(self, tag: str, attrs: Iterable[tuple[str, str | None]]) -> None:
        if not _WITHIN_WORDS.fullmatch(tag):
            self._add(" ")
        if _VOID.fullmatch(tag):
            return
        given, above = dict(attrs), self._open[-1]
        passed_over = above.passed_over or tag in _PASSED_OVER or _is_passed_over(given)
        inner = _Open(tag, given.get("lang") or above.language, passed_over)
        self._open.append(inner)
        if tag == "h1" and not self.title:
            self._in_title, self.title_language = True, inner.language

    def handle_endtag(self, tag: str) -> None:
        if tag in (each.tag for each in self._open):
            while self._open.pop().tag != tag:
                pass
        self._in_title = self._in_title and tag != "h1"
        if not _WITHIN_WORDS.fullmatch(tag):
            self._add(" ")

    def handle_data(self, data: str) -> None:
        self._add(data)

    def _add(self, words: str) -> None:
        if self._open[-1].passed_over:
            return
        if self._in_title:
            self.title.append(words)
        else:
            self.passages.append((self._open[-1].language, words))


def _is_passed_over(given: dict[str, str | None]) -> bool:
    classes = (given.get("class") or "").split()
    return not _PASSED_OVER_CLASSES.isdisjoint(classes) or "hidden" in given or _PASSED_OVER_MARK in given

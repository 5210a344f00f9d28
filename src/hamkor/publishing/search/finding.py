"""What a reader finds: her language first, then what fits best among the newest that match."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple
from uuid import UUID

from django.db import connection, transaction

from hamkor.core.languages import chain
from hamkor.publishing.models import IndexedPage
from hamkor.publishing.search.words import WORD, asked, keys_of

RANKED: Final = 200  # of the reader's language, and as many of the others
EXCERPT: Final = 260  # letters
_BEFORE: Final = 80  # of them before the first word that was found

# Only the newest that match are ranked, so a common word costs no more than a rare one. A word of the title counts ten
# times. The numbers of pages rise with their days, and are the row numbers of SQLite's word index.
_OF_SQLITE: Final = """SELECT * FROM (
    SELECT page.id, page.place, page.language, page.written_in, -bm25(publishing_words, 10.0, 1.0)
    FROM publishing_words JOIN publishing_indexedpage page ON page.number = publishing_words.rowid
    WHERE publishing_words MATCH %(words)s AND page.written_in LIKE %(written_in)s AND page.language {} %(reader)s
    ORDER BY publishing_words.rowid DESC LIMIT %(ranked)s
)"""
_SQLITE: Final = f"{_OF_SQLITE.format('=')} UNION ALL {_OF_SQLITE.format('<>')}"
_POSTGRESQL: Final = """
    WITH matching AS MATERIALIZED (
        SELECT id, number, language = %(reader)s AS own FROM publishing_indexedpage
        WHERE found @@ %(words)s::tsquery AND written_in LIKE %(written_in)s
    ), newest AS (
        (SELECT id FROM matching WHERE own ORDER BY number DESC LIMIT %(ranked)s) UNION ALL
        (SELECT id FROM matching WHERE NOT own ORDER BY number DESC LIMIT %(ranked)s)
    )
    SELECT id, place, language, written_in, ts_rank('{0.1, 0.1, 0.1, 1}', found, %(words)s::tsquery)
    FROM newest JOIN publishing_indexedpage USING (id)
"""


class Part(NamedTuple):
    """A piece of an excerpt; `found` where it is a word that was asked for."""

    text: str
    found: bool = False


@dataclass(frozen=True)
class Result:
    """A page that was found; `excerpt` is in the language `written_in`, as the title is."""

    address: str
    title: str
    written_in: str
    kind: str
    day: date | None
    excerpt: list[Part]


@dataclass(frozen=True)
class Found:
    """What was found, best first, each page once. `more`: older pages match as well, and are not among them."""

    query: str
    pages: Sequence[UUID]
    more: bool

    def results(self, start: int, end: int) -> Iterator[Result]:
        """Those from one place to another, with what is shown of them."""
        wanted = self.pages[start:end]
        rows = IndexedPage.objects.defer("keys", "title_keys").in_bulk(wanted)
        keys = frozenset().union(*asked(self.query))
        for row in (rows[each] for each in wanted if each in rows):
            excerpt = list(_excerpt(row.text, keys, (row.written_in, row.language)))
            yield Result(row.address, row.title, row.written_in, row.get_kind_display(), row.day, excerpt)


class _Row(NamedTuple):
    id: UUID
    place: str
    language: str
    written_in: str
    rank: float


def find(query: str, *, reader: str, written_in: str = "") -> Found:
    """The pages with every word of the query, of which nothing is kept. Those in the reader's language come first; with
    `written_in` others are left out. A query without a word finds nothing."""
    words = asked(query)
    if not words:
        return Found(query, [], more=False)
    rows = _from_sqlite if connection.vendor == "sqlite" else _from_postgresql
    found = rows(words, {"written_in": f"{written_in}%", "reader": reader, "ranked": RANKED})
    languages = chain(reader)

    def first(row: _Row) -> tuple[bool, int, float]:
        place = languages.index(row.language) if row.language in languages else len(languages)
        return row.written_in.partition("-")[0] != reader, place, -row.rank

    best: dict[str, _Row] = {}
    for row in sorted(found, key=first):
        best.setdefault(row.place, row)
    own = sum(row.language == reader for row in found)
    return Found(query, [row.id for row in best.values()], more=RANKED in {own, len(found) - own})


def _from_sqlite(words: Sequence[frozenset[str]], which: dict[str, str | int]) -> list[_Row]:
    with connection.cursor() as cursor:
        cursor.execute(_SQLITE, which | {"words": _expression(words, "AND", "OR", '"')})
        return [_Row(UUID(key), *rest) for key, *rest in cursor.fetchall()]


def _from_postgresql(words: Sequence[frozenset[str]], which: dict[str, str | int]) -> list[_Row]:
    with transaction.atomic(), connection.cursor() as cursor:
        # To read every row seems cheap to the planner, which does not count that the words of each are unpacked then.
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(_POSTGRESQL, which | {"words": _expression(words, "&", "|", "'")})
        return [_Row(*row) for row in cursor.fetchall()]


def _expression(words: Sequence[frozenset[str]], both: str, either: str, quote: str) -> str:
    """Every word by any of its keys. These are letters and digits alone: in quotation marks they mean nothing else."""
    of_each = (f" {either} ".join(f"{quote}{key}{quote}" for key in sorted(keys)) for keys in words)
    return f" {both} ".join(f"({keys})" for keys in of_each)


def _excerpt(text: str, keys: frozenset[str], languages: Sequence[str]) -> Iterator[Part]:
    """The part of the text around the first word that is among the keys, or its beginning."""

    def is_found(word: str) -> bool:
        return any(not keys.isdisjoint(keys_of(word, language)) for language in languages)

    first = next((match.start() for match in WORD.finditer(text) if is_found(match[0])), 0)
    start = _gap_before(text, first - _BEFORE)
    end = _gap_before(text, start + EXCERPT) if start + EXCERPT < len(text) else len(text)
    done = start
    if start:
        yield Part("… ")
    for match in WORD.finditer(text, start, end):
        if is_found(match[0]):
            yield Part(text[done : match.start()])
            yield Part(match[0], found=True)
            done = match.end()
    yield Part(text[done:end] + (" …" if end < len(text) else ""))


def _gap_before(text: str, place: int) -> int:
    """Behind the last gap before the place; the place itself where there is no gap near."""
    if place <= 0:
        return 0
    gap = text.rfind(" ", max(0, place - 40), place)
    return gap + 1 if gap >= 0 else place

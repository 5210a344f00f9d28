"""A search among ten thousand pages in every language that the Declaration is in."""

import random
from collections.abc import Iterator
from functools import partial
from html import escape
from statistics import median
from xml.etree import ElementTree

import pytest
from django.db import connection
from tests.support.udhr import real_material

from bench.measuring import Row, best_time
from bench.worlds import database, written_at_once
from hamkor.cli.checkout import ObstacleError
from hamkor.core.actors import CLOCK
from hamkor.core.languages import INTERFACE_LANGUAGES
from hamkor.publishing.actions import Done, settle
from hamkor.publishing.models import IndexedPage
from hamkor.publishing.search.entries import entry_of
from hamkor.publishing.search.finding import find
from hamkor.publishing.search.reading import Page

PAGES = 10_000
PARAGRAPHS = 12  # to a page: some 400 words
AT_MOST = {"SQLite": 30.0, "PostgreSQL": 15.0}
QUERIES = [
    ("ru", "человек"),
    ("ru", "право на свободу"),
    ("ru", "каждый человек имеет право"),
    ("ru", "суд"),
    ("en", "everyone has the right"),
    ("en", "asylum"),
    ("en", "freedom of opinion"),
    ("kk", "бостандық"),
    ("ky", "укук"),
    ("tg", "ҳуқуқи инсон"),
    ("tk", "hukuk"),
    ("uz", "huquqlari"),
    ("uz", "эркинлик"),
    ("ru", "чего-тонетнигде"),
]


def measure(*, quick: bool) -> Iterator[Row]:
    number = 300 if quick else PAGES
    with database() as name:
        texts = _texts()
        with written_at_once():
            for start in range(0, number, 200):
                pages = [_page(place, texts) for place in range(start, min(start + 200, number))]
                settle(by=CLOCK, done=Done(pages={page.address: entry_of(page) for page in pages}))
        _tell_the_planner()
        assert IndexedPage.objects.count() == number
        times = [1e3 * best_time(partial(_answer, *each), times=2 if quick else 9) for each in QUERIES]
    middle, most = median(times), AT_MOST[name]
    yield Row(
        what=f"search among {number:,} pages in {len(texts)} languages, {name}",
        measured=f"median {middle:.1f} ms",
        yardstick=f"longest {max(times):.1f} ms",
        ratio="",
        must=f"≤ {most:.0f} ms",
        reached=middle <= most,
    )


def _answer(reader: str, query: str) -> None:
    list(find(query, reader=reader).results(0, 10))


def _texts() -> list[tuple[str, list[str]]]:
    """Each language with the paragraphs of its version."""
    try:
        folder = real_material() / "udhr" / "eric-muller" / "data" / "udhr"
    except pytest.skip.Exception as missing:
        raise ObstacleError("The texts of the Declaration are not here (HAMKOR_REAL).") from missing
    found = []
    for file in sorted(folder.glob("udhr_*.xml")):
        root = ElementTree.parse(file).getroot()  # noqa: S314 - a file of this machine
        paragraphs = [" ".join("".join(each.itertext()).split()) for each in root.iter("{http://efele.net/udhr}para")]
        language = root.get("{http://www.w3.org/XML/1998/namespace}lang", "")
        if language and len(paragraphs) > PARAGRAPHS:
            found.append((language, paragraphs))
    return found


def _page(place: int, texts: list[tuple[str, list[str]]]) -> Page:
    chance = random.Random(place)  # noqa: S311 - the same pages each time
    language, paragraphs = chance.choice(texts)
    base = language.partition("-")[0]
    prefix = base if base in INTERFACE_LANGUAGES else "en"
    body = "".join(f"<p>{escape(each)}</p>" for each in chance.sample(paragraphs, PARAGRAPHS))
    day = f"20{10 + place % 16}-{1 + place % 12:02}-{1 + place % 28:02}"
    html = (
        f'<meta property="article:published_time" content="{day}"><main>'
        f'<h1 lang="{language}">{escape(paragraphs[place % len(paragraphs)][:80])}</h1>'
        f'<div lang="{language}">{body}</div></main>'
    )
    return Page(f"/{prefix}/news/item-{place}/", prefix, html.encode())


def _tell_the_planner() -> None:
    """What PostgreSQL's autovacuum does by itself soon after."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")

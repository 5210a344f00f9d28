"""From an editor's click to the reader, on a small site and on a large one; and the whole site made anew."""

import os
import random
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from html import escape
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from statistics import median
from uuid import uuid4

import pytest
from tests.factories.newsroom import home, topic
from tests.support import servers
from tests.support.udhr import Version, versions
from wagtail.models import Page
from wagtail.rich_text import RichText

from bench.measuring import Row
from bench.worlds import database, installation, written_at_once
from hamkor.cli.checkout import ObstacleError
from hamkor.core.languages import INTERFACE_LANGUAGES
from hamkor.newsroom.models import NewsItem, PageCountry, PageTopic, Topic
from hamkor.publishing import access
from hamkor.publishing.rebuild import rebuild

FEW, MANY = 100, 10_000  # pages, each item one in each of the seven languages
PARAGRAPHS = 12  # to a page: some 400 words
COUNTRIES = ("KZ", "KG", "TJ", "TM", "UZ")
TOPICS = 8
ROUNDS = 9
AT_MOST = 3.0  # seconds
NO_SLOWER = 1.0
PAGES_A_SECOND = 150
LONGEST = 120.0


def measure(*, quick: bool) -> Iterator[Row]:
    """The texts of the Declaration. What an editor's program does is done here; the front and the clock are those of
    an installation, which has nothing else to do then. An article counts when the front hands it out in every language,
    and apart from that when the list above it names it in every language.

    On both sites an article touches eighty files of the same kinds. By its length modulo ten the newest page of a list
    holds from 10 to 19 items, whatever the size of the site. On the site of 100 the list of all news begins at 15,
    and those of a country or a topic have but two or three items.
    """
    few, many, rounds = (20, 60, 1) if quick else (FEW, MANY, ROUNDS)
    texts = _texts()
    article: dict[int, float] = {}
    listed: dict[int, float] = {}
    made, rate = 0, 0.0
    with database(), tempfile.TemporaryDirectory(prefix="hamkor-b-") as name:
        os.environ["DATABASE_URL"] = servers.url_of_database()
        topics = [topic(f"topic-{number}", en=f"Topic {number}") for number in range(TOPICS)]
        written = 0
        for number in (few, many):
            items = -(-number // len(INTERFACE_LANGUAGES))
            with written_at_once():
                for place in range(written, items):
                    _written(place, texts, topics)
            written = items
            start = time.perf_counter()
            rebuilt = rebuild()
            made, rate = rebuilt.made, rebuilt.made / (time.perf_counter() - start)
            assert rebuilt.failed == []
            folder = Path(name) / str(number)
            folder.mkdir()
            with installation(folder, clock=True) as port:
                _timed(port, f"first-{number}", texts, topics)
                timed = [_timed(port, f"news-{number}-{each}", texts, topics) for each in range(rounds)]
                article[number], listed[number] = (median(each) for each in zip(*timed, strict=True))
    published = f"one article published on a site of {many:,} pages, until"
    yield Row(
        what=f"{published} its files are served",
        measured=f"{article[many]:.2f} s",
        yardstick=f"{few:,} pages: {article[few]:.2f} s",
        ratio=f"{article[many] / article[few]:.2f}",
        must=f"≤ {AT_MOST:.0f} s, ≤ {NO_SLOWER} × the small site's",
        reached=article[many] <= min(AT_MOST, NO_SLOWER * article[few]),
    )
    yield Row(
        what=f"{published} the list of all news names it, too",
        measured=f"{listed[many]:.2f} s",
        yardstick=f"{few:,} pages: {listed[few]:.2f} s",
        ratio=f"{listed[many] / listed[few]:.2f}",
        must=f"≤ {AT_MOST:.0f} s",
        reached=listed[many] <= AT_MOST,
    )
    yield Row(
        what=f"whole site made anew, {made:,} files, two processes",
        measured=f"{rate:.0f} pages/s",
        yardstick=f"{PAGES_A_SECOND} pages/s",
        ratio=f"{rate / PAGES_A_SECOND:.2f}",
        must=f"≥ {PAGES_A_SECOND} pages/s",
        reached=rate >= PAGES_A_SECOND,
    )


def _timed(port: int, slug: str, texts: dict[str, Version], topics: list[Topic]) -> tuple[float, float]:
    """Seconds until every language has the article, and until every list names it."""
    _until_nothing_is_due()
    start = _published(slug, texts, topics)
    for language in INTERFACE_LANGUAGES:
        _wait_for(port, f"/{language}/news/{slug}/", "")
    served = time.perf_counter() - start
    for language in INTERFACE_LANGUAGES:
        _wait_for(port, f"/{language}/news/", slug)
    return served, time.perf_counter() - start


def _until_nothing_is_due() -> None:
    """What the article before has left to be made is not counted to this one."""
    until = time.monotonic() + LONGEST
    while access.is_anything_due():
        if time.monotonic() > until:
            raise RuntimeError("The sweep does not come to its end.")
        time.sleep(0.05)


def _published(slug: str, texts: dict[str, Version], topics: list[Topic]) -> float:
    """Written as a draft; then the hour of the click."""
    page = _page(home("ru"), "ru", slug, 0, texts, topics, live=False, day=date(2026, 11, 1))
    revision = page.save_revision()
    start = time.perf_counter()
    revision.publish()
    return start


def _wait_for(port: int, address: str, words: str) -> None:
    until = time.monotonic() + LONGEST
    while time.monotonic() < until:
        line = HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            line.request("GET", address, headers={"Host": "localhost"})
            answer = line.getresponse()
            if answer.status == 200 and words in answer.read().decode():
                return
        except (OSError, HTTPException):
            continue
        finally:
            line.close()
        time.sleep(0.01)
    raise RuntimeError(f"{address} was not served")


def _texts() -> dict[str, Version]:
    try:
        return versions()
    except pytest.skip.Exception as missing:
        raise ObstacleError("The texts of the Declaration are not here (HAMKOR_REAL).") from missing


def _written(place: int, texts: dict[str, Version], topics: list[Topic]) -> None:
    """One item in every language, as it stands once it was published."""
    key = uuid4()
    day = date(2013, 4, 30) + timedelta(days=3 * place % 4800)
    for language in INTERFACE_LANGUAGES:
        _page(home(language), language, f"item-{place}", place, texts, topics, live=True, day=day, key=key)


def _page(
    parent: Page,
    language: str,
    slug: str,
    place: int,
    texts: dict[str, Version],
    topics: list[Topic],
    *,
    live: bool,
    day: date,
    key: object = None,
) -> NewsItem:
    chance = random.Random(f"{slug} {language}")  # noqa: S311 - the same pages each time
    lines = texts[language].lines
    page = NewsItem(
        title=f"{chance.choice(lines)[:120]} {slug}",
        slug=slug,
        day=day,
        lead=chance.choice(lines),
        body=[("paragraph", RichText(f"<p>{escape(each)}</p>")) for each in chance.sample(lines, PARAGRAPHS)],
        live=live,
    )
    if key is not None:
        page.translation_key = key
    page.page_countries = [PageCountry(country=COUNTRIES[place % len(COUNTRIES)])]
    page.page_topics = [PageTopic(topic=topics[place % len(topics)])]
    parent.add_child(instance=page)
    return page

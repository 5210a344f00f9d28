"""What a news article costs a reader: bytes on the wire, and the time until its largest part is seen on a slow line."""

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from pathlib import Path

from django.test import override_settings
from playwright.sync_api import BrowserContext
from tests.factories.newsroom import news, topic
from tests.support.browsers import Browsers
from wagtail.rich_text import RichText

import hamkor.demo
from bench.measuring import Row
from bench.wire import FirstView
from bench.worlds import database, installation
from hamkor.publishing.making import CAREFULLY, public_files
from hamkor.publishing.rebuild import rebuild

WORDS = 680
MOST_BYTES = 10 * 1024
MOST_REQUESTS = 3
LATENCY, THROUGHPUT = 400, 50_000 / 8  # milliseconds, bytes a second
SLOWER = 1.3
PHONE = {"width": 360, "height": 780}
ADDRESS, BARE = "/ru/news/adopted/", "/ru/bare/"

_LARGEST = """() => new Promise(done => new PerformanceObserver(
    list => done(list.getEntries().at(-1).startTime)
).observe({type: "largest-contentful-paint", buffered: true}))"""


def measure(*, quick: bool) -> Iterator[Row]:
    """A new visitor each time, with nothing kept from before."""
    rounds = 1 if quick else 5
    with database(), tempfile.TemporaryDirectory(prefix="hamkor-b-") as name, Browsers.started() as browsers:
        with override_settings(HAMKOR_DEMONSTRATION=False):  # a network's own site bears no such banner
            _write_article()
        with installation(Path(name)) as port:
            site = f"http://localhost:{port}"
            with _visitor(browsers) as context:
                view = FirstView.of(context, site + ADDRESS)
            times: dict[str, list[float]] = {ADDRESS: [], BARE: []}
            for _ in range(rounds):
                for address, found in times.items():
                    with _visitor(browsers) as context:
                        found.append(_largest_seen(context, site + address))
    yield view.row(f"news article of {WORDS} words", most_bytes=MOST_BYTES, most_requests=MOST_REQUESTS)
    ours, bare = min(times[ADDRESS]), min(times[BARE])
    yield Row(
        what="the same, largest contentful paint at 400 ms and 50 kbit/s",
        measured=f"{ours / 1e3:.2f} s",
        yardstick=f"the same text as bare HTML with no style: {bare / 1e3:.2f} s",
        ratio=f"{ours / bare:.2f}",
        must=f"≤ {SLOWER}",
        reached=ours <= SLOWER * bare,
    )


def _write_article() -> None:
    texts = Path(hamkor.demo.__file__).parent / "texts"
    words = " ".join((texts / f"{name}.ru.md").read_text() for name in ("memorandum", "declaration", "shelter"))
    words = " ".join(words.split()[:WORDS])
    pieces = re.findall(r"(?:\S+ ?){1,85}", words)
    title = "Меморандум о взаимопонимании принят правозащитными организациями Центральной Азии"
    lead = "Более десяти организаций из пяти стран подписали меморандум о взаимопонимании."
    news(
        title,
        slug="adopted",
        live=True,
        lead=lead,
        body=[("paragraph", RichText(f"<p>{escape(piece)}</p>")) for piece in pieces],
        source_name="Партнёрство (пример)",
        source_url="https://source.example/news/1",
        countries=["KZ", "KG", "TJ", "TM", "UZ"],
        topics=[topic("rights", ru="Основные права"), topic("solidarity", ru="Солидарность")],
    )
    rebuild(processes=1)
    text = "".join(f"<p>{escape(piece)}</p>" for piece in [lead, *pieces])
    phone = '<meta name="viewport" content="width=device-width,initial-scale=1">'
    bare = f'<!doctype html><html lang="ru"><meta charset="utf-8">{phone}<title>{title}</title><h1>{title}</h1>{text}'
    with public_files().alone():
        public_files().write(BARE, bare.encode(), pack=True, quality=CAREFULLY)


@contextmanager
def _visitor(browsers: Browsers) -> Iterator[BrowserContext]:
    context = browsers.context(viewport=PHONE, locale="ru")
    try:
        yield context
    finally:
        context.close()


def _largest_seen(context: BrowserContext, url: str) -> float:
    """Milliseconds."""
    page = context.new_page()
    network = context.new_cdp_session(page)
    network.send("Network.enable")
    line = {"offline": False, "latency": LATENCY, "downloadThroughput": THROUGHPUT, "uploadThroughput": THROUGHPUT}
    network.send("Network.emulateNetworkConditions", line)
    page.goto(url, wait_until="networkidle", timeout=60_000)
    return float(page.evaluate(_LARGEST))

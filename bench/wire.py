"""What a first visit to a document's page brings over the wire, as a real browser counts it."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext
from tests.support.browsers import Browsers

from bench.documents import memorandum, sign_on
from bench.measuring import Row
from bench.worlds import site, written_at_once

SIGNATORIES = 20
MOST_BYTES = 14 * 1024
MOST_REQUESTS = 3


@dataclass(frozen=True)
class FirstView:
    """All that a browser with nothing kept asks for, and what it gets: headers and compressed bodies."""

    shown: str
    requests: int
    scripts: int
    arrived: int
    whole: int
    cookies: int
    strangers: int

    @classmethod
    def of(cls, context: BrowserContext, url: str) -> "FirstView":
        page = context.new_page()
        network = context.new_cdp_session(page)
        asked: dict[str, tuple[str, str]] = {}
        arrived: dict[str, int] = {}
        network.on(
            "Network.requestWillBeSent", lambda e: asked.update({e["requestId"]: (e["request"]["url"], e["type"])})
        )
        network.on("Network.loadingFinished", lambda e: arrived.update({e["requestId"]: int(e["encodedDataLength"])}))
        network.send("Network.enable")
        response = page.goto(url, wait_until="networkidle")
        assert response is not None
        assert response.status == 200, f"the page answered {response.status}"
        urls = [address for address, _ in asked.values() if not address.startswith("data:")]
        return cls(
            shown=page.locator("main").inner_text(),
            requests=len(urls),
            scripts=sum(kind == "Script" for _, kind in asked.values()),
            arrived=sum(arrived.values()),
            whole=sum(len(page.request.get(address).body()) for address in urls),
            cookies=len(context.cookies()),
            strangers=sum(urlsplit(address).netloc != urlsplit(url).netloc for address in urls),
        )

    def row(self, what: str, *, most_bytes: int, most_requests: int) -> Row:
        small = self.arrived <= most_bytes and self.requests <= most_requests
        return Row(
            what=f"{what}, first view in Chromium, everything on the wire",
            measured=f"{self.arrived / 1024:.1f} KB in {self.requests} requests; "
            f"{self.cookies} cookies, {self.strangers} requests to third parties",
            yardstick=f"uncompressed, without headers: {self.whole / 1024:.1f} KB",
            ratio=f"{self.arrived / self.whole:.2f}",
            must=f"≤ {most_bytes // 1024} KB, ≤ {most_requests} requests, nothing else",
            reached=small and not (self.cookies or self.strangers),
        )


def measure(*, quick: bool) -> Iterator[Row]:
    """A document's page as a new visitor gets it."""
    with site() as server, Browsers.started() as browsers:
        with written_at_once():
            document = memorandum()
            sign_on(document, SIGNATORIES)
        view = FirstView.of(browsers.context(locale="ru"), f"{server.url}/ru/documents/{document.slug}/")
    assert "Общественный фонд" in view.shown, "the page shows no signatories"
    yield view.row(f"document page with {SIGNATORIES} signatories", most_bytes=MOST_BYTES, most_requests=MOST_REQUESTS)

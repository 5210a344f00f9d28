"""What a first visit to a document's page brings over the wire, as a real browser counts it."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from tests.support.browsers import Browsers

from bench.documents import memorandum, sign_on
from bench.measuring import Row
from bench.worlds import site, written_at_once

SIGNATORIES = 20
MOST_BYTES = 14 * 1024
MOST_REQUESTS = 3


def measure(*, quick: bool) -> Iterator[Row]:
    """Everything that the browser asks for: headers and compressed bodies of the answers."""
    with site() as server, Browsers.started() as browsers:
        with written_at_once():
            document = memorandum()
            sign_on(document, SIGNATORIES)
        page = browsers.context(locale="ru").new_page()
        network = page.context.new_cdp_session(page)
        asked: dict[str, tuple[str, str]] = {}
        arrived: dict[str, int] = {}
        network.on(
            "Network.requestWillBeSent", lambda e: asked.update({e["requestId"]: (e["request"]["url"], e["type"])})
        )
        network.on("Network.loadingFinished", lambda e: arrived.update({e["requestId"]: e["encodedDataLength"]}))
        network.send("Network.enable")
        response = page.goto(f"{server.url}/ru/documents/{document.slug}/", wait_until="networkidle")
        assert response is not None
        assert response.status == 200, f"the page answered {response.status}"
        shown = page.locator("main").inner_text()
        assert "Общественный фонд" in shown, "the page shows no signatories"
        whole = sum(len(page.request.get(url).body()) for url, _ in asked.values())
        total = sum(int(size) for size in arrived.values())
        scripts = page.locator("script").count() + sum(kind == "Script" for _, kind in asked.values())
        cookies = len(page.context.cookies())
        strangers = sum(urlsplit(url).netloc != urlsplit(server.url).netloc for url, _ in asked.values())
    yield Row(
        what=f"document page with {SIGNATORIES} signatories, first view in Chromium, everything on the wire",
        measured=f"{total / 1024:.1f} KB in {len(asked)} requests; "
        f"{scripts} scripts, {cookies} cookies, {strangers} requests to third parties",
        yardstick=f"uncompressed, without headers: {whole / 1024:.1f} KB",
        ratio=f"{total / whole:.2f}",
        must=f"≤ {MOST_BYTES // 1024} KB, ≤ {MOST_REQUESTS} requests, nothing else",
        reached=total <= MOST_BYTES and len(asked) <= MOST_REQUESTS and not (scripts or cookies or strangers),
    )

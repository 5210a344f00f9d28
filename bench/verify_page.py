"""`verify.html` on a thousand signatures, in Chromium, opened from a file; and how large it is."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Page
from tests.support.browsers import Browsers

from bench.measuring import Row
from bench.verify import signed_words
from hamkor_proof.page import build

SIGNATURES = 1000
MOST_SECONDS = 2.0
MOST_BYTES = 60 * 1024

# From the file's choice to the verdict on the page: the work, the drawing, and nothing of the driver's.
WATCH = """
() => {
  document.getElementById("file").addEventListener("change", () => { window.chosen = performance.now(); }, true);
  new MutationObserver(() => {
    if (document.querySelector(".verdict")) window.told ??= performance.now();
  }).observe(document.getElementById("verdict"), { childList: true });
}
"""


def measure(*, quick: bool) -> Iterator[Row]:
    """Each organisation registers a key, which signs for itself, and signs a word with it: two signatures each."""
    with tempfile.TemporaryDirectory(prefix="hamkor-bench-verify-page-") as name, Browsers.started() as browsers:
        folder = Path(name)
        page_file = folder / "verify.html"
        page_file.write_bytes(build())
        file, network = signed_words(10 if quick else SIGNATURES // 2, folder)
        seconds = min(_seconds(browsers, page_file, file, network) for _ in range(1 if quick else 5))
    yield Row(
        what=f"verify.html on {SIGNATURES:,} signatures, in Chromium",
        measured=f"{seconds:.2f} s",
        yardstick="from the choice of the file to the verdict on the page",
        ratio="",
        must=f"≤ {MOST_SECONDS:g} s",
        reached=seconds <= MOST_SECONDS,
    )
    size = len(build())
    yield Row(
        what="verify.html, the file",
        measured=f"{size / 1024:.1f} KB",
        yardstick="",
        ratio="",
        must=f"≤ {MOST_BYTES // 1024} KB",
        reached=size <= MOST_BYTES,
    )


def _seconds(browsers: Browsers, page_file: Path, bundle_file: Path, network: str) -> float:
    page: Page = browsers.context().new_page()
    page.goto(page_file.as_uri())
    page.locator("#network").fill(network)
    page.evaluate(WATCH)
    page.locator("#file").set_input_files(bundle_file)
    told = page.locator(".verdict").inner_text(timeout=60_000)
    assert told == "Proved", told
    seconds: float = page.evaluate("(window.told - window.chosen) / 1000")
    page.close()
    return seconds

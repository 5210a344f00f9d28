"""One small public site, and the three servers that hand it out."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from hamkor.core.languages import INTERFACE_LANGUAGES
from hamkor.publishing.files import PublicFiles
from tests.support import webservers
from tests.support.webservers import WebServer

STYLE = b"body { color: black }\n" * 40
TEXT = "# Меморандум\n\nТекст.\n".encode() * 40


def page(words: str) -> bytes:
    return f"<!doctype html><title>{words}</title>{'<p>слова, слова, слова</p>' * 100}\n".encode()


def lay_out(home: Path) -> None:
    """Files as the sweep writes them, style as collectstatic does, and things that are nobody's business."""
    files = PublicFiles(home / "public")
    with files.alone():
        for language in INTERFACE_LANGUAGES:
            files.write(f"/{language}/", page(f"home {language}"), pack=True, quality=5)
            files.write(f"/{language}/404.html", page(f"missing {language}"), pack=True, quality=5)
            files.write(f"/{language}/500.html", page(f"broken {language}"), pack=True, quality=5)
        files.write("/ru/news/", page("news"), pack=True, quality=5)
        files.write("/ru/documents/m/ru.md", TEXT, pack=True, quality=5)
        files.write("/ru/documents/m/document.pdf", b"%PDF-1.7 " + bytes(range(256)) * 20, pack=False, quality=5)
        files.write("/ru/news/feed.atom", b"<feed>" + b"x" * 900 + b"</feed>", pack=True, quality=5)
        files.write("/robots.txt", b"User-agent: *\n" * 30, pack=True, quality=5)
        files.write("/sitemap.xml", b"<sitemapindex/>" * 40, pack=True, quality=5)
        files.write("/files/images/a.png", b"\x89PNG" + bytes(500), pack=False, quality=5)
        files.write("/files/documents/page.html", b"<script>alert(1)</script>", pack=False, quality=5)
        files.made_from = "secret fingerprint"
        static = PublicFiles(home / "static")
        with static.alone():
            static.write("/hamkor/hamkor.0123456789ab.css", STYLE, pack=True, quality=5)
            static.write("/hamkor/hamkor.css", STYLE, pack=True, quality=5)
    (home / "secret-key").write_text("secret")
    (home / "files").mkdir()
    (home / "files" / "scan.pdf").write_text("secret")
    (home / "public" / "ru" / "link").symlink_to(home)
    (home / "public" / "ru" / "link.html").symlink_to(home / "secret-key")


@pytest.fixture(scope="module", params=["front", "nginx", "caddy"])
def site(request: pytest.FixtureRequest) -> Iterator[WebServer]:
    """Each server in turn; one that is not installed is named among what did not run."""
    # In a short path, as a socket needs.
    with tempfile.TemporaryDirectory(prefix="hamkor-test-") as name:
        home, folder = Path(name, "home"), Path(name, "run")
        folder.mkdir()
        lay_out(home)
        try:
            with getattr(webservers, request.param)(home, folder) as running:
                yield running
        except FileNotFoundError as missing:
            pytest.skip(f"{missing} is not installed")


@pytest.fixture
def home() -> Iterator[Path]:
    """A home with the small site, for a server of the test's own settings."""
    with tempfile.TemporaryDirectory(prefix="hamkor-test-") as name:
        lay_out(Path(name, "home"))
        Path(name, "run").mkdir()
        yield Path(name, "home")

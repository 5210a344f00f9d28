"""Everything that a reader can get: the public site walked from its front pages, link by link."""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

from django.http import HttpResponseBase
from django.test import Client

from hamkor.core.languages import INTERFACE_LANGUAGES

_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
# Members' pages, pages of this machine, style sheets: a reader's walk does not go there.
_ELSEWHERE = ("/workspace/", "/account/", "/static/", "/sign/")


class Page(HTMLParser):
    """A page's links, and the words it shows by the language they are marked to be in."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[str] = []
        self.words: dict[str, list[str]] = {}
        self._open: list[tuple[str, str]] = []
        self.feed(html)

    @property
    def text(self) -> str:
        return " ".join(" ".join(" ".join(words) for words in self.words.values()).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        for name in ("href", "src"):
            if given.get(name):
                self.links.append(given[name] or "")
        language = given.get("lang") or (self._open[-1][1] if self._open else "")
        for name in ("alt", "aria-label", "title", "placeholder"):
            self._keep(given.get(name) or "", language)
        if tag not in _VOID:
            self._open.append((tag, language))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1][0] not in {"style", "script", "code"}:
            self._keep(data, self._open[-1][1])

    def _keep(self, words: str, language: str) -> None:
        if words.strip():
            self.words.setdefault(language, []).append(" ".join(words.split()))


@dataclass
class PublicSite:
    """Each address of the public site with all that it answered: status line, headers, body."""

    answers: dict[str, tuple[HttpResponseBase, bytes]] = field(default_factory=dict)

    @classmethod
    def walked(cls) -> "PublicSite":
        site = cls()
        # A page that fails is an answer too: the walk goes on, and its test says where.
        client = Client(headers={"host": "localhost"}, raise_request_exception=False)
        ahead = [f"/{language}/" for language in INTERFACE_LANGUAGES] + ["/demo/", "/robots.txt", "/sitemap.xml"]
        while ahead:
            address = ahead.pop()
            if address in site.answers or address.startswith(_ELSEWHERE):
                continue
            answer = client.get(address)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            site.answers[address] = answer, body
            if answer.headers.get("Content-Type", "").startswith("text/html"):
                ahead += cls._local(address, Page(body.decode()).links)
            if answer.headers.get("Content-Type", "").startswith("application/xml"):
                ahead += cls._local(address, re.findall("<loc>([^<]+)</loc>", body.decode()))
            if "Location" in answer.headers:
                ahead += cls._local(address, [answer.headers["Location"]])
        return site

    @staticmethod
    def _local(address: str, links: list[str]) -> Iterator[str]:
        for link in links:
            target = urlsplit(urljoin(f"http://localhost{address}", urldefrag(link).url))
            if target.scheme == "http" and target.hostname == "localhost":
                # The walk keeps to addresses; the language of /demo/ is asked for behind the question mark.
                yield target.path + (f"?{target.query}" if target.query else "")

    def everything(self) -> Iterator[tuple[str, bytes]]:
        """Each address with its headers and body; a PDF's streams unpacked too."""
        for address, (answer, body) in self.answers.items():
            yield address, repr(answer.headers).encode() + body + b"".join(_unpacked(body))

    def pages(self, language: str) -> Iterator[tuple[str, Page]]:
        """The HTML pages in this language that are there."""
        for address, (answer, body) in self.answers.items():
            html = answer.headers.get("Content-Type", "").startswith("text/html")
            if html and answer.status_code == 200 and address.startswith(f"/{language}/"):
                yield address, Page(body.decode())


def _unpacked(body: bytes) -> Iterator[bytes]:
    if not body.startswith(b"%PDF"):
        return
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", body, re.DOTALL):
        try:
            yield zlib.decompressobj().decompress(stream)
        except zlib.error:
            continue

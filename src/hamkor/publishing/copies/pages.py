"""A public page turned into a page of a copy: what needs a server is left out, and links lead from file to file."""

from collections.abc import Collection
from dataclasses import dataclass, field
from html import escape, unescape
from html.parser import HTMLParser
from posixpath import dirname, relpath
from typing import Final
from urllib.parse import quote, unquote, urljoin, urlsplit

from django.conf import settings

from hamkor.publishing.files import INDEX

# An element with this attribute works on the site only, and is in no copy.
ONLINE: Final = "data-online"
# A link with this one leads to the site itself, and says so.
HOME: Final = "data-home"

_NEED_A_SERVER: Final = frozenset({"form", "button", "script", "noscript", "iframe", "object", "embed"})
_VOID: Final = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"})
_LINKS: Final = frozenset({"href", "src", "srcset", "poster"})
_OF_THE_SITE: Final = frozenset({"canonical", "alternate", "search", "preload", "modulepreload"})

type Attributes = list[tuple[str, str | None]]


@dataclass
class CopiedPage:
    """A page's HTML in the copy. `static` names the files under `STATIC_URL` that it needs; `title`, the language that
    it is in, and `day` (ISO 8601, or nothing) are what an index says of it."""

    html: str = ""
    static: set[str] = field(default_factory=set)
    title: str = ""
    language: str = ""
    day: str = ""


def file_of(address: str) -> str:
    """The file of an address in a copy: `/ru/news/` is `ru/news/index.html`."""
    path = unquote(address).removeprefix("/")
    return path + INDEX if path.endswith("/") or not path else path


def copied(html: str, address: str, line: str, known: Collection[str]) -> CopiedPage:
    """The page that lies at `address` on the site, for a copy that holds the files `known`.

    `line` is HTML that says that it is a copy. Nothing in the result leads to the site except what `line` marks.
    """
    copier = _Copier(address, line, known)
    copier.feed(html)
    copier.close()
    copier.page.html = "".join(copier.out)
    copier.page.title = " ".join(copier.page.title.split())
    return copier.page


class _Copier(HTMLParser):
    """Hands on what it is fed, letter for letter, except for what `_NEED_A_SERVER` or leads elsewhere.

    Where a link leads to what the copy has not, its words stay as words; in navigation it is left out.
    """

    def __init__(self, address: str, line: str, known: Collection[str]) -> None:
        super().__init__(convert_charrefs=False)
        self.page = CopiedPage()
        self.out: list[str] = []
        self._address, self._line, self._known = address, line, known
        self._left_out: list[str] = []  # the open elements inside one that is left out
        self._in_article = self._in_title = False
        self._in_nav = 0

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        if self._left_out:
            if tag not in _VOID:
                self._left_out.append(tag)
            return
        given = dict(attrs)
        leads_nowhere = self._in_nav and tag == "a" and HOME not in given and not self._link(given.get("href") or "")
        if tag in _NEED_A_SERVER or ONLINE in given or leads_nowhere or self._is_of_the_site(tag, given):
            if tag not in _VOID:
                self._left_out.append(tag)
            return
        if tag in {"header", "main"} and self._line:
            line, self._line = self._line, ""
            self.feed_line(line)
        self._note(tag, given)
        self.out.append(self._start(tag, attrs))
        if tag == "head":
            self.out.append('\n<meta name="referrer" content="no-referrer">')

    def handle_startendtag(self, tag: str, attrs: Attributes) -> None:
        self.handle_starttag(tag, attrs)
        if self._left_out and tag not in _VOID:
            self._left_out.pop()

    def handle_endtag(self, tag: str) -> None:
        if self._left_out:
            while self._left_out.pop() != tag and self._left_out:
                pass
            return
        if tag == "h1":
            self._in_title = False
        elif tag == "nav":
            self._in_nav -= 1
        self.out.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self._text(data, data)

    def handle_entityref(self, name: str) -> None:
        self._text(f"&{name};", unescape(f"&{name};"))

    def handle_charref(self, name: str) -> None:
        self._text(f"&#{name};", unescape(f"&#{name};"))

    def handle_decl(self, decl: str) -> None:
        self.out.append(f"<!{decl}>")

    def feed_line(self, line: str) -> None:
        """Puts HTML of our own in here, its links made relative too."""
        inner = _Copier(self._address, "", self._known)
        inner.feed(line)
        inner.close()
        self.out += [*inner.out, "\n"]

    def _text(self, written: str, meant: str) -> None:
        if self._left_out:
            return
        self.out.append(written)
        if self._in_title:
            self.page.title += meant

    def _is_of_the_site(self, tag: str, given: dict[str, str | None]) -> bool:
        if tag == "link":
            return bool(_OF_THE_SITE & set((given.get("rel") or "").split()))
        return tag == "meta" and (given.get("content") or "").startswith(settings.HAMKOR_SITE_ORIGIN)

    def _note(self, tag: str, given: dict[str, str | None]) -> None:
        if tag == "html":
            self.page.language = given.get("lang") or ""
        elif tag == "nav":
            self._in_nav += 1
        elif tag == "article":
            self._in_article = True
        elif tag == "h1" and not self.page.title:
            self._in_title = True
            self.page.language = given.get("lang") or self.page.language
        elif tag == "time" and self._in_article and not self.page.day:
            self.page.day = (given.get("datetime") or "")[:10]

    def _start(self, tag: str, attrs: Attributes) -> str:
        if HOME not in dict(attrs) and not any(name in _LINKS for name, _value in attrs):
            return self.get_starttag_text() or ""
        written = []
        for name, value in attrs:
            if name in _LINKS and HOME not in dict(attrs):
                value = self._several(value or "") if name == "srcset" else self._link(value or "")
                if not value:
                    continue
            if name != HOME:
                written.append(name if value is None else f'{name}="{escape(value)}"')
        return f"<{' '.join([tag, *written])}>"

    def _several(self, srcset: str) -> str:
        parts = (part.split(None, 1) for part in srcset.split(",") if part.strip())
        linked = [(self._link(link), *size) for link, *size in parts]
        return ", ".join(" ".join(part) for part in linked if part[0])

    def _link(self, value: str) -> str:
        """The same link in the copy; nothing where it leads to what is not in it."""
        if value.startswith("#"):
            return value
        whole = urlsplit(urljoin(settings.HAMKOR_SITE_ORIGIN + self._address, value))
        origin = f"{whole.scheme}://{whole.netloc}"
        if origin == settings.HAMKOR_SIGN_ORIGIN:
            return ""
        if origin != settings.HAMKOR_SITE_ORIGIN:
            return value
        target = file_of(whole.path)
        if whole.path.startswith(settings.STATIC_URL):
            self.page.static.add(unquote(whole.path.removeprefix(settings.STATIC_URL)))
        elif whole.query or target not in self._known:
            return ""
        relative = quote(relpath(target, dirname(file_of(self._address)) or "."))
        return f"{relative}#{whole.fragment}" if whole.fragment else relative

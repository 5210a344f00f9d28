"""An export of WordPress (WXR, which is RSS 2.0 with more) read as a stream: memory holds one item at a time.

Exports come from strangers, too. A document type, and so any entity, is refused before it could expand; so is what is
nested or sized beyond any real export. Nothing outside the file is ever fetched.
"""

from collections.abc import Iterator
from typing import IO, Final
from xml.parsers import expat

from django.utils.translation import gettext as _

from hamkor.newsroom.wordpress.items import Author, Item, Site, Term

CHUNK: Final = 64 * 1024
LARGEST_ITEM: Final = 8_000_000  # characters
DEEPEST: Final = 32
MOST_TERMS: Final = 2_000  # of one item
_META: Final = frozenset({"_thumbnail_id", "_wp_attached_file", "_wp_attachment_image_alt"})
_WP: Final = "//wordpress.org/export/"
_PREFIXES: Final = {
    "http://purl.org/rss/1.0/modules/content/": "content:",
    "http://purl.org/dc/elements/1.1/": "dc:",
}
_KEPT: Final = frozenset(
    {
        *("title", "link", "guid", "pubDate", "dc:creator", "content:encoded", "excerpt:encoded"),
        *("wp:post_id", "wp:post_date", "wp:post_name", "wp:status", "wp:post_type", "wp:post_parent"),
        *("wp:post_password", "wp:attachment_url"),
    }
)

type Part = Site | Author | Term | Item


class BrokenExportError(Exception):
    """The file cannot be taken at its word. `sentence` says why; `line` counts from one, `item` too (0: before the
    first)."""

    def __init__(self, sentence: str, line: int, item: int = 0) -> None:
        super().__init__(sentence)
        self.sentence, self.line, self.item = sentence, line, item


def read(file: IO[bytes]) -> Iterator[Part]:
    """The site first, then authors and terms, then the items, each as soon as it is complete.

    Raises `BrokenExportError` for what is not well-formed XML, no export of WordPress, or hostile.
    """
    reader = _Reader()
    while chunk := file.read(CHUNK):
        yield from reader.feed(chunk)
    yield from reader.feed(b"", final=True)


class _Reader:
    def __init__(self) -> None:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.StartDoctypeDeclHandler = self._doctype
        self._parser = parser
        self._path: list[str] = []
        self._text: list[str] = []
        self._size = 0
        self._ready: list[Part] = []
        self._head: dict[str, str] = {}
        self._version_line = 0
        self._told = False
        self._item: Item | None = None
        self._items = 0
        self._row: dict[str, str] = {}
        self._term: tuple[str, str] = ("", "")

    def feed(self, data: bytes, *, final: bool = False) -> list[Part]:
        try:
            self._parser.Parse(data, final)
        except expat.ExpatError as error:
            raise self._broken(_why(error), error.lineno) from None
        except (LookupError, ValueError):
            raise self._broken(_("The file says that it is in an encoding that nobody knows."), 1) from None
        if final:
            self._tell_site()
        ready, self._ready = self._ready, []
        return ready

    def _broken(self, sentence: str, line: int = 0) -> BrokenExportError:
        return BrokenExportError(sentence, line or self._parser.CurrentLineNumber, self._items)

    def _doctype(self, *_declared: object) -> None:
        raise self._broken(_("The file declares a document type, which no export of WordPress does: it is refused."))

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = _short(tag)
        self._path.append(name)
        self._text.clear()
        depth = len(self._path)
        if depth > DEEPEST:
            raise self._broken(_("The file is nested deeper than any export of WordPress."))
        if {1: "rss", 2: "channel"}.get(depth, name) != name:
            raise self._broken(_("This is no export of WordPress: it has <%(name)s> in its place.") % {"name": name})
        if depth == 3:
            self._size = 0
            self._row = {}
            if name == "item":
                self._tell_site()
                self._items += 1
                self._item = Item(self._parser.CurrentLineNumber, self._items)
        if depth == 4 and self._item is not None:
            if name == "category":
                self._term = (attributes.get("domain", ""), attributes.get("nicename", ""))
            elif name == "wp:postmeta":
                self._row = {}

    def _characters(self, data: str) -> None:
        self._size += len(data)
        if self._size > LARGEST_ITEM:
            raise self._broken(_("An item is larger than eight million characters: no post is."))
        self._text.append(data)

    def _end(self, tag: str) -> None:
        depth, name = len(self._path), self._path.pop()
        text = "".join(self._text)
        self._text.clear()
        if depth == 3:
            self._end_of_part(name, text)
        elif self._item is not None:
            self._end_in_item(self._item, depth, name, text)
        elif depth == 4:
            self._row.setdefault(name, text.strip())

    def _end_in_item(self, item: Item, depth: int, name: str, text: str) -> None:
        if depth == 5 and self._path[-1] == "wp:postmeta":
            self._row[name] = text
        elif depth != 4:
            return
        elif name == "wp:postmeta":
            if self._row.get("wp:meta_key") in _META:
                item.meta.setdefault(self._row["wp:meta_key"], self._row.get("wp:meta_value", "").strip())
        elif name == "category":
            if len(item.terms) >= MOST_TERMS:
                raise self._broken(_("An item has more than two thousand categories and tags."))
            item.terms.append((self._term[0], self._term[1] or text.strip(), text.strip()))
        elif name in _KEPT:
            item.fields.setdefault(name, text)

    def _end_of_part(self, name: str, text: str) -> None:
        row = self._row
        match name:
            case "item":
                assert self._item is not None
                self._ready.append(self._item)
                self._item = None
            case "wp:author":
                login = row.get("wp:author_login", "")
                whole = " ".join((row.get("wp:author_first_name", ""), row.get("wp:author_last_name", ""))).strip()
                self._ready.append(Author(login, row.get("wp:author_display_name", "") or whole))
            case "wp:category":
                self._add_term("category", row, "category_nicename", "cat_name", "category_description")
            case "wp:tag":
                self._add_term("post_tag", row, "tag_slug", "tag_name", "tag_description")
            case "wp:term":
                self._add_term(row.get("wp:term_taxonomy", ""), row, "term_slug", "term_name", "term_description")
            case _:
                if name == "wp:wxr_version":
                    self._version_line = self._parser.CurrentLineNumber
                self._head.setdefault(name, text.strip())

    def _add_term(self, taxonomy: str, row: dict[str, str], slug: str, name: str, description: str) -> None:
        number, *words = (row.get(f"wp:{field}", "") for field in ("term_id", slug, name, description))
        self._ready.append(Term(taxonomy, number, *words))

    def _tell_site(self) -> None:
        """Before the first item, or at the end of a file without any."""
        if self._told:
            return
        self._told = True
        version = self._head.get("wp:wxr_version", "")
        if not version:
            raise self._broken(_("This is no export of WordPress: it does not name its version (wp:wxr_version)."))
        if version not in {"1.0", "1.1", "1.2"}:
            raise self._broken(
                _("“%(version)s” is no version of WordPress's export that is known here (1.0 to 1.2).")
                % {"version": version[:40]},
                self._version_line,
            )
        address = self._head.get("wp:base_blog_url") or self._head.get("link") or self._head.get("title", "")
        self._ready.insert(0, Site(address.rstrip("/")[:500], self._head.get("language", "")))


def _short(tag: str) -> str:
    """`wp:post_id` and the like, whichever prefixes the file uses for WordPress's name spaces."""
    space, _space, name = tag.rpartition(" ")
    if _WP in space:
        return ("excerpt:" if space.rstrip("/").endswith("excerpt") else "wp:") + name
    return _PREFIXES.get(space, "" if not space else "other:") + name


def _why(error: expat.ExpatError) -> str:
    """Expat's complaint in words."""
    match expat.ErrorString(error.code):
        case "no element found" | "unclosed token" | "unclosed CDATA section":
            return _("The file ends in the middle: it is not whole.")
        case "mismatched tag":
            return _("A tag is closed that is not open here: this is not well-formed XML.")
        case "unbound prefix":
            return _("A prefix is used that the file does not declare: this is not well-formed XML.")
        case "unknown encoding" | "encoding specified in XML declaration is incorrect":
            return _("The file is not in the encoding that it says.")
        case "undefined entity":
            return _("An entity is used that XML does not know: this is not well-formed XML.")
        case "not well-formed (invalid token)" | "reference to invalid character number":
            return _("Here stands a character that XML does not allow, or that is not in the file's encoding.")
        case other:
            return _("This is not well-formed XML (%(why)s).") % {"why": other}

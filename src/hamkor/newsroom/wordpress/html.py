"""A post's HTML as the blocks of a page's body. Whatever the HTML, every word of it is in a block, in its order.

lxml parses (libxml2, in time that grows with the length only); what it cannot hold, as ten thousand nested elements, is
taken as words. Only what is named here gets into a page: no attribute, style or script of the old site does.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from html import escape, unescape
from typing import Final, Protocol
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from lxml import etree
from lxml import html as lxml_html

from hamkor.newsroom.wordpress.entries import (
    LONGEST_CAPTION,
    TAG,
    Block,
    Entry,
    Line,
    Marks,
    assembled,
    picture,
    quote,
    rendered,
)
from hamkor.newsroom.wordpress.shortcodes import CAPTION, GALLERY, as_elements, names_in

DEEPEST: Final = 200
LONGEST_SOURCE: Final = 200

_DROPPED: Final = frozenset({"script", "style", "iframe", "noscript", "template", "object", "svg", "canvas", "math"})
_QUIETLY: Final = frozenset({"title", "meta", "link", "base", "head", "source", "track", "col", "colgroup", "param"})
_PLAYED: Final = frozenset({"video", "audio", "embed"})
_FORMS: Final = frozenset({"form", "input", "select", "textarea", "button"})
_MARKS: Final = {"b": "b", "strong": "b", "i": "i", "em": "i", "cite": "i", "dfn": "i", "var": "i"}
_INLINE: Final = frozenset(
    {
        *("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i"),
        *("ins", "kbd", "label", "mark", "nobr", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup"),
        *("time", "tt", "u", "var", "wbr"),
    }
)
_HEADINGS: Final = {"h1": "h2", "h2": "h2", "h3": "h3", "h4": "h3", "h5": "h3", "h6": "h3"}
# Blocks of WordPress's editor that show nothing of their own, or only a line.
_NOTHING: Final = frozenset({"more", "nextpage", "separator", "spacer"})
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f]")
_WHITE: Final = re.compile(r"[ \t\n\r\f]+")
_BREAK: Final = re.compile(r"\n[ \t\r\f\n]*\n")
_NAMED: Final = re.compile(r"^\s*wp:([a-z0-9/-]{1,60})")
_PICTURE_ID: Final = re.compile(r"\bwp-image-(\d{1,18})\b")
_ADDRESS: Final = re.compile(r"https?://[^\s<>\"]{3,1900}")


class Surroundings(Protocol):
    """What a post's HTML refers to."""

    def link(self, address: str) -> str:
        """Where a link leads now; empty where it may not lead anywhere."""

    def picture(self, address: str, number: int, alternative: str, caption: str) -> int | None:
        """The key of the picture here; None, and told, where it did not come."""

    def gallery(self, numbers: Sequence[int]) -> Iterable[tuple[int, str]]:
        """Pictures and captions of these files, or of all that belong to the post."""

    def note(self, sentence: str) -> None:
        """Told to whoever brings the post in."""


def to_blocks(source: str, around: Surroundings) -> list[dict[str, object]]:
    """The HTML of a post or page as raw stream data (`type`, `value`). Never raises."""
    clean = _without_controls(source)
    if not clean.strip():
        return []
    body = _parsed(as_elements(clean))
    if body is None:
        around.note(_("Its HTML is nested too deep to be read: its words came, without their form."))
        entries: list[Entry] = [
            Line("p", escape(words))
            for part in _BREAK.split(TAG.sub("\n\n", clean))
            if (words := " ".join(unescape(part).split()))
        ]
    else:
        writer = _Writer(around, breaks="<!-- wp:" not in clean)
        writer.children(body)
        entries = writer.finish()
    for name in sorted(names_in(" ".join(e.html for e in entries if isinstance(e, Line)))):
        around.note(_("The shortcode [%(name)s] means nothing here: it stays as text.") % {"name": name})
    return list(assembled(entries))


def words_of(source: str) -> str:
    """HTML as one line of words: for titles and leads."""
    if "<" not in source and "&" not in source:
        return " ".join(_without_controls(source).split())
    words = unescape(TAG.sub(" ", source))
    return " ".join(_without_controls(words).split())


def _without_controls(words: str) -> str:
    """Without characters that no reader sees and no database takes."""
    return _CONTROLS.sub("", words)


def _parsed(source: str) -> etree._Element | None:
    """The body; None for what is too deep to be held whole."""
    parser = lxml_html.HTMLParser(encoding="utf-8")
    try:
        # A surrogate cannot be in a stored text; what reads it so is mended, not refused.
        root = lxml_html.document_fromstring(
            b"<!DOCTYPE html><body><div>" + source.encode("utf-8", "replace") + b"</div>", parser=parser
        )
    except (etree.LxmlError, ValueError):
        return None
    if any("depth" in error.message for error in parser.error_log):
        return None
    depth = 0
    for event, _element in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > DEEPEST:
            return None
    return root


@dataclass
class _Writer:
    """Walks a tree and writes entries; a part that needs its own form (a list's item, a quote) gets a writer of its
    own."""

    around: Surroundings
    breaks: bool  # blank lines part paragraphs and line ends break lines, as WordPress does without its block editor
    entries: list[Entry] = field(default_factory=list)
    run: list[tuple[Marks, str]] = field(default_factory=list)
    marks: Marks = ()
    kind: str = "p"
    verbatim: bool = False

    def finish(self) -> list[Entry]:
        self.end()
        return self.entries

    def apart(self, element: etree._Element, *, kind: str = "p") -> list[Entry]:
        """What the inside of an element comes to by itself."""
        inner = _Writer(self.around, self.breaks, marks=self.marks, kind=kind, verbatim=self.verbatim)
        inner.children(element)
        return inner.finish()

    def children(self, element: etree._Element) -> None:
        self.text(element.text)
        for child in element:
            self.visit(child)
            self.text(child.tail)

    def text(self, words: str | None) -> None:
        if not words:
            return
        if self.verbatim or self.breaks:
            parts = [words] if self.verbatim else _BREAK.split(words)
            for number, part in enumerate(parts):
                if number:
                    self.end()
                for line_number, line in enumerate(part.split("\n")):
                    if line_number:
                        self.run.append((self.marks, "<br/>"))
                    self.add(line)
        else:
            self.add(words)

    def add(self, words: str) -> None:
        if words:
            self.run.append((self.marks, escape(_WHITE.sub(" ", words))))

    def end(self) -> None:
        """Ends a paragraph. One that is nothing but an address becomes a link to it, as WordPress would embed it."""
        html = rendered(self.run)
        self.run = []
        if not words_of(html):
            return
        address = unescape(html)
        if self.kind == "p" and _ADDRESS.fullmatch(address) and (leads := self.around.link(address)):
            html = f'<a href="{escape(leads)}">{html}</a>'
        self.entries.append(Line(self.kind, html))

    def visit(self, element: etree._Element) -> None:
        if not isinstance(element.tag, str):
            if isinstance(element, etree._Comment):
                self.comment(element.text or "")
            return
        tag = element.tag
        if tag in _QUIETLY:
            return
        if tag in _DROPPED:
            self.drop(element, tag)
        elif tag in _INLINE:
            self.inline(element, tag)
        elif tag == "br":
            self.run.append((self.marks, "<br/>"))
        elif tag == "img":
            self.picture(element)
        else:
            self.end()
            self.block(element, tag)
            self.end()

    def block(self, element: etree._Element, tag: str) -> None:
        if tag in _HEADINGS:
            self.heading(element, _HEADINGS[tag])
        elif tag in {"ul", "ol", "menu", "dir"}:
            self.listed(element, "ol" if tag == "ol" else "ul")
        elif tag == "blockquote":
            self.quote(element)
        elif tag in {"figure", CAPTION}:
            self.figure(element)
        elif tag == GALLERY:
            numbers = [int(each) for each in re.findall(r"\d{1,18}", element.get("ids", ""))]
            self.entries += [picture(key, caption) for key, caption in self.around.gallery(numbers)]
            self.children(element)
        elif tag == "table":
            self.around.note(_("A table came as lines, its cells parted by “|”."))
            self.children(element)
        elif tag == "tr":
            self.row(element)
        elif tag in {"pre", "dt", "summary"}:
            self.marked(element, tag)
        elif tag in _PLAYED:
            self.play(element, tag)
        else:
            if tag in _FORMS:
                self.around.note(_("A form did not come: its words did."))
            self.children(element)

    def comment(self, words: str) -> None:
        named = _NAMED.match(words)
        if named and words.rstrip().endswith("/") and named[1] not in _NOTHING:
            self.around.note(_("The block “%(name)s” of WordPress is made by its server: it left nothing.")
                             % {"name": named[1]})  # fmt: skip

    def drop(self, element: etree._Element, tag: str) -> None:
        host = urlsplit_or_none(element.get("src") or element.get("data") or "")
        self.around.note(_("Left out: <%(tag)s>%(host)s.") % {"tag": tag, "host": f" ({host})" if host else ""})

    def inline(self, element: etree._Element, tag: str) -> None:
        before = self.marks
        mark = ("a", self.leads(element)) if tag == "a" else (_MARKS.get(tag, ""), "")
        means = bool(mark[1]) if tag == "a" else bool(mark[0])
        if tag == "a" and "wp-block-file__button" in element.get("class", "").split():
            self.run.append((before, " "))  # shown as a button, apart from the file's name before it
        if means and all(mark[0] != other for other, _address in self.marks):
            self.marks = (*self.marks, mark)
        self.children(element)
        self.marks = before

    def leads(self, element: etree._Element) -> str:
        address = (element.get("href") or "").strip()
        return self.around.link(address) if address and not address.startswith("#") else ""

    def heading(self, element: etree._Element, kind: str) -> None:
        self.entries += self.apart(element, kind=kind)

    def listed(self, element: etree._Element, tag: str) -> None:
        items: list[str] = []
        after: list[Entry] = []
        if element.text and element.text.strip():
            items += self.item([Line("p", escape(" ".join(element.text.split())))], after)
        for child in element:
            if isinstance(child.tag, str):
                items += self.item(self.apart(child) if child.tag == "li" else self.one(child), after)
            if child.tail and child.tail.strip():
                items += self.item([Line("p", escape(" ".join(child.tail.split())))], after)
        if items:
            self.entries.append(Line("list", f"<{tag}>{''.join(items)}</{tag}>"))
        self.entries += after

    def one(self, element: etree._Element) -> list[Entry]:
        """What an element that stands where it should not comes to."""
        inner = _Writer(self.around, self.breaks, marks=self.marks, verbatim=self.verbatim)
        inner.visit(element)
        return inner.finish()

    @staticmethod
    def item(entries: Iterable[Entry], after: list[Entry]) -> Iterator[str]:
        """An item of a list: its lines, lists within it; pictures and quotes follow the list."""
        html = ""
        for entry in entries:
            if isinstance(entry, Block):
                after.append(entry)
            elif entry.kind == "list" or not html:
                html += entry.html
            else:
                html += f"<br/>{entry.html}"
        if html:
            yield f"<li>{html}</li>"

    def quote(self, element: etree._Element) -> None:
        source = ""
        cites = [each for each in element.iter("cite") if words_of_element(each)]
        if cites and len(words_of_element(cites[-1])) <= LONGEST_SOURCE and not list(cites[-1].iter("img")):
            source = words_of_element(cites[-1])
            cites[-1].drop_tree()  # type: ignore[attr-defined]  # lxml.html's elements have it
        said: list[Line] = []
        for entry in self.apart(element):
            if isinstance(entry, Line) and entry.kind != "list":
                said.append(entry)
                continue
            self.entries += quote(said, "")
            said = []
            self.entries.append(entry)
        if said:
            self.entries += quote(said, source)
        elif source:
            self.entries.append(Line("p", f"<i>{escape(source)}</i>"))

    def figure(self, element: etree._Element) -> None:
        """Pictures with their caption; of anything else in a figure the caption is a line behind it."""
        captions = [each for each in element.iter("figcaption") if _figure_of(each) is element]
        said: list[Line] = []
        for caption in captions:
            for entry in self.apart(caption):
                if isinstance(entry, Line):
                    said.append(entry)
                else:
                    self.entries.append(entry)
            caption.drop_tree()  # type: ignore[attr-defined]  # as above
        inner = self.apart(element)
        pictures = [each for each in inner if isinstance(each, Block) and each.kind == "picture"]
        if element.tag == CAPTION:
            said += [each for each in inner if isinstance(each, Line)]
            inner = [each for each in inner if isinstance(each, Block)]
            if words := (element.get("words") or "").strip():
                said.insert(0, Line("p", escape(words)))
        words = " ".join(unescape(TAG.sub(" ", each.html)) for each in said)
        words = " ".join(words.split())
        self.entries += inner
        if (
            len(pictures) == 1
            and len(inner) == 1
            and not pictures[0].value["caption"]
            and len(words) <= LONGEST_CAPTION
        ):
            pictures[0].value["caption"] = words
        else:
            self.entries += said

    def row(self, element: etree._Element) -> None:
        cells: list[str] = []
        after: list[Entry] = []
        self.text(element.text)
        for child in element:
            if isinstance(child.tag, str):
                entries = self.one(child) if child.tag not in {"td", "th"} else self.apart(child)
                after += [each for each in entries if isinstance(each, Block) or each.kind == "list"]
                html = "<br/>".join(each.html for each in entries if isinstance(each, Line) and each.kind != "list")
                cells.append(f"<b>{html}</b>" if html and child.tag == "th" else html)
            if child.tail and child.tail.strip():
                cells.append(escape(" ".join(child.tail.split())))
        if any(cells):
            self.entries.append(Line("p", " | ".join(cells)))
        self.entries += after

    def marked(self, element: etree._Element, tag: str) -> None:
        before = (self.marks, self.verbatim)
        if tag == "pre":
            self.verbatim = True
        elif all(mark != "b" for mark, _address in self.marks):
            self.marks = (*self.marks, ("b", ""))
        self.children(element)
        self.end()
        self.marks, self.verbatim = before

    def play(self, element: etree._Element, tag: str) -> None:
        """A film or a sound is a link to where it is; nothing is fetched from there by itself."""
        places = [element.get("src"), *(each.get("src") for each in element.iter("source"))]
        address = next((each for each in places if each), "")
        leads = self.around.link(address) if address else ""
        if leads:
            self.entries.append(Line("p", f'<a href="{escape(leads)}">{escape(leads)}</a>'))
        self.around.note(_("<%(tag)s> is a link now.") % {"tag": tag} if leads else _("Left out: <%(tag)s>%(host)s.")
                         % {"tag": tag, "host": ""})  # fmt: skip
        self.children(element)

    def picture(self, element: etree._Element) -> None:
        kind = element.get("class") or ""
        alternative = words_of(element.get("alt") or "")
        if "wp-smiley" in kind or kind == "emoji":
            self.add(alternative)
            return
        number = _PICTURE_ID.search(kind)
        address = (element.get("src") or "").strip()
        key = self.around.picture(address, int(number[1]) if number else 0, alternative, "")
        if key is not None:
            self.end()
            self.entries.append(picture(key, ""))


def _figure_of(caption: etree._Element) -> etree._Element | None:
    return next((each for each in caption.iterancestors() if each.tag in {"figure", CAPTION}), None)


def words_of_element(element: etree._Element) -> str:
    """Its words, in one line."""
    return " ".join("".join(map(str, element.itertext())).split())


def urlsplit_or_none(address: str) -> str:
    """The host of an address, if it has one that can be read."""
    try:
        return (urlsplit(address).hostname or "")[:100]
    except ValueError:
        return ""

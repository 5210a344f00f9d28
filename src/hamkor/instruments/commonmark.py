"""An instrument's text as numbered paragraphs: read once, then shown in a page, side by side, or in print.

What is signed is the source, byte for byte. So a text may hold nothing that is signed but not seen, or seen
differently by different programs: `faults` refuses it when the text is written.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest
from typing import Final, Literal, NamedTuple
from urllib.parse import urlsplit

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

from hamkor.instruments.typefaces import unprintable
from hamkor_proof.faults import TextFault
from hamkor_proof.text import normalise

LINK_SCHEMES: Final = ("http", "https", "mailto")
DEEPEST: Final = 4
"""How many lists and quotes may stand inside one another, and how many slants, bolds and links. CommonMark readers drop
what is far deeper, or fall over it."""

# Beyond this a text is shown as it is written: `faults` refuses it, but no page may fall over it.
_BEARABLE: Final = 50

type Kind = Literal["heading", "paragraph", "list", "quote", "rule"]

_KINDS: Final[Mapping[str, Kind]] = {
    "heading": "heading",
    "bullet_list": "list",
    "ordered_list": "list",
    "blockquote": "quote",
    "hr": "rule",
}


class Block(NamedTuple):
    """`number` is None for headings and rules; all else is counted. `level` is a heading's in a page whose title is the
    first level: the text's highest headings become 2, and none skips a level."""

    number: int | None
    kind: Kind
    level: int | None
    node: SyntaxTreeNode


@dataclass(frozen=True)
class Paragraph:
    """A block as it is shown. `html` is the whole element, with everything of the text's own escaped."""

    number: int | None
    kind: Kind
    level: int | None
    html: SafeString
    plain: str


@dataclass(frozen=True)
class Fault:
    """Something a text may not hold: its line, a stable code, and what to do about it in the reader's language."""

    line: int
    code: str
    sentence: str


@dataclass(frozen=True)
class Row:
    """Two languages beside each other; where one has nothing to set against the other it is None."""

    left: Paragraph | None
    right: Paragraph | None


class _Parser(MarkdownIt):
    # Raw HTML and links of any scheme are recognised, so that they can be refused and are never passed on.
    def validateLink(self, url: str) -> bool:  # noqa: N802 - the library's name
        return True


_parser = _Parser("commonmark")


def blocks(body: str) -> Iterator[Block]:
    """The text's top-level blocks in order, numbered and levelled, with what they hold as markdown-it's syntax tree."""
    number = 0
    above: list[tuple[int, int]] = []  # of each open heading: its level in the source, its level in the page
    for node in SyntaxTreeNode([_not_too_deep(token) for token in _parser.parse(body)]).children:
        kind = _KINDS.get(node.type, "paragraph")
        if kind == "heading":
            depth = int(node.tag.removeprefix("h"))
            above = [heading for heading in above if heading[0] < depth]
            level = above[-1][1] + 1 if above else 2
            above.append((depth, level))
            yield Block(None, kind, level, node)
        elif kind == "rule":
            yield Block(None, kind, None, node)
        else:
            number += 1
            yield Block(number, kind, None, node)


@lru_cache(maxsize=64)
def paragraphs(body: str) -> tuple[Paragraph, ...]:
    """The text's blocks in order. Takes any text, also one that `faults` refuses: nothing of it can become markup
    other than emphasis, links of `LINK_SCHEMES`, lists, quotes and headings."""
    return tuple(
        Paragraph(
            number=block.number,
            kind=block.kind,
            level=block.level,
            html=_html(block.node, block.level),
            plain=plain(block.node).strip(),
        )
        for block in blocks(body)
    )


def numbering_differs(bodies: Mapping[str, str]) -> bool:
    """Whether the texts of an edition, by language, do not all have as many numbered paragraphs."""
    return len({sum(paragraph.number is not None for paragraph in paragraphs(body)) for body in bodies.values()}) > 1


def aligned(left: str, right: str) -> list[Row]:
    """Two texts side by side, paragraph by number; headings and rules meet in between."""
    return [
        Row(one, other)
        for ones, others in zip_longest(_by_number(left), _by_number(right), fillvalue=())
        for one, other in zip_longest(ones, others)
    ]


def _not_too_deep(token: Token) -> Token:
    """The token, as it is written where what it holds stands inside one another deeper than a program can follow."""
    if any(child.level > _BEARABLE for child in token.children or ()):
        token.children = [Token("text", "", 0, content=token.content)]
    return token


def _by_number(body: str) -> Iterator[tuple[Paragraph, ...]]:
    """What stands before each numbered paragraph, then the paragraph itself, in turn."""
    between: list[Paragraph] = []
    for paragraph in paragraphs(body):
        if paragraph.number is None:
            between.append(paragraph)
        else:
            yield tuple(between)
            yield (paragraph,)
            between = []
    yield tuple(between)


def link_address(link: SyntaxTreeNode) -> str | None:
    """Where a link leads, or None where that is not a place on the web or an e-mail address."""
    address = str(link.attrs.get("href", ""))
    try:
        return address if urlsplit(address).scheme in LINK_SCHEMES else None
    except ValueError:
        return None


def plain(node: SyntaxTreeNode) -> str:
    """What a reader reads, without marks; blocks and broken lines on lines of their own."""
    match node.type:
        case "softbreak":
            return " "
        case "hardbreak":
            return "\n"
        case _ if node.children and node.type != "image":
            between = "" if node.type in ("inline", "em", "strong", "link", "paragraph", "heading") else "\n"
            return between.join(plain(child) for child in node.children)
        case _:
            return node.content


def _html(node: SyntaxTreeNode, level: int | None = None) -> SafeString:
    def inside() -> SafeString:
        return format_html_join("", "{}", ((_html(child),) for child in node.children))

    match node.type:
        case "inline":
            return inside()
        case "softbreak":
            return SafeString("\n")
        case "hardbreak":
            return SafeString("<br>")
        case "em" | "strong":
            return format_html("<{0}>{1}</{0}>", node.type, inside())
        case "link" if address := link_address(node):
            return format_html('<a href="{}" rel="nofollow noreferrer">{}</a>', address, inside())
        case "link":
            return inside()
        case "code_inline":
            return format_html("<code>{}</code>", node.content)
        case "paragraph":
            return inside() if node.hidden else format_html("<p>{}</p>", inside())
        case "heading":
            # Inside a list or quote, where `faults` refuses it, it is no heading of the page.
            return format_html("<h{0}>{1}</h{0}>", level, inside()) if level else format_html("<p>{}</p>", inside())
        case "bullet_list":
            return format_html("<ul>{}</ul>", inside())
        case "ordered_list":
            return format_html('<ol start="{}">{}</ol>', node.attrs.get("start", 1), inside())
        case "list_item":
            return format_html("<li>{}</li>", inside())
        case "blockquote":
            return format_html("<blockquote>{}</blockquote>", inside())
        case "hr":
            return SafeString("<hr>")
        case "fence" | "code_block" | "html_block":
            return format_html("<pre>{}</pre>", node.content)
        case _:
            return format_html("{}", node.content)


def faults(body: str) -> list[Fault]:
    """Everything that keeps a text from being adopted, by line; an empty list where there is nothing.

    Refused is what would be signed but not seen (link titles, addresses defined apart, comments, invisible
    characters written as entities, what stands too deep), what cannot be printed (images, program code,
    characters the typefaces lack) and what may not reach a page (raw HTML, links that run something).
    """
    env: dict[str, object] = {}
    tokens = _parser.parse(body, env)
    return sorted(
        {*_definition_faults(env), *_block_faults(tokens)},
        key=lambda fault: (fault.line, fault.code),
    )


def _definition_faults(env: Mapping[str, object]) -> Iterator[Fault]:
    first, repeated = env.get("references", {}), env.get("duplicate_refs", [])
    assert isinstance(first, dict)
    assert isinstance(repeated, list)
    for definition in [*first.values(), *repeated]:
        yield _fault(definition["map"][0] + 1, "definition")


def _block_faults(tokens: Iterable[Token]) -> Iterator[Fault]:
    depth, line, before = 0, 1, ""
    for token in tokens:
        line = token.map[0] + 1 if token.map else line
        if (before, token.type) in (("list_item_open", "list_item_close"), ("blockquote_open", "blockquote_close")):
            yield _fault(line, "empty")
        before = token.type
        if token.type in ("bullet_list_open", "ordered_list_open", "blockquote_open"):
            depth += 1
            if depth > DEEPEST:
                yield _fault(line, "deep")
        elif token.type in ("bullet_list_close", "ordered_list_close", "blockquote_close"):
            depth -= 1
        elif token.type in ("fence", "code_block"):
            yield _fault(line, "code")
        elif token.type == "html_block":
            yield _fault(line, "html")
        elif token.type == "heading_open" and depth:
            yield _fault(line, "heading-inside")
        elif token.type == "inline":
            inside = token.children or []
            if not "".join(child.content for child in inside).strip():
                yield _fault(line, "empty")
            yield from _inline_faults(inside, line)


def _inline_faults(tokens: Iterable[Token], line: int) -> Iterator[Fault]:
    for token in tokens:
        if token.level > DEEPEST:
            yield _fault(line, "marks")
        if token.type in ("softbreak", "hardbreak"):
            line += 1
        elif token.type == "html_inline":
            yield _fault(line, "html")
        elif token.type == "image":
            yield _fault(line, "image")
        elif token.type == "link_open":
            if link_address(SyntaxTreeNode([token, Token("link_close", "a", -1)], create_root=False)) is None:
                yield _fault(line, "link")
            if token.attrs.get("title"):
                yield _fault(line, "link-title")
        elif token.content:
            yield from _character_faults(token.content, line)


def _character_faults(text: str, line: int) -> Iterator[Fault]:
    try:
        normalise(text)
    except TextFault as unseen:
        if unseen.code not in ("text-empty", "text-backslash-space"):
            yield _fault(line, "unseen", characters=str(unseen.details["character"]))
            return
    if missing := unprintable(text):
        yield _fault(line, "unprintable", characters=", ".join(f"{each} (U+{ord(each):04X})" for each in missing))


_SENTENCES: Final[Mapping[str, Callable[[], str]]] = {
    "html": lambda: _("Line %(line)s: a text cannot hold HTML. Remove it, or write \\< where you mean the sign."),
    "image": lambda: _("Line %(line)s: a text cannot hold a picture, because it is signed as words. Remove it."),
    "link": lambda: _("Line %(line)s: a link must lead to an address that begins with https://, http:// or mailto:."),
    "link-title": lambda: _(
        "Line %(line)s: the words in quotation marks after the link’s address would be signed unseen. Remove them."
    ),
    "definition": lambda: _(
        "Line %(line)s: a link’s address that stands apart would be signed but not seen. "
        "Write [words](https://…) where the link is, or \\[ where you mean the bracket."
    ),
    "code": lambda: _(
        "Line %(line)s: four spaces at the start of a line, or three backticks, make program code. Remove them."
    ),
    "deep": lambda: _(
        "Line %(line)s: lists and quotations stand inside one another too deep; four levels are the most."
    ),
    "marks": lambda: _(
        "Line %(line)s: slanted words, bold ones and links stand inside one another too deep; four levels are the most."
    ),
    "heading-inside": lambda: _("Line %(line)s: a heading cannot stand inside a list or a quotation."),
    "empty": lambda: _("Line %(line)s: there are no words here. Write some, or remove the line."),
    "unseen": lambda: _("Line %(line)s: the character %(characters)s cannot be seen. Remove it."),
    "unprintable": lambda: _("Line %(line)s: the document cannot be printed with these characters: %(characters)s."),
}


def _fault(line: int, code: str, **details: str) -> Fault:
    return Fault(line, code, _SENTENCES[code]() % {"line": line, **details})

"""What a post's HTML comes to: lines of rich text and blocks, put together as a page's body keeps them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape, unescape
from typing import Final

LONGEST_HEADING: Final = 200
LONGEST_CAPTION: Final = 400
TAG: Final = re.compile(r"<[^<>]*>")

type Marks = tuple[tuple[str, str], ...]
"""What a stretch of words is marked as, the outermost first: b, i, or a with its address."""


@dataclass
class Line:
    """A stretch of rich text: `kind` is p, h2, h3 or list."""

    kind: str
    html: str


@dataclass
class Block:
    kind: str
    value: dict[str, object]


type Entry = Line | Block


def picture(key: int, caption: str) -> Block:
    return Block("picture", {"image": key, "caption": caption[:LONGEST_CAPTION], "credit": ""})


def quote(said: Sequence[Line], source: str) -> list[Entry]:
    if not said:
        return []
    html = "".join(f"<p>{line.html}</p>" for line in said)
    return [Block("quote", {"text": html, "source": source})]


def rendered(run: Sequence[tuple[Marks, str]]) -> str:
    """Marked stretches as HTML, without white space or breaks at either end; marks that go on are opened once."""
    stretches = list(run)
    while stretches and stretches[0][1] in {"<br/>", " "}:
        stretches.pop(0)
    while stretches and stretches[-1][1] in {"<br/>", " "}:
        stretches.pop()
    parts: list[str] = []
    opened: Marks = ()
    for marks, html in stretches:
        same = 0
        while same < min(len(marks), len(opened)) and marks[same] == opened[same]:
            same += 1
        parts += [f"</{name}>" for name, _address in reversed(opened[same:])]
        parts += [f'<{name} href="{escape(address)}">' if address else f"<{name}>" for name, address in marks[same:]]
        parts.append(html)
        opened = marks
    parts += [f"</{name}>" for name, _address in reversed(opened)]
    return "".join(parts).strip()


def assembled(entries: Iterable[Entry]) -> Iterator[dict[str, object]]:
    """Lines that follow one another are one block of text; headings, pictures and quotes are blocks of their own."""
    rich: list[str] = []
    for entry in entries:
        if isinstance(entry, Line):
            words = " ".join(unescape(TAG.sub("", entry.html.replace("<br/>", " "))).split())
            if entry.kind != "h2" or len(words) > LONGEST_HEADING:
                kind = "h3" if entry.kind == "h2" else entry.kind
                rich.append(entry.html if kind == "list" else f"<{kind}>{entry.html}</{kind}>")
                continue
        if rich:
            yield {"type": "paragraph", "value": "".join(rich)}
            rich = []
        if isinstance(entry, Line):
            yield {"type": "heading", "value": words}
        else:
            yield {"type": entry.kind, "value": entry.value}
    if rich:
        yield {"type": "paragraph", "value": "".join(rich)}

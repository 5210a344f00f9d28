"""A document on paper: its texts and who gave their word, as one PDF.

Typst sets it. All words go to it as data and are never read as Typst's markup, so nothing in a text or a name
can run, read a file or imitate what Hamkor says.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import Final

import langcodes
import typst
from markdown_it.tree import SyntaxTreeNode

from hamkor.instruments.commonmark import blocks, link_address
from hamkor.instruments.typefaces import FOLDERS, unprintable
from hamkor.ledger.seal import Seal

TEMPLATE: Final = Path(__file__).parent / "typst" / "document.typ"

type _Json = str | int | Sequence[_Json] | Mapping[str, _Json] | None


@dataclass(frozen=True)
class PrintedText:
    """A text of the edition. `label` says in the interface's language which it is: "Russian, authentic text"."""

    language: str  # BCP 47
    title: str
    label: str
    body: str
    sha256: str


@dataclass(frozen=True)
class PrintedName:
    """A name as it stands in the list, what is added quietly after it, and what the organisation itself said, which
    `announced` leads in: "With a reservation:"."""

    name: str
    language: str
    note: str = ""
    announced: str = ""
    said: str = ""


@dataclass(frozen=True)
class PrintedGroup:
    """Names under one heading, a country as a rule; `closing` speaks of those that are not named."""

    heading: str
    names: tuple[PrintedName, ...] = ()
    closing: str = ""


@dataclass(frozen=True)
class PrintedList:
    """Signatories, partners or those that withdrew. `heading` gives the number; `phrase` may stand for the names."""

    heading: str
    groups: tuple[PrintedGroup, ...] = ()
    phrase: str = ""


@dataclass(frozen=True)
class PrintedFingerprint:
    """A SHA-256 besides those of the texts; `label` says of what."""

    label: str
    sha256: str


@dataclass(frozen=True)
class PrintedDocument:
    """Everything that is printed, in words already translated into `language`, the interface's.

    `facts` says when, where and by whom it was adopted; `fingerprints` introduces the texts' SHA-256 and says how to
    check them; `further` are those of other things, printed after them. `demonstration`, where it is not empty, is
    printed on every page.
    """

    language: str
    network: str
    kind: str
    title: str
    title_language: str
    facts: str
    texts: tuple[PrintedText, ...]
    lists: tuple[PrintedList, ...]
    fingerprints_heading: str
    fingerprints: str
    dated: date
    address: str
    demonstration: str = ""
    further: tuple[PrintedFingerprint, ...] = ()


def document_pdf(document: PrintedDocument, seal: Seal | None = None) -> bytes:
    """The document as PDF/A-3a and PDF/UA-1, A4, fonts within; each text is attached to it byte for byte. With a seal,
    sealed (`hamkor.instruments.seal`), by which it is no longer certain to be both to the letter.

    The same document under the same seal gives the same bytes. A character that the typefaces lack is printed as its
    number, `[U+4E2D]`: texts are refused such characters when written, names are not.
    """
    pdf = typst.compile(
        TEMPLATE,
        root=TEMPLATE.parent,
        font_paths=_fonts(),
        sys_inputs={"document": json.dumps(_data(document), ensure_ascii=False)},
        pdf_standards=["a-3a", "ua-1"],
        timestamp=datetime.combine(document.dated, time(), UTC),
    )
    if seal is None:
        return pdf
    # pyHanko takes a second to be read in, which every command would pay that knows the site's addresses.
    from hamkor.instruments.seal import sealed

    return sealed(pdf, seal, dated=document.dated)


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder) for folder in FOLDERS]
    )


def _data(document: PrintedDocument) -> _Json:
    return {
        "language": _language(document.language),
        "network": _printable(document.network),
        "kind": _printable(document.kind),
        "title": _worded(document.title, document.title_language),
        "facts": _printable(document.facts),
        "texts": [
            {
                "language": _language(text.language),
                "tag": text.language,
                # The first text's title is not said twice where it is the document's.
                "title": _printable(text.title) if text.title != document.title else None,
                "label": _printable(text.label),
                "blocks": list(_blocks(text.body, deeper=0 if text.title == document.title else 1)),
                "source": text.body,
                "sha256": text.sha256,
            }
            for text in document.texts
        ],
        "lists": [
            {
                "heading": _printable(each.heading),
                "phrase": _printable(each.phrase),
                "groups": [
                    {
                        "heading": _printable(group.heading),
                        "names": [
                            {
                                **_worded(name.name, name.language),
                                "note": _printable(name.note),
                                "announced": _printable(name.announced),
                                "said": _printable(name.said),
                            }
                            for name in group.names
                        ],
                        "closing": _printable(group.closing),
                    }
                    for group in each.groups
                ],
            }
            for each in document.lists
        ],
        "fingerprints_heading": _printable(document.fingerprints_heading),
        "fingerprints": _printable(document.fingerprints),
        "dated": [document.dated.year, document.dated.month, document.dated.day],
        "address": _printable(document.address),
        "demonstration": _printable(document.demonstration),
        "further": [{"label": _printable(each.label), "sha256": each.sha256} for each in document.further],
    }


def _worded(words: str, tag: str) -> dict[str, _Json]:
    return {"words": _printable(words), "language": _language(tag)}


def _printable(text: str) -> str:
    for character in unprintable(text):
        text = text.replace(character, f"[U+{ord(character):04X}]")
    return text


@cache
def _language(tag: str) -> dict[str, str]:
    """The tag as the parts that Typst sets apart."""
    language = langcodes.get(tag)
    region = language.territory or ""
    return {
        "lang": language.language or "und",
        "script": language.script or "",
        "region": region if region.isalpha() else "",
    }


def _blocks(body: str, *, deeper: int) -> Iterator[_Json]:
    for block in blocks(body):
        if block.level:
            inside = _inside(block.node)
            yield {"is": "heading", "level": block.level + deeper, "rank": block.level - 1, "inside": inside}
        elif block.number:
            yield {"is": "numbered", "number": block.number, "inside": [_node(block.node)]}
        else:
            yield {"is": "rule"}


def _inside(node: SyntaxTreeNode) -> list[_Json]:
    return [_node(child) for child in node.children]


def _node(node: SyntaxTreeNode) -> _Json:
    match node.type:
        case "softbreak":
            return " "
        case "hardbreak":
            return {"is": "break"}
        case "link":
            address = link_address(node)
            return {"is": "link" if address else "inline", "address": address, "inside": _inside(node)}
        case "ordered_list":
            return {"is": "ordered_list", "start": int(node.attrs.get("start", 1)), "inside": _inside(node)}
        case (
            "image" | "inline" | "em" | "strong" | "paragraph" | "bullet_list" | "list_item" | "blockquote" | "heading"
        ):
            return {"is": node.type, "inside": _inside(node)}
        case _:
            return _printable(node.content)

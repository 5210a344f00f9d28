"""The Universal Declaration of Human Rights in nine language versions, as CommonMark texts of an instrument."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import pytest

from hamkor_proof.text import normalise

REPOSITORY = Path(__file__).parents[2]
FILES = {
    "ru": "rus",
    "en": "eng",
    "kk": "kaz",
    "ky": "kir",
    "tg": "tgk",
    "tk": "tuk_latn",
    "tk-Cyrl": "tuk_cyrl",
    "uz": "uzn_latn",
    "uz-Cyrl": "uzn_cyrl",
}
_NAMESPACE = "{http://efele.net/udhr}"


@dataclass(frozen=True)
class Version:
    """The Declaration in one language. `body` is normalised CommonMark; `lines` are its words as the source has them:
    headings, paragraphs and list items in order."""

    language: str
    title: str
    body: str
    lines: tuple[str, ...]


def real_material() -> Path:
    """Where the real material lies; the test is skipped where it does not."""
    folder = Path(os.environ.get("HAMKOR_REAL") or REPOSITORY.parent / "shared" / "real")
    if not folder.is_dir():
        pytest.skip("there is no real material (HAMKOR_REAL)")
    return folder


def versions() -> dict[str, Version]:
    """All nine, by BCP 47 tag; skips the test where the material is not there."""
    folder = real_material() / "udhr" / "eric-muller" / "data" / "udhr"
    return {tag: _version(tag, folder / f"udhr_{name}.xml") for tag, name in FILES.items()}


@cache
def _version(tag: str, file: Path) -> Version:
    root = ElementTree.parse(file).getroot()  # noqa: S314 - a file of this machine
    title, *parts = root
    blocks = [block for part in parts for block in _blocks(part)]
    body = normalise("\n\n".join(source for source, _ in blocks)).decode()
    return Version(tag, _words(title), body, tuple(line for _, lines in blocks for line in lines))


def _blocks(element: ElementTree.Element) -> Iterator[tuple[str, list[str]]]:
    """Each block's CommonMark and the lines of words in it."""
    for child in element:
        match child.tag.removeprefix(_NAMESPACE):
            case "title":
                yield f"## {_escaped(_words(child))}", [_words(child)]
            case "para":
                yield _escaped(_words(child)), [_words(child)]
            case "orderedlist":
                items = [_words(item) for item in child]
                yield "\n".join(f"{n}. {_escaped(item)}" for n, item in enumerate(items, 1)), items
            case _:
                yield from _blocks(child)


def _words(element: ElementTree.Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _escaped(words: str) -> str:
    words = re.sub(r"([\\`*_\[\]<&])", r"\\\1", words)
    return re.sub(r"^([-+>#~]|\d+(?=[.)]))", lambda mark: re.sub(r"(\D|$)", r"\\\1", mark[0], count=1), words)

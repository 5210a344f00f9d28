"""The typefaces that documents are printed in, and the characters they have."""

from functools import cache
from pathlib import Path
from typing import Final

import fontpkg_noto_sans
import fontpkg_noto_serif
from fontTools.ttLib import TTFont

FOLDERS: Final = tuple(Path(package.ROOT) / "files" for package in (fontpkg_noto_serif, fontpkg_noto_sans))


def unprintable(text: str) -> list[str]:
    """The characters of `text` that a document cannot be printed with, each once, in order of appearance."""
    return [character for character in dict.fromkeys(text) if character != "\n" and ord(character) not in _covered()]


@cache
def _covered() -> frozenset[int]:
    """Code points that every one of the files has: a text may be set upright, slanted, serif or sans."""
    files = [file for folder in FOLDERS for file in sorted(folder.glob("*.ttf"))]
    return frozenset.intersection(*map(_characters, files))


def _characters(file: Path) -> frozenset[int]:
    with TTFont(file, lazy=True) as font:
        return frozenset(font.getBestCmap())

"""Letters of two alphabets that the eye does not tell apart, by which one name passes for another.

A small table instead of the whole of Unicode's (UTS 39): Cyrillic and Latin, which the region writes side by side, and
Greek capitals. A letter of any other alphabet is refused among them.
"""

import re
from itertools import chain
from typing import Final
from unicodedata import category, name, normalize

# Letters of the region's languages, in capital and small as they are seen.
_CYRILLIC: Final = dict(zip("АВЕКМНОРСТУХІҮҺаеорсухіүһ", "ABEKMHOPCTYXIYHaeopcyxiyh", strict=True))
# Letters that are seldom seen in the region: they pass for Latin ones, but no Latin letter passes for them.
_SELDOM: Final = dict(zip("ЅЈԚԜӀѕјԁԛԝӏ", "SJQWIsjdqwl", strict=True))
_GREEK: Final = dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX", strict=True))

_PASS_FOR_LATIN: Final = _CYRILLIC.keys() | _SELDOM.keys()
_PASS_FOR_CYRILLIC: Final = frozenset(_CYRILLIC.values())
# For texts in small letters: alike in capitals is alike enough there.
_SHAPES: Final = str.maketrans(
    {each.lower(): latin.lower() for each, latin in chain(_SELDOM.items(), _GREEK.items(), _CYRILLIC.items())}
)
_WORD: Final = re.compile(r"[^\W\d_]+")


def shape(text: str) -> str:
    """A text in small letters, with one letter for all that look alike: equal for texts that look the same."""
    return text.translate(_SHAPES)


def disguised_word(text: str) -> str:
    """The first word in which letters of one alphabet hide among those of another, or an empty string.

    That is one whose Latin letters all pass for Cyrillic ones, or the other way round, and one in which letters of a
    third alphabet stand among these. A word that is seen to be mixed, as «TVшоу», is none.
    """
    return next((word for word in _WORD.findall(normalize("NFC", text)) if _is_disguised(word)), "")


def _is_disguised(word: str) -> bool:
    by_alphabet: dict[str, set[str]] = {}
    for letter in normalize("NFKD", word):
        # Marks and modifiers (the ʻ of Oʻzbek) belong to every alphabet.
        if category(letter) in {"Lu", "Ll", "Lt", "Lo"}:
            by_alphabet.setdefault(name(letter, "?").split()[0], set()).add(letter)
    latin, cyrillic = by_alphabet.get("LATIN", set()), by_alphabet.get("CYRILLIC", set())
    if len(by_alphabet) < 2 or not (latin or cyrillic):
        return False
    return (
        len(by_alphabet) > 2 or not latin or not cyrillic or latin <= _PASS_FOR_CYRILLIC or cyrillic <= _PASS_FOR_LATIN
    )

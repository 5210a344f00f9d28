"""Alphabetical order as the reader's language has it: Қ comes after К in Kazakh, not after Я.

Whatever people read in order is put in order here, never by the database: each has a collation of its own.
"""

from typing import Final
from unicodedata import lookup, name, normalize

_ALPHABETS: Final = {
    "ru": "абвгдежзийклмнопрстуфхцчшщъыьэюя",
    "kk": "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя",
    "ky": "абвгдеёжзийклмнңоөпрстуүфхцчшщъыьэюя",
    "tg": "абвгғдеёжзиӣйкқлмнопрстуӯфхҳчҷшъэюя",
    "tk": "abçdeäfgğhijžklmnňoöpqrsştuüvwxyýz",
    "uz": "abcdefghijklmnopqrstuvwxyz",
}
# Letters of the region whose Unicode names do not tell which letter they are varieties of.
_BASES: Final = dict(zip("әөүұһі", "аоуухи", strict=True))


def alphabetically(text: str, language: str) -> tuple[tuple[int, int, int], ...]:
    """A sort key: numbers, letters of the language in its order, then others by code; whatever their case.

    A foreign letter stands where its base letter does (é as e), one that is a letter of its own right after it (Қ after
    К for a reader of Russian).
    """
    alphabet = _ALPHABETS.get(language, "")
    return tuple(_place(letter, alphabet) for letter in normalize("NFC", text.casefold()) if letter.isalnum())


def _place(letter: str, alphabet: str) -> tuple[int, int, int]:
    if letter in alphabet:
        return (0, alphabet.index(letter), 0)
    bare = normalize("NFD", letter)[0]
    base = _base(bare)
    beside = 0 if bare == base else ord(bare)
    if base in alphabet:
        return (0, alphabet.index(base), beside)
    return (1 if base.isalpha() else -1, ord(base), beside)


def _base(letter: str) -> str:
    """The letter that this one is a variety of (к of қ, l of ł), or itself."""
    if letter in _BASES:
        return _BASES[letter]
    try:
        return lookup(name(letter, "").split(" WITH ")[0])
    except KeyError:
        return letter

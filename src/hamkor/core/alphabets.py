"""Alphabetical order as the reader's language has it: Қ comes after К in Kazakh, not after Я."""

from typing import Final
from unicodedata import normalize

_ALPHABETS: Final = {
    "ru": "абвгдежзийклмнопрстуфхцчшщъыьэюя",
    "kk": "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя",
    "ky": "абвгдеёжзийклмнңоөпрстуүфхцчшщъыьэюя",
    "tg": "абвгғдеёжзиӣйкқлмнопрстуӯфхҳчҷшъэюя",
    "tk": "abçdeäfgğhijžklmnňoöpqrsştuüvwxyýz",
    "uz": "abcdefghijklmnopqrstuvwxyz",
}


def alphabetically(text: str, language: str) -> tuple[tuple[int, int], ...]:
    """A sort key: letters of the language in its order, what is no letter of it by its base letter, else by code."""
    alphabet = _ALPHABETS.get(language, "")
    return tuple(_place(letter, alphabet) for letter in normalize("NFC", text.casefold()) if letter.isalnum())


def _place(letter: str, alphabet: str) -> tuple[int, int]:
    place = alphabet.find(letter)
    if place < 0:
        base = normalize("NFD", letter)[0]
        place = alphabet.find(base)
        letter = base
    return (0, place) if place >= 0 else (1, ord(letter))

"""Words as the index knows them, made here once for both databases.

A word becomes keys: the word without what people write differently (case, accents, apostrophes, letters that a keyboard
lacks), and a key that its other forms share. What is asked becomes the keys of every language, for nobody says in which
one she asks. Keys are letters and digits and nothing else, so no query can hold an operator.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final
from unicodedata import combining, normalize

import snowballstemmer

from hamkor.core.languages import INTERFACE_LANGUAGES

LONGEST: Final = 60  # letters of a word that count

_APOSTROPHES: Final = "'’‘ʻʼ`´ʹ′‛＇"
# What may stand inside a word and is no letter: apostrophes, accents without a letter of their own, soft hyphens.
_INSIDE: Final = f"[{_APOSTROPHES}\u0300-\u036f\u00ad\u200c\u200d]"
WORD: Final = re.compile(rf"[^\W_](?:{_INSIDE}*[^\W_])*")

# To the letter of a Russian or an English keyboard that people use instead. Letters with an accent that Unicode takes
# apart are not named here.
_PLAIN: Final = str.maketrans(
    dict(zip("ёәғқңөұүіһҳҷҗıøłđ", "еагкноууиххчжiold", strict=True)) | dict.fromkeys(_APOSTROPHES)
)

# Uzbek in Cyrillic, and in the letters of drafts of a newer Latin alphabet, as the alphabet of 1995 writes it. Where
# spelling wavers (ts or s, ye or e) both sides go the shorter way: decision 0014.
_UZBEK: Final = str.maketrans(
    dict(zip("абвгдежзийклмнопрстуфхцыэўқғҳ", "abvgdejziyklmnoprstufxsieoqgh", strict=True))
    | {"ё": "yo", "ю": "yu", "я": "ya", "ч": "ch", "ш": "sh", "щ": "sh", "ъ": "", "ь": ""}
    | {"ş": "sh", "ș": "sh", "ç": "ch", "ö": "o", "ğ": "g"}
)

# Turkic languages and Tajik put endings behind a stem that seldom changes, and there is no well-kept stemmer for them:
# the first letters stand for it. The mark keeps these keys apart from words.
_FIRST: Final = 5
_MARK: Final = "0"


def words_in(text: str) -> Iterator[str]:
    """The words of a text, as they are written."""
    return (match[0] for match in WORD.finditer(text))


@lru_cache(maxsize=200_000)
def fold(word: str) -> str:
    """The word without what people write differently; nothing where it holds neither letter nor digit."""
    return _plain(_small(word).translate(_PLAIN))


@lru_cache(maxsize=200_000)
def keys_of(word: str, language: str) -> frozenset[str]:
    """The keys by which a word of a text in this language (a BCP 47 tag) is found."""
    return _keys(word[:LONGEST], language.partition("-")[0])


@lru_cache(maxsize=50_000)
def asked_keys(word: str) -> frozenset[str]:
    """The keys of a word that is asked for, in whichever language; any of them finds it."""
    return frozenset(key for language in INTERFACE_LANGUAGES for key in _keys(word[:LONGEST], language))


def asked(query: str) -> list[frozenset[str]]:
    """For each word of a query its keys, each word once; nothing where no word is in it."""
    return [keys for keys in dict.fromkeys(map(asked_keys, words_in(query))) if keys]


def _keys(word: str, language: str) -> frozenset[str]:
    plain = fold(word)
    match language:
        case "ru":
            keys = {plain, _stemmer("russian").stemWord(plain)}
        case "en":
            keys = {plain, _stemmer("english").stemWord(plain)}
        case "uz":
            latin = _uzbek(word)
            keys = {plain, latin, _beginning(latin)}
        case "kk" | "ky" | "tg" | "tk":
            keys = {plain, _beginning(plain)}
        case _:
            keys = {plain}
    return frozenset(keys - {""})


def _uzbek(word: str) -> str:
    written = _small(word).translate(_UZBEK).translate(_PLAIN)
    return _plain(written.replace("ye", "e").replace("ts", "s"))


def _beginning(plain: str) -> str:
    return plain[:_FIRST] + _MARK if len(plain) >= _FIRST else ""


def _small(word: str) -> str:
    return normalize("NFKC", normalize("NFKC", word).casefold())


def _plain(small: str) -> str:
    """Letters without their accents; й is a letter, and no и with one."""
    return "".join(
        part
        for letter in small
        for part in ("й" if letter == "й" else normalize("NFKD", letter))
        if part.isalnum() and not combining(part)
    )


@lru_cache
def _stemmer(language: str) -> "snowballstemmer.stemmer":
    return snowballstemmer.stemmer(language)

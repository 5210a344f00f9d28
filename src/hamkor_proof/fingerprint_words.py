"""A fingerprint, of a key or of a network, in words that can be read out, printed and typed.

Fourteen words of ten bits: the first 128 bits of the fingerprint (SHA-256 of the COSE key, or of the network's first
descriptor) and twelve bits that tell
whether a word was misheard. 128 bits are enough: who wants to pass another key off as this one has to find a key for a
fingerprint that is given, 2^128 tries. The 2^64 tries for two keys alike help only somebody who makes both, and both
are then her own.

The lists are our own: 1,024 short words a language, no two of them with the same first four letters, one letter apart
or sounding alike.
"""

import re
from hashlib import sha256
from typing import Final, Literal

from hamkor_proof import fingerprint_words_en, fingerprint_words_ru, form
from hamkor_proof.faults import Fault

type Language = Literal["ru", "en"]

LISTS: Final[dict[Language, tuple[str, ...]]] = {"ru": fingerprint_words_ru.WORDS, "en": fingerprint_words_en.WORDS}
SCHEME: Final = "hamkor-key:"
"""What stands before the hexadecimal fingerprint in a QR code."""
WORD_COUNT: Final = 14
DIGITS: Final = 32
"""How many hexadecimal digits of the fingerprint the words stand for."""

_DOMAIN: Final = b"hamkor/fingerprint-words/v1\0"
_CHECK_BITS: Final = 12
_PLACES: Final = {language: {word: place for place, word in enumerate(words)} for language, words in LISTS.items()}
_BETWEEN: Final = re.compile(r"[\s,.;:\u002d\u2010-\u2015]+")
_HEXADECIMAL: Final = re.compile(r"[0-9a-f]+")
# Cyrillic letters that look like a hexadecimal digit, where somebody copied by eye.
_LOOK_ALIKE: Final = str.maketrans("асе", "ace")


def words(fingerprint: str, language: Language) -> tuple[str, ...]:
    """The fourteen words of a key's fingerprint (64 hexadecimal digits; a `Fault` otherwise) in Russian or English."""
    form.match(form.SHA256_HEX, fingerprint, "fingerprint")
    head = bytes.fromhex(fingerprint[:DIGITS])
    number = int.from_bytes(head) << _CHECK_BITS | _check(head)
    return tuple(LISTS[language][number >> 10 * place & 0x3FF] for place in reversed(range(WORD_COUNT)))


def parse_fingerprint(written: str) -> str:
    """The hexadecimal digits, in lower case, that somebody's writing of a fingerprint stands for: all 64 where it was
    hexadecimal (grouped or not, also as a QR code holds it), the first 32 where it was words of either language.

    Case, spaces, hyphens, commas, colons, and ё for е do not matter. A `Fault` where nothing is written, a word or a
    digit is none (and names it), there are too few or too many, or the words do not fit together: then one was
    misheard.
    """
    plain = written.casefold().replace("ё", "е").strip().removeprefix(SCHEME)
    parts = [part for part in _BETWEEN.split(plain) if part]
    if not parts:
        raise Fault("fingerprint-empty")
    digits = "".join(parts).translate(_LOOK_ALIKE)
    if _HEXADECIMAL.fullmatch(digits):
        if len(digits) != 64:
            raise Fault("fingerprint-length", count=len(digits))
        return digits
    # Hexadecimal with a slip in it has digits; no word has.
    if any(character.isdecimal() for character in digits):
        wrong = next(character for character in digits if not _HEXADECIMAL.fullmatch(character))
        raise Fault("fingerprint-digit", digit=wrong)
    return _digits_of(parts)


def _digits_of(said: list[str]) -> str:
    places = max(_PLACES.values(), key=lambda known: sum(word in known for word in said))
    for word in said:
        if word not in places:
            raise Fault("fingerprint-word", word=word)
    if len(said) != WORD_COUNT:
        raise Fault("fingerprint-count", count=len(said))
    number = 0
    for word in said:
        number = number << 10 | places[word]
    head = (number >> _CHECK_BITS).to_bytes(DIGITS // 2)
    if number & (1 << _CHECK_BITS) - 1 != _check(head):
        raise Fault("fingerprint-misheard")
    return head.hex()


def _check(head: bytes) -> int:
    return int.from_bytes(sha256(_DOMAIN + head).digest()[:2]) >> 4

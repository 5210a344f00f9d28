"""Fingerprints of keys as people read, print and type them, and what is wrong with one that was typed."""

from io import BytesIO
from typing import Final, NamedTuple

import segno
from django.conf import settings
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from hamkor.core.errors import DomainError
from hamkor.network.models import SigningKey
from hamkor_proof.faults import Fault
from hamkor_proof.fingerprint_words import LISTS, SCHEME, Language, parse_fingerprint, words

_SENTENCES: Final[dict[str, Promise]] = {
    "fingerprint-empty": _("Type or paste the fingerprint that you found."),
    "fingerprint-length": _("A fingerprint has 64 digits and letters from a to f; these are %(count)s."),
    "fingerprint-digit": _("“%(digit)s” does not occur in a fingerprint: only 0 to 9 and the letters a to f do."),
    "fingerprint-word": _("“%(word)s” is none of the words that fingerprints are made of. Look at it again."),
    "fingerprint-count": _("A fingerprint has 14 words; these are %(count)s."),
    "fingerprint-misheard": _(
        "These words do not fit together: one of them is another than meant, or their order is. Go through them again."
    ),
}


class InWords(NamedTuple):
    """A fingerprint's words in one language, and the sentence in that language to print with them."""

    language: Language
    words: tuple[str, ...]
    sentence: str


def in_words(fingerprint: str) -> list[InWords]:
    """In every language that has a list."""
    return [InWords(language, words(fingerprint, language), _sentence(language)) for language in LISTS]


def _sentence(language: Language) -> str:
    with override(language):
        said = _("The fingerprint of our key for signing in %(network)s is, in words:")
        return str(said % {"network": settings.HAMKOR_NETWORK_NAMES[language]})


def is_of(key: SigningKey, written: str) -> bool:
    """Whether what somebody wrote, in hexadecimal or in words, is this key's fingerprint.

    Raises `DomainError` with a sentence where it is no fingerprint at all.
    """
    try:
        return key.fingerprint.startswith(parse_fingerprint(written))
    except Fault as fault:
        raise DomainError(_SENTENCES[fault.code] % fault.details) from None


def qr_inline(fingerprint: str) -> SafeString:
    """The QR code, as SVG to stand in a page."""
    drawn = _code(fingerprint).svg_inline(
        border=4, dark="#000", light="#fff", omitsize=True, svgclass="qr", lineclass=None
    )
    return mark_safe(str(drawn))  # noqa: S308 - drawn of hexadecimal digits


def qr_file(fingerprint: str, kind: str) -> bytes:
    """The QR code as a file for print: `svg` or `png`."""
    out, picture = BytesIO(), _code(fingerprint)
    picture.save(out, kind=kind, scale=12, border=4, dark="#000", light="#fff")
    return out.getvalue()


def _code(fingerprint: str) -> segno.QRCode:
    return segno.make(SCHEME + fingerprint, error="m", micro=False)

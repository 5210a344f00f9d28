"""base64url without padding (RFC 4648, section 5), with exactly one accepted form per value."""

import binascii
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode

from hamkor_proof.faults import Fault

_ALPHABET = re.compile(r"[A-Za-z0-9_-]*")


def encode(data: bytes) -> str:
    """Write `data` as base64url without padding."""
    return urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def decode(text: str) -> bytes:
    """Read base64url; refuse padding, other characters, impossible lengths and stray last bits."""
    if not _ALPHABET.fullmatch(text):
        raise Fault("base64url")
    try:
        data = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except binascii.Error:
        raise Fault("base64url") from None
    if encode(data) != text:
        raise Fault("base64url")
    return data

"""base64url without padding (RFC 4648, section 5), with exactly one accepted form per value."""

from base64 import urlsafe_b64encode
from binascii import Error, a2b_base64, b2a_base64
from typing import Final

from hamkor_proof.faults import Fault

_TO_PLAIN: Final = bytes.maketrans(b"-_", b"+/")
_TO_URL: Final = bytes.maketrans(b"+/", b"-_")


def encode(data: bytes) -> str:
    """Write `data` as base64url without padding."""
    return urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def decode(text: str | bytes) -> bytes:
    """Read base64url; refuse padding, other characters, impossible lengths and stray last bits."""
    written = text if isinstance(text, bytes) else text.encode(errors="replace")
    try:
        data = a2b_base64(written.translate(_TO_PLAIN) + b"=" * (-len(written) % 4))
    except Error:
        raise Fault("base64url") from None
    # What was passed over in reading, or could be written in another way, does not come out as it went in.
    if b2a_base64(data, newline=False).rstrip(b"=").translate(_TO_URL) != written:
        raise Fault("base64url")
    return data

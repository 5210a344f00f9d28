"""Public keys and their signatures: ES256 (P-256) and Ed25519, each in its one canonical form.

A key arrives as WebAuthn gives it, a COSE key (RFC 9052) in CTAP2 canonical CBOR. Only two shapes exist for
the two algorithms, so they are compared byte by byte and no CBOR reader is needed.
"""

from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from typing import Literal

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from hamkor_proof.faults import EvidenceFault, Fault

type Algorithm = Literal["ES256", "Ed25519"]

# {1: 2, 3: -7, -1: 1, -2: x, -3: y}
_ES256_HEAD = bytes.fromhex("a5010203262001215820")
_ES256_MIDDLE = bytes.fromhex("225820")
# {1: 1, 3: -8, -1: 6, -2: x}
_ED25519_HEAD = bytes.fromhex("a4010103272006215820")

P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
ED25519_PRIME = 2**255 - 19
ED25519_ORDER = 2**252 + 27742317777372353535851937790883648493
_ED25519_D = -121665 * pow(121666, -1, ED25519_PRIME) % ED25519_PRIME
_ORDER_EIGHT_Y = 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7
SMALL_ORDER_Y = frozenset({0, 1, ED25519_PRIME - 1, _ORDER_EIGHT_Y, ED25519_PRIME - _ORDER_EIGHT_Y})

_ECDSA_SHA256 = ec.ECDSA(hashes.SHA256())


@dataclass(frozen=True)
class PublicKey:
    """A key that was checked when it was read; `id` is the SHA-256 of its COSE bytes in hexadecimal."""

    cose: bytes
    id: str
    algorithm: Algorithm
    _key: ec.EllipticCurvePublicKey | Ed25519PublicKey = field(repr=False, compare=False)

    def verify(self, signature: bytes, message: bytes) -> None:
        """Raise `EvidenceFault` unless `signature`, strictly encoded, is this key's over `message`.

        ES256 signatures are malleable: from (r, s) anyone makes (r, n - s), which passes too. The bytes of a
        signature therefore never identify anything.
        """
        try:
            if isinstance(self._key, Ed25519PublicKey):
                _check_ed25519_signature(signature)
                self._key.verify(signature, message)
            else:
                _check_der_signature(signature)
                self._key.verify(signature, message, _ECDSA_SHA256)
        except InvalidSignature:
            raise EvidenceFault("evidence-signature") from None


def key_id(cose: bytes) -> str:
    """The name of a key: SHA-256 of its COSE bytes, in hexadecimal. Does not check the key."""
    return sha256(cose).hexdigest()


@lru_cache(maxsize=4096)
def parse_key(cose: bytes) -> PublicKey:
    """Read a COSE key.

    Refuses, with a `Fault`: any other algorithm, curve, order or encoding; a point that is not on its curve;
    an Ed25519 key whose y is not below the field's prime, or which is one of the points of small order.
    """
    if len(cose) == 77 and cose.startswith(_ES256_HEAD) and cose[42:45] == _ES256_MIDDLE:
        point = b"\x04" + cose[10:42] + cose[45:]
        try:
            key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
        except ValueError:
            raise Fault("key-not-on-curve") from None
        return PublicKey(cose, key_id(cose), "ES256", key)
    if len(cose) == 42 and cose.startswith(_ED25519_HEAD):
        check_ed25519_point(cose[10:])
        return PublicKey(cose, key_id(cose), "Ed25519", Ed25519PublicKey.from_public_bytes(cose[10:]))
    raise Fault("key-shape")


def es256_cose(x: bytes, y: bytes) -> bytes:
    """The COSE key of a P-256 point given by its coordinates, 32 bytes each."""
    return _ES256_HEAD + x + _ES256_MIDDLE + y


def ed25519_cose(public_key: bytes) -> bytes:
    """The COSE key of an Ed25519 public key of 32 bytes."""
    return _ED25519_HEAD + public_key


def check_ed25519_point(encoded: bytes) -> None:
    """Refuse 32 bytes that are not a point of the curve in canonical encoding, or one of small order."""
    y = int.from_bytes(encoded, "little") & (2**255 - 1)
    if y >= ED25519_PRIME:
        raise Fault("key-not-on-curve")
    # x² = (y² - 1) / (d·y² + 1) must have a root (RFC 8032, section 5.1.3).
    square = (y * y - 1) * pow(_ED25519_D * y * y + 1, -1, ED25519_PRIME) % ED25519_PRIME
    if pow(square, (ED25519_PRIME - 1) // 2, ED25519_PRIME) not in (0, 1):
        raise Fault("key-not-on-curve")
    if y in SMALL_ORDER_Y:
        raise Fault("key-small-order")


def _check_ed25519_signature(signature: bytes) -> None:
    if len(signature) != 64 or int.from_bytes(signature[32:], "little") >= ED25519_ORDER:
        raise EvidenceFault("evidence-signature-form")


def _check_der_signature(signature: bytes) -> None:
    # Two integers of at most 33 bytes: every length fits one byte, so the long form is never right.
    if len(signature) < 8 or signature[0] != 0x30 or signature[1] != len(signature) - 2 or len(signature) > 72:
        raise EvidenceFault("evidence-signature-form")
    end = _check_der_integer(signature, 2)
    if _check_der_integer(signature, end) != len(signature):
        raise EvidenceFault("evidence-signature-form")


def _check_der_integer(signature: bytes, start: int) -> int:
    """Check one minimal DER integer between 1 and the group's order; return where it ends."""
    digits = signature[start + 2 : start + 2 + signature[start + 1]] if start + 1 < len(signature) else b""
    if (
        not digits
        or signature[start] != 0x02
        or len(digits) != signature[start + 1]
        or digits[0] & 0x80
        or (digits[0] == 0 and (len(digits) == 1 or not digits[1] & 0x80))
        or not 0 < int.from_bytes(digits) < P256_ORDER
    ):
        raise EvidenceFault("evidence-signature-form")
    return start + 2 + len(digits)

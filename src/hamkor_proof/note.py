"""Signed notes (C2SP `signed-note`): a text, and under it the signatures of one or more named Ed25519 keys.

What a note says counts only after `verified` gave its text back. Keys are written as Go's `note` package writes them,
so that its tools and others read them.
"""

import binascii
import re
import secrets
from base64 import b64decode, b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Final, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from hamkor_proof.descriptor import NOT_IN_NAMES, parse_verifier_key, verifier_key
from hamkor_proof.faults import Fault

ED25519: Final = b"\x01"
LONGEST: Final = 1_000_000  # bytes
MOST_SIGNATURES: Final = 100

_PRIVATE: Final = "PRIVATE+KEY+"
_CONTROLS: Final = re.compile(r"[\x00-\x09\x0b-\x1f]")


class Signature(NamedTuple):
    """A line under a note: whose it says it is, the first four bytes of which key, and what that key made."""

    name: str
    key_id: bytes
    value: bytes

    def to_line(self) -> str:
        return f"— {self.name} {b64encode(self.key_id + self.value).decode()}\n"


@dataclass(frozen=True)
class VerifierKey:
    """A public key under its name."""

    name: str
    public_key: bytes

    @classmethod
    def parse(cls, text: str) -> "VerifierKey":
        """Read `<name>+<key id in hex>+<base64 of 0x01 ‖ public key>`; a `Fault` for anything else."""
        return cls(*parse_verifier_key(text))

    def __str__(self) -> str:
        return verifier_key(self.name, self.public_key)

    @property
    def id(self) -> bytes:
        """The first four bytes of SHA-256(name ‖ LF ‖ 0x01 ‖ public key)."""
        return sha256(self.name.encode() + b"\n" + ED25519 + self.public_key).digest()[:4]


@dataclass(frozen=True, repr=False)
class SignerKey:
    """A private key under its name. Its text is a secret, its `repr` is not."""

    name: str
    seed: bytes

    @classmethod
    def new(cls, name: str) -> "SignerKey":
        """A fresh key from the system's randomness; a `Fault` for a name with white space or a plus sign."""
        key = cls(name, secrets.token_bytes(32))
        str(key.verifier)
        return key

    @classmethod
    def parse(cls, text: str) -> "SignerKey":
        """Read `PRIVATE+KEY+<name>+<key id in hex>+<base64 of 0x01 ‖ seed>`; a `Fault` for anything else."""
        try:
            name, _, encoded = text.removeprefix(_PRIVATE).split("+", 2)
            secret = b64decode(encoded, validate=True)
        except ValueError:
            raise Fault("note-signer-key") from None
        key = cls(name, secret[1:])
        if secret[:1] != ED25519 or len(key.seed) != 32 or key.to_secret() != text:
            raise Fault("note-signer-key")
        return key

    def to_secret(self) -> str:
        """The private key as text, for a file that nobody else reads."""
        return f"{_PRIVATE}{self.name}+{self.verifier.id.hex()}+{b64encode(ED25519 + self.seed).decode()}"

    @property
    def verifier(self) -> VerifierKey:
        """The public half."""
        return VerifierKey(self.name, self._key.public_key().public_bytes_raw())

    def sign(self, text: str) -> Signature:
        """This key's signature over a note's text."""
        return Signature(self.name, self.verifier.id, self._key.sign(text.encode()))

    @property
    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)


@dataclass(frozen=True)
class Note:
    """A text and its signatures, unchecked. An object of this class is well formed, or making it raised a `Fault`."""

    text: str
    signatures: tuple[Signature, ...]

    def __post_init__(self) -> None:
        if not self.text.endswith("\n") or not self.signatures or len(self.signatures) > MOST_SIGNATURES:
            raise Fault("note-form")
        for name, key_id, value in self.signatures:
            if not name or NOT_IN_NAMES.search(name) or len(key_id) != 4 or not value:
                raise Fault("note-form")
        written = self.to_text()
        try:
            size = len(written.encode())
        except UnicodeEncodeError:
            raise Fault("note-form") from None
        if _CONTROLS.search(written) or size > LONGEST:
            raise Fault("note-form")

    @classmethod
    def parse(cls, data: bytes) -> "Note":
        """Read a note; a `Fault` unless it is written exactly as the format says."""
        if len(data) > LONGEST:
            raise Fault("note-form")
        try:
            head, separator, tail = data.decode().rpartition("\n\n")
        except UnicodeDecodeError:
            raise Fault("note-form") from None
        lines = tail.split("\n")
        if not separator or lines.pop() or len(lines) > MOST_SIGNATURES:
            raise Fault("note-form")
        note = cls(head + "\n", tuple(map(_read_line, lines)))
        if note.to_bytes() != data:
            raise Fault("note-form")
        return note

    def to_text(self) -> str:
        return f"{self.text}\n" + "".join(each.to_line() for each in self.signatures)

    def to_bytes(self) -> bytes:
        """The note as it is kept in a file."""
        return self.to_text().encode()


def signed(text: str, *keys: SignerKey) -> bytes:
    """A note: the text with a signature of each key. Raises a `Fault` for a text without a final newline, with control
    characters, or too long."""
    Note(text, (Signature("unsigned", bytes(4), b"\0"),))
    return Note(text, tuple(key.sign(text) for key in keys)).to_bytes()


def verified(data: bytes, keys: Iterable[VerifierKey]) -> tuple[str, list[VerifierKey]]:
    """The text of a note and which of these keys signed it.

    Signatures of other keys are passed over, even where name or key id are those of a known one. Raises a `Fault` for
    bytes that are no note, for a wrong signature under the name and id of a known key, and where none of the keys
    signed; also where two of the keys share name and id.
    """
    note = Note.parse(data)
    found: list[VerifierKey] = []
    known: dict[tuple[str, bytes], VerifierKey] = {}
    for key in keys:
        if known.setdefault((key.name, key.id), key) != key:
            raise Fault("note-ambiguous-key", name=key.name)
    for signature in note.signatures:
        signer = known.get((signature.name, signature.key_id))
        if signer is None:
            continue
        try:
            Ed25519PublicKey.from_public_bytes(signer.public_key).verify(signature.value, note.text.encode())
        except InvalidSignature:
            raise Fault("note-signature", name=signer.name) from None
        if signer not in found:
            found.append(signer)
    if not found:
        raise Fault("note-unknown-key")
    return note.text, found


def _read_line(line: str) -> Signature:
    dash, _, rest = line.partition(" ")
    name, _, encoded = rest.partition(" ")
    try:
        blob = b64decode(encoded, validate=True)
    except (ValueError, binascii.Error):
        raise Fault("note-form") from None
    if dash != "—":
        raise Fault("note-form")
    return Signature(name, blob[:4], blob[4:])

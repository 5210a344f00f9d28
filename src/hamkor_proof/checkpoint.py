"""Checkpoints of a ledger (C2SP `tlog-checkpoint`), what others say of them (`tlog-cosignature`), and entries with the
proof that a checkpoint covers them (`tlog-proof`)."""

import re
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from hamkor_proof.faults import Fault
from hamkor_proof.note import Note, Signature, SignerKey, VerifierKey
from hamkor_proof.tree import HASH_BYTES, check_inclusion

_NUMBER: Final = re.compile(r"0|[1-9][0-9]{0,18}")
_COSIGNED: Final = b"\x04"
_LATEST: Final = 2**63 - 1
_PROOF: Final = "c2sp.org/tlog-proof@v1"


@dataclass(frozen=True)
class Checkpoint:
    """The size of a ledger and the root of its tree, under the ledger's name. Making a malformed one raises a `Fault`.

    `extensions` are further lines, which nobody has to understand.
    """

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        whole = bool(self.origin) and all(self.extensions) and len(self.root) == HASH_BYTES
        if not whole or "\n" in "".join((self.origin, *self.extensions)) or not _NUMBER.fullmatch(str(self.size)):
            raise Fault("ledger-form")

    @classmethod
    def parse(cls, text: str) -> "Checkpoint":
        """Read the text of a note; a `Fault` unless it is written exactly as the format says."""
        lines = text.split("\n")
        if len(lines) < 4 or lines.pop():
            raise Fault("ledger-form")
        origin, size, root, *extensions = lines
        checkpoint = cls(origin, _number(size), _hash(root), tuple(extensions))
        if checkpoint.to_text() != text:
            raise Fault("ledger-form")
        return checkpoint

    def to_text(self) -> str:
        """The text that is signed."""
        lines = (self.origin, str(self.size), b64encode(self.root).decode(), *self.extensions)
        return "".join(f"{line}\n" for line in lines)


def cosigner_id(key: VerifierKey) -> bytes:
    """How a line of this key under a checkpoint is known: SHA-256(name ‖ LF ‖ 0x04 ‖ public key), four bytes."""
    return sha256(key.name.encode() + b"\n" + _COSIGNED + key.public_key).digest()[:4]


def cosign(checkpoint: Checkpoint, key: SignerKey, *, at: int) -> Signature:
    """The line by which a witness says that at this time (POSIX seconds) it knew of no other history than this.

    Whoever signs has checked that first: see `check_consistency`.
    """
    if not 0 <= at <= _LATEST:
        raise Fault("ledger-form")
    value = Ed25519PrivateKey.from_private_bytes(key.seed).sign(_cosigned(checkpoint.to_text(), at))
    return Signature(key.name, cosigner_id(key.verifier), at.to_bytes(8) + value)


def cosigned_at(note: Note, key: VerifierKey) -> int | None:
    """When this witness cosigned the checkpoint (POSIX seconds; its newest line counts), or None if it did not.

    Raises a `Fault` for a line under the witness's name and key id that it did not make.
    """
    times = []
    for name, key_id, value in note.signatures:
        if (name, key_id) != (key.name, cosigner_id(key)):
            continue
        at = int.from_bytes(value[:8])
        if len(value) != 8 + 64 or at > _LATEST:
            raise Fault("note-signature", name=name)
        try:
            Ed25519PublicKey.from_public_bytes(key.public_key).verify(value[8:], _cosigned(note.text, at))
        except InvalidSignature:
            raise Fault("note-signature", name=name) from None
        times.append(at)
    return max(times, default=None)


@dataclass(frozen=True)
class InclusionProof:
    """That the entry at `index` is in the tree of a checkpoint, which is carried along as its signed note.

    `extra` is not proved by anything.
    """

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: bytes
    extra: bytes | None = None

    def __post_init__(self) -> None:
        if not _NUMBER.fullmatch(str(self.index)) or any(len(each) != HASH_BYTES for each in self.hashes):
            raise Fault("ledger-form")
        Checkpoint.parse(Note.parse(self.checkpoint).text)

    @classmethod
    def parse(cls, data: bytes) -> "InclusionProof":
        """Read a `.tlog-proof` file; a `Fault` unless it is written exactly as the format says."""
        head, separator, note = data.partition(b"\n\n")
        try:
            lines = head.decode("ascii").split("\n")
        except UnicodeDecodeError:
            raise Fault("ledger-form") from None
        if not separator or lines.pop(0) != _PROOF:
            raise Fault("ledger-form")
        extra = _base64(lines.pop(0)[6:]) if lines and lines[0].startswith("extra ") else None
        if not lines or not lines[0].startswith("index "):
            raise Fault("ledger-form")
        index = _number(lines.pop(0)[6:])
        read = cls(index, tuple(_hash(line) for line in lines), note, extra)
        if read.to_bytes() != data:
            raise Fault("ledger-form")
        return read

    def to_bytes(self) -> bytes:
        """The proof as it is kept in a file."""
        lines = [_PROOF]
        if self.extra is not None:
            lines.append(f"extra {b64encode(self.extra).decode()}")
        lines += [f"index {self.index}", *(b64encode(each).decode() for each in self.hashes)]
        return "\n".join(lines).encode() + b"\n\n" + self.checkpoint

    def check(self, leaf: bytes) -> Checkpoint:
        """The checkpoint, if the entry with this hash is in its tree; otherwise a `Fault`. Who signed the checkpoint is
        not looked at."""
        checkpoint = Checkpoint.parse(Note.parse(self.checkpoint).text)
        check_inclusion(self.index, checkpoint.size, leaf, checkpoint.root, self.hashes)
        return checkpoint


def with_signatures(data: bytes, more: Sequence[Signature]) -> bytes:
    """A note with further signature lines, each once and in the order given."""
    note = Note.parse(data)
    new = tuple(each for each in dict.fromkeys(more) if each not in note.signatures)
    return Note(note.text, note.signatures + new).to_bytes()


def _cosigned(text: str, at: int) -> bytes:
    return f"cosignature/v1\ntime {at}\n{text}".encode()


def _number(text: str) -> int:
    if not _NUMBER.fullmatch(text):
        raise Fault("ledger-form")
    return int(text)


def _hash(text: str) -> bytes:
    value = _base64(text)
    if len(value) != HASH_BYTES:
        raise Fault("ledger-form")
    return value


def _base64(text: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except ValueError:
        raise Fault("ledger-form") from None

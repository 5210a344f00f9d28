"""Cosigning a ledger's checkpoints by hand: whoever keeps the last one she saw can say that the next continues it.

No daemon and no port: a checkpoint comes in, a line goes out, and a file remembers the checkpoint. Two histories are
never cosigned, in whatever order they come (C2SP `tlog-witness`, without its HTTP).
"""

import fcntl
import os
from base64 import b64decode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from hamkor_proof.checkpoint import Checkpoint, cosign, with_signatures
from hamkor_proof.faults import Fault
from hamkor_proof.note import Note, SignerKey, VerifierKey, verified
from hamkor_proof.tile_reading import Read, TiledTree
from hamkor_proof.tree import check_consistency, consistency_spans, proof

LONGEST_PROOF: Final = 63  # hashes: a tree has no more levels


class CosigningFault(Fault):
    """A checkpoint that must not be cosigned: it contradicts the last one, or the log did not sign it."""


@dataclass(frozen=True)
class Cosigned:
    """The line to hand back; and the size of the tree that was cosigned before, or None where this is the first."""

    line: str
    before: int | None


def cosign_checkpoint(
    note: bytes, *, log: VerifierKey, key: SignerKey, state: Path, at: int, proved_by: "Read | Sequence[bytes] | None"
) -> Cosigned:
    """Cosigns a checkpoint of this log, if the log signed it and it continues the one that `state` holds; keeps it in
    `state` before the line is given. `at` is the time now, in POSIX seconds.

    `proved_by` is where the tiles are, or the hashes of a consistency proof, or None: then only the first checkpoint,
    and the same one again, can be cosigned. Raises a `CosigningFault` where there are two histories or the log did not
    sign, another `Fault` where one cannot tell, `OSError` for files that cannot be used.
    """
    given = _signed_by_log(note, log)
    if not given.size:
        raise Fault("cosign-empty")
    with _alone(state):
        before = _kept(state, log)
        if before is not None:
            _check_continues(before, given, proved_by)
        line = cosign(given, key, at=at)
        _keep(state, with_signatures(note, [line]))
    return Cosigned(line.to_line(), before.size if before else None)


def read_proof(data: bytes) -> list[bytes]:
    """The hashes of a consistency proof: one in base64 to a line, as `tlog-witness` has them; a `Fault` otherwise."""
    try:
        hashes = [b64decode(line, validate=True) for line in data.decode("ascii").splitlines()]
    except ValueError:
        raise Fault("ledger-form") from None
    if len(hashes) > LONGEST_PROOF:
        raise Fault("ledger-form")
    return hashes


def _signed_by_log(note: bytes, log: VerifierKey) -> Checkpoint:
    given = Checkpoint.parse(Note.parse(note).text)
    try:
        verified(note, [log])
    except Fault as fault:
        raise CosigningFault(fault.code, **fault.details) from None
    if given.origin != log.name:
        raise CosigningFault("cosign-origin", origin=given.origin, name=log.name)
    return given


def _check_continues(before: Checkpoint, given: Checkpoint, proved_by: "Read | Sequence[bytes] | None") -> None:
    if given.size < before.size:
        raise CosigningFault("cosign-smaller", size=given.size, before=before.size)
    if given.size == before.size:
        if given.root != before.root:
            raise CosigningFault("cosign-two-histories", size=given.size)
        return
    if proved_by is None:
        raise Fault("cosign-no-proof", before=before.size)
    if callable(proved_by):
        hashes = proof(consistency_spans(before.size, given.size), TiledTree(proved_by, given.size))
    else:
        hashes = list(proved_by)
    try:
        check_consistency(before.size, given.size, before.root, given.root, hashes)
    except Fault as fault:
        raise CosigningFault("cosign-not-continued", why=str(fault), size=given.size, before=before.size) from None


def _kept(state: Path, log: VerifierKey) -> Checkpoint | None:
    try:
        note = state.read_bytes()
    except FileNotFoundError:
        return None
    try:
        return _signed_by_log(note, log)
    except Fault:
        raise Fault("cosign-state", path=str(state)) from None


def _keep(state: Path, note: bytes) -> None:
    partial = state.with_name(f".{state.name}.{os.getpid()}")
    with open(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600), "wb") as file:
        file.write(note)
        file.flush()
        os.fsync(file.fileno())
    os.replace(partial, state)
    folder = os.open(state.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


@contextmanager
def _alone(state: Path) -> Iterator[None]:
    """Of two at the same time one waits: otherwise each could cosign a history of its own."""
    folder = os.open(state.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)

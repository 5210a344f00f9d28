"""The whole ledger worked out again from what the database holds, to find the first entry that is not what it was."""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from hamkor.ledger.access import this_network
from hamkor.ledger.models import Checkpoint, Commitment, Descriptor, Node
from hamkor.ledger.tree import size
from hamkor_proof import checkpoint, descriptor
from hamkor_proof.faults import Fault
from hamkor_proof.leaf import leaf_hash
from hamkor_proof.note import VerifierKey, verified
from hamkor_proof.tree import Subtree, completed_by, entry_hash, root_hash

AT_ONCE: Final = 2048

type Progress = Callable[[int, int], None]


class WrongLedgerError(Exception):
    """Says in a sentence which entry, subtree or checkpoint is the first that is wrong, and how."""


@dataclass
class Verified:
    """How much was found right: entries, those of them whose event is kept, and checkpoints."""

    entries: int = 0
    opened: int = 0
    checkpoints: int = 0


def verify(*, progress: Progress = lambda done, of: None) -> Verified:
    """Works out every hash of the tree again, opens every commitment whose event is kept, and checks every checkpoint
    under the log key of the network's descriptor.

    Raises `WrongLedgerError` at the first that is wrong. Changes nothing; what is appended meanwhile is not looked at.
    """
    # The checkpoints are read before the entries are counted: none of them can be of more than there are then.
    signed = deque(list(Checkpoint.objects.order_by("size")))
    network, found, of = this_network() or b"", Verified(), size()
    known: dict[Subtree, bytes] = {}
    kept: dict[Subtree, bytes] = {}
    for position, leaf, salt, event in _entries(of):
        if position != found.entries:
            raise WrongLedgerError(f"Entry {found.entries} is missing.")
        if position % AT_ONCE == 0:
            progress(position, of)
            kept = _nodes(position)
        if salt is not None:
            _check_opens(network, position, leaf, salt, event)
            found.opened += 1
        for part, hashed in completed_by(position, entry_hash(leaf), known.__getitem__):
            known[part] = hashed
            if part.level and kept.pop(part, None) != hashed:
                raise WrongLedgerError(f"Subtree {part.level}/{part.number}, which ends at entry {position}, is wrong.")
            if part.level:  # its halves are not asked for again
                del known[Subtree(part.level - 1, 2 * part.number)], known[Subtree(part.level - 1, 2 * part.number + 1)]
        found.entries += 1
        while signed and signed[0].size == found.entries:
            _check_signed(signed.popleft(), root_hash(found.entries, known.__getitem__))
            found.checkpoints += 1
    if signed:
        raise WrongLedgerError(f"The checkpoint of {signed[0].size} entries is of none that there were.")
    if Node.objects.filter(level=1, number__gte=of >> 1).exists() and size() == of:
        raise WrongLedgerError(f"There are hashes of entries after {found.entries}, which are missing.")
    progress(of, of)
    return found


def _entries(of: int) -> Iterator[tuple[int, bytes, bytes | None, bytes | None]]:
    rows = Commitment.objects.filter(position__lt=of).order_by("position")
    for position, *blobs in rows.values_list("position", "leaf", "opening__salt", "opening__event").iterator(AT_ONCE):
        leaf, salt, event = (None if blob is None else bytes(blob) for blob in blobs)
        yield position, leaf or b"", salt, event


def _nodes(first: int) -> dict[Subtree, bytes]:
    """Those that end among the next `AT_ONCE` entries."""
    found: dict[Subtree, bytes] = {}
    level = 1
    while first + AT_ONCE >= 1 << level:
        among = Node.objects.filter(level=level, number__gte=first >> level, number__lt=(first + AT_ONCE) >> level)
        found |= {Subtree(level, number): bytes(hashed) for number, hashed in among.values_list("number", "hash")}
        level += 1
    return found


def _check_opens(network: bytes, position: int, leaf: bytes, salt: bytes, event: bytes | None) -> None:
    try:
        opens = leaf_hash(network, salt, event or b"") == leaf
    except Fault:
        opens = False
    if not opens:
        raise WrongLedgerError(f"Entry {position} does not open to the event that is kept of it.")


def _check_signed(made: Checkpoint, root: bytes) -> None:
    latest = Descriptor.objects.order_by("-edition").first()
    try:
        key = VerifierKey.parse(descriptor.Descriptor.parse(bytes(latest.body)).log if latest else "")
        text, _keys = verified(bytes(made.note), [key])
        expected = checkpoint.Checkpoint(key.name, made.size, root)
        right = bytes(made.root) == root and checkpoint.Checkpoint.parse(text) == expected
    except Fault:
        right = False
    if not right:
        raise WrongLedgerError(f"The checkpoint of {made.size} entries is not what they and the log key make.")

"""The tree over the commitments as the database keeps it: the hash of each complete subtree, which make all else."""

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Final

from django.db.models import Max, Q

from hamkor.ledger.models import Commitment, Node
from hamkor_proof import tree
from hamkor_proof.tree import Subtree

AT_ONCE: Final = 256


class DamagedLedgerError(Exception):
    """A hash that the tree must have is not in the database."""


class Hashes:
    """The hashes of complete subtrees, read by the hundred and kept for as long as this object: they never change.

    Raises `DamagedLedgerError` for one that the database does not hold.
    """

    def __init__(self) -> None:
        self._known: dict[Subtree, bytes] = {}

    def __call__(self, subtree: Subtree) -> bytes:
        """The hash of this subtree."""
        if subtree not in self._known:
            self._read(subtree)
        try:
            return self._known[subtree]
        except KeyError:
            raise DamagedLedgerError(f"There is no hash of subtree {subtree.level}/{subtree.number}.") from None

    def _read(self, subtree: Subtree) -> None:
        level, first = subtree.level, subtree.number - subtree.number % AT_ONCE
        rows: Iterable[tuple[int, bytes | memoryview]]
        if level:
            among = Node.objects.filter(level=level, number__gte=first, number__lt=first + AT_ONCE)
            rows = among.values_list("number", "hash")
        else:
            leaves = Commitment.objects.filter(position__gte=first, position__lt=first + AT_ONCE)
            rows = ((at, tree.entry_hash(bytes(leaf))) for at, leaf in leaves.values_list("position", "leaf"))
        self._known |= {Subtree(level, number): bytes(hashed) for number, hashed in rows}


def size() -> int:
    """How many commitments there are."""
    last: int | None = Commitment.objects.aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1


def completed_by(position: int, leaf: bytes) -> list[Node]:
    """The nodes to be written with this commitment, none of them saved. Asks for what they are made of and no more."""
    # An entry completes as many subtrees as its number has ones at the end.
    levels = (~position & (position + 1)).bit_length() - 1
    known: dict[Subtree, bytes] = {}
    if levels:
        [before] = Commitment.objects.filter(position=position - 1).values_list("leaf", flat=True)
        known[Subtree(0, position - 1)] = tree.entry_hash(bytes(before))
    if levels > 1:
        lefts = [Subtree(level, (position >> level) - 1) for level in range(1, levels)]
        wanted = reduce(or_, (Q(level=left.level, number=left.number) for left in lefts))
        rows = Node.objects.filter(wanted).values_list("level", "number", "hash")
        known |= {Subtree(level, number): bytes(hashed) for level, number, hashed in rows}
    try:
        completed = list(tree.completed_by(position, tree.entry_hash(leaf), known.__getitem__))
    except KeyError:
        raise DamagedLedgerError(f"The tree before entry {position} is not whole.") from None
    return [Node(level=part.level, number=part.number, hash=hashed) for part, hashed in completed if part.level]

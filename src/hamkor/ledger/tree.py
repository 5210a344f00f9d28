"""The tree over the commitments as the database keeps it: the hash of each complete subtree, which make all else."""

from collections.abc import Collection, Iterable, Sequence
from itertools import batched, chain
from typing import Final

from django.db import connection

from hamkor.ledger.sequence import End
from hamkor_proof import tree
from hamkor_proof.tree import Span, Subtree, complete_subtrees

AT_ONCE: Final = 256


class DamagedLedgerError(Exception):
    """A hash that the tree must have is not in the database."""


def place(subtree: Subtree) -> int:
    """How many subtrees of two entries and more are complete before this one is: its place among them, from 0, and its
    key in the database. Of two that the same entry completes, the smaller is complete first."""
    last = ((subtree.number + 1) << subtree.level) - 1
    return nodes(last) + subtree.level - 1


def subtree_at(place: int) -> Subtree:
    """The subtree of this place."""
    size = place + 1
    while nodes(size) <= place:
        size += 1
    level = place - nodes(size - 1) + 1
    return Subtree(level, (size - 1) >> level)


def nodes(size: int) -> int:
    """How many subtrees of two entries and more are complete in a tree of this size."""
    return size - size.bit_count()


class Hashes:
    """The hashes of complete subtrees, kept for as long as this object: they never change. Those that `fetch` was not
    told of are read by the hundred, with their neighbours.

    Raises `DamagedLedgerError` for one that the database does not hold.
    """

    def __init__(self) -> None:
        self._known: dict[Subtree, bytes] = {}

    def __call__(self, subtree: Subtree) -> bytes:
        """The hash of this subtree."""
        hashed = self._known.get(subtree)
        if hashed is None:
            first = subtree.number - subtree.number % AT_ONCE
            self._known |= _kept([Subtree(subtree.level, number) for number in range(first, first + AT_ONCE)])
            hashed = self._known.get(subtree)
        if hashed is None:
            raise DamagedLedgerError(f"There is no hash of subtree {subtree.level}/{subtree.number}.")
        return hashed if subtree.level else tree.entry_hash(hashed)

    def fetch(self, spans: Iterable[Span]) -> None:
        """Reads what these spans are made of, and nothing else, in as few questions as can be."""
        parts = {part for span in spans for part in complete_subtrees(span)} - self._known.keys()
        for some in batched(sorted(parts), AT_ONCE, strict=False):
            self._known |= _kept(some)


def proofs(wanted: Sequence[Sequence[Span]]) -> list[tuple[bytes, ...]]:
    """The proof of each of these, by one reading of what they all need."""
    hashes = Hashes()
    hashes.fetch(chain.from_iterable(wanted))
    return [tuple(tree.proof(spans, hashes)) for spans in wanted]


def root(size: int) -> bytes:
    """The root of the first `size` entries."""
    hashes = Hashes()
    hashes.fetch([Span(0, size)])
    return tree.root_hash(size, hashes)


def size() -> int:
    """How many commitments there are."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT MAX(position) FROM ledger_commitment")
        last = cursor.fetchone()[0]
    return 0 if last is None else int(last) + 1


def completed_by(leaf: bytes, end: End) -> list[tuple[Subtree, bytes]]:
    """The subtrees of two and more that this commitment completes, appended there. Asks for what they are made of and
    no more."""
    # An entry completes as many subtrees as its number has ones at the end.
    levels = (~end.size & (end.size + 1)).bit_length() - 1
    if not levels or end.last is None:
        return []
    left = [Subtree(level, (end.size >> level) - 1) for level in range(1, levels)]
    known = {Subtree(0, end.size - 1): tree.entry_hash(end.last), **_kept(left)}
    try:
        completed = list(tree.completed_by(end.size, tree.entry_hash(leaf), known.__getitem__))
    except KeyError:
        raise DamagedLedgerError(f"The tree before entry {end.size} is not whole.") from None
    return completed[1:]


def _kept(parts: Collection[Subtree]) -> dict[Subtree, bytes]:
    """What the database keeps of these: the commitment of a single entry, of more the hash. One question for each
    of the two kinds that is among them."""
    entries = {part.number: part for part in parts if not part.level}
    larger = {place(part): part for part in parts if part.level}
    found: dict[Subtree, bytes] = {}
    for sql, wanted in (
        ("SELECT position, leaf FROM ledger_commitment WHERE position IN", entries),
        ("SELECT place, hash FROM ledger_node WHERE place IN", larger),
    ):
        if wanted:
            with connection.cursor() as cursor:
                cursor.execute(f"{sql} ({', '.join(['%s'] * len(wanted))})", list(wanted))
                found.update({wanted[key]: bytes(hashed) for key, hashed in cursor.fetchall()})
    return found

"""The tree over the commitments as the database keeps it: the hash of each complete subtree, which make all else."""

from collections.abc import Iterable, Sequence
from itertools import batched, chain
from typing import Final

from django.db import connection

from hamkor.ledger.sequence import End
from hamkor_proof import tree
from hamkor_proof.tree import Span, Subtree, complete_subtrees

AT_ONCE: Final = 256


class DamagedLedgerError(Exception):
    """A hash that the tree must have is not in the database."""


class Hashes:
    """The hashes of complete subtrees, kept for as long as this object: they never change. Those that `fetch` was not
    told of are read by the hundred, with their neighbours.

    Raises `DamagedLedgerError` for one that the database does not hold.
    """

    def __init__(self) -> None:
        self._known: dict[tuple[int, int], bytes] = {}

    def __call__(self, subtree: Subtree) -> bytes:
        """The hash of this subtree."""
        hashed = self._known.get(subtree)
        if hashed is None:
            first = subtree.number - subtree.number % AT_ONCE
            if subtree.level:
                sql = "SELECT level, number, hash FROM ledger_node WHERE level = %s AND number >= %s AND number < %s"
                self._keep(sql, [subtree.level, first, first + AT_ONCE])
            else:
                sql = "SELECT 0, position, leaf FROM ledger_commitment WHERE position >= %s AND position < %s"
                self._keep(sql, [first, first + AT_ONCE])
            hashed = self._known.get(subtree)
        if hashed is None:
            raise DamagedLedgerError(f"There is no hash of subtree {subtree.level}/{subtree.number}.")
        return hashed if subtree.level else tree.entry_hash(hashed)

    def fetch(self, spans: Iterable[Span]) -> None:
        """Reads what these spans are made of, and nothing else, in as few questions as can be."""
        parts = {part for span in spans for part in complete_subtrees(span)} - self._known.keys()
        entries = [part.number for part in parts if not part.level]
        for some in batched(entries, AT_ONCE, strict=False):
            marks = ", ".join(["%s"] * len(some))
            self._keep(f"SELECT 0, position, leaf FROM ledger_commitment WHERE position IN ({marks})", list(some))  # noqa: S608
        nodes = [part for part in parts if part.level]
        for several in batched(nodes, AT_ONCE, strict=False):
            marks = ", ".join(["(%s, %s)"] * len(several))
            wanted = [value for part in several for value in part]
            # In this order: asked for rows whose level and number are among these, SQLite goes through the whole table.
            sql = (
                f"WITH wanted(level, number) AS (VALUES {marks}) SELECT wanted.level, wanted.number, hash "  # noqa: S608
                "FROM wanted CROSS JOIN ledger_node "
                "WHERE ledger_node.level = wanted.level AND ledger_node.number = wanted.number"
            )
            self._keep(sql, wanted)

    def _keep(self, sql: str, values: list[int]) -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            self._known.update({(level, number): bytes(hashed) for level, number, hashed in cursor.fetchall()})


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
    known = {Subtree(0, end.size - 1): tree.entry_hash(end.last), **_left_of(end.size, levels)}
    try:
        completed = list(tree.completed_by(end.size, tree.entry_hash(leaf), known.__getitem__))
    except KeyError:
        raise DamagedLedgerError(f"The tree before entry {end.size} is not whole.") from None
    return completed[1:]


def _left_of(position: int, levels: int) -> dict[Subtree, bytes]:
    """The neighbours on the left, of two entries and more, with which an entry makes so many subtrees complete, in one
    question."""
    sql, asked = [], []
    for level in range(1, levels):
        sql.append("SELECT level, hash FROM ledger_node WHERE level = %s AND number = %s")
        asked += [level, (position >> level) - 1]
    if not sql:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(sql), asked)
        return {Subtree(level, (position >> level) - 1): bytes(hashed) for level, hashed in cursor.fetchall()}

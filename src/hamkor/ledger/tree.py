"""The tree over the commitments as the database keeps it: the hash of each complete subtree, which make all else."""

from hashlib import sha256
from typing import Final

from django.db import connection

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
        self._rows: dict[tuple[int, int], dict[int, bytes]] = {}

    def __call__(self, subtree: Subtree) -> bytes:
        """The hash of this subtree."""
        level, number = subtree
        place = (level, number // AT_ONCE)
        if place not in self._rows:
            self._rows[place] = self._read(level, number - number % AT_ONCE)
        try:
            hashed = bytes(self._rows[place][number])
        except KeyError:
            raise DamagedLedgerError(f"There is no hash of subtree {level}/{number}.") from None
        return hashed if level else tree.entry_hash(hashed)

    def _read(self, level: int, first: int) -> dict[int, bytes]:
        with connection.cursor() as cursor:
            if level:
                sql = "SELECT number, hash FROM ledger_node WHERE level = %s AND number >= %s AND number < %s"
                cursor.execute(sql, [level, first, first + AT_ONCE])
            else:
                sql = "SELECT position, leaf FROM ledger_commitment WHERE position >= %s AND position < %s"
                cursor.execute(sql, [first, first + AT_ONCE])
            return dict(cursor.fetchall())


def size() -> int:
    """How many commitments there are."""
    return network_and_size()[1]


def network_and_size() -> tuple[bytes | None, int]:
    """The network's id, None before it is founded, and how many commitments there are."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT body FROM ledger_descriptor WHERE edition = 1), "
            "(SELECT MAX(position) FROM ledger_commitment)"
        )
        first, last = cursor.fetchone()
    return None if first is None else sha256(first).digest(), 0 if last is None else int(last) + 1


def completed_by(position: int, leaf: bytes) -> list[tuple[Subtree, bytes]]:
    """The subtrees of two and more that this commitment completes. Asks for what they are made of and no more."""
    # An entry completes as many subtrees as its number has ones at the end.
    levels = (~position & (position + 1)).bit_length() - 1
    if not levels:
        return []
    known = _left_of(position, levels)
    try:
        completed = list(tree.completed_by(position, tree.entry_hash(leaf), known.__getitem__))
    except KeyError:
        raise DamagedLedgerError(f"The tree before entry {position} is not whole.") from None
    return completed[1:]


def _left_of(position: int, levels: int) -> dict[Subtree, bytes]:
    """The neighbours on the left with which an entry makes so many subtrees complete, in one question."""
    sql = "SELECT 0, leaf FROM ledger_commitment WHERE position = %s"
    asked = [position - 1]
    for level in range(1, levels):
        sql += " UNION ALL SELECT level, hash FROM ledger_node WHERE level = %s AND number = %s"
        asked += [level, (position >> level) - 1]
    with connection.cursor() as cursor:
        cursor.execute(sql, asked)
        return {
            Subtree(level, (position >> level) - 1): bytes(hashed) if level else tree.entry_hash(bytes(hashed))
            for level, hashed in cursor.fetchall()
        }

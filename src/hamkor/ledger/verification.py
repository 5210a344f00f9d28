"""The whole ledger worked out again from what the database holds, to find the first entry that is not what it was."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from django.db import connection, transaction

from hamkor.ledger.access import this_network
from hamkor.ledger.faults import WrongLedgerError
from hamkor.ledger.models import Checkpoint, Node
from hamkor.ledger.tree import size
from hamkor.ledger.verified_records import (
    OWN,
    Record,
    check_checkpoint,
    check_cosignatures,
    check_editions,
    check_editions_are_in_the_ledger,
    check_registers,
)
from hamkor_proof.leaf import LEAF_PREFIX, REFERENCE_PREFIX
from hamkor_proof.tree import Subtree, completed_by, root_hash

HEIGHT: Final = 12
AT_ONCE: Final = 1 << HEIGHT
CACHE_KIB: Final = 128 * 1024

type Progress = Callable[[int, int], None]
type Entry = tuple[int, bytes, bytes | None, bytes | None, str | None, bytes | None]
"""Position, leaf; salt, event and kind where they are kept; the reference by which registers call it, where they do."""


@dataclass
class Verified:
    """How much was found right: entries, those of them whose event is kept, and what was made of them."""

    entries: int = 0
    opened: int = 0
    checkpoints: int = 0
    cosignatures: int = 0
    registers: int = 0
    editions: int = 0


def verify(*, progress: Progress = lambda done, of: None) -> Verified:
    """Works out every hash of the tree again, opens every commitment whose event is kept, and checks every checkpoint
    under the log key, every cosignature under its witness's, every register and head against the entries before it, and
    every edition of the descriptor against the one before.

    Raises `WrongLedgerError` at the first that is wrong. Changes nothing; what is appended meanwhile is not looked at.
    """
    # The checkpoints are read before the entries are counted: none of them can be of more than there are then.
    signed = deque(list(Checkpoint.objects.order_by("size")))
    sizes = frozenset(each.size for each in signed)
    of = size()
    found, tree, own = Verified(editions=check_editions()), _Tree(), list[Record]()
    network = this_network() or b""
    for entries in _entries(of):
        progress(tree.size, of)
        _raise_first(_wrong_entries(tree.size, entries, network))
        _raise_first(tree.grow([entry[1] for entry in entries]))
        found.opened += len(entries) - [entry[2] for entry in entries].count(None)
        own += [Record(at, kind, salt or b"", event or b"") for at, _, salt, event, kind, _ in entries if kind in OWN]
        while signed and signed[0].size <= tree.size:
            made = signed.popleft()
            check_checkpoint(made, tree.root(made.size))
            found.cosignatures += check_cosignatures(made)
            found.checkpoints += 1
    found.entries = tree.size
    if tree.size != of:
        raise WrongLedgerError(f"Entry {tree.size} is missing.")
    if signed:
        raise WrongLedgerError(f"The checkpoint of {signed[0].size} entries is of none that there were.")
    if Node.objects.filter(level=1, number__gte=of >> 1).exists() and size() == of:
        raise WrongLedgerError(f"There are hashes of entries after {found.entries}, which are missing.")
    found.registers = check_registers(of, sizes, own)
    check_editions_are_in_the_ledger(own)
    progress(of, of)
    return found


class _Tree:
    """The tree over the entries so far, of which it keeps what the next ones and checkpoints among the last need."""

    def __init__(self) -> None:
        self.size = 0
        self._start = 0
        self._levels: list[list[bytes]] = []
        self._above: dict[Subtree, bytes] = {}

    def grow(self, leaves: Sequence[bytes]) -> Iterator[tuple[int, str]]:
        """Adds up to `AT_ONCE` entries; gives the hashes in the database that are not what these make, each with the
        entry that it ends at."""
        self._start = self.size
        self.size += len(leaves)
        level, hashes = 0, [sha256(b"\0" + leaf).digest() for leaf in leaves]
        self._levels = [hashes]
        while level < HEIGHT and len(hashes) > 1:
            level, lefts, rights = level + 1, hashes[::2], hashes[1::2]
            hashes = [sha256(b"\1" + left + right).digest() for left, right in zip(lefts, rights, strict=False)]
            self._levels.append(hashes)
            yield from _differences(level, self._start >> level, hashes)
        if len(self._levels) > HEIGHT:
            for part, hashed in completed_by(self._start >> HEIGHT, hashes[0], self._high):
                high = Subtree(part.level + HEIGHT, part.number)
                self._above[high] = hashed
                if part.level:
                    yield from _differences(high.level, high.number, [hashed])

    def root(self, size: int) -> bytes:
        """The root of the first `size` entries, which end among the last that were added."""
        return root_hash(size, self._known)

    def _high(self, part: Subtree) -> bytes:
        return self._above[Subtree(part.level + HEIGHT, part.number)]

    def _known(self, part: Subtree) -> bytes:
        if part.level >= HEIGHT:
            return self._above[part]
        return self._levels[part.level][part.number - (self._start >> part.level)]


def _entries(of: int) -> Iterator[list[Entry]]:
    """By the thousand and in order, as the database has them: rows of Django's own would take most of the time."""
    with transaction.atomic(), _much_memory(), connection.chunked_cursor() as cursor:
        cursor.execute(
            "SELECT position, leaf, salt, event, ledger_opening.kind, reference FROM ledger_commitment "
            "LEFT JOIN ledger_opening ON ledger_opening.commitment_id = position "
            "LEFT JOIN ledger_registerentry ON ledger_registerentry.commitment_id = position "
            "WHERE position < %s ORDER BY position",
            [of],
        )
        while rows := cursor.fetchmany(AT_ONCE):
            yield rows


@contextmanager
def _much_memory() -> Iterator[None]:
    """Lets SQLite keep what it reads: each entry is looked up in three tables."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA cache_size")
        [before] = cursor.fetchone()
        cursor.execute(f"PRAGMA cache_size = {-CACHE_KIB}")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA cache_size = {int(before)}")


def _wrong_entries(first: int, entries: Sequence[Entry], network: bytes) -> Iterator[tuple[int, str]]:
    positions = [entry[0] for entry in entries]
    if positions != list(range(first, first + len(entries))):
        missing = min(set(range(first, first + len(entries))) - set(positions))
        yield missing, f"Entry {missing} is missing."
    as_leaf, as_reference = LEAF_PREFIX + network, REFERENCE_PREFIX + network
    for position, leaf, salt, event, _kind, reference in entries:
        if salt is None or event is None:
            continue
        if sha256(as_leaf + salt + event).digest() != leaf:
            yield position, f"Entry {position} does not open to the event that is kept of it."
        if reference is not None and sha256(as_reference + salt + event).digest() != reference:
            yield position, f"The registers call entry {position} by a reference that is not its own."


def _differences(level: int, first: int, hashes: Sequence[bytes]) -> Iterator[tuple[int, str]]:
    with connection.cursor() as cursor:
        sql = "SELECT number, hash FROM ledger_node WHERE level = %s AND number >= %s AND number < %s"
        cursor.execute(sql, [level, first, first + len(hashes)])
        kept = dict(cursor.fetchall())
    if kept == dict(enumerate(hashes, first)):
        return
    for number, hashed in enumerate(hashes, first):
        if kept.get(number) != hashed:
            end = ((number + 1) << level) - 1
            yield end, f"Subtree {level}/{number}, which ends at entry {end}, is wrong."
            return


def _raise_first(wrong: Iterable[tuple[int, str]]) -> None:
    found = list(wrong)
    if found:
        raise WrongLedgerError(min(found)[1])

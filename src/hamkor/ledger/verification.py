"""The whole ledger worked out again from what the database holds, to find the first entry that is not what it was."""

import gc
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import zip_longest
from typing import Any, Final
from uuid import uuid4

from django.db import connection, transaction

from hamkor.ledger.access import this_network
from hamkor.ledger.erasure import DamagedErasuresError
from hamkor.ledger.faults import WrongLedgerError
from hamkor.ledger.last_signed import AnotherHistoryError, check_continues
from hamkor.ledger.models import Checkpoint, Node
from hamkor.ledger.tree import nodes, size, subtree_at
from hamkor.ledger.verified_entries import ENTRIES, Entries
from hamkor.ledger.verified_records import (
    check_checkpoint,
    check_cosignatures,
    check_editions,
    check_editions_are_in_the_ledger,
)
from hamkor.ledger.verified_registers import Registers
from hamkor_proof.tree import Subtree, completed_by, root_hash

HEIGHT: Final = 9
AT_ONCE: Final = 1 << HEIGHT  # entries that are looked at together: few enough to stay in a processor's cache

TOLD_AFTER: Final = 8 * AT_ONCE
COMPLETED: Final = tuple(subtree_at(place) for place in range(nodes(AT_ONCE)))
"""The subtrees that so many entries complete, in that order."""

type Progress = Callable[[int, int], None]
type _Portions = Callable[[int], list[Any]]


@dataclass
class Verified:
    """How much was found right: entries, those of them whose event is kept, those of which it was erased, and what was
    made of them. `lost` are the places of entries whose event is not kept although nothing says that it was erased."""

    entries: int = 0
    opened: int = 0
    erased: int = 0
    lost: list[int] = field(default_factory=list)
    checkpoints: int = 0
    cosignatures: int = 0
    registers: int = 0
    editions: int = 0


def verify(*, progress: Progress = lambda done, of: None) -> Verified:
    """Works out every hash of the tree again, opens every commitment whose event is kept, and checks every checkpoint
    under the log key, every cosignature under its witness's, that registers list every entry as the event demands that
    is kept of it, every register and head against the entries before it, that nothing is kept of what was erased, and
    every edition of the descriptor against the one before.

    Raises `WrongLedgerError` at the first that is wrong, where the list of erasures cannot be read whole, or where the
    whole does not continue the last checkpoint that this installation signed. What is lost is told and not raised: the
    tree is right without it. Changes nothing; what is appended meanwhile is not looked at.
    """
    # The checkpoints are read before the entries are counted: none of them can be of more than there are then.
    signed = deque(list(Checkpoint.objects.order_by("size")))
    sizes = frozenset(each.size for each in signed)
    of = size()
    found, network = Verified(editions=check_editions()), this_network() or b""
    registers = Registers(of, network)
    entries = _entries(network, registers)
    with _reading(), _read_nodes() as kept, _read(ENTRIES, [of]) as some, _no_collecting():
        tree = _Tree(kept)
        while rows := some(AT_ONCE):
            if not tree.size % TOLD_AFTER:
                progress(tree.size, of)
            entries.check(tree.size, rows)
            tree.grow([row[1] for row in rows])
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
    if Node.objects.filter(place__gte=nodes(of)).exists() and size() == of:
        raise WrongLedgerError(f"There are hashes of entries after {found.entries}, which are missing.")
    registers.end(sizes)
    check_editions_are_in_the_ledger(entries.editions)
    found.lost = entries.end()
    found.opened, found.erased, found.registers = entries.opened, entries.erased, registers.count
    try:
        check_continues()
    except AnotherHistoryError as other:
        raise WrongLedgerError(other.sentence) from other
    progress(of, of)
    return found


class _Tree:
    """The tree over the entries so far, of which it keeps what the next ones and checkpoints among the last need."""

    def __init__(self, kept: "_Nodes") -> None:
        self.size = 0
        self._kept = kept
        self._start = 0
        self._levels: list[list[bytes]] = []  # of the last portion
        self._above: dict[Subtree, bytes] = {}

    def grow(self, leaves: Sequence[bytes]) -> None:
        """Adds up to `AT_ONCE` entries. Raises `WrongLedgerError` for the first hash in the database that is not what
        these make."""
        self._start = self.size
        self.size += len(leaves)
        hashes = [sha256(b"\0" + leaf).digest() for leaf in leaves]
        self._levels = [hashes]
        while len(hashes) > 1:
            lefts, rights = hashes[::2], hashes[1::2]
            hashes = [sha256(b"\1" + left + right).digest() for left, right in zip(lefts, rights, strict=False)]
            self._levels.append(hashes)
        completed = [self._levels[part.level][part.number] for part in COMPLETED[: nodes(len(leaves))]]
        if len(leaves) == AT_ONCE:
            for part, hashed in completed_by(self._start >> HEIGHT, hashes[0], self._high):
                self._above[Subtree(part.level + HEIGHT, part.number)] = hashed
                if part.level:
                    completed.append(hashed)
        self._kept.check(completed)

    def root(self, size: int) -> bytes:
        """The root of the first `size` entries, which end among the last that were added."""
        return root_hash(size, self._known)

    def _high(self, part: Subtree) -> bytes:
        return self._above[Subtree(part.level + HEIGHT, part.number)]

    def _known(self, part: Subtree) -> bytes:
        if part.level >= HEIGHT:
            return self._above[part]
        return self._levels[part.level][part.number - (self._start >> part.level)]


def _entries(network: bytes, registers: Registers) -> Entries:
    try:
        return Entries(network, registers)
    except DamagedErasuresError as damaged:
        raise WrongLedgerError(str(damaged)) from damaged


@contextmanager
def _no_collecting() -> Iterator[None]:
    """Entries make no cycles, and looking for some goes through all that is loaded, again and again."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def _reading() -> AbstractContextManager[None]:
    """PostgreSQL reads by the portion in a transaction only; one of SQLite's would keep everybody from acting."""
    return transaction.atomic() if connection.vendor == "postgresql" else nullcontext()


@contextmanager
def _read(sql: str, values: Sequence[int]) -> Iterator[_Portions]:
    """The rows, read as they are asked for. From PostgreSQL as they are: as text, as Django has them, each byte would
    take two and be read twice."""
    if connection.vendor == "postgresql":
        from psycopg import ServerCursor

        with ServerCursor(connection.connection, f"hamkor_{uuid4().hex}") as rows:
            rows.execute(sql, values, binary=True)
            yield rows.fetchmany
    else:
        with connection.chunked_cursor() as cursor:
            cursor.execute(sql, values)
            yield cursor.fetchmany


class _Nodes:
    """The hashes that the database keeps of subtrees, in the order in which these became complete."""

    def __init__(self, some: _Portions) -> None:
        self._some = some
        self._place = 0

    def check(self, hashes: Sequence[bytes]) -> None:
        """Raises `WrongLedgerError` for the first of the next ones that is not what was worked out."""
        right = list(enumerate(hashes, self._place))
        kept = self._some(len(right))
        if kept != right:
            part = subtree_at(next(ought[0] for ought, found in zip_longest(right, kept) if found != ought))
            end = ((part.number + 1) << part.level) - 1
            raise WrongLedgerError(f"Subtree {part.level}/{part.number}, which ends at entry {end}, is wrong.")
        self._place += len(right)


@contextmanager
def _read_nodes() -> Iterator[_Nodes]:
    with _read("SELECT place, hash FROM ledger_node ORDER BY place", []) as some:
        yield _Nodes(some)

"""Each entry of the ledger by itself: what it opens to, what of it was erased, and whether the registers list it as
what it is."""

from collections.abc import Sequence
from hashlib import sha256
from typing import Final, NamedTuple
from uuid import UUID

from hamkor.ledger.demands import STARTS, Demand, Demands
from hamkor.ledger.erasure import erased_leaves, erasures_file
from hamkor.ledger.faults import WrongLedgerError
from hamkor.ledger.models import Opening, RegisterEntry
from hamkor.ledger.verified_registers import Registers, Thing
from hamkor_proof.event import parse_event
from hamkor_proof.faults import Fault
from hamkor_proof.hidden import Hidden
from hamkor_proof.leaf import LEAF_PREFIX, REFERENCE_PREFIX
from hamkor_proof.register import About

ENTRIES: Final = (
    "SELECT position, leaf, salt, event, o.kind, about_kind || ' ' || CAST(about_id AS text) || ' ' || r.kind, "
    "reference FROM ledger_commitment "
    "LEFT JOIN ledger_opening o ON o.commitment_id = position "
    "LEFT JOIN ledger_registerentry r ON r.commitment_id = position WHERE position < %s ORDER BY position"
)
"""What `Entries` looks at. Rows of Django's own would take most of the time, and a value each much of the rest."""

type Entry = tuple[int, bytes, bytes | None, bytes | None, str | None, str | None, bytes | None]
"""Position, leaf; salt, event and kind where they are kept; what it is listed under and as which kind, and by which
reference, where it is."""

_OWN: Final = frozenset({"register", "heads", "network"})
"""The kinds of entries that the record makes of itself, which nothing lists."""


class _Listing(NamedTuple):
    """What entries are listed under, and as which kind; events of theirs start so, where that is told at a glance."""

    thing: Thing
    about_kind: str
    kind: str
    references: list[bytes]
    starts: tuple[bytes, ...]

    def is_under(self, whose: About | None) -> bool:
        """Whether registers about this list it; about any organisation's keys, where it is not known whose."""
        return self.about_kind == "keys" if whose is None else (self.about_kind, str(self.thing.id)) == tuple(whose)


class Entries:
    """Entries in their order; raises `WrongLedgerError` at the first that is not what it was."""

    def __init__(self, network: bytes, registers: Registers) -> None:
        self.opened = 0
        self.erased = 0
        self.editions: dict[bytes, int] = {}
        """The editions of the descriptor that entries are, and where."""
        self._as_leaf, self._as_reference = LEAF_PREFIX + network, REFERENCE_PREFIX + network
        self._registers = registers
        self._demands = Demands()
        self._listings: dict[str, _Listing] = {}
        self._erased = erased_leaves()
        self._lacking: dict[int, tuple[bytes, bytes | None]] = {}
        self._back: list[int] = []
        self._hidden: dict[UUID, set[bytes]] = {}

    def check(self, first: int, entries: Sequence[Entry]) -> None:
        """The next ones, of which this is the first."""
        as_leaf, as_reference, listings = self._as_leaf, self._as_reference, self._listings
        lacking = len(self._lacking)
        for expected, entry in enumerate(entries, first):
            position, leaf, salt, event, kind, listed, reference = entry
            if position != expected:
                raise WrongLedgerError(f"Entry {expected} is missing.")
            if listed is not None and reference is not None:
                listing = listings.get(listed) or self._listing(listed)
                listing.references.append(reference)
                if salt is None or event is None:
                    self._lacks(entry)
                    continue
                opens = salt + event
                if sha256(as_leaf + opens).digest() != leaf:
                    raise _does_not_open(position)
                if sha256(as_reference + opens).digest() != reference:
                    raise WrongLedgerError(f"The registers call entry {position} by a reference that is not its own.")
                # Told at a glance of nearly all; what is not is read.
                if not (listing.kind == kind and event.startswith(listing.starts) and listing.thing.named in event):
                    self._check_listing(entry, event)
            elif salt is None or event is None:
                self._lacks(entry)
            elif sha256(as_leaf + salt + event).digest() != leaf:
                raise _does_not_open(position)
            elif kind in _OWN:
                self._take_own(position, kind, salt, event)
            else:
                self._check_listing(entry, event)
        self.opened += len(entries) - len(self._lacking) + lacking
        if self._erased:
            self._back += [each[0] for each in entries if each[1] in self._erased and each[2] is not None]

    def end(self) -> list[int]:
        """There are no further entries. Which are those whose opening is not kept although nothing says that it was
        erased: neither the list of erasures nor an entry that hides it."""
        back = Opening.objects.filter(pk__in=self._back + self._opened_though_hidden()).order_by("pk").first()
        if back is not None:
            raise WrongLedgerError(
                f"Entry {back.pk} was erased, and what opens it is there again: ./hamkor ledger replay-erasures erases "
                f"it once more, with the newest list of erasures that there is as {erasures_file()}."
            )
        # Some may have been erased while the entries were looked at.
        known = erased_leaves() if self._lacking else frozenset()
        hidden = {reference for some in self._hidden.values() for reference in some}
        lost = [at for at, (leaf, called) in self._lacking.items() if leaf not in known and called not in hidden]
        self.erased = len(self._lacking) - len(lost)
        return lost

    def _listing(self, written: str) -> "_Listing":
        about_kind, about, kind = written.split(" ")
        thing = self._registers.thing(about_kind, UUID(about))
        starts = STARTS.get(kind, ()) if thing.kind == about_kind == "instrument" else ()
        return self._listings.setdefault(written, _Listing(thing, about_kind, kind, thing.entries[kind], starts))

    def _lacks(self, entry: Entry) -> None:
        position, leaf, *_opening, reference = entry
        self._registers.lacks(position)
        self._lacking[position] = leaf, reference

    def _take_own(self, position: int, kind: str | None, salt: bytes, event: bytes) -> None:
        if kind == "register":
            self._registers.take_register(position, salt, event)
        elif kind == "heads":
            self._registers.take_heads(position, event)
        else:
            self.editions[event] = position

    def _check_listing(self, entry: Entry, event: bytes) -> None:
        position, _leaf, _salt, _event, kind, written, _reference = entry
        listed = None if written is None else self._listing(written)
        demand = self._demand_of(event)
        if demand is None and listed is None and kind not in STARTS:
            return
        if demand is None or listed is None or not (demand[0] == kind == listed.kind and listed.is_under(demand[1])):
            raise WrongLedgerError(f"Entry {position} is not listed by the registers as what it is.")

    def _demand_of(self, event: bytes) -> Demand | None:
        try:
            read = parse_event(event)
        except Fault:
            return None
        if isinstance(read, Hidden):
            hidden = self._hidden.setdefault(UUID(read.instrument), set())
            hidden.update(bytes.fromhex(each) for each in read.entries)
        return self._demands.of(read)

    def _opened_though_hidden(self) -> list[int]:
        found: list[int] = []
        for instrument, references in self._hidden.items():
            listed = RegisterEntry.objects.filter(about_id=instrument).values_list("pk", "reference")
            found += [position for position, reference in listed if bytes(reference) in references]
        return found


def _does_not_open(position: int) -> WrongLedgerError:
    return WrongLedgerError(f"Entry {position} does not open to the event that is kept of it.")

"""What registers list, and registers and heads themselves, checked entry after entry as they follow in the ledger."""

from collections import defaultdict
from collections.abc import Collection
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID

from hamkor.ledger.demands import naming
from hamkor.ledger.faults import WrongLedgerError
from hamkor.ledger.models import Register
from hamkor_proof import register
from hamkor_proof.faults import Fault
from hamkor_proof.leaf import REFERENCE_PREFIX


class Thing(NamedTuple):
    """What registers are about, and the entries about it so far: by kind the reference of each."""

    kind: str
    id: UUID
    named: bytes
    """How a statement about it names it, if it is an instrument."""
    entries: defaultdict[str, list[bytes]]


class _Noted(NamedTuple):
    """What the table of registers says of one."""

    about: UUID
    reference: bytes


class Registers:
    """The registers among the first `of` entries. Each lists exactly what was recorded about its thing before it,
    follows the one before, and is called by its own reference; heads are the newest registers before them, and leave
    nothing out that was recorded. Raises `WrongLedgerError` at the first that is not so."""

    def __init__(self, of: int, network: bytes) -> None:
        self.count = 0
        self._prefix = REFERENCE_PREFIX + network
        self._things: dict[UUID, Thing] = {}
        self._newest: dict[UUID, register.Register] = {}
        self._called: dict[UUID, str] = {}
        self._heads: set[int] = set()
        rows = Register.objects.filter(commitment__position__lt=of)
        self._noted = {
            position: _Noted(about, bytes(reference))
            for position, about, reference in rows.values_list("commitment__position", "about_id", "reference")
        }

    def thing(self, kind: str, about: UUID) -> Thing:
        """What this is about, the same each time; whoever finds an entry about it adds it there."""
        return self._things.setdefault(about, Thing(kind, about, naming(about), defaultdict(list)))

    def lacks(self, position: int) -> None:
        """What opens this entry is not kept: of no register that may be."""
        if position in self._noted:
            raise WrongLedgerError(f"Entry {position}, which belongs to the record itself, is not kept.")

    def take_register(self, position: int, salt: bytes, event: bytes) -> None:
        """The next entry is a register."""
        about, read = self._read(position, event)
        reference, noted = sha256(self._prefix + salt + event).digest(), self._noted.pop(position, None)
        if noted is not None and noted.reference != reference:
            raise WrongLedgerError(f"The registers call entry {position} by a reference that is not its own.")
        if noted is None or noted.about != about:
            raise WrongLedgerError(f"The register at entry {position} is not noted as what it is.")
        self._newest[about], self._called[about] = read, reference.hex()
        self.count += 1

    def take_heads(self, position: int, event: bytes) -> None:
        """The next entry is the heads."""
        try:
            right = list(register.Heads.parse(event).registers) == sorted(self._called.values())
        except Fault:
            right = False
        if not right:
            raise WrongLedgerError(f"The heads at entry {position} are not the newest registers before them.")
        for thing in self._things.values():
            recorded = sum(map(len, thing.entries.values()))
            if thing.id not in self._newest or len(self._newest[thing.id].entries) != recorded:
                raise WrongLedgerError(
                    f"The heads at entry {position} leave out what was recorded since the last register."
                )
        self._heads.add(position)

    def end(self, checkpoints: Collection[int]) -> None:
        """There are no further entries; of these sizes there are checkpoints, each of which ends with heads."""
        if self._noted:
            raise WrongLedgerError(f"Entry {min(self._noted)} is noted as a register, and is none.")
        for size in sorted(checkpoints):
            if size - 1 not in self._heads:
                raise WrongLedgerError(
                    f"The checkpoint of {size} entries does not end with the heads of the registers."
                )

    def _read(self, position: int, event: bytes) -> tuple[UUID, register.Register]:
        try:
            read = register.Register.parse(event)
        except Fault:
            raise WrongLedgerError(f"The register at entry {position} is not of its form.") from None
        about = UUID(read.about.id)
        before = self._newest.get(about)
        if read.sequence != (before.sequence + 1 if before else 1) or read.previous != self._called.get(about):
            raise WrongLedgerError(f"The register at entry {position} does not follow the one before about the same.")
        thing = self.thing(read.about.kind, about)
        listed = [
            (kind, each.hex()) for kind, references in sorted(thing.entries.items()) for each in sorted(references)
        ]
        if thing.kind != read.about.kind or list(read.entries) != listed:
            raise WrongLedgerError(
                f"The register at entry {position} does not list exactly what was recorded before it."
            )
        return about, read

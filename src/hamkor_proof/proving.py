"""A bundle on its way through the stages of `docs/evidence-bundle.md`, section 3, and how a rule fails."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, NamedTuple

from hamkor_proof.bundle import Bundle, Opened
from hamkor_proof.descriptor import Descriptor
from hamkor_proof.evidence import check_evidence
from hamkor_proof.faults import Fault
from hamkor_proof.kinds import Kind
from hamkor_proof.register import About, Register
from hamkor_proof.statement import Statement

PROVED: Final = 0
CONTRADICTED: Final = 1
CANNOT_TELL: Final = 2


class FailedError(Exception):
    """A rule does not hold: its code, the member where, and the status."""

    def __init__(self, code: str, part: str | None = None, status: int = CONTRADICTED) -> None:
        super().__init__(code, part)
        self.code, self.part, self.status = code, part, status


class Key(NamedTuple):
    """A registered key: where, by which statement."""

    position: int
    statement: Statement


@dataclass
class Proof:
    """A bundle on its way through the stages, and what earlier ones found."""

    bundle: Bundle
    pinned: str | None
    cosigned: dict[str, int] = field(default_factory=dict)
    keys: dict[str, Key] = field(default_factory=dict)
    revoked: dict[str, int] = field(default_factory=dict)

    @property
    def newest(self) -> Descriptor:
        return self.bundle.editions[-1]

    @property
    def shown(self) -> bool:
        return self.bundle.names == "shown"

    @cached_property
    def registers(self) -> dict[About, Register]:
        return {entry.event.about: entry.event for entry in self.bundle.entries if isinstance(entry.event, Register)}

    @cached_property
    def of_instrument(self) -> Register | None:
        return self.registers.get(About("instrument", self.bundle.instrument))

    @cached_property
    def listed(self) -> tuple[frozenset[tuple[str, str]], frozenset[tuple[str, str]]]:
        """What the instrument's register lists, and what the registers about keys list."""
        about_keys = [register.entries for about, register in self.registers.items() if about.kind == "keys"]
        mine = self.of_instrument.entries if self.of_instrument else ()
        return frozenset(mine), frozenset(entry for entries in about_keys for entry in entries)

    @cached_property
    def words_unopened(self) -> bool:
        """Whether the instrument's register lists words that are not opened."""
        opened = {entry.reference for entry in self.bundle.entries}
        return any(kind == Kind.WORD and reference not in opened for kind, reference in self.listed[0])

    def of_kind(self, *kinds: Kind) -> Iterator[Opened]:
        return (entry for entry in self.bundle.entries if entry.kind in kinds)

    def statements(self) -> Iterator[tuple[Opened, Statement]]:
        return ((entry, entry.statement) for entry in self.bundle.entries if entry.statement is not None)

    def is_signed(self, entry: Opened, statement: Statement) -> bool:
        """Whether the entry's evidence shows the statement's signature on a signing site in force at its position."""
        if entry.evidence is None:
            return False
        for party in self.newest.relying_parties:
            if party.since <= entry.position and (party.until is None or entry.position < party.until):
                try:
                    check_evidence(entry.evidence, statement, origins=party.origins, rp_id=party.id)
                except Fault:
                    continue
                return True
        return False

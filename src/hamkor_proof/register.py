"""The registers of a ledger: what was recorded about one thing so far, and which register of each is the newest
(`docs/ledger.md`, section 3)."""

from dataclasses import dataclass
from typing import Final, Literal, NamedTuple, cast

from hamkor_proof import form
from hamkor_proof.canonical import JSON, LARGEST_INTEGER, canonical_json, parse_canonical
from hamkor_proof.faults import Fault
from hamkor_proof.kinds import KINDS_OF_INSTRUMENTS, KINDS_OF_KEYS, Kind

REGISTER: Final = "hamkor/register"
HEADS: Final = "hamkor/heads"
VERSION: Final = 1


class About(NamedTuple):
    """What a register is about: an instrument, or the keys of an organisation, by its id."""

    kind: Literal["instrument", "keys"]
    id: str


@dataclass(frozen=True, kw_only=True)
class Register:
    """Every entry about one thing so far, hidden ones too, each by kind and reference, in no order of time.

    `previous` is the reference of the register before. Making a malformed one raises a `Fault`.
    """

    network: str
    about: About
    sequence: int
    previous: str | None
    entries: tuple[tuple[str, str], ...]

    def __post_init__(self) -> None:
        form.match(form.SHA256_HEX, self.network, "network")
        form.match(form.UUID, self.about.id, "about")
        if self.about.kind not in ("instrument", "keys"):
            raise Fault("form-value", field="about")
        if not 1 <= self.sequence <= LARGEST_INTEGER or (self.sequence == 1) != (self.previous is None):
            raise Fault("form-value", field="sequence")
        form.match(form.SHA256_HEX, self.previous, "previous")
        kinds = KINDS_OF_INSTRUMENTS if self.about.kind == "instrument" else KINDS_OF_KEYS
        for kind, reference in self.entries:
            if kind not in kinds:
                raise Fault("form-value", field="entries")
            form.match(form.SHA256_HEX, reference, "entries")
        form.in_order([f"{kind} {reference}" for kind, reference in self.entries], "entries")
        if not self.entries or len({reference for _kind, reference in self.entries}) != len(self.entries):
            raise Fault("form-value", field="entries")

    def to_json(self) -> JSON:
        """The event as a value."""
        return {
            "type": REGISTER,
            "version": VERSION,
            "network": self.network,
            "about": {"kind": self.about.kind, "id": self.about.id},
            "sequence": self.sequence,
            "previous": self.previous,
            "entries": [list(entry) for entry in self.entries],
        }

    def to_bytes(self) -> bytes:
        """The canonical JSON."""
        return canonical_json(self.to_json())

    @classmethod
    def parse(cls, data: bytes) -> "Register":
        """Read one; a `Fault` unless it is canonical, with exactly its members, each well formed."""
        given = form.event(
            parse_canonical(data), REGISTER, VERSION, ("network", "about", "sequence", "previous", "entries")
        )
        about = form.members(given["about"], ("kind", "id"), "about")
        return cls(
            network=form.string(given, "network"),
            # Checked with the other forms as soon as the register is made.
            about=About(cast("Literal['instrument', 'keys']", form.string(about, "kind")), form.string(about, "id")),
            sequence=form.integer(given, "sequence"),
            previous=form.optional_string(given, "previous"),
            entries=tuple(_read_entry(entry) for entry in form.array(given, "entries")),
        )


@dataclass(frozen=True, kw_only=True)
class Heads:
    """The references of the newest register about everything that has one, as the last entry before a checkpoint."""

    network: str
    registers: tuple[str, ...]

    def __post_init__(self) -> None:
        form.match(form.SHA256_HEX, self.network, "network")
        for reference in self.registers:
            form.match(form.SHA256_HEX, reference, "registers")
        form.in_order(self.registers, "registers")

    def to_json(self) -> JSON:
        """The event as a value."""
        return {"type": HEADS, "version": VERSION, "network": self.network, "registers": list(self.registers)}

    def to_bytes(self) -> bytes:
        """The canonical JSON."""
        return canonical_json(self.to_json())

    @classmethod
    def parse(cls, data: bytes) -> "Heads":
        """Read one; a `Fault` unless it is canonical, with exactly its members, each well formed."""
        given = form.event(parse_canonical(data), HEADS, VERSION, ("network", "registers"))
        return cls(network=form.string(given, "network"), registers=form.strings(given, "registers"))


def _read_entry(entry: JSON) -> tuple[str, str]:
    match entry:
        case [str(kind), str(reference)]:
            return Kind(kind) if kind in Kind else kind, reference
    raise Fault("form-type", field="entries")

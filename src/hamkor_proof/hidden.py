"""What the ledger records when something was hidden for safety: which entries no longer open, and of whom it does not
say (`docs/ledger.md`, section 3)."""

from dataclasses import dataclass
from typing import Final

from hamkor_proof import form
from hamkor_proof.canonical import JSON, canonical_json, parse_canonical
from hamkor_proof.faults import Fault

TYPE: Final = "hamkor/hidden"
VERSION: Final = 1


@dataclass(frozen=True, kw_only=True)
class Hidden:
    """The references of everything that one organisation did on this instrument. Making a malformed one raises a
    `Fault`."""

    network: str
    instrument: str
    entries: tuple[str, ...]

    def __post_init__(self) -> None:
        form.match(form.SHA256_HEX, self.network, "network")
        form.match(form.UUID, self.instrument, "instrument")
        for reference in self.entries:
            form.match(form.SHA256_HEX, reference, "entries")
        form.in_order(self.entries, "entries")
        if not self.entries:
            raise Fault("form-value", field="entries")

    def to_json(self) -> JSON:
        """The event as a value."""
        return {
            "type": TYPE,
            "version": VERSION,
            "network": self.network,
            "instrument": self.instrument,
            "entries": list(self.entries),
        }

    def to_bytes(self) -> bytes:
        """The canonical JSON."""
        return canonical_json(self.to_json())

    @classmethod
    def parse(cls, data: bytes) -> "Hidden":
        """Read one; a `Fault` unless it is canonical, with exactly its members, each well formed."""
        given = form.event(parse_canonical(data), TYPE, VERSION, ("network", "instrument", "entries"))
        return cls(
            network=form.string(given, "network"),
            instrument=form.string(given, "instrument"),
            entries=form.strings(given, "entries"),
        )

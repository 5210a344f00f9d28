"""The evidence bundle as a file: its members written and read (`docs/evidence-bundle.md`, section 2)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Final, Literal, NamedTuple

from hamkor_proof import container
from hamkor_proof.canonical import JSON, canonical_json, parse_canonical
from hamkor_proof.evidence import Evidence

BUNDLE: Final = "hamkor/evidence"
ENTRY: Final = "hamkor/entry"
SEEN: Final = "hamkor/seen"
VERSION: Final = 1

type Names = Literal["shown", "kept-back"]


@cache
def readme() -> bytes:
    """What every bundle says to a person who has no Hamkor, in seven languages."""
    return (files("hamkor_proof") / "README-bundle.txt").read_bytes()


@dataclass(frozen=True)
class Entry:
    """An opened entry of the ledger: what opens it, the raw evidence of its statement, and the proof of its place."""

    position: int
    salt: bytes
    event: bytes
    evidence: Evidence | None
    proof: tuple[bytes, ...]

    @property
    def name(self) -> str:
        """Its member's name."""
        return f"entries/{self.position:012}.json"

    def to_bytes(self) -> bytes:
        """The canonical JSON."""
        return canonical_json(
            {
                "type": ENTRY,
                "version": VERSION,
                "position": self.position,
                "salt": self.salt.hex(),
                "event": parse_canonical(self.event),
                "evidence": None if self.evidence is None else self.evidence.to_dict(),
                "proof": [each.hex() for each in self.proof],
            }
        )


class SeenCheckpoint(NamedTuple):
    """A checkpoint that signers were shown, with the proof that it is part of the bundle's own."""

    size: int
    root: bytes
    proof: tuple[bytes, ...]


def make(
    *,
    network: bytes,
    instrument: str,
    names: Names,
    checkpoint: bytes,
    descriptors: Sequence[bytes],
    entries: Iterable[Entry],
    seen: Iterable[SeenCheckpoint],
    texts: Iterable[tuple[int, str, bytes]],
) -> bytes:
    """The bundle's bytes. `descriptors` are every edition from the first on; `texts` are edition, language and bytes.

    Checks nothing but that a container can hold it: what it says is for a verifier to judge.
    """
    index: JSON = {
        "type": BUNDLE,
        "version": VERSION,
        "network": network.hex(),
        "instrument": instrument,
        "names": names,
    }
    shown: list[JSON] = [
        {"size": each.size, "root": each.root.hex(), "proof": [one.hex() for one in each.proof]} for each in seen
    ]
    members: dict[str, bytes] = {
        "README.txt": readme(),
        "bundle.json": canonical_json(index),
        "checkpoint": checkpoint,
        "seen.json": canonical_json({"type": SEEN, "version": VERSION, "seen": shown}),
    }
    members |= {f"network/{number:04}.json": edition for number, edition in enumerate(descriptors, start=1)}
    members |= {entry.name: entry.to_bytes() for entry in entries}
    members |= {
        f"texts/{edition:04}/{language}.{sha256(body).hexdigest()}.md": body for edition, language, body in texts
    }
    return container.pack(members)

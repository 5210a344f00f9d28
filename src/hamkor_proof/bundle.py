"""The evidence bundle as a file: its members written, and read (`docs/evidence-bundle.md`, sections 1 and 2).

Whether what they say holds is for `hamkor_proof.verdict` to find out.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, partial
from hashlib import sha256
from importlib.resources import files
from typing import Final, Literal, NamedTuple, Self, cast

from hamkor_proof import base64url, container, form
from hamkor_proof.canonical import JSON, LARGEST_INTEGER, canonical_json, parse_canonical
from hamkor_proof.checkpoint import Checkpoint
from hamkor_proof.descriptor import Descriptor
from hamkor_proof.event import Event, kind_of, parse_event, statement_of
from hamkor_proof.evidence import Evidence
from hamkor_proof.faults import Fault
from hamkor_proof.hidden import Hidden
from hamkor_proof.key_events import KeyConfirmation, KeyContest
from hamkor_proof.leaf import LEAF_PREFIX, REFERENCE_PREFIX
from hamkor_proof.note import Note
from hamkor_proof.register import Heads, Register
from hamkor_proof.statement import Statement
from hamkor_proof.tree import HASH_BYTES

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


class UnreadableError(Exception):
    """The file does not tell: it is no bundle, or a part is missing or malformed. `code` is one of the page's."""

    def __init__(self, code: str, part: str | None = None) -> None:
        super().__init__(code, part)
        self.code = code
        self.part = part


class Opened:
    """An entry as it was read: its event, and what the network's id makes of its salt."""

    def __init__(self, entry: Entry, event: Event, network: bytes) -> None:
        self.position, self.name, self.evidence, self.proof = entry.position, entry.name, entry.evidence, entry.proof
        self.event = event
        self.kind = kind_of(event)
        self.statement = statement_of(event)
        self.body = entry.event
        # Read as canonical JSON already: what `leaf_hash` would look at once more.
        self._opens = network + entry.salt + entry.event

    @cached_property
    def leaf(self) -> bytes:
        """What the ledger holds of it."""
        return sha256(LEAF_PREFIX + self._opens).digest()

    @cached_property
    def reference(self) -> str:
        """What registers call it."""
        return sha256(REFERENCE_PREFIX + self._opens).hexdigest()


class TextFile(NamedTuple):
    """A version of a text, as its member's name has it, and its bytes."""

    edition: int
    language: str
    sha256: str
    body: bytes
    name: str


@dataclass(frozen=True, kw_only=True)
class Bundle:
    """What a bundle says, each part well formed and nothing believed yet. Entries are in order of position."""

    network: bytes
    instrument: str
    names: Names
    note: Note
    checkpoint: Checkpoint
    descriptors: tuple[bytes, ...]
    editions: tuple[Descriptor, ...]
    entries: tuple[Opened, ...]
    seen: tuple[SeenCheckpoint, ...]
    texts: tuple[TextFile, ...]

    @classmethod
    def read(cls, data: bytes) -> Self:
        """Read a file (stages 1 to 3). Raises `UnreadableError` at the first part that is not as it must be."""
        try:
            members = container.unpack(data)
        except Fault:
            raise UnreadableError("container") from None
        _check_parts(members)
        index = _formed("bundle.json", partial(_read_index, members["bundle.json"]))
        numbers = [name for name in members if name.startswith("network/")]
        editions = [_formed(name, partial(Descriptor.parse, members[name])) for name in numbers]
        seen = _formed("seen.json", partial(_read_seen, members["seen.json"]))
        network = bytes.fromhex(index.network)
        entries = [
            _formed(name, partial(_read_entry, name, body, network, index.instrument))
            for name, body in members.items()
            if name.startswith("entries/")
        ]
        texts = [
            _formed(name, partial(_read_text, name, body))
            for name, body in members.items()
            if name.startswith("texts/")
        ]
        note, checkpoint = _formed("checkpoint", partial(_read_checkpoint, members["checkpoint"]))
        return cls(
            network=network,
            instrument=index.instrument,
            names=index.names,
            note=note,
            checkpoint=checkpoint,
            descriptors=tuple(members[name] for name in numbers),
            editions=tuple(editions),
            entries=tuple(entries),
            seen=tuple(seen),
            texts=tuple(texts),
        )


class _Index(NamedTuple):
    network: str
    instrument: str
    names: Names


_REQUIRED: Final = ("README.txt", "bundle.json", "checkpoint", "network/0001.json", "seen.json")
_NAMED: Final = re.compile(
    r"README\.txt|bundle\.json|checkpoint|seen\.json|entries/[0-9]{12}\.json|network/[0-9]{4}\.json"
    rf"|texts/[0-9]{{4}}/(?:{form.LANGUAGE.pattern})\.[0-9a-f]{{64}}\.md"
)


def _check_parts(members: dict[str, bytes]) -> None:
    for name in members:
        if not _NAMED.fullmatch(name):
            raise UnreadableError("part-unknown", name)
    editions = [name for name in members if name.startswith("network/")]
    for name in (*_REQUIRED, *(f"network/{number:04}.json" for number in range(1, len(editions) + 1))):
        if name not in members:
            raise UnreadableError("part-missing", name)
    if not any(name.startswith("entries/") for name in members):
        raise UnreadableError("part-missing", "entries/")
    if members["README.txt"] != readme():
        raise UnreadableError("readme", "README.txt")


def _formed[R](part: str, read: Callable[[], R]) -> R:
    try:
        return read()
    except Fault:
        raise UnreadableError("form", part) from None


def _read_index(data: bytes) -> _Index:
    given = form.event(parse_canonical(data), BUNDLE, VERSION, ("network", "instrument", "names"))
    network, instrument = form.string(given, "network"), form.string(given, "instrument")
    form.match(form.SHA256_HEX, network, "network")
    form.match(form.UUID, instrument, "instrument")
    names = form.string(given, "names")
    if names not in ("shown", "kept-back"):
        raise Fault("form-value", field="names")
    return _Index(network, instrument, cast(Names, names))


def _read_seen(data: bytes) -> list[SeenCheckpoint]:
    given = form.event(parse_canonical(data), SEEN, VERSION, ("seen",))
    found: list[SeenCheckpoint] = []
    for value in form.array(given, "seen"):
        one = form.members(value, ("size", "root", "proof"), "seen")
        size, root = form.integer(one, "size"), form.string(one, "root")
        form.match(form.SHA256_HEX, root, "root")
        if size < 1 or (found and size <= found[-1].size):
            raise Fault("form-order", field="seen")
        found.append(SeenCheckpoint(size, bytes.fromhex(root), _hashes(one)))
    return found


def _read_entry(name: str, data: bytes, network: bytes, instrument: str) -> Opened:
    entry = _read_plain_entry(data) or _read_any_entry(data)
    if not 0 <= entry.position <= LARGEST_INTEGER or entry.name != name:
        raise Fault("form-value", field="position")
    opened = Opened(entry, parse_event(entry.event), network)
    _check_is_of(opened, network.hex(), instrument)
    if entry.evidence is not None and not isinstance(opened.event, Statement | KeyConfirmation):
        raise Fault("form-value", field="evidence")
    return opened


def _read_any_entry(data: bytes) -> Entry:
    members = ("position", "salt", "event", "evidence", "proof")
    given = form.event(parse_canonical(data), ENTRY, VERSION, members)
    position, salt = form.integer(given, "position"), form.string(given, "salt")
    form.match(form.SHA256_HEX, salt, "salt")
    evidence = None if given["evidence"] is None else Evidence.from_dict(given["evidence"])
    return Entry(position, bytes.fromhex(salt), canonical_json(given["event"]), evidence, _hashes(given))


def _read_plain_entry(data: bytes) -> Entry | None:
    """What `_read_any_entry` reads, without reading the event as JSON, which its own reader does.

    None where anything is out of the ordinary.

    The event comes first. If it is canonical, and what follows is written as here, so is the whole.
    """
    end = data.rfind(_AFTER_EVENT)
    plain = _PLAIN.fullmatch(data, end) if data.startswith(_BEFORE_EVENT) and end > 0 else None
    if plain is None:
        return None
    authenticator_data, client_data, public_key, signature, position, proof, salt = plain.groups()
    evidence = None
    if signature is not None:
        evidence = Evidence(*map(base64url.decode, (client_data, authenticator_data, signature, public_key)))
    raw = bytes.fromhex(proof.translate(None, b'",').decode())
    hashes = tuple(raw[at : at + HASH_BYTES] for at in range(0, len(raw), HASH_BYTES))
    return Entry(int(position), bytes.fromhex(salt.decode()), data[len(_BEFORE_EVENT) : end], evidence, hashes)


_BEFORE_EVENT: Final = b'{"event":'
_AFTER_EVENT: Final = b',"evidence":'
_PLAIN: Final = re.compile(
    rb',"evidence":(?:null|\{"authenticator_data":"([\w-]*+)","client_data":"([\w-]*+)"'
    rb',"public_key":"([\w-]*+)","signature":"([\w-]*+)"\})'
    rb',"position":(0|[1-9][0-9]{0,14}+),"proof":\[((?:"[0-9a-f]{64}",)*+"[0-9a-f]{64}"|)\]'
    rb',"salt":"([0-9a-f]{64})","type":"hamkor/entry","version":1\}'
)


def _check_is_of(opened: Opened, network: str, instrument: str) -> None:
    """Of another network, or about another document, nothing is opened here."""
    event, statement = opened.event, opened.statement
    if isinstance(event, Hidden | KeyContest | Register | Heads) and event.network != network:
        raise Fault("form-value", field="network")
    if statement is not None and (statement.network != network or statement.instrument not in (None, instrument)):
        raise Fault("form-value", field="statement")
    if isinstance(event, Hidden) and event.instrument != instrument:
        raise Fault("form-value", field="instrument")


def _read_text(name: str, body: bytes) -> TextFile:
    if not body:
        raise Fault("text-empty")
    _texts, edition, rest = name.split("/")
    language, digest, _md = rest.split(".")
    return TextFile(int(edition), language, digest, body, name)


def _read_checkpoint(data: bytes) -> tuple[Note, Checkpoint]:
    note = Note.parse(data)
    checkpoint = Checkpoint.parse(note.text)
    if not 1 <= checkpoint.size <= LARGEST_INTEGER or checkpoint.extensions:
        raise Fault("ledger-form")
    return note, checkpoint


def _hashes(given: dict[str, JSON]) -> tuple[bytes, ...]:
    hashes = form.strings(given, "proof")
    for each in hashes:
        form.match(form.SHA256_HEX, each, "proof")
    return tuple(map(bytes.fromhex, hashes))

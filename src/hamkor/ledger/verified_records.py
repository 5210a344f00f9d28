"""What was made of the ledger's entries, checked against them: checkpoints, cosignatures, registers, editions."""

from collections import defaultdict, deque
from collections.abc import Collection, Iterator, Sequence
from hashlib import sha256
from typing import Final, NamedTuple
from uuid import UUID

from hamkor.ledger.access import this_network
from hamkor.ledger.faults import WrongLedgerError
from hamkor.ledger.models import Checkpoint, Cosignature, Descriptor, Register, RegisterEntry
from hamkor_proof import checkpoint, descriptor, register
from hamkor_proof.checkpoint import cosigned_at, cosigner_id
from hamkor_proof.faults import Fault
from hamkor_proof.leaf import REFERENCE_PREFIX
from hamkor_proof.note import Note, Signature, VerifierKey, verified

OWN: Final = frozenset({"register", "heads", "network"})
"""The kinds of entries that the record makes of itself."""

READ_AT_ONCE: Final = 2048

type Listed = list[tuple[str, str]]


class Record(NamedTuple):
    """An entry of the record's own: its place, its kind, and what opens it."""

    position: int
    kind: str
    salt: bytes
    event: bytes


def check_checkpoint(made: Checkpoint, root: bytes) -> None:
    """Raises `WrongLedgerError` unless the log key of the descriptor signed exactly this size and this root."""
    latest = Descriptor.objects.order_by("-edition").first()
    try:
        key = VerifierKey.parse(descriptor.Descriptor.parse(bytes(latest.body)).log if latest else "")
        text, _keys = verified(bytes(made.note), [key])
        expected = checkpoint.Checkpoint(key.name, made.size, root)
        right = bytes(made.root) == root and checkpoint.Checkpoint.parse(text) == expected
    except Fault:
        right = False
    if not right:
        raise WrongLedgerError(f"The checkpoint of {made.size} entries is not what they and the log key make.")


def check_cosignatures(made: Checkpoint) -> int:
    """How many there are under this checkpoint. Raises `WrongLedgerError` for one that its witness did not make, or not
    at the time that is told."""
    text = Note.parse(bytes(made.note)).text
    found = list(Cosignature.objects.filter(checkpoint=made).order_by("at", "witness"))
    for each in found:
        try:
            key = VerifierKey.parse(each.witness)
            line = Signature(key.name, cosigner_id(key), bytes(each.value))
            right = cosigned_at(Note(text, (line,)), key) == int(each.at.timestamp())
        except Fault:
            right = False
        if not right:
            name = each.witness.partition("+")[0]
            raise WrongLedgerError(f"The cosignature of {name} under the checkpoint of {made.size} entries is wrong.")
    return len(found)


def check_registers(of: int, checkpoints: Collection[int], own: Sequence[Record]) -> int:
    """How many registers there are among the first `of` entries; `own` are the entries that the record makes of itself.

    Each lists exactly what was recorded about its thing before it, follows the one before, and is called by its own
    reference; the heads before each checkpoint are the newest of them, and leave nothing out that was recorded. Raises
    `WrongLedgerError` at the first that is not so.
    """
    prefix = REFERENCE_PREFIX + (this_network() or b"")
    listed: defaultdict[UUID, Listed] = defaultdict(list)
    newest: dict[UUID, register.Register] = {}
    called: dict[UUID, str] = {}
    records, count = deque(_noted(of, own)), 0
    for position, kind, about, reference in _listed(of):
        while records and records[0].record.position < position:
            count += _check_record(records.popleft(), prefix, listed, newest, called)
        listed[about].append((kind, reference.hex()))
    while records:
        count += _check_record(records.popleft(), prefix, listed, newest, called)
    ends = {record.position for record in own if record.kind == "heads"}
    for size in sorted(checkpoints):
        if size - 1 not in ends:
            raise WrongLedgerError(f"The checkpoint of {size} entries does not end with the heads of the registers.")
    return count


def check_editions() -> int:
    """How many editions of the descriptor there are, each of which follows the one before. Raises `WrongLedgerError` at
    the first that does not."""
    rows = Descriptor.objects.order_by("edition").values_list("edition", "body")
    before: tuple[descriptor.Descriptor, bytes] | None = None
    count = 0
    for number, raw in rows:
        body, count = bytes(raw), count + 1
        if number != count:
            raise WrongLedgerError(f"Edition {count} of the descriptor is missing.")
        try:
            edition = descriptor.Descriptor.parse(body)
        except Fault:
            raise WrongLedgerError(f"Edition {number} of the descriptor is not of its form.") from None
        if edition.edition != number or (before is not None and not _follows(edition, *before)):
            raise WrongLedgerError(f"Edition {number} of the descriptor does not follow the one before.")
        before = edition, body
    return count


def check_editions_are_in_the_ledger(own: Sequence[Record]) -> None:
    """Raises `WrongLedgerError` for an edition after the first that no entry of the ledger is."""
    committed = {record.event for record in own if record.kind == "network"}
    for number, body in Descriptor.objects.filter(edition__gt=1).order_by("edition").values_list("edition", "body"):
        if bytes(body) not in committed:
            raise WrongLedgerError(f"Edition {number} of the descriptor is not in the ledger.")


def _follows(edition: descriptor.Descriptor, before: descriptor.Descriptor, body: bytes) -> bool:
    since = {party.id: party.since for party in before.relying_parties}
    kept = all(since.get(party.id, party.since) == party.since for party in edition.relying_parties)
    same = (before.log, before.demonstration) == (edition.log, edition.demonstration)
    return edition.previous == sha256(body).hexdigest() and kept and same


class _Noted(NamedTuple):
    """A register or heads, and what the table of registers says of it."""

    record: Record
    about: UUID | None
    reference: bytes | None


def _listed(of: int) -> Iterator[tuple[int, str, UUID, bytes]]:
    """What registers list, in order: position, kind, whose it is, and its reference."""
    rows = RegisterEntry.objects.filter(commitment__position__lt=of).order_by("commitment__position")
    wanted = rows.values_list("commitment__position", "kind", "about_id", "reference")
    return ((at, kind, about, bytes(called)) for at, kind, about, called in wanted.iterator(READ_AT_ONCE))


def _noted(of: int, own: Sequence[Record]) -> list[_Noted]:
    rows = Register.objects.filter(commitment__position__lt=of)
    noted = {
        position: (about, bytes(reference))
        for position, about, reference in rows.values_list("commitment__position", "about_id", "reference")
    }
    found = [_Noted(record, *noted.pop(record.position, (None, None))) for record in own if record.kind != "network"]
    if noted:
        raise WrongLedgerError(f"Entry {min(noted)}, which belongs to the record itself, is not kept.")
    return found


def _check_record(
    noted: _Noted,
    prefix: bytes,
    listed: defaultdict[UUID, Listed],
    newest: dict[UUID, register.Register],
    called: dict[UUID, str],
) -> int:
    """One for a register, none for heads."""
    position, kind, salt, event = noted.record
    if kind == "heads":
        _check_heads(position, event, called, newest, listed)
        return 0
    about, own = _check_register(position, event, listed, newest, called)
    reference = sha256(prefix + salt + event).digest()
    if noted.reference is not None and noted.reference != reference:
        raise WrongLedgerError(f"The registers call entry {position} by a reference that is not its own.")
    if noted.about != about:
        raise WrongLedgerError(f"The register at entry {position} is not noted as what it is.")
    newest[about], called[about] = own, reference.hex()
    return 1


def _check_register(
    position: int,
    event: bytes,
    listed: defaultdict[UUID, Listed],
    newest: dict[UUID, register.Register],
    called: dict[UUID, str],
) -> tuple[UUID, register.Register]:
    try:
        read = register.Register.parse(event)
    except Fault:
        raise WrongLedgerError(f"The register at entry {position} is not of its form.") from None
    about = UUID(read.about.id)
    before = newest.get(about)
    if read.sequence != (before.sequence + 1 if before else 1) or read.previous != called.get(about):
        raise WrongLedgerError(f"The register at entry {position} does not follow the one before about the same.")
    if list(read.entries) != sorted(listed[about]):
        raise WrongLedgerError(f"The register at entry {position} does not list exactly what was recorded before it.")
    return about, read


def _check_heads(
    position: int,
    event: bytes,
    called: dict[UUID, str],
    newest: dict[UUID, register.Register],
    listed: defaultdict[UUID, Listed],
) -> None:
    try:
        right = list(register.Heads.parse(event).registers) == sorted(called.values())
    except Fault:
        right = False
    if not right:
        raise WrongLedgerError(f"The heads at entry {position} are not the newest registers before them.")
    for about, entries in listed.items():
        if about not in newest or len(newest[about].entries) != len(entries):
            raise WrongLedgerError(
                f"The heads at entry {position} leave out what was recorded since the last register."
            )

"""What was made of the ledger's entries, checked against them: checkpoints, cosignatures, editions."""

from collections.abc import Mapping
from hashlib import sha256

from hamkor.ledger.faults import WrongLedgerError
from hamkor.ledger.models import Checkpoint, Cosignature, Descriptor
from hamkor_proof import checkpoint, descriptor
from hamkor_proof.checkpoint import cosigned_at, cosigner_id
from hamkor_proof.faults import Fault
from hamkor_proof.note import Note, Signature, VerifierKey, verified


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


def check_editions_are_in_the_ledger(committed: Mapping[bytes, int]) -> None:
    """`committed` are the editions that entries of the ledger are, and where. Raises `WrongLedgerError` for an edition
    after the first that is none of them, and for one of them that is no edition."""
    kept = {
        bytes(body): number for number, body in Descriptor.objects.order_by("edition").values_list("edition", "body")
    }
    for body, number in kept.items():
        if number > 1 and body not in committed:
            raise WrongLedgerError(f"Edition {number} of the descriptor is not in the ledger.")
    for body, position in committed.items():
        if body not in kept:
            raise WrongLedgerError(f"The edition of the descriptor at entry {position} is not kept as one.")


def _follows(edition: descriptor.Descriptor, before: descriptor.Descriptor, body: bytes) -> bool:
    since = {party.id: party.since for party in before.relying_parties}
    kept = all(since.get(party.id, party.since) == party.since for party in edition.relying_parties)
    same = (before.log, before.demonstration) == (edition.log, edition.demonstration)
    return edition.previous == sha256(body).hexdigest() and kept and same

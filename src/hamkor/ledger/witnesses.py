"""What witnesses say of the ledger's checkpoints: lines under a note, of whoever keeps the last one that she saw."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from hamkor.core import clock
from hamkor.core.errors import DomainError
from hamkor.ledger.access import newest_descriptor
from hamkor.ledger.models import Checkpoint, Cosignature
from hamkor_proof.checkpoint import cosigned_at, cosigner_id, with_signatures
from hamkor_proof.faults import Fault
from hamkor_proof.note import MOST_SIGNATURES, Note, Signature, VerifierKey

LOOKED_THROUGH: Final = 500
"""Checkpoints, the newest, among which a line without its note is looked for: three weeks at one an hour."""

CLOCKS_DIFFER: Final = timedelta(days=1)
MOST_LINES: Final = MOST_SIGNATURES - 1  # one is the log's


def note_of(checkpoint: Checkpoint) -> bytes:
    """A checkpoint as a signed note: the log's line, then the newest line of each witness that cosigned it, by name."""
    newest: dict[str, Signature] = {}
    for kept in Cosignature.objects.filter(checkpoint=checkpoint).order_by("witness", "at"):
        key = VerifierKey.parse(kept.witness)
        newest[kept.witness] = Signature(key.name, cosigner_id(key), bytes(kept.value))
    return with_signatures(bytes(checkpoint.note), list(newest.values()))


def witnesses_of(checkpoint: Checkpoint) -> list[tuple[VerifierKey, datetime]]:
    """Who cosigned it and when last, by name."""
    kept = Cosignature.objects.filter(checkpoint=checkpoint).order_by("witness", "at").values_list("witness", "at")
    return [(VerifierKey.parse(witness), at) for witness, at in dict(kept).items()]


def known_witnesses() -> list[VerifierKey]:
    """The witnesses that the newest edition of the descriptor names."""
    latest = newest_descriptor()
    return [VerifierKey.parse(each) for each in latest.witnesses] if latest else []


def read_lines(data: bytes) -> tuple[Checkpoint, list[Signature]]:
    """What somebody sent: a checkpoint's note with further lines, or such lines alone; and which checkpoint of ours
    they are under. Raises `DomainError` for anything else, and for a checkpoint that is not one of ours."""
    try:
        note = Note.parse(data)
    except Fault:
        return _of_bare_lines(data)
    ours = next((each for each in Checkpoint.objects.all() if _text(each) == note.text), None)
    if ours is None:
        raise DomainError("This is not a checkpoint of this ledger. Nothing was kept.")
    return ours, list(note.signatures)


def checked(checkpoint: Checkpoint, lines: Sequence[Signature]) -> list[tuple[VerifierKey, datetime, Signature]]:
    """Those of the lines that are a known witness's; others, like the log's own, are passed over. Raises `DomainError`
    for a line under the name of a witness that it did not make, or of tomorrow and later."""
    latest, found = clock.now() + CLOCKS_DIFFER, []
    known = {(key.name, cosigner_id(key)): key for key in known_witnesses()}
    for line in lines:
        key = known.get((line.name, line.key_id))
        if key is None:
            continue
        try:
            seconds = cosigned_at(Note(_text(checkpoint), (line,)), key)
        except Fault as fault:
            raise DomainError(f"{fault} Nothing was kept.") from None
        if seconds is None or seconds > latest.timestamp():
            raise DomainError(f"The line of {line.name} is of a time to come: a clock is wrong. Nothing was kept.")
        found.append((key, datetime.fromtimestamp(seconds, UTC), line))
    return found


def _of_bare_lines(data: bytes) -> tuple[Checkpoint, list[Signature]]:
    known = {(key.name, cosigner_id(key)): key for key in known_witnesses()}
    try:
        lines = list(Note.parse(b"lines\n\n" + data).signatures)
    except Fault:
        raise DomainError("This is neither a checkpoint nor the line of a witness. Nothing was kept.") from None
    theirs = [line for line in lines if (line.name, line.key_id) in known]
    if not theirs:
        raise DomainError("None of these lines is by a witness that the network's descriptor names.")
    for made in Checkpoint.objects.order_by("-size")[:LOOKED_THROUGH]:
        try:
            cosigned_at(Note(_text(made), (theirs[0],)), known[theirs[0].name, theirs[0].key_id])
        except Fault:
            continue
        return made, lines
    raise DomainError("The line is under none of the newest checkpoints: give the checkpoint with it.")


def _text(checkpoint: Checkpoint) -> str:
    return Note.parse(bytes(checkpoint.note)).text

"""What opens the entries about somebody, for herself to keep: with it she can prove them without us, and so can
everybody else who has it."""

from typing import Final
from uuid import UUID

from hamkor.ledger.access import this_network
from hamkor.ledger.models import Checkpoint, Opening
from hamkor.ledger.tree import Hashes
from hamkor.ledger.witnesses import note_of
from hamkor_proof.canonical import Writable, canonical_json, parse_strict
from hamkor_proof.checkpoint import InclusionProof
from hamkor_proof.tree import inclusion_spans, proof

TYPE: Final = "hamkor/openings"
VERSION: Final = 1


def count_about(subject: UUID) -> int:
    """How many entries are about this subject and can still be opened."""
    return Opening.objects.filter(subject_id=subject).count()


def openings_about(subject: UUID) -> bytes:
    """Every entry about this subject that can still be opened, as canonical JSON: its place, kind, salt and event; and,
    where the newest checkpoint covers it, the proof of that (C2SP `tlog-proof`). What was erased is not in it.
    """
    network, newest = this_network(), Checkpoint.objects.order_by("-size").first()
    note, hashes = note_of(newest) if newest else b"", Hashes()
    size = newest.size if newest else 0
    entries: list[Writable] = []
    openings = list(Opening.objects.filter(subject_id=subject).order_by("commitment"))
    places = {
        each.commitment_id: inclusion_spans(each.commitment_id, size) for each in openings if each.commitment_id < size
    }
    hashes.fetch(span for spans in places.values() for span in spans)
    for opening in openings:
        position = opening.commitment_id
        shown = None
        if position < size:
            found = InclusionProof(position, tuple(proof(places[position], hashes)), note)
            shown = found.to_bytes().decode()
        entries.append(
            {
                "position": position,
                "kind": opening.kind,
                "salt": bytes(opening.salt).hex(),
                "event": parse_strict(bytes(opening.event)),
                "proof": shown,
            }
        )
    return canonical_json(
        {
            "type": TYPE,
            "version": VERSION,
            "network": network.hex() if network else None,
            "subject": str(subject),
            "entries": entries,
        }
    )

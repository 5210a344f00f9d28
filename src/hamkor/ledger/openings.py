"""What opens the entries about somebody, for herself to keep: with it she can prove them without us, and so can
everybody else who has it."""

from collections.abc import Collection
from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet

from hamkor.ledger.access import this_network
from hamkor.ledger.models import Checkpoint, Opening
from hamkor.ledger.tree import proofs
from hamkor.ledger.witnesses import note_of
from hamkor_proof.canonical import Writable, canonical_json, parse_strict
from hamkor_proof.checkpoint import InclusionProof
from hamkor_proof.tree import inclusion_spans

TYPE: Final = "hamkor/openings"
VERSION: Final = 1


def count_about(subject: UUID, *, further: Collection[int] = ()) -> int:
    """How many entries are about this subject, or of the `further` places, and can still be opened."""
    return _about(subject, further).count()


def openings_about(subject: UUID, *, further: Collection[int] = ()) -> bytes:
    """Every entry about this subject, or of the `further` places, that can still be opened, as canonical JSON: its
    place, kind, salt and event; and, where the newest checkpoint covers it, the proof of that (C2SP `tlog-proof`). What
    was erased is not in it.
    """
    network, newest = this_network(), Checkpoint.objects.order_by("-size").first()
    size, note = (newest.size, note_of(newest)) if newest else (0, b"")
    openings = list(_about(subject, further).order_by("commitment"))
    covered = [each.commitment_id for each in openings if each.commitment_id < size]
    shown = {
        position: InclusionProof(position, found, note).to_bytes().decode()
        for position, found in zip(covered, proofs([inclusion_spans(each, size) for each in covered]), strict=True)
    }
    entries: list[Writable] = [
        {
            "position": opening.commitment_id,
            "kind": opening.kind,
            "salt": bytes(opening.salt).hex(),
            "event": parse_strict(bytes(opening.event)),
            "proof": shown.get(opening.commitment_id),
        }
        for opening in openings
    ]
    return canonical_json(
        {
            "type": TYPE,
            "version": VERSION,
            "network": network.hex() if network else None,
            "subject": str(subject),
            "entries": entries,
        }
    )


def _about(subject: UUID, further: Collection[int]) -> QuerySet[Opening]:
    return Opening.objects.filter(Q(subject_id=subject) | Q(pk__in=further))

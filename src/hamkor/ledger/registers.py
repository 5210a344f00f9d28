"""The registers that come with a checkpoint: what is new about each instrument and each organisation's keys, and which
register of each is the newest."""

from collections.abc import Iterator
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from hamkor.ledger.models import Opening, Register, RegisterEntry
from hamkor_proof.register import About
from hamkor_proof.register import Register as Listed


def grown(since: int) -> Iterator[About]:
    """Whatever has entries at this position or later, in a steady order."""
    new = RegisterEntry.objects.filter(commitment__position__gte=since).order_by("about_kind", "about_id")
    return (
        About("keys" if kind == "keys" else "instrument", str(pk))
        for kind, pk in new.values_list("about_kind", "about_id").distinct()
    )


def next_register(network: bytes, about: About) -> Listed:
    """The register that follows the newest one about it: everything that was recorded so far, in no order of time."""
    before = newest(about)
    listed = RegisterEntry.objects.filter(about_id=UUID(about.id)).values_list("kind", "reference")
    return Listed(
        network=network.hex(),
        about=about,
        sequence=before.sequence + 1 if before else 1,
        previous=bytes(before.reference).hex() if before else None,
        entries=tuple(sorted((kind, bytes(reference).hex()) for kind, reference in listed)),
    )


def newest(about: About, *, below: int | None = None) -> Register | None:
    """The newest register about it; of those at positions below the one given, where one is."""
    made = Register.objects.filter(about_id=UUID(about.id)).order_by("-sequence").select_related("commitment")
    return (made if below is None else made.filter(commitment__position__lt=below)).first()


def openings_of(subject: UUID, *, under: About) -> QuerySet[Opening]:
    """What opens the entries that are about this subject (an organisation) and listed under it (an instrument)."""
    return Opening.objects.filter(subject_id=subject, commitment__listed__about_id=UUID(under.id))


def references_of(openings: QuerySet[Opening]) -> list[str]:
    """How registers call the entries that these open."""
    return [bytes(each).hex() for each in openings.values_list("commitment__listed__reference", flat=True)]


def heads() -> list[str]:
    """The references of the newest register about everything that has one, in ascending order."""
    newer = Register.objects.filter(about_id=OuterRef("about_id"), sequence__gt=OuterRef("sequence"))
    found = Register.objects.filter(~Exists(newer)).values_list("reference", flat=True)
    return sorted(bytes(reference).hex() for reference in found)

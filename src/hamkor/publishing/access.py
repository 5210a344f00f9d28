"""What the sweeps have to do: the one door to the rows that say so."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import QuerySet

from hamkor.core import clock
from hamkor.publishing.models import IndexedPage, ShownFile, Sweep, Touch


def due(now: datetime) -> QuerySet[Touch]:
    """What waits for a sweep at this moment: first what hides something, then the longest waiting."""
    return Touch.objects.filter(done_at=None, due__lte=now).order_by("-hides", "due", "pk")


def waiting() -> int:
    """How many changes are not in the files yet, those that are tried again later included."""
    return Touch.objects.filter(done_at=None).count()


def clock_seen_until() -> datetime | None:
    """Up to which moment the files show what the clock alone changed; None before the first sweep."""
    return Sweep.objects.values_list("clock_seen_until", flat=True).first()


def shown_files(addresses: Collection[str] | None = None) -> set[tuple[str, str]]:
    """Which page refers to which file: address and name, of these pages or of all."""
    rows = ShownFile.objects.all() if addresses is None else ShownFile.objects.filter(address__in=addresses)
    return set(rows.values_list("address", "name"))


def shown_beside(names: Collection[str], addresses: Collection[str]) -> set[str]:
    """Those of the files that another page than these refers to."""
    rows = ShownFile.objects.filter(name__in=names).exclude(address__in=addresses)
    return set(rows.values_list("name", flat=True))


def is_anything_due() -> bool:
    """Whether a sweep would find a change; one quick question."""
    return due(clock.now()).exists()


def indexed_addresses() -> set[str]:
    """The addresses of all pages that a search can find."""
    return set(IndexedPage.objects.values_list("address", flat=True))

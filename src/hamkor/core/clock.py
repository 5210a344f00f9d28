"""The one clock: every rule that depends on time asks here."""

from datetime import UTC, datetime

from django.utils import timezone


def now() -> datetime:
    """This moment, aware, in UTC."""
    return timezone.now()


def timestamp(moment: datetime) -> str:
    """RFC 3339 in UTC to the second, ending in `Z`, as signing statements write time."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

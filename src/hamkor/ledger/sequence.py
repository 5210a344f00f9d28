"""One entry after another: who appends holds the sequence until its transaction ends."""

from hashlib import sha256
from typing import Final, NamedTuple

from django.db import connection

# Any number, as long as nothing else in the database takes the same advisory lock.
_LOCK: Final = "SELECT pg_advisory_xact_lock(1751215467)"
_FOUNDED: Final = "SELECT body FROM ledger_descriptor WHERE edition = 1"
_LAST: Final = "SELECT position, leaf FROM ledger_commitment ORDER BY position DESC LIMIT 1"


class End(NamedTuple):
    """What the next entry is appended to: the network's id, None before it is founded, how many entries there are, and
    the last of them, None in an empty ledger."""

    network: bytes | None
    size: int
    last: bytes | None


def hold_the_sequence() -> None:
    """Until the transaction ends nobody else appends."""
    # SQLite's write transactions are exclusive from their start; PostgreSQL needs to be told.
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(_LOCK)


def hold_the_end() -> End:
    """Holds the sequence, and says where it ends."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # One way there and back instead of three. What stands after the lock sees what was committed before it.
            cursor.execute("; ".join((_LOCK, _FOUNDED, _LAST)))
            cursor.nextset()
            founded = cursor.fetchone()
            cursor.nextset()
            last = cursor.fetchone()
        else:
            founded = cursor.execute(_FOUNDED).fetchone()
            last = cursor.execute(_LAST).fetchone()
    return End(
        network=sha256(founded[0]).digest() if founded else None,
        size=last[0] + 1 if last else 0,
        last=bytes(last[1]) if last else None,
    )

"""The rows of one entry, written in as few and as plain statements as can be: everybody who acts waits for this."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from hamkor.ledger.tree import place
from hamkor_proof.tree import Subtree

type _Value = int | str | bytes | datetime | UUID | None
type _Inserted = tuple[str, list[_Value]]


class Listing(NamedTuple):
    """Under what registers list an entry, and by which reference."""

    about_kind: str
    about_id: UUID
    reference: bytes


def write_entry(
    position: int,
    leaf: bytes,
    *,
    made_at: datetime,
    completed: Sequence[tuple[Subtree, bytes]],
    kind: str,
    subject: UUID,
    salt: bytes,
    event: bytes,
    listing: Listing | None,
) -> None:
    """Writes the commitment, the subtrees that it completes, its opening, and how registers list it."""
    rows: list[_Inserted] = [
        (
            "INSERT INTO ledger_commitment (position, leaf, made_at) VALUES (%s, %s, %s)",
            [position, leaf, connection.ops.adapt_datetimefield_value(made_at)],
        ),
        (
            "INSERT INTO ledger_opening (commitment_id, kind, subject_id, salt, event) VALUES (%s, %s, %s, %s, %s)",
            [position, kind, _key(subject), salt, event],
        ),
    ]
    if completed:
        marks = ", ".join(["(%s, %s)"] * len(completed))
        nodes: list[_Value] = [value for part, hashed in completed for value in (place(part), hashed)]
        rows.append((f"INSERT INTO ledger_node (place, hash) VALUES {marks}", nodes))  # noqa: S608
    if listing is not None:
        rows.append(
            (
                "INSERT INTO ledger_registerentry (commitment_id, about_kind, about_id, kind, reference) "
                "VALUES (%s, %s, %s, %s, %s)",
                [position, listing.about_kind, _key(listing.about_id), kind, listing.reference],
            )
        )
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # One way there and back instead of four.
            cursor.execute(
                "; ".join(sql for sql, _values in rows), [value for _sql, values in rows for value in values]
            )
            return
        for sql, values in rows:
            cursor.execute(sql, values)


def _key(key: UUID) -> UUID | str:
    """As the database keeps it: SQLite has no type for these."""
    return key if connection.features.has_native_uuid_field else key.hex

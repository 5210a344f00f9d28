"""What the ledger's tables hold is neither changed nor taken away, whatever way SQL has of doing it."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from hamkor.audit.kernel import standing_in
from hamkor.core.actors import CLOCK, OPERATOR
from hamkor.ledger.actions.checkpoints import make_checkpoint
from hamkor.ledger.actions.descriptors import publish_descriptor
from hamkor.ledger.actions.record import commit
from hamkor.ledger.actions.witnesses import keep_cosignatures
from hamkor_proof import checkpoint
from hamkor_proof.checkpoint import cosign
from hamkor_proof.note import Note, SignerKey
from hamkor_proof.register import About
from tests.factories.network import OrganisationFactory

pytestmark = pytest.mark.django_db

WITNESS = SignerKey("partner.example/witness", b"\10" * 32)
A_COLUMN = {
    "ledger_descriptor": "body",
    "ledger_commitment": "leaf",
    "ledger_node": "hash",
    "ledger_checkpoint": "note",
    "ledger_registerentry": "reference",
    "ledger_register": "reference",
    "ledger_cosignature": "value",
}
every_table = pytest.mark.parametrize("table", A_COLUMN)


@pytest.fixture(autouse=True)
def ledger() -> None:
    """Of each table some rows."""
    publish_descriptor(by=OPERATOR, witnesses=[str(WITNESS.verifier)])
    with standing_in("test"):
        commit("word", {"type": "test"}, subject=OrganisationFactory(), under=About("instrument", str(uuid4())))
    made = make_checkpoint(by=CLOCK)
    line = cosign(checkpoint.Checkpoint.parse(Note.parse(bytes(made.note)).text), WITNESS, at=1_400_000_000)
    keep_cosignatures(by=OPERATOR, checkpoint=made, lines=[line])


def rows(table: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table}")  # noqa: S608
        return sorted(
            ([bytes(x) if isinstance(x, memoryview) else x for x in row] for row in cursor.fetchall()), key=repr
        )


def refused(table: str, *statements: str) -> None:
    before = rows(table)
    assert before
    for statement in statements:
        with (
            standing_in("whoever holds the database"),
            pytest.raises(IntegrityError, match=f"{table} is append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
        assert rows(table) == before


@every_table
def test_no_row_is_changed_or_taken_away(table: str) -> None:
    refused(table, f"UPDATE {table} SET {A_COLUMN[table]} = {A_COLUMN[table]}", f"DELETE FROM {table}")  # noqa: S608


@every_table
def test_nothing_of_it_goes_by_a_way_that_one_database_has_for_itself(table: str) -> None:
    """PostgreSQL empties a table without looking at its rows; SQLite lets a row take the place of another."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # no table with checks to come can be emptied
        refused(table, f"TRUNCATE {table} CASCADE")
        return
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT name FROM pragma_table_info('{table}')")  # noqa: S608
        columns = [name for (name,) in cursor.fetchall()]
    altered = ", ".join("X'ab'" if name == A_COLUMN[table] else name for name in columns)
    refused(
        table,
        f"INSERT OR REPLACE INTO {table} SELECT {altered} FROM {table}",  # noqa: S608
        f"REPLACE INTO {table} SELECT {altered} FROM {table} LIMIT 1",  # noqa: S608
        f"UPDATE OR REPLACE {table} SET {columns[0]} = {columns[0]}",  # noqa: S608
    )

"""Whoever holds the server can write its database by hand; what he changed is found, and named."""

from collections.abc import Callable

import pytest
from django.db import connection

from hamkor.audit.kernel import standing_in
from hamkor.core.actors import CLOCK
from hamkor.ledger.actions.checkpoints import make_checkpoint
from hamkor.ledger.faults import WrongLedgerError
from hamkor.ledger.models import Opening
from hamkor.ledger.verification import verify

pytestmark = pytest.mark.django_db

type Append = Callable[[int], None]
type Tamper = Callable[[str, str], None]


@pytest.fixture(autouse=True)
def ledger(append: Append) -> None:
    # The last entry under each checkpoint is its heads.
    append(5)
    make_checkpoint(by=CLOCK)
    append(6)
    make_checkpoint(by=CLOCK)
    append(2)


def test_a_ledger_that_nobody_touched_is_right() -> None:
    told: list[tuple[int, int]] = []
    found = verify(progress=lambda done, of: told.append((done, of)))
    assert (found.entries, found.opened, found.checkpoints) == (15, 15, 2)
    assert told == [(0, 15), (15, 15)]


def test_what_was_erased_leaves_it_right() -> None:
    with standing_in("erasure"):
        Opening.objects.filter(commitment__position__in=[0, 4]).delete()
    assert verify().opened == 13


@pytest.mark.parametrize(
    ("table", "statement", "sentence"),
    [
        (
            "ledger_commitment",
            "UPDATE ledger_commitment SET leaf = {other} WHERE position = 4",
            "Entry 4 does not open",
        ),
        (
            "ledger_opening",
            "UPDATE ledger_opening SET event = {other} WHERE commitment_id = 3",
            "Entry 3 does not open",
        ),
        ("ledger_node", "UPDATE ledger_node SET hash = {other} WHERE place = 3", "Subtree 1/2"),
        ("ledger_node", "DELETE FROM ledger_node WHERE place = 6", "Subtree 3/0"),
        ("ledger_checkpoint", "UPDATE ledger_checkpoint SET root = {other} WHERE size = 13", "checkpoint of 13"),
        ("ledger_checkpoint", "UPDATE ledger_checkpoint SET note = {other} WHERE size = 6", "checkpoint of 6"),
        ("ledger_checkpoint", "UPDATE ledger_checkpoint SET size = 7 WHERE size = 6", "checkpoint of 7"),
    ],
)
def test_the_first_thing_that_was_changed_is_named(tamper: Tamper, table: str, statement: str, sentence: str) -> None:
    other = "X'" + 32 * "ab" + "'" if connection.vendor == "sqlite" else "'\\x" + 32 * "ab" + "'::bytea"
    tamper(table, statement.format(other=other))
    with pytest.raises(WrongLedgerError, match=sentence):
        verify()


def test_an_entry_taken_out_of_the_middle_is_missed(tamper: Tamper) -> None:
    with standing_in("erasure"):
        Opening.objects.filter(commitment__position=9).delete()
    tamper("ledger_commitment", "DELETE FROM ledger_commitment WHERE position = 9")
    with pytest.raises(WrongLedgerError, match="Entry 9 is missing"):
        verify()


@pytest.mark.parametrize(
    ("kept", "statement", "sentence"),
    [
        (12, "DELETE FROM ledger_commitment WHERE position >= 12", "checkpoint of 13"),
        (13, "DELETE FROM ledger_commitment WHERE position >= 13", "entries after 13"),
    ],
)
def test_entries_cut_off_at_the_end_are_missed(tamper: Tamper, kept: int, statement: str, sentence: str) -> None:
    """By a checkpoint that covers them; by what the tree still holds of them where none does."""
    with standing_in("erasure"):
        Opening.objects.filter(commitment__position__gte=kept).delete()
    tamper("ledger_commitment", statement)
    with pytest.raises(WrongLedgerError, match=sentence):
        verify()

"""What was erased stays erased: also after a restore from a backup that is older than the erasure."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client

from hamkor.audit.kernel import IncompleteAction, standing_in
from hamkor.core import clock
from hamkor.core.actors import CLOCK, OPERATOR
from hamkor.core.errors import NothingToDo, Refused
from hamkor.instruments.actions.words import hide_word, hide_word_again, record_word
from hamkor.instruments.models import Word
from hamkor.instruments.statements import Choices
from hamkor.ledger.actions.checkpoints import make_checkpoint
from hamkor.ledger.actions.erasing import erase_again, erase_openings
from hamkor.ledger.erasure import DamagedErasuresError, erased_leaves
from hamkor.ledger.faults import WrongLedgerError
from hamkor.ledger.models import Commitment, Opening
from hamkor.ledger.verification import verify
from hamkor.network.models import Organisation
from hamkor.privacy.replaying import Replayed, replay_erasures
from tests.factories.network import OrganisationFactory, coordinator, delegate
from tests.support.procedures import adopted_and_public

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("erasures")]

type Append = Callable[[int], None]


@contextmanager
def restored_afterwards() -> Iterator[None]:
    """The database is afterwards as it was before, as if a backup from then had been restored; the files are not."""
    point = transaction.savepoint_create()
    yield
    transaction.savepoint_rollback(point)


@pytest.fixture
def word() -> Word:
    """An organisation's word with everything that hiding it erases, and a word of another organisation beside it."""
    instrument, by = adopted_and_public(), coordinator()
    given = [
        record_word(
            by=by,
            instrument=instrument,
            organisation=organisation,
            channel="email",
            told_at=clock.now(),
            choices=Choices(reservation="Not all of it."),
            scan=ContentFile(b"%PDF-", name="letter.pdf"),
        )
        for organisation in (OrganisationFactory(name="In danger"), OrganisationFactory(name="Another"))
    ]
    return given[0]


def erase(positions: list[int]) -> None:
    with standing_in("test"):
        erase_openings(Opening.objects.filter(commitment__position__in=positions))


def opened() -> list[int]:
    return list(Opening.objects.order_by("commitment__position").values_list("commitment__position", flat=True))


def test_erased_openings_are_gone_and_on_the_list_and_the_tree_still_verifies(append: Append, erasures: Path) -> None:
    append(5)
    erase([1, 3])
    assert opened() == [0, 2, 4]
    leaves = {bytes(leaf) for leaf in Commitment.objects.filter(position__in=[1, 3]).values_list("leaf", flat=True)}
    assert erased_leaves() == leaves
    assert {line.split()[0] for line in erasures.read_text().splitlines()} == {leaf.hex() for leaf in leaves}
    found = verify()
    assert (found.opened, found.erased, found.lost) == (3, 2, [])


def test_what_is_gone_without_having_been_erased_is_told_apart(append: Append, erasures: Path) -> None:
    """It is told and the rest is looked at: the tree is right without it, and the list may be lost itself."""
    append(5)
    erase([1])
    with standing_in("whoever holds the database"):
        Opening.objects.filter(commitment__position=3).delete()
    found = verify()
    assert (found.opened, found.erased, found.lost) == (3, 1, [3])
    erasures.unlink()
    found = verify()
    assert (found.opened, found.erased, found.lost) == (3, 0, [1, 3])


def test_what_came_back_is_named_with_the_way_to_be_rid_of_it(append: Append, erasures: Path) -> None:
    append(5)
    with restored_afterwards():
        erase([1, 3])
    with pytest.raises(WrongLedgerError, match=r"Entry 1 was erased.* \./hamkor ledger replay-erasures"):
        verify()
    replay_erasures(by=OPERATOR)
    assert verify().erased == 2


def test_a_list_that_is_damaged_is_named_by_who_verifies(append: Append, erasures: Path) -> None:
    append(1)
    erasures.write_text("0" * 81 + "\n")
    with pytest.raises(WrongLedgerError, match=r"Line 1 of .*erasures is damaged"):
        verify()


def test_what_an_entry_hides_needs_no_list_to_be_erased_and_may_not_come_back(word: Word, erasures: Path) -> None:
    make_checkpoint(by=CLOCK)
    kept = list(Opening.objects.filter(subject_id=word.organisation_id, kind="word"))
    hide_word(by=coordinator(), word=word)
    make_checkpoint(by=CLOCK)
    erasures.unlink()
    found = verify()
    assert (found.erased, found.lost) == (len(kept), [])
    with standing_in("whoever holds the database"):
        Opening.objects.bulk_create(kept)
    with pytest.raises(WrongLedgerError, match=f"Entry {kept[0].pk} was erased"):
        verify()


def test_what_a_backup_brings_back_is_erased_again_and_nothing_else(append: Append, erasures: Path) -> None:
    append(5)
    with restored_afterwards():
        erase([1, 3])
    assert opened() == [0, 1, 2, 3, 4]
    listed = erasures.read_bytes()
    assert erase_again(by=CLOCK) == 2
    assert opened() == [0, 2, 4]
    assert erasures.read_bytes() == listed
    verify()
    with pytest.raises(NothingToDo):
        erase_again(by=CLOCK)


def test_a_person_cannot_ask_for_it_and_it_is_written_inside_an_action_only(append: Append) -> None:
    append(1)
    with pytest.raises(Refused):
        erase_again(by=delegate())
    with pytest.raises(IncompleteAction):
        erase_openings(Opening.objects.all())
    assert opened() == [0]


def test_the_list_is_on_the_disk_before_the_database_forgets(
    append: Append, erasures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed between the two it erases later rather than never."""
    append(2)

    def killed(*_args: object, **_kwargs: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("django.db.models.query.QuerySet.delete", killed)
    with pytest.raises(KeyboardInterrupt), transaction.atomic():
        erase([1])
    monkeypatch.undo()
    assert opened() == [0, 1]
    assert erase_again(by=CLOCK) == 1


def test_a_line_that_a_kill_left_half_written_is_made_good(append: Append, erasures: Path) -> None:
    append(3)
    erase([0])
    whole = erasures.read_text()
    erasures.write_text(whole + "ab" * 20)
    assert len(erased_leaves()) == 1
    erase([2])
    assert erasures.read_text().startswith(whole)
    assert len(erased_leaves()) == 2


@pytest.mark.parametrize(
    "damage",
    [
        lambda line: ("1" if line[0] == "0" else "0") + line[1:],
        lambda line: line[:30] + "\n",
        lambda line: "\xff" + line,
    ],
)
def test_a_damaged_line_is_named_and_nothing_is_taken_for_erased(
    append: Append, erasures: Path, damage: Callable[[str], str]
) -> None:
    append(3)
    erase([0])
    erase([1])
    first, second = erasures.read_text().splitlines(keepends=True)
    erasures.write_text(first + damage(second) + first, encoding="latin-1")
    with pytest.raises(DamagedErasuresError, match=r"Line 2 of .*erasures is damaged"):
        erase_again(by=CLOCK)
    with pytest.raises(DamagedErasuresError):
        erase([2])
    assert opened() == [2]


def test_a_word_that_was_hidden_is_hidden_again_with_its_name_its_statement_and_its_scan(
    word: Word, reader: Client
) -> None:
    make_checkpoint(by=CLOCK)
    with restored_afterwards():
        hide_word(by=coordinator(), word=word)
        make_checkpoint(by=CLOCK)
    word.refresh_from_db()
    address = f"/en/documents/{word.instrument.slug}/"
    assert "In danger" in reader.get(address).content.decode()
    assert replay_erasures(by=OPERATOR) == Replayed(words=1, openings=0)
    word.refresh_from_db()
    assert word.hidden_at
    assert (word.statement, word.reservation, word.scan.name) == (None, "", "")
    page = reader.get(address).content.decode()
    assert "In danger" not in page
    assert "Another" in page
    assert not Opening.objects.filter(subject_id=word.organisation_id, kind="word").exists()
    make_checkpoint(by=CLOCK)
    verify()
    with pytest.raises(NothingToDo):
        replay_erasures(by=OPERATOR)


def test_a_word_whose_openings_did_not_come_back_is_hidden_all_the_same(word: Word) -> None:
    with restored_afterwards():
        hide_word(by=coordinator(), word=word)
    erase_again(by=CLOCK)
    assert replay_erasures(by=CLOCK) == Replayed(words=1, openings=0)
    word.refresh_from_db()
    assert word.hidden_at
    assert word.statement is None
    with pytest.raises(Refused):
        hide_word_again(by=coordinator(), word=word)
    assert Organisation.objects.filter(pk=word.organisation_id).exists()

"""Checkpoints: what the network says its ledger is, signed, in a form that others' programs read."""

import shutil
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from hamkor.core.actors import CLOCK
from hamkor.core.errors import DomainError, NothingToDo
from hamkor.ledger import schedule, tree
from hamkor.ledger.access import latest_seen
from hamkor.ledger.actions.checkpoints import make_checkpoint
from hamkor.ledger.faults import WrongLedgerError
from hamkor.ledger.last_signed import AnotherHistoryError
from hamkor.ledger.models import Checkpoint, Descriptor
from hamkor.ledger.verification import verify
from hamkor_proof import checkpoint, descriptor
from hamkor_proof.note import VerifierKey, verified
from hamkor_proof.tree import root_hash

pytestmark = pytest.mark.django_db

type Append = Callable[[int], None]
type Tamper = Callable[[str, str], None]


@pytest.fixture
def home(settings, tmp_path: Path) -> Path:
    """A home of this test's own, with the network's log key in it."""
    shutil.copy(Path(settings.HAMKOR_HOME) / "log-key", tmp_path)
    settings.HAMKOR_HOME = tmp_path
    return tmp_path


def log_key() -> VerifierKey:
    return VerifierKey.parse(descriptor.Descriptor.parse(bytes(Descriptor.objects.get().body)).log)


def test_one_verifies_under_the_key_that_the_network_is_known_by(append: Append) -> None:
    append(4)
    made = make_checkpoint(by=CLOCK)
    text, keys = verified(bytes(made.note), [log_key()])
    assert keys == [log_key()]
    assert checkpoint.Checkpoint.parse(text) == checkpoint.Checkpoint(log_key().name, 5, root_hash(5, tree.Hashes()))


def test_where_nothing_was_added_there_is_none(append: Append) -> None:
    with pytest.raises(NothingToDo):
        make_checkpoint(by=CLOCK)
    append(1)
    make_checkpoint(by=CLOCK)
    with pytest.raises(NothingToDo):
        make_checkpoint(by=CLOCK)
    assert Checkpoint.objects.count() == 1


def test_who_signs_is_shown_the_newest(append: Append) -> None:
    assert latest_seen().size == 0
    for size in (2, 6):
        append(size - 1 - tree.size())
        made = make_checkpoint(by=CLOCK)
        assert latest_seen() == (size, bytes(made.root).hex())


def test_the_clock_makes_one_within_an_interval_and_a_half_and_not_with_every_act(
    append: Append, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 1000.0
    monkeypatch.setattr(schedule.time, "monotonic", lambda: now)
    job = schedule.Checkpoints()
    made: list[float] = []
    for _minute in range(60 * 12):
        append(1)
        job()
        if Checkpoint.objects.count() > len(made):
            made.append(now)
        now += 60
    apart = [(later - earlier) / 60 for earlier, later in pairwise(made)]
    assert made[0] - 1000 <= 61 * 60
    assert all(29 <= minutes <= 92 for minutes in apart)
    assert len(set(apart)) > 1


@pytest.mark.parametrize("lies", ["", "0b" * 32])
def test_without_the_log_key_none_is_made_and_no_other_key_takes_its_place(
    append: Append, settings, tmp_path: Path, lies: str
) -> None:
    append(1)
    settings.HAMKOR_HOME = tmp_path
    if lies:
        (tmp_path / "log-key").write_text(lies)
    with pytest.raises(DomainError, match="log key"):
        make_checkpoint(by=CLOCK)
    assert not Checkpoint.objects.exists()
    assert bool(lies) == (tmp_path / "log-key").exists()


class TestARestoredBackup:
    """The database is put back from before; what the home folder remembers is not."""

    @pytest.fixture
    def signed(self, append: Append, home: Path, django_capture_on_commit_callbacks) -> Checkpoint:
        append(3)
        with django_capture_on_commit_callbacks(execute=True):
            return make_checkpoint(by=CLOCK)

    def test_what_goes_on_from_the_last_checkpoint_is_signed(
        self, signed: Checkpoint, append: Append, home: Path, django_capture_on_commit_callbacks
    ) -> None:
        assert (home / "last-checkpoint").read_bytes() == bytes(signed.note)
        append(2)
        with django_capture_on_commit_callbacks(execute=True):
            made = make_checkpoint(by=CLOCK)
        assert (home / "last-checkpoint").read_bytes() == bytes(made.note)
        assert verify().checkpoints == 2

    def test_a_shorter_record_is_not_signed_and_called_wrong(
        self, signed: Checkpoint, append: Append, tamper: Tamper
    ) -> None:
        forget_after(2, tamper)
        append(1)
        self._is_refused(signed.size)

    def test_nor_is_one_that_grew_again_to_another(self, signed: Checkpoint, append: Append, tamper: Tamper) -> None:
        forget_after(2, tamper)
        append(5)
        self._is_refused(signed.size)

    def test_a_damaged_memory_signs_nothing(self, signed: Checkpoint, append: Append, home: Path) -> None:
        (home / "last-checkpoint").write_bytes(bytes(signed.note)[:-20])
        append(1)
        with pytest.raises(AnotherHistoryError, match="last-checkpoint is damaged"):
            make_checkpoint(by=CLOCK)

    def test_the_operator_who_finds_no_newer_backup_lets_it_go_on(
        self, signed: Checkpoint, append: Append, home: Path, tamper: Tamper
    ) -> None:
        forget_after(2, tamper)
        append(1)
        (home / "last-checkpoint").unlink()
        assert make_checkpoint(by=CLOCK).size == 4

    def _is_refused(self, size: int) -> None:
        with pytest.raises(AnotherHistoryError, match=f"A checkpoint of {size} entries was signed"):
            make_checkpoint(by=CLOCK)
        with pytest.raises(WrongLedgerError, match=f"A checkpoint of {size} entries was signed"):
            verify()


def forget_after(size: int, tamper: Tamper) -> None:
    """What a backup of the time when the ledger had this size does not hold."""
    for table, place in (
        ("ledger_checkpoint", "size > {}"),
        ("ledger_register", "commitment_id >= {}"),
        ("ledger_registerentry", "commitment_id >= {}"),
        ("ledger_opening", "commitment_id >= {}"),
        ("ledger_node", f"place >= {tree.nodes(size)}"),
        ("ledger_commitment", "position >= {}"),
    ):
        tamper(table, f"DELETE FROM {table} WHERE {place.format(size)}")  # noqa: S608 - the tests' own

"""Checkpoints: what the network says its ledger is, signed, in a form that others' programs read."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from hamkor.core.actors import CLOCK
from hamkor.core.errors import DomainError, NothingToDo
from hamkor.ledger import schedule, tree
from hamkor.ledger.access import latest_seen
from hamkor.ledger.actions.checkpoints import make_checkpoint
from hamkor.ledger.models import Checkpoint, Descriptor
from hamkor_proof import checkpoint, descriptor
from hamkor_proof.note import VerifierKey, verified
from hamkor_proof.tree import root_hash

pytestmark = pytest.mark.django_db

type Append = Callable[[int], None]


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

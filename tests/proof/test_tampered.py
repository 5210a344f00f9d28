"""Each value of each part of a bundle, and each record that no honest keeper would keep: the code is the page's."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hamkor_proof import container
from hamkor_proof.bundle import Bundle
from hamkor_proof.kinds import Kind
from hamkor_proof.verdict import verify
from tests.proof.fields import kinds_walked, tampered, told
from tests.proof.histories import History, histories
from tests.proof.plain import zipped
from tests.proof.readings import readings
from tests.proof.statuses import status_of

HISTORIES = list(histories())
READINGS = list(readings())


def test_every_value_of_every_part_is_held_by_something() -> None:
    network = told().network.hex()
    wrong = []
    for name, data, code in tampered():
        found = verify(data, pinned=network)
        if (found.status, found.code) != (status_of(code), code):
            wrong.append((name, code, found.code))

    assert not wrong


@pytest.mark.parametrize("reading", READINGS, ids=lambda reading: reading[0])
def test_what_two_readers_could_read_differently_is_read_in_one_way(reading: tuple[str, bytes, str, str]) -> None:
    _name, data, code, pinned = reading
    found = verify(data, pinned=pinned)

    assert (found.status, found.code) == (status_of(code), code), found.part


def test_every_kind_of_entry_is_among_them() -> None:
    assert set(map(str, Kind)) <= kinds_walked()


@pytest.mark.parametrize("history", HISTORIES, ids=lambda history: history.name)
def test_a_record_that_no_honest_keeper_would_keep_is_found_out(history: History) -> None:
    found = verify(history.data, pinned=history.pinned)

    assert (found.status, found.code) == (status_of(history.code), history.code), found.part
    assert (found.findings is None) == (history.code in _FAILED)


_FAILED = {history.code for history in HISTORIES} - {"proved", "demonstration", "witnesses", "keys-unopened"}


def test_the_package_writes_the_container_that_the_page_specifies() -> None:
    members = told().members()

    assert container.pack(members) == zipped(members)
    assert container.unpack(zipped(members)) == dict(sorted(members.items()))


@given(st.dictionaries(st.from_regex(r"[!-~]{1,60}", fullmatch=True), st.binary(max_size=50), min_size=1, max_size=20))
def test_a_container_gives_back_what_was_put_in(members: dict[str, bytes]) -> None:
    assert container.unpack(container.pack(members)) == dict(sorted(members.items()))
    assert container.pack(members) == zipped(members)


@settings(deadline=None)
@given(st.randoms(use_true_random=False), st.integers(1, 4))
def test_a_file_with_some_bits_turned_or_cut_is_never_proved(chance: random.Random, times: int) -> None:
    good, network = told().bundle(), told().network.hex()
    changed = bytearray(good)
    for _ in range(times):
        at = chance.randrange(len(changed))
        if chance.random() < 0.2:
            del changed[at : at + chance.randrange(1, 100)]
        else:
            changed[at] ^= 1 << chance.randrange(8)

    assert (verify(bytes(changed), pinned=network).status == 0) == (changed == good)


@settings(deadline=None)
@given(st.randoms(use_true_random=False))
def test_a_member_with_a_bit_turned_is_never_proved(chance: random.Random) -> None:
    # In a container that is right again, so that what is behind it is reached. A line of a witness who is not asked
    # for may say anything: it is passed over.
    members = told().members()
    name = chance.choice(sorted(members))
    body = bytearray(members[name])
    body[chance.randrange(len(body))] ^= 1 << chance.randrange(8)

    assert verify(zipped(members | {name: bytes(body)}), pinned=told().network.hex()).status != 0


def test_reading_an_entry_the_short_way_is_reading_it_the_long_way(monkeypatch: pytest.MonkeyPatch) -> None:
    short = Bundle.read(told().bundle())
    monkeypatch.setattr("hamkor_proof.bundle._read_plain_entry", lambda _data: None)
    long = Bundle.read(told().bundle())

    def plainly(bundle: Bundle) -> list[tuple[object, ...]]:
        return [(each.position, each.body, each.leaf, each.evidence, each.proof) for each in bundle.entries]

    assert plainly(short) == plainly(long)


@pytest.mark.parametrize("count", [20_000, 20_001])
def test_a_container_holds_no_more_members_than_the_page_says(count: int) -> None:
    packed = zipped({f"{number:05}": b"" for number in range(count)})

    assert verify(packed).code == ("part-unknown" if count == 20_000 else "container")


@pytest.mark.parametrize("more", [0, 1])
def test_a_container_is_no_longer_than_the_page_says(more: int) -> None:
    around = len(zipped({"x": b""}))

    assert verify(zipped({"x": bytes(64 * 1024 * 1024 - around + more)})).code == (
        "container" if more else "part-unknown"
    )

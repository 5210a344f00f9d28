"""Every bundle that was thought up gets the verdict that the specification gives it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hamkor_proof.verdict import verify
from tests.proof.bundles import Case, chosen
from tests.proof.coalition import honest

ALL = list(chosen())


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.name)
def test_it_gets_its_verdict(case: Case) -> None:
    found = verify(case.data, pinned=case.pinned, demonstration=case.demonstration)
    assert (found.status, found.code) == (case.status, case.code), found.part


def test_each_case_has_a_name_of_its_own() -> None:
    names = [case.name for case in ALL]
    assert len(set(names)) == len(names)


@settings(deadline=None)
@given(st.integers(min_value=0), st.binary(min_size=1, max_size=40))
def test_a_file_with_other_bytes_is_never_proved(at: int, put: bytes) -> None:
    good, network = honest().file(), honest().world.network.hex()
    at %= len(good)
    changed = good[:at] + put + good[at + len(put) :]
    assert (verify(changed, pinned=network).status == 0) == (changed == good)


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_make_it_fail(data: bytes) -> None:
    assert verify(data).status == 2

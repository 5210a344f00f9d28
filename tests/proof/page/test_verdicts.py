"""Two verifiers that share no code say the same of every file."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hamkor_proof.canonical import parse_canonical, parse_strict
from hamkor_proof.container import unpack
from hamkor_proof.faults import Fault
from hamkor_proof.keys import parse_key
from hamkor_proof.verdict import verify
from tests.proof.bundles import Case
from tests.proof.page.agreement import by_page, by_python
from tests.proof.page.catalogue import ALL, GOOD
from tests.proof.page.node import Node


@pytest.mark.parametrize("case", ALL.values(), ids=lambda case: case.name)
def test_a_file_gets_the_verdict_that_the_specification_gives_it(node: Node, case: Case) -> None:
    """And both verifiers show the same of it. That the other gives that verdict too, `tests/proof/test_bundles.py` and
    `tests/proof/test_tampered.py` hold."""
    given = {"pinned": case.pinned, "demonstration": case.demonstration}
    found = by_page(node, case.data, **given)
    assert (found["status"], found["code"]) == (case.status, case.code)
    assert found == by_python(case.data, **given)


@settings(deadline=None, max_examples=60)
@given(st.integers(min_value=0), st.binary(min_size=1, max_size=40))
def test_a_file_with_other_bytes_is_never_proved(node: Node, at: int, put: bytes) -> None:
    good, network = GOOD.data, GOOD.pinned
    at %= len(good)
    changed = good[:at] + put + good[at + len(put) :]
    found = node.verify(changed, pinned=network)
    assert (found["status"] == 0) == (changed == good)
    theirs = verify(changed, pinned=network)
    assert (found["status"], found["code"]) == (theirs.status, theirs.code)


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_make_it_fail(node: Node, data: bytes) -> None:
    assert node.verify(data)["status"] == 2


def test_a_key_that_somebody_has_is_found_and_one_that_signed_nothing_is_told(node: Node) -> None:
    good, network = GOOD.data, GOOD.pinned
    known = next(each["key"] for each in node.verify(good)["findings"]["words"] if each["key"])
    given = {"pinned": network, "keys": (known, "00" * 32)}
    assert by_page(node, good, **given) == by_python(good, **given)
    found = node.verify(good, pinned=network, keys=(known, "00" * 32))
    assert found["status"] == 0
    assert [each["key"] for each in found["findings"]["words"] if each.get("given")] == [known]
    assert found["findings"]["unmatched"] == ["00" * 32]


def _taken(parse: object, data: bytes) -> bool:
    try:
        parse(data)  # type: ignore[operator]
    except Fault:
        return False
    return True


values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**54), 2**54) | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@settings(deadline=None)
@given(values, st.sampled_from([None, 1]), st.sampled_from([",", ", "]), st.booleans())
def test_json_is_strict_and_canonical_for_both_or_for_none(
    node: Node, value: object, indent: int | None, comma: str, sort: bool
) -> None:
    written = json.dumps(value, indent=indent, separators=(comma, ":"), sort_keys=sort, ensure_ascii=not sort)
    data = written.encode(errors="surrogatepass")
    assert node.takes("strict", data) == _taken(parse_strict, data)
    assert node.takes("canonical", data) == _taken(parse_canonical, data)


@pytest.mark.parametrize(
    "written",
    [
        '{"a":1,"a":1}',
        '{"a":1,"\\u0061":1}',
        '{"a":{"b":1,"b":2}}',
        "1.0",
        "1e3",
        "-0",
        "01",
        "+1",
        "NaN",
        "9007199254740991",
        "9007199254740992",
        "-9007199254740991",
        '"\\ud800"',
        '"\\ud83d\\ude00"',
        "[1,]",
        "{}x",
        " {} \n",
        "\ufeff{}",
        "'a'",
        '"\t"',
        '"\\x41"',
        "",
        "[" * 32 + "]" * 32,
        "[" * 33 + "]" * 33,
        "[" * 34 + "]" * 34,
        "[" * 32 + "1" + "]" * 32,
        "[" * 33 + "1" + "]" * 33,
        '{"__proto__":1}',
        '{"__proto__":1,"__proto__":1}',
    ],
)
def test_json_that_two_readers_could_read_differently(node: Node, written: str) -> None:
    data = written.encode()
    assert node.takes("strict", data) == _taken(parse_strict, data)
    assert node.takes("canonical", data) == _taken(parse_canonical, data)


SMALL_ORDER = [
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
]


@pytest.mark.parametrize("point", SMALL_ORDER)
def test_an_ed25519_key_of_small_order_is_refused(node: Node, point: str) -> None:
    assert not node.takes("edwards", bytes.fromhex(point))


@settings(deadline=None)
@given(st.binary(min_size=32, max_size=32))
def test_an_ed25519_key_is_one_for_both_or_for_none(node: Node, point: bytes) -> None:
    cose = bytes.fromhex("a4010103272006215820") + point
    assert node.takes("edwards", point) == _taken(parse_key, cose)


@settings(deadline=None)
@given(st.binary(max_size=120))
def test_what_is_no_container_is_none_for_both(node: Node, data: bytes) -> None:
    assert node.takes("container", data) == _taken(unpack, data)

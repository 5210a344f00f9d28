"""Canonical JSON: one way to write, and a reader that no two readers could disagree with."""

import json
from contextlib import suppress

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from hamkor_proof.canonical import DEEPEST, LARGEST_INTEGER, canonical_json, parse_canonical, parse_strict
from hamkor_proof.faults import Fault

values = st.recursive(
    st.none() | st.booleans() | st.integers(-LARGEST_INTEGER, LARGEST_INTEGER) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(values)
def test_what_is_written_reads_back_and_is_canonical(value):
    assert parse_canonical(canonical_json(value)) == value


@given(values | st.dictionaries(st.text(st.characters(min_codepoint=0xE000, max_codepoint=0x10FFF)), st.none()))
def test_it_is_written_as_rfc_8785_says(value):
    assert canonical_json(value) == rfc8785.dumps(value)


@pytest.mark.parametrize("plane", range(17))
def test_every_character_is_written_as_rfc_8785_says(plane):
    characters = [chr(point) for point in range(plane << 16, (plane + 1) << 16) if not 0xD800 <= point <= 0xDFFF]

    assert canonical_json(characters) == rfc8785.dumps(characters)


@given(values)
def test_any_other_way_to_write_a_value_is_read_but_is_not_canonical(value):
    spaced = json.dumps(value, indent=1, ensure_ascii=True).encode()

    assert parse_strict(spaced) == value
    if spaced != canonical_json(value):
        with pytest.raises(Fault, match="canonical form"):
            parse_canonical(spaced)


@given(st.binary())
def test_any_bytes_are_read_or_refused_by_a_fault(data):
    with suppress(Fault):
        parse_strict(data)


def test_keys_are_ordered_by_utf_16_as_rfc_8785_says():
    assert canonical_json({"\ufb33": 1, "\U0001f600": 2}) == '{"\U0001f600":2,"\ufb33":1}'.encode()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b'\xef\xbb\xbf{"a":1}', "json-bom"),
        ('{"a":1}'.encode("utf-16"), "json-not-utf8"),
        ('{"a":1}'.encode("utf-16-le"), "json-malformed"),
        (b'{"a":"\xff"}', "json-not-utf8"),
        (b'{"a":"\xed\xa0\x80"}', "json-not-utf8"),
        (b'{"a":1,"a":1}', "json-duplicate-key"),
        (b'[{"b":{"a":1,"\\u0061":2}}]', "json-duplicate-key"),
        (b'{"a":1.0}', "json-not-integer"),
        (b'{"a":1e3}', "json-not-integer"),
        (b'{"a":NaN}', "json-not-integer"),
        (b'{"a":-Infinity}', "json-not-integer"),
        (b'{"a":9007199254740992}', "json-not-integer"),
        (b'{"a":' + b"9" * 100_000 + b"}", "json-not-integer"),
        (b'{"a":"\\ud800"}', "json-surrogate"),
        (b'{"\\udfff":1}', "json-surrogate"),
        (b"{'a':1}", "json-malformed"),
        (b'{"a":1,}', "json-malformed"),
        (b'{"a":1} {"a":1}', "json-malformed"),
        (b'{"a":"\n"}', "json-malformed"),
        (b"", "json-malformed"),
        (b"[" * 100_000, "json-deep"),
        (b"[" * (DEEPEST + 2) + b"]" * (DEEPEST + 2), "json-deep"),
    ],
)
def test_what_two_readers_could_read_differently_is_refused(data, code):
    with pytest.raises(Fault) as caught:
        parse_strict(data)

    assert caught.value.code == code
    assert str(caught.value)


@pytest.mark.parametrize("value", [1.0, float("nan"), 2**53, "\ud800", {"\udfff": 1}, {1: 2}, b"by", object()])
def test_what_json_cannot_say_exactly_is_not_written(value):
    with pytest.raises(Fault):
        canonical_json([value])


@pytest.mark.parametrize("data", [b'{"a": 1}', b'{"b":1,"a":2}', b'{"a":-0}', b'"\\u0041"', b'{"a":1}\n'])
def test_readable_json_in_another_form_is_not_canonical(data):
    parse_strict(data)
    with pytest.raises(Fault) as caught:
        parse_canonical(data)

    assert caught.value.code == "json-not-canonical"

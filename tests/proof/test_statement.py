"""The signing statement: exactly these members, each in its form, and only what the act allows."""

import json
import unicodedata
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
import rfc8785
from hypothesis import example, given, reject
from hypothesis import strategies as st

from hamkor_proof.canonical import canonical_json
from hamkor_proof.faults import Fault
from hamkor_proof.leaf import empty_root
from hamkor_proof.statement import Act, Publish, Seen, SignedText, Statement, new_nonce
from tests.proof.conftest import a_statement

KEY_ACT = {"instrument": None, "edition": None, "adoption": None, "texts": (), "read": ()}

digests = st.binary(min_size=32, max_size=32).filter(lambda digest: digest != empty_root()).map(bytes.hex)


@given(
    st.sampled_from(sorted({Act.SIGN, Act.ACCEDE, Act.ENDORSE})),
    digests,
    digests,
    st.integers(1, 2**53 - 1),
    st.datetimes(datetime(1000, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - the zone is added by Hypothesis
    st.booleans(),
)
def test_a_statement_reads_back_as_it_was_made(act, key, root, size, time, publish):
    made = replace(
        a_statement(),
        act=act,
        key=key,
        seen=Seen(size, root),
        time=time.replace(microsecond=0),
        publish=Publish(publish, not publish),
        nonce=new_nonce(),
    )

    read = Statement.parse(made.to_bytes())

    assert read == made
    assert read.to_bytes() == replace(read).to_bytes() == made.to_bytes()
    assert read.digest == made.digest


def test_it_names_no_person_and_has_exactly_its_members(statement):
    assert sorted(json.loads(statement.to_bytes())) == [
        "act", "adoption", "corrections", "edition", "instrument", "key", "mandate", "network", "nonce",
        "organisation", "publish", "read", "reservation", "seen", "supersedes", "texts", "time", "type", "version",
    ]  # fmt: skip


def test_every_member_is_needed_and_no_other_allowed(statement):
    written = json.loads(statement.to_bytes())
    for name in written:
        with pytest.raises(Fault) as caught:
            Statement.parse(canonical_json({key: value for key, value in written.items() if key != name}))
        assert caught.value.code in {"form-missing-field", "form-version"}
    for place in (written, written["organisation"], written["publish"], written["seen"]):
        place["extra"] = None
        with pytest.raises(Fault) as caught:
            Statement.parse(canonical_json(written))
        assert caught.value.code == "form-unknown-field"
        del place["extra"]


WRONG = [
    ("type", "hamkor/other"), ("version", 2), ("version", True), ("network", "01" * 31), ("network", "AB" * 32),
    ("act", "approve"), ("act", None), ("instrument", "6D5A4C3B-2A19-4807-B6E5-D4C3B2A19080"), ("instrument", 1),
    ("edition", 0), ("edition", True), ("edition", "1"), ("adoption", "x" * 64), ("texts", {}), ("texts", []),
    ("texts", [["ru", "04" * 32, 5], ["en", "03" * 32, 5]]), ("texts", [["ru", "04" * 32, 5]] * 2),
    ("texts", [["ru", "04" * 32]]), ("texts", [["ru", "04" * 32, 0]]), ("texts", [["ru", "04" * 32, True]]),
    ("texts", [["RU", "04" * 32, 5]]), ("texts", ["ru"]), ("read", "ru"), ("read", ["ru", "en"]),
    ("read", ["ru", "ru"]), ("read", [1]), ("read", []), ("read", ["fr"]), ("corrections", "all"),
    ("corrections", "editorial"), ("organisation", None), ("mandate", ""), ("mandate", None), ("key", ""),
    ("key", "05" * 32 + "\n"), ("reservation", ""), ("reservation", "zero\u200bwidth"), ("reservation", "two\n"),
    ("reservation", "x" * 10_001), ("publish", True), ("supersedes", "06"), ("seen", []), ("nonce", "06" * 16),
    ("time", "2026-11-23T18:00:00+00:00"), ("time", "2026-11-23T18:00:00.0Z"), ("time", "2026-02-30T18:00:00Z"),
    ("time", "2026-11-23T18:00:60Z"), ("time", "2026-11-23t18:00:00z"), ("time", "2026-11-23"), ("time", 1),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_a_value_of_the_wrong_form_is_refused(statement, name, value):
    with pytest.raises(Fault) as caught:
        Statement.parse(canonical_json(json.loads(statement.to_bytes()) | {name: value}))

    assert str(caught.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("organisation", {"id": "x", "name": "A", "country": "KG"}),
        ("organisation", {"id": "f0e1d2c3-b4a5-4968-8776-655443322110", "name": " A", "country": "KG"}),
        ("organisation", {"id": "f0e1d2c3-b4a5-4968-8776-655443322110", "name": "A\u202eB", "country": "KG"}),
        ("organisation", {"id": "f0e1d2c3-b4a5-4968-8776-655443322110", "name": "A" * 501, "country": "KG"}),
        ("organisation", {"id": "f0e1d2c3-b4a5-4968-8776-655443322110", "name": "и\u0306", "country": "KG"}),
        ("organisation", {"id": "f0e1d2c3-b4a5-4968-8776-655443322110", "name": "A", "country": "kg"}),
        ("publish", {"name": 1, "country": True}),
        ("seen", {"size": 0, "root": "00" * 32}),
        ("seen", {"size": -1, "root": "00" * 32}),
        ("seen", {"size": 1, "root": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}),
    ],
)
def test_the_members_inside_are_checked_too(statement, name, value):
    with pytest.raises(Fault):
        Statement.parse(canonical_json(json.loads(statement.to_bytes()) | {name: value}))


@pytest.mark.parametrize("data", [b"[]", b"null", b'"hamkor/statement"', b"", b'{"a":1,"a":2}'])
def test_what_is_no_statement_is_refused(data):
    with pytest.raises(Fault):
        Statement.parse(data)


def test_the_same_content_in_another_writing_is_refused(statement):
    pretty = json.dumps(json.loads(statement.to_bytes()), indent=2, ensure_ascii=False).encode()

    with pytest.raises(Fault) as caught:
        Statement.parse(pretty)

    assert caught.value.code == "json-not-canonical"


ALLOWED = [
    {},
    {"act": Act.ACCEDE},
    {"act": Act.ENDORSE, "reservation": "Статья 3 не применяется."},
    {"adoption": None, "corrections": "none"},
    {"adoption": None, "corrections": "editorial", "supersedes": "08" * 32},
    {"key": None},
    {"key": None, "mandate": None, "read": ()},
    {"act": Act.WITHDRAW, "texts": (), "read": ()},
    {"act": Act.WITHDRAW, "texts": (), "read": (), "key": None, "mandate": None},
    {"act": Act.HIDE, "adoption": None},
    {"act": Act.DISCLOSE},
    {"act": Act.ADOPT, "adoption": None},
    {"act": Act.CORRECT},
    {"act": Act.DEPOSIT},
    {"act": Act.KEY_REGISTER, **KEY_ACT},
    {"act": Act.KEY_CONFIRM, **KEY_ACT, "supersedes": "08" * 32},
    {"act": Act.KEY_REVOKE, **KEY_ACT, "supersedes": "08" * 32},
]


@pytest.mark.parametrize("changes", ALLOWED)
def test_every_act_can_be_stated(statement, changes):
    made = replace(statement, **changes)

    assert Statement.parse(made.to_bytes()) == made


@pytest.mark.parametrize(
    "changes",
    [
        {"instrument": None},
        {"edition": None},
        {"texts": ()},
        {"read": ()},
        {"adoption": None},
        {"corrections": "none"},
        {"read": ("en", "fr")},
        {"act": Act.WITHDRAW, "instrument": None},
        {"act": Act.WITHDRAW, "reservation": "but"},
        {"act": Act.HIDE, "adoption": None, "corrections": "none"},
        {"act": Act.ADOPT},
        {"act": Act.ADOPT, "adoption": None, "texts": (), "read": ()},
        {"mandate": None},
        {"key": None, "read": ()},
        {"key": None, "mandate": None},
        {"act": Act.KEY_REGISTER, **KEY_ACT, "key": None},
        {"act": Act.KEY_REVOKE, **KEY_ACT, "supersedes": "08" * 32, "key": None, "mandate": None},
        {"act": Act.KEY_REGISTER},
        {"act": Act.KEY_REGISTER, **KEY_ACT, "edition": 1},
        {"act": Act.KEY_REGISTER, **KEY_ACT, "texts": (SignedText("ru", "04" * 32, 1),)},
        {"act": Act.KEY_CONFIRM, **KEY_ACT},
        {"act": Act.KEY_REVOKE, **KEY_ACT},
        {"time": datetime(2026, 11, 23, 18, 0, 0, 1, tzinfo=UTC)},
        {"time": datetime(2026, 11, 23, 18, 0, tzinfo=timezone(timedelta(hours=5)))},
        {"time": datetime(2026, 11, 23, 18, 0)},  # noqa: DTZ001 - a time without a zone is what is refused
    ],
)
def test_what_an_act_does_not_allow_cannot_be_made(statement, changes):
    with pytest.raises(Fault) as caught:
        replace(statement, **changes)

    assert str(caught.value)


prose = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=40)
pieces = st.sampled_from(
    [
        *(
            b" ",
            b"\n",
            b",",
            b'"',
            b"\\",
            b"\\n",
            b"\\t",
            b'\\"',
            b"\\u0041",
            b"\\/",
            b"\x1f",
            b"\xff",
            b"\xef\xbb\xbf",
        ),
        *(b"[", b"]", b"{", b"}", b"0", b"-", b"-0", b"1.0", b"1e3", b"9" * 20, b"null", b"true", b"[]", b'""'),
        *(b'"version":1,', b'"a":1,', b',"ru"', "\U0001f600".encode(), b"\\ud800", b"Z", b"+00:00"),
    ]
)


@given(prose, st.none() | st.lists(prose, min_size=1, max_size=3), st.data())
@example('"Example"', ['A \\ and a "B"', "2"], None)
def test_whatever_is_taken_for_a_statement_is_in_canonical_form_by_another_judge(name, lines, data):
    """However quickly a statement is read: RFC 8785 allows one way to write it, and what is read is what it says."""
    given_organisation = a_statement().organisation._replace(name=unicodedata.normalize("NFC", name))
    try:
        made = replace(a_statement(), organisation=given_organisation, reservation="\n".join(lines) if lines else None)
    except Fault:
        reject()
    written = made.to_bytes()
    assert Statement.parse(written) == made
    if data is None:
        return
    start = data.draw(st.integers(0, len(written)))
    end = data.draw(st.integers(start, min(len(written), start + 12)))
    altered = written[:start] + data.draw(pieces | st.just(b"")) + written[end:]

    try:
        read = Statement.parse(altered)
    except Fault:
        return

    assert rfc8785.dumps(json.loads(altered)) == altered
    assert replace(read).to_bytes() == altered


@pytest.mark.parametrize(
    "piece", [b" ", b"\n", b",", b'"', b"\\", b"0", b"-", b"[", b"]", b"{", b"}", b"\x00", b"\xff", None]
)
def test_no_byte_more_or_less_makes_another_writing_of_the_same(piece):
    reserved = replace(a_statement(), reservation='Article 3 is "reserved" \\ not applied.')
    for written in (reserved.to_bytes(), a_statement().to_bytes()):
        for place in range(len(written)):
            altered = written[:place] + (piece or b"") + written[place + (piece is None) :]
            with suppress(Fault):
                read = Statement.parse(altered)
                assert rfc8785.dumps(json.loads(altered)) == altered == replace(read).to_bytes()


def test_what_keeps_bytes_from_being_a_statement_is_named(statement):
    written = statement.to_bytes()
    for wrong, code in {
        b'"act":"promise"': "form-value",
        b'"act":"sign","act":"sign"': "json-duplicate-key",
        b'"act":1': "form-type",
        b'"act":"\\u0073ign"': "json-not-canonical",
        b'"act" :"sign"': "json-not-canonical",
        b'"act":"sign","act2":1': "form-unknown-field",
    }.items():
        with pytest.raises(Fault) as caught:
            Statement.parse(written.replace(b'"act":"sign"', wrong))
        assert caught.value.code == code


def test_nonces_never_repeat():
    assert len({new_nonce() for _ in range(100)}) == 100
    assert all(len(bytes.fromhex(new_nonce())) == 32 for _ in range(10))


@pytest.mark.parametrize("tag", ["ru", "uz-Cyrl", "zh-Hant-TW", "es-419", "de-1996", "en-x-plain", "kk"])
def test_language_tags_of_bcp_47_are_taken(statement, tag):
    assert replace(statement, texts=(SignedText(tag, "04" * 32, 1),), read=(tag,))

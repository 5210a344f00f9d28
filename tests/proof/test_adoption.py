"""The event of an adoption: date, place and title stand or fall with the texts."""

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamkor_proof.adoption import Adoption, Named
from hamkor_proof.canonical import canonical_json
from hamkor_proof.faults import Fault
from hamkor_proof.statement import Act, Statement
from tests.proof.conftest import a_statement


def depositary(act: Act = Act.ADOPT) -> Statement:
    word = a_statement()
    return replace(
        word,
        act=act,
        key=None,
        read=(),
        reservation=None,
        corrections=None,
        supersedes=None,
        adoption=None if act is Act.ADOPT else "ab" * 32,
    )


def an_adoption(act: Act = Act.ADOPT, **changes: object) -> Adoption:
    statement = depositary(act)
    named = tuple(Named(text.language, f"Memorandum {text.language}", "Kyiv") for text in statement.texts)
    made = Adoption(
        statement=statement,
        adopted_on=date(2013, 2, 20),
        named=named,
        correction=None if act is Act.ADOPT else "A word was missing.",
    )
    return replace(made, **changes)


@given(st.dates(date(1000, 1, 1)), st.sampled_from([Act.ADOPT, Act.CORRECT]))
def test_it_reads_back_as_it_was_made(day, act):
    made = an_adoption(act, adopted_on=day)
    written = canonical_json(made.to_json())

    assert Adoption.parse(written) == made
    assert canonical_json(Adoption.parse(written).to_json()) == written


def test_every_member_is_needed_and_no_other_allowed():
    written = an_adoption().to_json()
    assert isinstance(written, dict)
    for name in written:
        with pytest.raises(Fault):
            Adoption.parse(canonical_json({key: value for key, value in written.items() if key != name}))
    with pytest.raises(Fault):
        Adoption.parse(canonical_json(written | {"by": "somebody"}))


@pytest.mark.parametrize(
    "changes",
    [
        {"statement": a_statement()},
        {"named": ()},
        {"named": (*an_adoption().named, Named("xx", "One too many", "Kyiv"))},
        {"named": tuple(entry._replace(place="") for entry in an_adoption().named)},
        {"named": tuple(entry._replace(title="two\nlines") for entry in an_adoption().named)},
        {"named": tuple(entry._replace(title="x" * 501) for entry in an_adoption().named)},
        {"adopted_on": date(999, 12, 31)},
        {"correction": "Nothing is corrected by a first adoption."},
        {"statement": depositary(Act.CORRECT)},
        {"statement": depositary(Act.CORRECT), "correction": " spaces around "},
    ],
)
def test_a_malformed_one_cannot_be_made(changes):
    with pytest.raises(Fault) as caught:
        an_adoption(**changes)

    assert str(caught.value)


@pytest.mark.parametrize("day", ["2013-2-20", "2013-02-30", "20130220", "0999-01-01", "2013-02-20T00:00:00Z", ""])
def test_a_date_has_one_form(day):
    written = json.loads(canonical_json(an_adoption().to_json())) | {"adopted_on": day}

    with pytest.raises(Fault):
        Adoption.parse(canonical_json(written))

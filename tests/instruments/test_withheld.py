"""Names kept back: the public learns that one more gave its word, and its country only where that names nobody."""

import pytest

from hamkor.instruments.access import FEWEST_CANDIDATES, withheld_words
from tests.factories.instruments import InstrumentFactory, WordFactory
from tests.factories.network import OrganisationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def memorandum():
    return InstrumentFactory(open_for_signature=True, published=True)


def members(number, country="TJ", **traits):
    return [OrganisationFactory(country_of_work=country, **traits) for _ in range(number)]


def kept_back(memorandum, organisation, **given):
    return WordFactory(instrument=memorandum, organisation=organisation, name_withheld=True, **given)


def test_the_country_is_told_while_five_might_be_meant(memorandum):
    one, *_others = members(FEWEST_CANDIDATES)
    kept_back(memorandum, one)
    assert withheld_words(memorandum) == [("signatory", "TJ", 1)]


def test_not_while_four_might_be(memorandum):
    one, *_others = members(FEWEST_CANDIDATES - 1)
    kept_back(memorandum, one)
    assert withheld_words(memorandum) == [("signatory", "", 1)]


def test_those_that_signed_openly_are_no_candidates(memorandum):
    one, other, *_others = members(FEWEST_CANDIDATES)
    kept_back(memorandum, one)
    WordFactory(instrument=memorandum, organisation=other)
    assert withheld_words(memorandum) == [("signatory", "", 1)]


def test_two_kept_back_need_one_more(memorandum):
    one, two, *_others = members(FEWEST_CANDIDATES)
    kept_back(memorandum, one)
    kept_back(memorandum, two)
    assert withheld_words(memorandum) == [("signatory", "", 2)]
    members(1)
    assert withheld_words(memorandum) == [("signatory", "TJ", 2)]


@pytest.mark.parametrize("trait", ["left", "withheld", "partner"])
def test_those_whom_the_public_does_not_count_are_no_candidates(memorandum, trait):
    one, *_others = members(FEWEST_CANDIDATES - 1)
    OrganisationFactory(**{trait: True, "country_of_work": "TJ"})
    kept_back(memorandum, one)
    assert withheld_words(memorandum) == [("signatory", "", 1)]


def test_an_organisation_that_keeps_its_country_back_is_counted_without(memorandum):
    one, *_others = members(FEWEST_CANDIDATES + 1)
    kept_back(memorandum, one, publish_country=False)
    assert withheld_words(memorandum) == [("signatory", "", 1)]


def test_a_name_withheld_everywhere_is_kept_back_here_too(memorandum):
    members(FEWEST_CANDIDATES)
    WordFactory(instrument=memorandum, organisation=OrganisationFactory(withheld=True, country_of_work="TJ"))
    assert withheld_words(memorandum) == [("signatory", "TJ", 1)]


def test_withdrawn_and_hidden_ones_are_not_among_them(memorandum):
    one, two, *_others = members(FEWEST_CANDIDATES + 2)
    kept_back(memorandum, one, withdrawn=True)
    kept_back(memorandum, two, hidden=True)
    assert withheld_words(memorandum) == []


def test_partners_and_signatories_are_never_counted_together(memorandum):
    members(FEWEST_CANDIDATES, country="BE")
    members(FEWEST_CANDIDATES, country="BE", partner=True)
    kept_back(memorandum, OrganisationFactory(country_of_work="BE"))
    WordFactory(instrument=memorandum, endorsed=True, name_withheld=True)
    assert withheld_words(memorandum) == [("partner", "BE", 1), ("signatory", "BE", 1)]

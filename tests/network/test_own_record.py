"""An organisation takes what the record holds about it, to prove it without the network; nobody else finds anything."""

import json

import pytest
from django.test import Client

from hamkor.core import clock
from hamkor.core.actors import CLOCK
from hamkor.instruments.actions.words import hide_word, record_word, withdraw_word
from hamkor.instruments.statements import Choices
from hamkor.ledger.access import this_network
from hamkor.ledger.actions.checkpoints import make_checkpoint
from hamkor.ledger.verification import verify
from hamkor.network.models import Organisation
from hamkor_proof.canonical import canonical_json, parse_canonical
from hamkor_proof.checkpoint import InclusionProof
from hamkor_proof.leaf import leaf_hash
from hamkor_proof.tree import entry_hash
from tests.factories.network import OrganisationFactory, coordinator, delegate
from tests.support.procedures import adopted_and_public
from tests.support.signing import signer

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisation() -> Organisation:
    """It gave its word on two documents and hid one; another organisation gave its own."""
    by, ours, other = coordinator(), OrganisationFactory(), OrganisationFactory()
    first, second = adopted_and_public(), adopted_and_public()
    given = [
        record_word(
            by=by, instrument=instrument, organisation=each, channel="email", told_at=clock.now(), choices=Choices()
        )
        for instrument, each in ((first, ours), (second, ours), (second, other))
    ]
    make_checkpoint(by=CLOCK)
    hide_word(by=by, word=given[0])
    withdraw_word(by=by, word=given[1])
    return ours


def address(organisation: Organisation) -> str:
    return f"/workspace/organisations/{organisation.pk}/record.json"


def test_its_delegate_proves_each_entry_with_nothing_but_the_file(organisation: Organisation, sign_in) -> None:
    answer = sign_in(delegate(organisation)).get(address(organisation))
    assert answer.headers["Cache-Control"] == "no-store"
    told = parse_canonical(answer.content)
    assert isinstance(told, dict)
    assert (told["network"], told["subject"]) == ((this_network() or b"").hex(), str(organisation.pk))
    entries = told["entries"]
    assert isinstance(entries, list)
    assert [entry["kind"] for entry in entries] == ["word", "withdrawal"]
    word, withdrawal = entries
    leaf = leaf_hash(this_network() or b"", bytes.fromhex(word["salt"]), canonical_json(word["event"]))
    assert InclusionProof.parse(word["proof"].encode()).check(entry_hash(leaf)).size > word["position"]
    assert withdrawal["proof"] is None


def test_a_key_that_it_confirmed_for_another_is_in_its_file_and_in_the_others(sign_in, later) -> None:
    """It is said in the name of the one, about a key of the other: each must be able to prove it, a third cannot."""
    ours, theirs, third = OrganisationFactory(), OrganisationFactory(), OrganisationFactory()
    key = signer(sign_in, delegate(theirs)).register_key()
    later(hours=72)
    her = sign_in(delegate(ours))
    assert her.post(f"/workspace/keys/{key.pk}/confirm/").status_code == 302
    make_checkpoint(by=CLOCK)
    verify()
    mine, others = (
        [each for each in json.loads(who.get(address(whose)).content)["entries"] if each["kind"] == "key-confirm"]
        for who, whose in ((her, ours), (sign_in(delegate(theirs)), theirs))
    )
    assert mine == others
    [entry] = mine
    assert entry["event"]["statement"]["organisation"]["id"] == str(ours.pk)
    leaf = leaf_hash(this_network() or b"", bytes.fromhex(entry["salt"]), canonical_json(entry["event"]))
    assert InclusionProof.parse(entry["proof"].encode()).check(entry_hash(leaf)).size > entry["position"]
    assert "1 entry" in her.get(f"/workspace/organisations/{ours.pk}/record/?lang=en").content.decode()
    assert json.loads(sign_in(delegate(third)).get(address(third)).content)["entries"] == []


def test_the_page_warns_before_it_offers_the_file(organisation: Organisation, sign_in) -> None:
    her = sign_in(delegate(organisation))
    page = her.get(f"/workspace/organisations/{organisation.pk}/record/").content.decode()
    assert page.index("Anyone who holds this file can prove it too.") < page.index(address(organisation))
    assert "2 entries" in page
    assert (
        f"/workspace/organisations/{organisation.pk}/record/"
        in her.get(f"/workspace/organisations/{organisation.pk}/").content.decode()
    )


@pytest.mark.parametrize("what", ["record/", "record.json"])
def test_others_find_nothing_there_not_even_the_secretariat(organisation: Organisation, sign_in, what: str) -> None:
    path = f"/workspace/organisations/{organisation.pk}/{what}"
    nobodys = "6d5a4c3b-2a19-4807-b6e5-d4c3b2a19080"
    for person in (delegate(), coordinator()):
        there: Client = sign_in(person)
        found, missing = there.get(path), there.get(path.replace(str(organisation.pk), nobodys))
        assert (found.status_code, missing.status_code) == (404, 404)
        assert found.content.decode().replace(str(organisation.pk), nobodys) == missing.content.decode()

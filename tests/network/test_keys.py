"""Members' pages of signing keys: confirmed by others than the site, contested, revoked; and their fingerprints."""

import re
from datetime import timedelta

import pytest
from django.core import mail

from hamkor.accounts.mail import send_due
from hamkor.accounts.models import Notice
from hamkor.audit.kernel import standing_in
from hamkor.ledger.models import Commitment, Opening, RegisterEntry
from hamkor.network.models import KeyConfirmation, SigningKey
from hamkor.network.models.keys import NOTICE
from hamkor.network.statements import registration_of
from hamkor_proof.event import parse_event
from hamkor_proof.fingerprint_words import words
from hamkor_proof.key_events import KeyConfirmation as Confirmation
from hamkor_proof.key_events import KeyContest, KeyRevocation
from tests.contracts.examples.network_keys import signing_key
from tests.factories.instruments import InstrumentFactory
from tests.factories.network import MandateFactory, OrganisationFactory, coordinator, delegate
from tests.support.signing import signer

pytestmark = pytest.mark.django_db

OURS = {"found": "https://bridge.example/contact"}


@pytest.fixture
def key():
    with standing_in("test"):
        return signing_key(MandateFactory(organisation=OrganisationFactory(name="Мост")))


@pytest.fixture
def old_key():
    """One that has stood open to objection for 72 hours."""
    with standing_in("test"):
        return signing_key(MandateFactory(organisation=OrganisationFactory(name="Мост")), age=NOTICE)


def page(client, address):
    return client.get(f"/workspace/{address}?lang=en").content.decode().split("<main")[1]


def confirm(client, key, **said):
    return client.post(f"/workspace/keys/{key.pk}/confirm/?lang=en", said)


def last_event():
    """What the ledger's last entry opens to, and the kind and organisation under which registers list it."""
    last = Commitment.objects.latest("position")
    listed = RegisterEntry.objects.get(commitment=last)
    opening = Opening.objects.get(commitment=last)
    assert (listed.kind, listed.about_kind) == (opening.kind, "keys")
    return parse_event(bytes(opening.event)), opening.kind, listed.about_id


def test_members_see_what_may_be_relied_on(sign_in, key):
    seen = page(sign_in(delegate()), "keys/")
    assert "Мост" in seen
    assert "Only the site says this key is theirs" in seen


class TestByFingerprint:
    @pytest.mark.parametrize("form", ["digits", "grouped", "ru", "en"])
    def test_the_coordinator_gives_the_one_that_she_found(self, sign_in, key, form):
        written = {
            "digits": key.fingerprint,
            "grouped": " ".join(re.findall("....", key.fingerprint)).upper(),
            "ru": " ".join(words(key.fingerprint, "ru")).title(),
            "en": "-".join(words(key.fingerprint, "en")),
        }[form]
        client = sign_in(coordinator())
        assert confirm(client, key, fingerprint=written, **OURS).status_code == 302
        assert "Confirmed to be" in page(client, "keys/")
        event, kind, organisation = last_event()
        assert isinstance(event, Confirmation)
        assert (event.way, event.found, kind) == ("fingerprint", OURS["found"], "key-confirm")
        assert organisation == key.mandate.organisation_id
        said = event.statement
        assert (said.key, said.supersedes) == (key.fingerprint, registration_of(key).digest.hex())

    def test_a_click_is_not_enough(self, sign_in, key):
        client = sign_in(coordinator())
        assert key.fingerprint[:8] not in page(client, f"keys/{key.pk}/confirm/").replace(" ", "")
        for said in ({}, {"fingerprint": key.fingerprint}, OURS):
            assert confirm(client, key, **said).status_code == 422
        assert not key.is_confirmed()

    def test_another_keys_fingerprint_and_a_slip_are_told_apart(self, sign_in, key):
        client = sign_in(coordinator())
        said = list(words(key.fingerprint, "en"))
        other = "0" * 64
        slip = "apple" if said[3] != "apple" else "pear"
        for written, told in (
            (other, "the fingerprint of another key"),
            (" ".join(words(other, "ru")), "the fingerprint of another key"),
            (" ".join([*said[:3], f"{slip}x", *said[4:]]), f"“{slip}x” is none of the words"),
            (" ".join(said[:12]), "these are 12"),
            (key.fingerprint[:40], "these are 40"),
            (" ".join(reversed(said)), "do not fit together"),
        ):
            answer = confirm(client, key, fingerprint=written, **OURS)
            assert answer.status_code == 422
            assert told in answer.content.decode()
        assert not key.is_confirmed()

    def test_where_it_was_found_is_one_line_that_can_be_read(self, sign_in, key):
        answer = confirm(sign_in(coordinator()), key, fingerprint=key.fingerprint, found="letter\u200bhead")
        assert answer.status_code == 422
        assert not key.is_confirmed()


class TestByMembers:
    def test_two_confirm_after_72_hours(self, sign_in, key, later):
        later(hours=72)
        for expected in (False, True):
            member = delegate()
            assert confirm(sign_in(member), key).status_code == 302
            assert key.is_confirmed() is expected
            event, _kind, organisation = last_event()
            assert isinstance(event, Confirmation)
            assert (event.way, event.found) == ("member", None)
            assert event.statement.organisation.id == str(member.mandates.get().organisation_id)
            # What a verifier reckons with are the statements' times.
            assert event.statement.time - registration_of(key).time >= NOTICE
            assert organisation == key.mandate.organisation_id

    def test_before_that_she_is_told_from_when_on(self, sign_in, key, later):
        client = sign_in(delegate())
        early = confirm(client, key)
        assert early.status_code == 422
        assert "72 hours" in early.content.decode()
        address = f"/workspace/keys/{key.pk}/confirm/"
        for seen in (page(client, "keys/"), page(client, f"keys/{key.pk}/confirm/")):
            assert "Other members may confirm it from" in seen
            assert "confirm the key" not in seen
            assert f'href="{address}"' not in seen
        later(hours=73)
        assert f'href="{address}"' in page(sign_in(delegate()), "keys/")

    def test_two_people_of_one_member_are_not_two_members(self, sign_in, old_key):
        member = OrganisationFactory()
        confirm(sign_in(delegate(member)), old_key)
        assert confirm(sign_in(delegate(member)), old_key).status_code == 422
        assert not old_key.is_confirmed()

    def test_nobody_confirms_her_own_nor_a_colleagues(self, sign_in, old_key):
        for person in (old_key.mandate.person, delegate(old_key.mandate.organisation)):
            assert confirm(sign_in(person), old_key).status_code == 422
        assert not old_key.is_confirmed()

    def test_a_partner_confirms_nothing(self, sign_in, old_key):
        assert confirm(sign_in(delegate(OrganisationFactory(category="partner"))), old_key).status_code == 422

    def test_who_is_not_named_in_public_does_not_vouch_in_public(self, sign_in, old_key):
        answer = confirm(sign_in(delegate(OrganisationFactory(name_withheld=True))), old_key)
        assert answer.status_code == 422
        assert "named in the public record" in answer.content.decode()
        assert not KeyConfirmation.objects.exists()


class TestNotOurs:
    def test_one_click_away_from_the_first_page(self, sign_in, key):
        colleague = sign_in(delegate(key.mandate.organisation))
        first = page(colleague, "")
        assert "Is it yours?" in first
        assert f'href="/workspace/keys/{key.pk}/contest/"' in first
        assert "Is it yours?" not in page(sign_in(key.mandate.person), "")
        assert "Is it yours?" not in page(sign_in(delegate()), "")

    def test_the_question_goes_when_it_is_answered(self, sign_in, key, later):
        organisation = key.mandate.organisation
        coordinating = sign_in(coordinator())
        assert "Мост" in page(coordinating, "")
        confirm(coordinating, key, fingerprint=key.fingerprint, **OURS)
        assert "Is it yours?" in page(sign_in(delegate(organisation)), "")
        later(days=31)
        assert "Is it yours?" not in page(sign_in(delegate(organisation)), "")

    def test_a_colleague_contests_it_and_it_counts_no_more(self, sign_in, key):
        confirm(sign_in(coordinator()), key, fingerprint=key.fingerprint, **OURS)
        colleague = sign_in(delegate(key.mandate.organisation))
        assert colleague.post(f"/workspace/keys/{key.pk}/contest/").status_code == 302
        key.refresh_from_db()
        assert not key.is_confirmed()
        seen = page(colleague, "keys/")
        assert "Contested: the organisation says that this key is not its own" in seen
        assert "Confirmed to be" not in seen
        assert "Is it yours?" not in page(colleague, "")
        event, kind, organisation = last_event()
        assert isinstance(event, KeyContest)
        assert (event.key, event.registered, kind) == (
            key.fingerprint,
            registration_of(key).digest.hex(),
            "key-contest",
        )
        assert event.organisation == str(organisation) == str(key.mandate.organisation_id)

    def test_nothing_is_signed_with_it_and_it_can_only_be_revoked(self, sign_in):
        aigul = signer(sign_in, delegate(OrganisationFactory(name="Мост")))
        key, memorandum = aigul.register_key(), InstrumentFactory(open_for_signature=True)
        pending = aigul.authenticator.sign(aigul.choose(memorandum).encode())
        coordinating = sign_in(coordinator())
        coordinating.post(f"/workspace/keys/{key.pk}/contest/")

        assert "contests the key" in aigul.client.get(f"{aigul.address(memorandum)}?lang=en").content.decode()
        aigul.seal(memorandum, pending)
        assert aigul.organisation.pk not in memorandum.words.values_list("organisation", flat=True)
        assert confirm(coordinating, key, fingerprint=key.fingerprint, **OURS).status_code == 422
        assert coordinating.post(f"/workspace/keys/{key.pk}/contest/").status_code == 422
        aigul.client.post(f"/sign/key/{aigul.mandate.pk}/revoke/", {"suspect_from": ""})
        assert SigningKey.objects.get().revoked_at

    def test_strangers_and_its_holder_contest_nothing(self, sign_in, key):
        for person in (delegate(), key.mandate.person):
            assert sign_in(person).post(f"/workspace/keys/{key.pk}/contest/").status_code == 422
        assert SigningKey.objects.get().contested_at is None


def test_everybody_who_can_tell_is_told_of_a_new_key(sign_in):
    organisation = OrganisationFactory()
    fellow, stranger, secretariat = delegate(organisation), delegate(), coordinator()
    aigul = signer(sign_in, delegate(organisation))
    aigul.register_key()
    assert set(Notice.objects.values_list("user", "kind")) == {
        (fellow.account.pk, "look"),
        (secretariat.account.pk, "look"),
        (aigul.person.account.pk, "key-registered"),
    }
    assert stranger.account


def test_an_only_delegate_learns_by_mail_of_a_key_that_somebody_made_at_her_account(sign_in):
    aigul = signer(sign_in, delegate(OrganisationFactory()))
    aigul.person.account.language = "en"
    aigul.person.account.save()
    aigul.register_key()
    aigul.replace_key()
    send_due()
    assert [sent.to for sent in mail.outbox] == [[aigul.person.account.email]] * 2
    for sent in mail.outbox:
        assert "registered from your account" in sent.body
        assert re.findall(r"https?://\S+", sent.body) == ["http://localhost/account/"]


class TestRevoking:
    def test_the_secretariat_revokes_and_strangers_do_not(self, sign_in, key):
        assert sign_in(delegate()).post(f"/workspace/keys/{key.pk}/revoke/").status_code == 422
        assert SigningKey.objects.in_force().exists()
        sign_in(coordinator()).post(f"/workspace/keys/{key.pk}/revoke/")
        assert not SigningKey.objects.in_force().exists()

    def test_the_record_says_since_when_it_is_suspect(self, sign_in, old_key):
        day = (old_key.registered_at + timedelta(days=1)).date()
        sign_in(coordinator()).post(f"/workspace/keys/{old_key.pk}/revoke/", {"suspect_from": day.isoformat()})
        event, kind, _organisation = last_event()
        assert isinstance(event, KeyRevocation)
        assert kind == "key-revoke"
        assert event.suspect_from is not None
        assert event.suspect_from.date() == day
        assert SigningKey.objects.get().suspect_from == event.suspect_from


@pytest.mark.parametrize("what", ["confirm", "revoke", "contest"])
def test_the_question_names_whose_key_it_is(sign_in, key, what):
    asked = page(sign_in(coordinator()), f"keys/{key.pk}/{what}/")
    assert "Мост" in asked
    assert "<form" in asked


def test_a_key_of_an_organisation_out_of_sight_is_not_there(sign_in):
    with standing_in("test"):
        hidden = signing_key(MandateFactory(organisation=OrganisationFactory(withheld=True)))
    client = sign_in(delegate())
    for what in ("", "confirm/", "contest/", "qr.svg", "qr.png"):
        assert client.get(f"/workspace/keys/{hidden.pk}/{what}").status_code == 404
    assert hidden.fingerprint[:4] not in client.get("/workspace/keys/").content.decode().split("<main")[1]


def test_the_fingerprint_can_be_printed_in_every_form(sign_in, key):
    client = sign_in(delegate(key.mandate.organisation))
    shown = page(client, f"keys/{key.pk}/")
    for language in ("ru", "en"):
        assert " ".join(words(key.fingerprint, language)) in shown
    assert key.fingerprint in shown.replace(" ", "")
    assert "<svg" in shown
    for kind, begins in (("svg", b"<?xml"), ("png", b"\x89PNG")):
        answer = client.get(f"/workspace/keys/{key.pk}/qr.{kind}")
        assert answer.content.startswith(begins)
        assert f".{kind}" in answer.headers["Content-Disposition"]

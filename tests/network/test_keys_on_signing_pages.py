"""Keys on the signing pages: replaced by one that the earlier key signs for, vouched for, kept for a lost domain."""

import re
from contextlib import suppress

import pytest

from hamkor.audit.kernel import standing_in
from hamkor.core.actors import CLOCK
from hamkor.core.errors import DomainError, NothingToDo
from hamkor.instruments.evidence import evidence_bundle
from hamkor.ledger.access import newest_descriptor, this_network
from hamkor.ledger.actions.checkpoints import make_checkpoint
from hamkor.ledger.models import Opening
from hamkor.ledger.verification import verify as verify_ledger
from hamkor.network.actions.key_confirmations import confirm_by_earlier_key, confirm_by_fingerprint
from hamkor.network.actions.keys import revoke_key
from hamkor.network.models import KeyConfirmation, SigningKey
from hamkor.network.statements import registration_of
from hamkor_proof.verdict import verify
from tests.contracts.examples.network_keys import signed_vouching, signing_key
from tests.factories.instruments import InstrumentFactory
from tests.factories.network import MandateFactory, OrganisationFactory, coordinator, delegate
from tests.support.procedures import adopted_and_public
from tests.support.signing import embedded, posted, signer, signer_at_spare, soft_authenticator

pytestmark = pytest.mark.django_db


@pytest.fixture
def bridge():
    return OrganisationFactory(name="Мост")


@pytest.fixture
def aigul(sign_in, bridge):
    """A delegate with a signing key."""
    someone = signer(sign_in, delegate(bridge))
    someone.register_key()
    return someone


def compared(key):
    confirm_by_fingerprint(by=coordinator(), key=key, fingerprint=key.fingerprint, found="letterhead")


def judged(instrument):
    """What the verifier says of the document's evidence, and of each word's key."""
    with suppress(NothingToDo):
        make_checkpoint(by=CLOCK)
    verify_ledger()
    network = this_network()
    data = evidence_bundle(instrument)
    assert network is not None
    assert data is not None
    verdict = verify(data, pinned=network.hex(), demonstration=True)
    assert verdict.findings is not None, (verdict.code, verdict.part)
    return verdict.code, [word.key for word in verdict.findings.words]


class TestReplacing:
    def test_new_key_registered_earlier_one_signs_and_is_revoked_in_this_order(self, aigul):
        earlier = SigningKey.objects.get()
        aigul.replace_key()
        earlier.refresh_from_db()
        new = SigningKey.objects.in_force().get()
        confirmation = KeyConfirmation.objects.get()
        assert (confirmation.key, confirmation.earlier_key, confirmation.way) == (new, earlier, "earlier-key")
        assert new.registered_position < confirmation.position < earlier.revoked_position
        kinds = Opening.objects.order_by("commitment__position").values_list("kind", flat=True)
        assert list(kinds)[-3:] == ["key-register", "key-confirm", "key-revoke"]

    def test_it_is_confirmed_exactly_as_far_as_the_earlier_one_is(self, aigul):
        aigul.replace_key()
        aigul.replace_key()
        first, *_, last = SigningKey.objects.order_by("registered_position")
        assert not last.is_confirmed()
        # Revoked keys are not confirmed after the fact: so the coordinator compares that of the newest.
        compared(last)
        aigul.replace_key()
        assert SigningKey.objects.in_force().get().is_confirmed()
        assert not first.is_confirmed()

    def test_a_verifier_sees_the_same(self, aigul):
        compared(SigningKey.objects.get())
        memorandum = adopted_and_public()
        aigul.sign(memorandum)
        aigul.replace_key()
        code, keys = judged(memorandum)
        assert code == "proved"
        assert [(key.confirmed, key.revoked_later) for key in keys] == [("fingerprint", True)]
        declaration = adopted_and_public()
        aigul.sign(declaration)
        code, keys = judged(declaration)
        assert code == "proved"
        assert [(key.confirmed, key.revoked_later) for key in keys] == [("earlier-key", False)]
        assert SigningKey.objects.in_force().get().is_confirmed()

    def test_signed_by_anything_but_the_earlier_key_nothing_changes(self, aigul):
        address = f"/sign/key/{aigul.mandate.pk}/"
        new = soft_authenticator()
        aigul.authenticator, held = new, aigul.authenticator
        aigul.client.post(f"{address}replace/", aigul.new_key(aigul.client.get(f"{address}replace/")))
        page = aigul.client.get(f"{address}prove/")
        statement = embedded(page, "statement")
        aigul.client.post(f"{address}prove/", posted(new.sign(statement.encode())))
        answer = aigul.hand_over(new)
        assert answer.status_code == 200
        key = SigningKey.objects.get()
        assert key.fingerprint == held.key_id
        assert key.revoked_at is None
        assert not KeyConfirmation.objects.exists()

    def test_nothing_to_replace_leads_back(self, sign_in, bridge):
        someone = signer(sign_in, delegate(bridge))
        address = f"/sign/key/{someone.mandate.pk}/"
        for step in ("replace/", "hand-over/"):
            assert someone.client.get(f"{address}{step}").headers["Location"] == address


class TestVouching:
    @pytest.fixture
    def vouched(self, sign_in, aigul, bridge):
        """A confirmed key, a colleague, and her later key, for which the first one signed."""
        own = SigningKey.objects.get()
        compared(own)
        berik = signer(sign_in, delegate(bridge))
        later = berik.register_key()
        aigul.vouch_for(later)
        return own, berik, later

    def test_for_a_later_key_of_a_colleague(self, sign_in, aigul, bridge):
        compared(SigningKey.objects.get())
        berik = signer(sign_in, delegate(bridge))
        later = berik.register_key()
        assert not later.is_confirmed()
        page = aigul.client.get(f"/sign/key/{aigul.mandate.pk}/").content.decode()
        assert f"/vouch/{later.pk}/" in page
        aigul.vouch_for(later)
        assert later.is_confirmed()
        declaration = adopted_and_public()
        berik.sign(declaration)
        code, keys = judged(declaration)
        assert (code, [key.confirmed for key in keys]) == ("proved", ["earlier-key"])

    def test_not_for_an_earlier_one_nor_another_organisations(self, sign_in, aigul, bridge):
        berik = signer(sign_in, delegate(bridge))
        berik.register_key()
        stranger = signer(sign_in, delegate())
        theirs = stranger.register_key()
        earlier = SigningKey.objects.get(mandate=aigul.mandate)
        for someone, key in ((berik, earlier), (aigul, theirs), (aigul, earlier)):
            address = f"/sign/key/{someone.mandate.pk}/vouch/{key.pk}/"
            assert someone.client.get(address).status_code == 404

    def test_what_was_signed_for_one_key_counts_for_no_other(self, aigul, bridge):
        with standing_in("test"):
            meant, other = (signing_key(MandateFactory(organisation=bridge), position=9_000 + n) for n in range(2))
        own = SigningKey.objects.get(mandate=aigul.mandate)
        vouched = signed_vouching(own, aigul.authenticator, registration_of(meant))
        with pytest.raises(DomainError):
            confirm_by_earlier_key(by=aigul.person, key=other, earlier=own, vouched=vouched)
        confirm_by_earlier_key(by=aigul.person, key=meant, earlier=own, vouched=vouched)

    def test_a_contested_key_vouches_for_nothing_and_what_it_vouched_for_falls(self, vouched, sign_in, aigul, bridge):
        own, _berik, later = vouched
        sign_in(coordinator()).post(f"/workspace/keys/{own.pk}/contest/")
        assert not later.is_confirmed()
        third = signer(sign_in, delegate(bridge)).register_key()
        assert aigul.client.get(f"/sign/key/{aigul.mandate.pk}/vouch/{third.pk}/").status_code == 404

    def test_what_a_key_vouched_for_while_it_was_suspect_falls(self, vouched):
        own, berik, later = vouched
        revoke_key(by=coordinator(), key=own, suspect_from=own.registered_at)
        assert not later.is_confirmed()
        declaration = adopted_and_public()
        berik.sign(declaration)
        code, keys = judged(declaration)
        assert (code, [key.confirmed for key in keys]) == ("proved", ["site-only"])


class TestSpareSite:
    def test_a_second_key_is_made_there_and_the_first_one_signs_for_it(self, sign_in, aigul):
        compared(SigningKey.objects.get())
        there = signer_at_spare(sign_in, aigul.person)
        second = there.register_key()
        assert (second.rp_id, second.origin) == ("spare.localhost", "http://spare.localhost")
        assert SigningKey.objects.in_force().filter(mandate=aigul.mandate).count() == 2
        assert not second.is_confirmed()
        aigul.vouch_for(second)
        assert second.is_confirmed()

    def test_nothing_is_signed_with_it_as_long_as_the_first_site_stands(self, sign_in, bridge):
        there = signer_at_spare(sign_in, delegate(bridge))
        there.register_key()
        memorandum = InstrumentFactory(open_for_signature=True)
        assert there.client.get(there.address(memorandum)).status_code == 404
        here = signer(sign_in, there.person)
        assert "Make a key" in here.client.get(f"{here.address(memorandum)}?lang=en").content.decode()

    def test_when_the_domain_is_lost_it_signs_under_the_other_and_everything_is_proved(self, sign_in, aigul, settings):
        first = SigningKey.objects.get()
        compared(first)
        there = signer_at_spare(sign_in, aigul.person)
        aigul.vouch_for(there.register_key())
        memorandum = adopted_and_public()
        aigul.sign(memorandum)
        # The operator takes the spare site for the signing site.
        settings.HAMKOR_SIGN_RP_ID, settings.HAMKOR_SIGN_ORIGIN = "spare.localhost", "http://spare.localhost"
        settings.HAMKOR_SPARE_SIGN_RP_ID = settings.HAMKOR_SPARE_SIGN_ORIGIN = ""
        declaration = adopted_and_public()
        there.sign(declaration)
        for document, confirmed in ((memorandum, "fingerprint"), (declaration, "earlier-key")):
            code, keys = judged(document)
            assert (code, [key.confirmed for key in keys]) == ("proved", [confirmed])

    def test_one_comes_there_by_a_passage_of_its_own(self, sign_in, aigul):
        site = sign_in(aigul.person)
        own = f"/sign/key/{aigul.mandate.pk}/"

        def passage(destination):
            page = site.post("/account/cross/", {"destination": destination}).content.decode()
            found = re.search(r'action="([^"]+)".*?name="token" value="([^"]+)"', page, re.S)
            assert found
            return found[1], found[2]

        def arrives(host, token):
            client = type(site)(headers={"host": host, "origin": "http://localhost"})
            return client.post("/sign/enter/", {"token": token}).status_code

        action, token = passage(f"{own}?site=spare")
        assert action == "http://spare.localhost/sign/enter/"
        assert arrives("sign.localhost", token) == 403
        assert arrives("spare.localhost", passage(f"{own}?site=spare")[1]) == 302
        assert arrives("spare.localhost", passage(own)[1]) == 403

    def test_a_site_that_the_descriptor_does_not_name_keeps_no_key(self, sign_in, bridge, settings):
        settings.HAMKOR_SPARE_SIGN_RP_ID = "other.localhost"
        settings.HAMKOR_SPARE_SIGN_ORIGIN = "http://other.localhost"
        settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "other.localhost"]
        descriptor = newest_descriptor()
        assert descriptor is not None
        assert "other.localhost" not in {party.id for party in descriptor.relying_parties}
        there = signer_at_spare(sign_in, delegate(bridge))
        there.client.defaults["HTTP_HOST"] = "other.localhost"
        with pytest.raises(SigningKey.DoesNotExist):
            there.register_key()


def test_only_keys_are_at_home_on_the_spare_host(sign_in, aigul):
    there = signer_at_spare(sign_in, aigul.person)
    for address in ("/", "/ru/", "/workspace/", "/account/", "/sign/no-such/"):
        assert there.client.get(address).status_code == 404
    assert there.client.get("/sign/").status_code == 200

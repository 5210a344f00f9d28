"""Signing with a key: what a delegate can do, and what an attacker cannot."""

import json
import re
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse

from hamkor.accounts.models import Notice
from hamkor.audit.kernel import standing_in
from hamkor.core import clock
from hamkor.core.errors import Refused
from hamkor.core.middleware import DomainErrorMiddleware
from hamkor.instruments.models import Strength, Word
from hamkor.ledger.models import Opening
from hamkor.network.models import Audience, Freeze, Label, SigningKey
from hamkor_proof.evidence import Evidence, check_evidence
from hamkor_proof.leaf import leaf_hash
from hamkor_proof.statement import Statement
from tests.factories.instruments import InstrumentFactory, WordFactory
from tests.factories.network import MandateFactory, OrganisationFactory, coordinator, delegate
from tests.support.signing import embedded, posted, signer, soft_authenticator

pytestmark = pytest.mark.django_db


@pytest.fixture
def memorandum():
    return InstrumentFactory(open_for_signature=True)


@pytest.fixture
def aigul(sign_in):
    """A delegate with a signing key."""
    someone = signer(sign_in, delegate(OrganisationFactory(name="Мост")))
    someone.register_key()
    return someone


class TestSigning:
    def test_a_signed_word_verifies_from_what_is_stored(self, aigul, memorandum, settings):
        response = aigul.sign(memorandum, reservation="Статья 3 не применяется.\r\n")

        assert response.redirect_chain[-1][0].endswith("/receipt/")
        word = Word.objects.get(instrument=memorandum, organisation=aigul.organisation)
        assert (word.strength, word.act, word.capacity) == ("signed", "sign", "signatory")
        assert word.reservation == "Статья 3 не применяется."
        evidence = Evidence(
            *map(bytes, (word.client_data, word.authenticator_data, word.signature, word.key.public_key))
        )
        check_evidence(
            evidence, bytes(word.statement), origins=[settings.HAMKOR_SIGN_ORIGIN], rp_id=settings.HAMKOR_SIGN_RP_ID
        )
        statement = Statement.parse(bytes(word.statement))
        assert statement.organisation.name == "Мост"
        assert [text.language for text in statement.texts] == ["en", "ru"]
        assert statement.read == ("ru",)
        assert statement.adoption == memorandum.editions.get().adoption_leaf

    def test_the_ledger_commits_to_the_statement(self, aigul, memorandum):
        aigul.sign(memorandum)

        word = Word.objects.get(instrument=memorandum)
        opening = Opening.objects.get(commitment__leaf=bytes.fromhex(word.leaf))
        assert bytes(opening.event) == bytes(word.statement)
        network = bytes.fromhex(Statement.parse(bytes(word.statement)).network)
        assert leaf_hash(network, bytes(opening.salt), bytes(word.statement)).hex() == word.leaf

    def test_nothing_stays_pending_once_the_receipt_is_seen(self, aigul, memorandum):
        aigul.choose(memorandum)
        assert "signing" in aigul.client.session
        aigul.sign(memorandum)

        assert "signing" not in aigul.client.session

    def test_it_names_no_person(self, aigul, memorandum):
        aigul.sign(memorandum)

        word = Word.objects.get()
        assert aigul.person.name.encode() not in bytes(word.statement)
        assert str(aigul.person.pk).encode() not in bytes(word.statement)

    def test_a_key_of_the_other_kind_signs_too(self, sign_in, memorandum):
        someone = signer(sign_in, delegate())
        someone.authenticator = soft_authenticator(Ed25519PrivateKey.generate())
        someone.register_key()

        someone.sign(memorandum)

        assert Word.objects.get().strength == Strength.SIGNED

    def test_the_receipt_is_enough_to_check_elsewhere(self, aigul, memorandum, settings):
        aigul.sign(memorandum)

        receipt = aigul.client.get(f"{aigul.address(memorandum)}receipt.json")
        assert "attachment" in receipt.headers["Content-Disposition"]
        kept = json.loads(receipt.content)
        check_evidence(
            Evidence.from_dict(kept["evidence"]),
            kept["statement"].encode(),
            origins=[settings.HAMKOR_SIGN_ORIGIN],
            rp_id=settings.HAMKOR_SIGN_RP_ID,
        )
        assert kept["leaf"] == Word.objects.get().leaf

    def test_the_page_shows_every_text_byte_for_byte(self, aigul, memorandum):
        statement = json.loads(aigul.choose(memorandum, read=["ru", "en"]))

        page = aigul.client.get(f"{aigul.address(memorandum)}seal/").content.decode()
        for language, body in (("ru", "Мы продолжаем"), ("en", "We continue")):
            assert f'data-text="{language}">\n{body}' in page
        assert {text[0] for text in statement["texts"]} == {"ru", "en"}

    def test_a_partner_endorses_and_a_late_member_accedes(self, sign_in):
        closed = InstrumentFactory(open_for_accession=True)
        for organisation, act in ((OrganisationFactory(partner=True), "endorse"), (OrganisationFactory(), "accede")):
            someone = signer(sign_in, delegate(organisation))
            someone.register_key()
            someone.sign(closed)
            assert Word.objects.get(organisation=organisation).act == act

    def test_a_signed_word_takes_the_place_of_a_recorded_one(self, aigul, memorandum):
        recorded = WordFactory(instrument=memorandum, organisation=aigul.organisation)

        aigul.sign(memorandum)

        recorded.refresh_from_db()
        assert recorded.superseded_at
        assert Word.objects.standing().get().strength == Strength.SIGNED

    def test_consequences_are_said_first(self, aigul, memorandum):
        page = aigul.client.get(f"{aigul.address(memorandum)}?lang=en").content.decode()

        assert "copied by others, for good" in page
        assert "Withdrawing is public" in page
        assert "cannot call back copies" in page


class TestAttacks:
    """Each tries to have a word signed that its organisation did not give."""

    def refused(self, response, words=0):
        assert Word.objects.standing().count() == words
        assert response.status_code in (200, 404, 403, 422)

    def test_evidence_for_another_statement_is_refused(self, aigul, memorandum):
        first = aigul.choose(memorandum)
        aigul.choose(memorandum, reservation="Not article 3.")

        self.refused(aigul.seal(memorandum, aigul.authenticator.sign(first.encode())))

    def test_a_reservation_taken_out_of_the_statement_is_refused(self, aigul, memorandum):
        shown = Statement.parse(aigul.choose(memorandum, reservation="Not article 3.").encode())
        altered = replace(shown, reservation=None)

        self.refused(aigul.seal(memorandum, aigul.authenticator.sign(altered.to_bytes())))

    def test_what_another_delegate_has_pending_cannot_be_finished(self, sign_in, aigul, memorandum):
        other = signer(sign_in, delegate(aigul.organisation))
        other.register_key()
        statement = other.choose(memorandum)

        self.refused(aigul.seal(memorandum, other.authenticator.sign(statement.encode())))

    def test_another_delegates_key_does_not_sign_what_is_pending(self, sign_in, aigul, memorandum):
        other = signer(sign_in, delegate(aigul.organisation))
        other.register_key()
        statement = aigul.choose(memorandum)

        self.refused(aigul.seal(memorandum, other.authenticator.sign(statement.encode())))

    def test_nobody_signs_for_another_organisation(self, aigul, memorandum):
        stranger = OrganisationFactory()

        for path in ("", "seal/", "receipt/", "receipt.json"):
            assert aigul.client.get(f"/sign/{memorandum.slug}/{stranger.pk}/{path}").status_code == 404
        assert aigul.client.post(f"/sign/{memorandum.slug}/{stranger.pk}/", {"read": ["ru"]}).status_code == 404

    def test_a_pending_statement_is_not_sealed_under_another_document(self, aigul, memorandum):
        other = InstrumentFactory(open_for_signature=True)
        statement = aigul.choose(memorandum)

        self.refused(aigul.seal(other, aigul.authenticator.sign(statement.encode())))

    def test_the_same_evidence_counts_once(self, aigul, memorandum):
        evidence = aigul.authenticator.sign(aigul.choose(memorandum).encode())
        aigul.seal(memorandum, evidence)

        self.refused(aigul.seal(memorandum, evidence), words=1)
        assert Word.objects.count() == 1

    def test_evidence_is_not_good_again_after_a_withdrawal(self, aigul, sign_in, memorandum):
        statement = aigul.choose(memorandum)
        kept = dict(aigul.client.session)
        evidence = aigul.authenticator.sign(statement.encode())
        aigul.seal(memorandum, evidence)
        sign_in(aigul.person).post(f"/workspace/documents/{memorandum.slug}/word/{aigul.organisation.pk}/withdraw/")
        session = aigul.client.session
        session["signing"] = kept["signing"]
        session.save()

        self.refused(aigul.seal(memorandum, evidence))

    def test_a_key_revoked_while_the_page_stood_open_does_not_sign(self, aigul, memorandum):
        statement = aigul.choose(memorandum)
        with standing_in("test"):
            SigningKey.objects.update(revoked_at=clock.now())

        self.refused(aigul.seal(memorandum, aigul.authenticator.sign(statement.encode())))

    def test_nothing_is_sealed_that_was_not_shown(self, aigul, memorandum):
        """Without a pending statement there is nothing to seal, whatever is posted."""
        evidence = aigul.authenticator.sign(aigul.choose(memorandum).encode())
        session = aigul.client.session
        del session["signing"]
        session.save()

        self.refused(aigul.seal(memorandum, evidence))

    def test_a_key_replaced_while_the_page_stood_open_does_not_sign(self, aigul, memorandum):
        statement = aigul.choose(memorandum)
        old = aigul.authenticator
        aigul.client.post(f"/sign/key/{aigul.mandate.pk}/revoke/")
        aigul.authenticator = soft_authenticator()
        aigul.register_key()

        self.refused(aigul.seal(memorandum, old.sign(statement.encode())))
        self.refused(aigul.seal(memorandum, aigul.authenticator.sign(statement.encode())))

    def test_a_mandate_revoked_while_the_page_stood_open_does_not_sign(self, aigul, memorandum):
        statement = aigul.choose(memorandum)
        with standing_in("test"):
            aigul.person.mandates.update(revoked_at=clock.now())

        self.refused(aigul.seal(memorandum, aigul.authenticator.sign(statement.encode())))

    def test_a_frozen_person_does_not_sign(self, aigul, memorandum):
        statement = aigul.choose(memorandum)
        with standing_in("test"):
            Freeze.objects.create(person=aigul.person, at=clock.now(), by=coordinator())

        self.refused(aigul.seal(memorandum, aigul.authenticator.sign(statement.encode())))

    def test_signature_closed_while_the_page_stood_open(self, aigul, memorandum):
        statement = aigul.choose(memorandum)
        with standing_in("test"):
            memorandum.signature_closes_at = clock.now()
            memorandum.save()

        self.refused(aigul.seal(memorandum, aigul.authenticator.sign(statement.encode())))

    @pytest.mark.parametrize(
        "change",
        [{"network": "01" * 32}, {"edition": 2}, {"adoption": "cd" * 32}, {"supersedes": "ef" * 32}],
        ids=lambda change: next(iter(change)),
    )
    def test_a_statement_that_says_anything_else_is_refused(self, aigul, memorandum, change):
        """Even if somebody could put a statement of his into the session: network, edition, adoption, former word."""
        forged = replace(Statement.parse(aigul.choose(memorandum).encode()), **change)
        session = aigul.client.session
        session["signing"] = {**session["signing"], "statement": forged.to_bytes().decode()}
        session.save()

        self.refused(aigul.seal(memorandum, aigul.authenticator.sign(forged.to_bytes())))

    def test_a_document_that_she_may_not_see_does_not_exist(self, aigul):
        with standing_in("test"):
            hidden = InstrumentFactory(
                open_for_signature=True, audience=Audience.objects.of(Label.RED, f"person:{coordinator().pk}")
            )
        assert aigul.client.get(aigul.address(hidden)).status_code == 404

    def test_a_forwarded_link_leads_to_one_plain_page(self, client, sign_in, aigul, memorandum):
        for someone in (client, sign_in(aigul.person, host="sign.localhost", second_factor=False)):
            for address in (aigul.address(memorandum), f"/sign/key/{aigul.mandate.pk}/"):
                response = someone.get(address, headers={"host": "sign.localhost"})
                assert response.status_code == 403
                assert memorandum.slug not in response.content.decode()

    def test_entering_without_a_passage_opens_nothing(self, client):
        response = client.post("/sign/enter/", {"token": "x"}, headers={"host": "sign.localhost"})
        assert response.status_code == 403
        assert "_auth_user_id" not in client.session

    @pytest.mark.parametrize("state", ["in_consultation", "adopted", "abandoned"])
    def test_nothing_is_signed_in_the_wrong_state(self, aigul, state):
        instrument = InstrumentFactory(**{state: True})

        response = aigul.client.post(aigul.address(instrument), {"read": ["ru"]})

        assert "seal" not in response.headers.get("Location", "")
        self.refused(response)

    @pytest.mark.parametrize("field", ["client_data", "authenticator_data", "signature"])
    def test_broken_bytes_get_a_sentence(self, aigul, memorandum, field):
        evidence = posted(aigul.authenticator.sign(aigul.choose(memorandum).encode()))

        for broken in ("", "=", "%%", evidence[field][:-4]):
            aigul.choose(memorandum)
            response = aigul.client.post(f"{aigul.address(memorandum)}seal/", {**evidence, field: broken}, follow=True)
            self.refused(response)


class TestKeys:
    def test_a_new_key_is_only_what_the_site_says(self, aigul):
        key = SigningKey.objects.get()
        page = aigul.client.get(f"/sign/key/{aigul.mandate.pk}/?lang=en").content.decode()

        assert "only the site says this key is theirs" in page
        assert key.fingerprint == aigul.authenticator.key_id
        assert not SigningKey.objects.confirmed().exists()

    def test_the_options_name_nobody(self, sign_in):
        someone = signer(sign_in, delegate(OrganisationFactory(name="Мост")))

        options = embedded(someone.client.get(f"/sign/key/{someone.mandate.pk}/"), "options")

        assert options["rp"]["id"] == "sign.localhost"
        assert options["user"]["name"] == options["user"]["displayName"] == options["rp"]["name"] == "key"
        assert options["attestation"] == "none"
        assert options["authenticatorSelection"]["userVerification"] == "required"
        assert sorted(kind["alg"] for kind in options["pubKeyCredParams"]) == [-8, -7]

    def test_a_public_key_alone_registers_nothing(self, sign_in):
        """Anyone can write a registration from somebody's public key; the key's own signature he cannot."""
        someone = signer(sign_in, delegate())
        address = f"/sign/key/{someone.mandate.pk}/"
        someone.client.post(address, someone.new_key(someone.client.get(address)))
        statement = embedded(someone.client.get(f"{address}prove/"), "statement")

        forged = replace(soft_authenticator().sign(statement.encode()), public_key=someone.authenticator.public_key)
        someone.client.post(f"{address}prove/", posted(forged))

        assert not SigningKey.objects.exists()

    def test_a_registration_for_another_challenge_or_origin_is_refused(self, sign_in):
        someone = signer(sign_in, delegate())
        address = f"/sign/key/{someone.mandate.pk}/"
        for_another_page = someone.new_key(someone.client.get(address))
        page = someone.client.get(address)
        someone.authenticator.origin = "http://localhost"
        for answer in (for_another_page, someone.new_key(page)):
            assert someone.client.post(address, answer).status_code == 422

    def test_rubbish_gets_a_sentence(self, sign_in):
        someone = signer(sign_in, delegate())
        address = f"/sign/key/{someone.mandate.pk}/"
        someone.client.get(address)
        for rubbish in ("AAAA", "", "o2NmbXRkbm9uZQ", "%"):
            answer = dict.fromkeys(("credential_id", "client_data", "attestation_object"), rubbish)
            assert someone.client.post(address, answer).status_code == 422
        assert not SigningKey.objects.exists()

    def test_one_key_a_mandate(self, aigul):
        address = f"/sign/key/{aigul.mandate.pk}/"
        before = SigningKey.objects.get()

        assert aigul.client.post(address, {"credential_id": "AAAA"}).status_code == 200
        assert SigningKey.objects.get() == before

    def test_revoking_keeps_what_was_signed(self, aigul, memorandum):
        aigul.sign(memorandum)

        aigul.client.post(f"/sign/key/{aigul.mandate.pk}/revoke/", {"suspect_from": ""})

        assert SigningKey.objects.get().revoked_position > SigningKey.objects.get().registered_position
        assert Word.objects.standing().count() == 1

    def test_her_fellow_delegates_are_told_to_look(self, sign_in):
        organisation = OrganisationFactory()
        fellow, stranger = delegate(organisation), delegate()
        signer(sign_in, delegate(organisation)).register_key()
        assert list(Notice.objects.filter(kind="look").values_list("user", flat=True)) == [fellow.account.pk]
        assert stranger.account

    def test_her_mandate_only(self, sign_in, aigul):
        other = MandateFactory()

        for address in (f"/sign/key/{other.pk}/", f"/sign/key/{other.pk}/prove/"):
            assert aigul.client.get(address).status_code == 404
        assert aigul.client.post(f"/sign/key/{other.pk}/revoke/").status_code == 404


def test_a_refusal_on_the_signing_origin_leads_back_to_the_site(rf, settings):
    request = rf.get("/sign/key/", headers={"host": "sign.localhost"})
    request.user = AnonymousUser()

    page = DomainErrorMiddleware(lambda _: HttpResponse()).process_exception(request, Refused("No."))

    assert page.status_code == 403
    main = page.content.decode().split("<header")[1]
    links = re.findall(r'href="([^"?]+)', main)
    assert links
    assert all(link.startswith(settings.HAMKOR_SITE_ORIGIN) for link in links)

"""What becomes of a word: withdrawn in public, hidden for safety, its name disclosed, its list kept back."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from hamkor.core import clock
from hamkor.core.errors import DomainError, NothingToDo, Refused
from hamkor.instruments.actions.words import (
    disclose_name,
    hide_word,
    keep_list_back,
    record_word,
    show_list,
    withdraw_word,
)
from hamkor.instruments.models import Word
from hamkor.instruments.statements import Choices
from hamkor.ledger.models import Commitment, Opening
from hamkor_proof.canonical import parse_canonical
from tests.factories.instruments import InstrumentFactory, WordFactory
from tests.factories.network import OrganisationFactory, coordinator, delegate
from tests.support.signing import signer

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed(sign_in):
    """A word that was confirmed first, then signed, of an organisation called Мост."""
    memorandum = InstrumentFactory(open_for_signature=True)
    someone = signer(sign_in, delegate(OrganisationFactory(name="Мост")))
    page = f"/workspace/documents/{memorandum.slug}/word/{someone.organisation.pk}/"
    sign_in(someone.person).post(page, {"read": ["ru"], "publish_name": "on", "reservation": "Кроме статьи 3."})
    someone.register_key()
    someone.sign(memorandum)
    return Word.objects.standing().get()


def address(word, what):
    return f"/workspace/documents/{word.instrument.slug}/word/{word.organisation_id}/{what}/"


class TestWithdrawing:
    def test_it_is_public_and_stays_with_its_date(self, sign_in, signed):
        sign_in(signed.given_by).post(address(signed, "withdraw"))

        signed.refresh_from_db()
        assert signed.withdrawn_at
        assert bytes(signed.statement)
        event = parse_canonical(bytes(Opening.objects.order_by("commitment__position").last().event))
        assert event["act"] == "withdraw"
        assert event["supersedes"] == signed.statement_sha256

    def test_it_says_before_what_it_does(self, sign_in, signed):
        shown = sign_in(signed.given_by).get(f"{address(signed, 'withdraw')}?lang=en").content.decode()
        assert "public act" in shown
        assert "Withdraw for Мост" in shown

    def test_twice_is_nothing_to_do(self, signed):
        withdraw_word(by=signed.given_by, word=signed)
        with pytest.raises(NothingToDo):
            withdraw_word(by=signed.given_by, word=signed)

    def test_the_secretariat_withdraws_only_what_it_recorded(self, signed):
        with pytest.raises(Refused):
            withdraw_word(by=coordinator(), word=signed)
        recorded = WordFactory()
        assert withdraw_word(by=coordinator(), word=recorded).withdrawn_at

    def test_others_find_nothing_there(self, sign_in, signed):
        for what in ("withdraw", "hide", "disclose"):
            assert sign_in(delegate()).post(address(signed, what)).status_code == 404
        assert Word.objects.standing().count() == 1


class TestHiding:
    def test_nothing_of_it_is_left_but_one_hidden_entry(self, sign_in, signed):
        leaves = {bytes(c.leaf) for c in Commitment.objects.all()}

        sign_in(signed.given_by).post(address(signed, "hide"))

        for word in Word.objects.filter(instrument=signed.instrument):
            assert word.hidden_at
            kept = (word.statement, word.client_data, word.authenticator_data, word.signature, word.key)
            assert kept == (None,) * 5
            assert word.reservation == ""
        for opening in Opening.objects.exclude(subject_id=signed.organisation_id):
            assert str(signed.organisation_id).encode() not in bytes(opening.event)
        about_it = Opening.objects.filter(subject_id=signed.organisation_id)
        assert [parse_canonical(bytes(o.event))["act"] for o in about_it] == ["key-register"]
        # The commitments stay, so that the ledger's history stays provable.
        assert leaves < {bytes(c.leaf) for c in Commitment.objects.all()}

    def test_members_are_not_told_the_name_either(self, sign_in, signed):
        hide_word(by=signed.given_by, word=signed)
        shown = sign_in(delegate()).get(f"/workspace/documents/{signed.instrument.slug}/word/").content.decode()
        assert "Мост" not in shown

    def test_the_receipt_is_gone_with_it(self, sign_in, signed):
        someone = signer(sign_in, signed.given_by)
        hide_word(by=signed.given_by, word=signed)
        assert someone.client.get(f"{someone.address(signed.instrument)}receipt.json").status_code == 404

    def test_the_secretariat_hides_whatever_the_strength(self, signed):
        assert hide_word(by=coordinator(), word=signed).hidden_at

    def test_a_scan_goes_too(self):
        word = record_word(
            by=coordinator(),
            instrument=InstrumentFactory(open_for_signature=True),
            organisation=OrganisationFactory(),
            channel="letter",
            told_at=clock.now(),
            choices=Choices(),
            scan=ContentFile(b"%PDF-1", "letter.pdf"),
        )
        name = word.scan.name

        hide_word(by=coordinator(), word=word)

        assert not default_storage.exists(name)

    def test_it_blocks_no_other_organisation_and_no_other_document(self, signed):
        other = WordFactory(organisation=signed.organisation)
        neighbour = WordFactory(instrument=signed.instrument)
        hide_word(by=coordinator(), word=signed)
        for word in (other, neighbour):
            word.refresh_from_db()
            assert word.hidden_at is None

    def test_a_hidden_word_is_not_withdrawn_disclosed_or_given_again(self, sign_in, signed):
        hide_word(by=signed.given_by, word=signed)
        for act in (withdraw_word, disclose_name):
            with pytest.raises(DomainError):
                act(by=signed.given_by, word=signed)
        client = sign_in(signed.given_by)
        client.post(f"/workspace/documents/{signed.instrument.slug}/word/{signed.organisation_id}/", {"read": ["ru"]})
        assert not Word.objects.standing().exists()

    def test_what_was_withdrawn_can_be_hidden(self, signed):
        withdraw_word(by=signed.given_by, word=signed)
        hide_word(by=signed.given_by, word=signed)
        assert not Word.objects.filter(hidden_at=None).exists()


class TestDisclosing:
    def test_its_delegate_lets_the_name_appear(self, sign_in):
        word = WordFactory(name_withheld=True)
        sign_in(delegate(word.organisation)).post(address(word, "disclose"))
        word.refresh_from_db()
        assert word.publish_name
        assert parse_canonical(bytes(Opening.objects.get().event))["act"] == "disclose"

    def test_nobody_else_does(self):
        word = WordFactory(name_withheld=True)
        with pytest.raises(Refused):
            disclose_name(by=coordinator(), word=word)

    def test_not_while_it_is_withheld_everywhere(self):
        word = WordFactory(organisation=OrganisationFactory(withheld=True), name_withheld=True)
        with pytest.raises(DomainError, match="everywhere"):
            disclose_name(by=delegate(word.organisation), word=word)

    def test_twice_is_nothing_to_do(self):
        word = WordFactory()
        with pytest.raises(NothingToDo):
            disclose_name(by=delegate(word.organisation), word=word)


class TestPhrase:
    def test_the_coordinator_approves_it_and_shows_the_list_again(self, sign_in):
        memorandum = InstrumentFactory(open_for_signature=True)
        client = sign_in(coordinator())
        page = f"/workspace/documents/{memorandum.slug}/words/phrase/"

        client.post(page, {"ru": "более десяти организаций", "en": "more than ten organisations"})
        memorandum.refresh_from_db()
        assert memorandum.list_withheld
        assert dict(memorandum.list_phrases.values_list("language", "text"))["en"] == "more than ten organisations"

        client.post(page, {"ru": "более двадцати", "en": ""})
        assert dict(memorandum.list_phrases.values_list("language", "text")) == {"ru": "более двадцати"}

        client.post(page, {"ru": "x", "show": "1"})
        memorandum.refresh_from_db()
        assert not memorandum.list_withheld

    def test_without_a_phrase_the_list_is_not_kept_back(self, sign_in):
        memorandum = InstrumentFactory(open_for_signature=True)
        response = sign_in(coordinator()).post(f"/workspace/documents/{memorandum.slug}/words/phrase/", {"ru": " "})
        assert response.status_code == 422
        memorandum.refresh_from_db()
        assert not memorandum.list_withheld

    def test_the_same_again_is_nothing_to_do(self):
        memorandum, by = InstrumentFactory(open_for_signature=True), coordinator()
        with pytest.raises(NothingToDo):
            show_list(by=by, instrument=memorandum)
        keep_list_back(by=by, instrument=memorandum, phrases={"en": "many"})
        with pytest.raises(NothingToDo):
            keep_list_back(by=by, instrument=memorandum, phrases={"en": "many"})

    def test_delegates_do_not(self, sign_in):
        memorandum = InstrumentFactory(open_for_signature=True)
        page = f"/workspace/documents/{memorandum.slug}/words/phrase/"
        assert sign_in(delegate()).post(page, {"ru": "x"}).status_code == 404

"""The evidence bundle: what anybody can check without us, and what it never tells."""

import io
import json
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest

from hamkor.core import clock
from hamkor.core.actors import CLOCK, OPERATOR
from hamkor.instruments.actions.texts import save_text
from hamkor.instruments.actions.words import disclose_name, hide_word, keep_list_back, record_word, withdraw_word
from hamkor.instruments.evidence import evidence_bundle
from hamkor.instruments.models import Instrument, Text, Word
from hamkor.instruments.statements import Choices
from hamkor.ledger.access import this_network
from hamkor.ledger.actions.checkpoints import make_checkpoint
from hamkor.ledger.actions.descriptors import publish_descriptor
from hamkor.ledger.actions.witnesses import keep_cosignatures
from hamkor.ledger.models import Checkpoint
from hamkor.ledger.verification import verify as verify_ledger
from hamkor.network.actions.keys import contest_key
from hamkor.network.models import Organisation
from hamkor_proof import checkpoint
from hamkor_proof.checkpoint import cosign
from hamkor_proof.container import unpack
from hamkor_proof.note import Note, SignerKey
from hamkor_proof.verdict import verify
from tests.factories.instruments import InstrumentFactory
from tests.factories.network import OrganisationFactory, coordinator, delegate
from tests.proof import by_hand
from tests.support.printing import read_back
from tests.support.procedures import adopted_and_public
from tests.support.signing import signer

pytestmark = pytest.mark.django_db


@pytest.fixture
def memorandum() -> Instrument:
    return adopted_and_public()


@pytest.fixture
def signed(memorandum: Instrument, sign_in) -> Word:
    """A word that an organisation called Мост signed."""
    someone = signer(sign_in, delegate(OrganisationFactory(name="Мост")))
    someone.register_key()
    someone.sign(memorandum)
    return Word.objects.get(organisation=someone.organisation)


def recorded(memorandum: Instrument, organisation: Organisation, **choices) -> Word:
    return record_word(
        by=coordinator(),
        instrument=memorandum,
        organisation=organisation,
        channel="email",
        told_at=clock.now(),
        choices=Choices(**choices),
    )


def bundle(instrument: Instrument) -> bytes:
    """As of a checkpoint that covers everything done so far."""
    make_checkpoint(by=CLOCK)
    instrument.refresh_from_db()
    made = evidence_bundle(instrument)
    assert made is not None
    return made


def judged(data: bytes):
    """What the verifier says of it, in a ledger that is right."""
    verify_ledger()
    network = this_network()
    return verify(data, pinned=network.hex() if network else None, demonstration=True)


def test_what_was_signed_is_proved(memorandum: Instrument, signed: Word) -> None:
    recorded(memorandum, OrganisationFactory(name="Берег"))
    found = judged(bundle(memorandum))
    assert (found.status, found.code, found.part) == (0, "proved", None)


def test_the_same_state_has_the_same_bytes(memorandum: Instrument, signed: Word) -> None:
    first = bundle(memorandum)
    assert evidence_bundle(memorandum) == first
    other = InstrumentFactory(published=True, open_for_signature=True)
    recorded(other, OrganisationFactory())
    assert bundle(memorandum) == first


def test_any_program_opens_it(memorandum: Instrument, signed: Word) -> None:
    with zipfile.ZipFile(io.BytesIO(bundle(memorandum))) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
    assert {"README.txt", "bundle.json", "checkpoint", "seen.json", "network/0001.json"} < set(names)
    assert sum(name.startswith("texts/0001/") for name in names) == 2


def test_its_readme_says_how_to_check_the_signature_with_openssl(
    memorandum: Instrument, signed: Word, tmp_path: Path
) -> None:
    folder = by_hand.unpacked(unpack(bundle(memorandum)), tmp_path)
    followed = {entry: by_hand.follow(folder, entry) for entry in by_hand.signed(folder)}

    # Her word, and the registration of her key.
    assert len(followed) == 2
    assert all(each.holds for each in followed.values())
    assert all("Мост" in each.statement[1] for each in followed.values())


def test_there_is_none_before_a_checkpoint_covers_the_document(memorandum: Instrument, client) -> None:
    assert evidence_bundle(memorandum) is None
    address = f"/ru/documents/{memorandum.slug}/evidence.zip"
    assert client.get(address).status_code == 404
    assert "evidence.zip" not in client.get(f"/ru/documents/{memorandum.slug}/").content.decode()
    make_checkpoint(by=CLOCK)
    assert client.get(address)["Content-Type"] == "application/zip"
    assert "evidence.zip" in client.get(f"/ru/documents/{memorandum.slug}/").content.decode()


def test_what_no_checkpoint_covers_is_not_in_it(memorandum: Instrument, signed: Word) -> None:
    first = bundle(memorandum)
    recorded(memorandum, OrganisationFactory())
    assert evidence_bundle(memorandum) == first


class TestWhatItDoesNotTell:
    def test_a_withheld_name_is_counted_and_stands_in_no_byte(self, memorandum: Instrument, signed: Word) -> None:
        unnamed = OrganisationFactory(name="Причал")
        recorded(memorandum, unnamed, publish_name=False)
        data = bundle(memorandum)
        assert "Причал".encode() not in data
        assert str(unnamed.pk).encode() not in data
        found = judged(data)
        assert (found.status, found.code) == (0, "proved")

    def test_a_hidden_word_is_gone_and_told_as_hidden(self, memorandum: Instrument, signed: Word) -> None:
        before = unpack(bundle(memorandum))
        hide_word(by=coordinator(), word=signed)
        data = bundle(memorandum)
        assert "Мост".encode() not in data
        assert str(signed.organisation_id).encode() not in data
        after = unpack(data)
        assert len([name for name in after if name.startswith("entries/")]) < len(before)
        assert b"hamkor/hidden" in data
        assert judged(data).status == 0

    def test_nothing_in_it_leads_to_the_place_of_what_it_does_not_open(
        self, memorandum: Instrument, signed: Word
    ) -> None:
        """Neither a leaf nor a position of a withheld word: it could be looked up among the ledger's public entries."""
        word = recorded(memorandum, OrganisationFactory(), publish_name=False)
        data = bundle(memorandum)
        assert word.leaf.encode() not in data
        entries = [json.loads(body) for name, body in unpack(data).items() if name.startswith("entries/")]
        assert word.leaf not in json.dumps(entries)

    def test_a_list_kept_back_opens_neither_words_nor_their_number(self, memorandum: Instrument, signed: Word) -> None:
        keep_list_back(by=coordinator(), instrument=memorandum, phrases={"ru": "более десяти организаций"})
        data = bundle(memorandum)
        assert "Мост".encode() not in data
        assert b"hamkor/register" not in data
        found = judged(data)
        assert (found.status, found.code) == (0, "proved")


class TestWhatComesAfterwards:
    def test_a_name_that_was_withheld_is_told_once_it_is_disclosed(self, memorandum: Instrument) -> None:
        organisation = OrganisationFactory(name="Причал")
        word = recorded(memorandum, organisation, publish_name=False)
        before = judged(bundle(memorandum))
        assert (before.status, before.findings.words, before.findings.unopened) == (0, (), {"word": 1})
        disclose_name(by=delegate(organisation), word=word)
        found = judged(bundle(memorandum))
        assert (found.status, found.code, found.findings.unopened) == (0, "proved", {})
        assert [each.name for each in found.findings.words] == ["Причал"]

    def test_a_corrected_translation_is_proved_as_the_one_before_was(self) -> None:
        memorandum = adopted_and_public(texts__authentic=("ru",))
        english = Text.objects.get(edition__instrument=memorandum, language="en")
        hashes = [english.current().sha256]
        first = judged(bundle(memorandum))
        assert first.status == 0
        hashes.append(save_text(by=coordinator(), text=english, body="We act together.", based_on=1).sha256)
        found = judged(bundle(memorandum))
        assert (found.status, found.code) == (0, "proved")
        shown = {text.sha256: text for text in found.findings.texts if text.language == "en"}
        assert hashes[1] in shown
        assert not shown[hashes[1]].authentic
        assert hashes[1] not in {text.sha256 for text in found.findings.uncovered}

    def test_a_further_edition_of_the_descriptor_comes_along_and_either_may_be_pinned(
        self, memorandum: Instrument, signed: Word
    ) -> None:
        edition = publish_descriptor(by=OPERATOR, name="Another name")
        data = bundle(memorandum)
        assert unpack(data)["network/0002.json"] == bytes(edition.body)
        for pinned in (this_network() or b"", sha256(bytes(edition.body)).digest()):
            found = verify(data, pinned=pinned.hex(), demonstration=True)
            assert (found.status, found.code) == (0, "proved")
            assert found.findings is not None
            assert found.findings.network_name == "Another name"

    def test_a_contested_key_is_told_as_contested(self, memorandum: Instrument, signed: Word) -> None:
        assert not judged(bundle(memorandum)).findings.words[0].key.contested
        contest_key(by=coordinator(), key=signed.key)
        found = judged(bundle(memorandum))
        assert (found.status, found.code) == (0, "proved")
        assert found.findings.words[0].key.contested

    def test_a_witness_that_is_asked_for_is_missed_until_its_line_is_there(
        self, memorandum: Instrument, signed: Word
    ) -> None:
        witness = SignerKey("partner.example/witness", b"\10" * 32)
        publish_descriptor(by=OPERATOR, witnesses=[str(witness.verifier)], threshold=1)
        found = judged(bundle(memorandum))
        assert (found.status, found.code) == (2, "witnesses")
        made = Checkpoint.objects.latest("size")
        line = cosign(checkpoint.Checkpoint.parse(Note.parse(bytes(made.note)).text), witness, at=1_400_000_000)
        keep_cosignatures(by=OPERATOR, checkpoint=made, lines=[line])
        found = judged(evidence_bundle(memorandum))
        assert (found.status, found.code) == (0, "proved")
        assert found.findings.cosigned == ((str(witness.verifier), 1_400_000_000),)


def test_a_withdrawn_word_is_in_it_and_told_as_withdrawn(memorandum: Instrument, signed: Word) -> None:
    withdraw_word(by=signed.given_by, word=signed)
    assert judged(bundle(memorandum)).status == 0


def test_a_word_given_again_more_strongly_supersedes_the_former(memorandum: Instrument, sign_in) -> None:
    someone = signer(sign_in, delegate(OrganisationFactory(name="Мост")))
    recorded(memorandum, someone.organisation)
    someone.register_key()
    someone.sign(memorandum)
    found = judged(bundle(memorandum))
    assert (found.status, found.code) == (0, "proved")


def test_the_pdf_says_where_the_evidence_is_and_its_fingerprint(memorandum: Instrument, signed: Word, client) -> None:
    data = bundle(memorandum)
    pdf = client.get(f"/en/documents/{memorandum.slug}/document.pdf").content
    words = "".join(read_back(pdf).split())
    assert f"/en/documents/{memorandum.slug}/evidence.zip" in words
    assert sha256(data).hexdigest() in words

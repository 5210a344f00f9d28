"""The evidence bundle: what anybody can check without us, and what it never tells."""

import io
import json
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest

from hamkor.core import clock
from hamkor.core.actors import CLOCK
from hamkor.instruments.actions.words import hide_word, keep_list_back, record_word, withdraw_word
from hamkor.instruments.evidence import evidence_bundle
from hamkor.instruments.models import Instrument, Word
from hamkor.instruments.statements import Choices
from hamkor.ledger.access import this_network
from hamkor.ledger.actions.checkpoints import make_checkpoint
from hamkor.network.models import Organisation
from hamkor_proof.container import unpack
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

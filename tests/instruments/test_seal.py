"""The seal on a document's PDF: other programs see whether a copy was changed, and a lost seal is not replaced."""

import asyncio
import re
import shutil
import stat
import subprocess
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from cryptography import x509
from django.core.management import CommandError, call_command
from django.test import Client
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from hamkor.core.actors import OPERATOR
from hamkor.core.errors import DomainError, NothingToDo
from hamkor.instruments.models import State
from hamkor.instruments.pdf import document_pdf
from hamkor.instruments.printed import Evidence, printed
from hamkor.instruments.published import editions_or_404, published_or_404
from hamkor.instruments.signatories import public_list
from hamkor.ledger.actions.founding import make_seal
from hamkor.ledger.seal import Seal, certificate_file, key_file, seal_fingerprint, the_seal
from tests.factories.instruments import InstrumentFactory
from tests.support.forgetting import forget
from tests.support.printing import letters, read_back
from tests.support.seals import bring_seal

pytestmark = pytest.mark.django_db

ADDRESS = "/en/documents/memorandum/document.pdf"


@pytest.fixture
def sealed(reader: Client) -> bytes:
    """The PDF of a document on the public site, as a reader gets it."""
    InstrumentFactory(slug="memorandum", open_for_accession=True, published=True)
    return reader.get(ADDRESS).content


@pytest.fixture
def home(tmp_path: Path, settings) -> Path:
    """A home folder of this test's own, with the installation's seal in it."""
    bring_seal(tmp_path)
    settings.HAMKOR_HOME = tmp_path
    return tmp_path


def changed(pdf: bytes) -> bytes:
    """The same with another page size, written after its end, so that no sealed byte differs."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    page = writer.root["/Pages"]["/Kids"][0]
    page["/MediaBox"][3] = page["/MediaBox"][2]
    writer.update_container(page)
    result = BytesIO()
    writer.write(result)
    return result.getvalue()


def corrupted(pdf: bytes) -> bytes:
    """The same with another title in its metadata: a sealed byte differs, and none is added."""
    assert b"<rdf:li xml:lang=" in pdf
    return pdf.replace(b"<rdf:li xml:lang=", b"<rdf:li xml:lanG=", 1)


def by_pyhanko(pdf: bytes) -> PdfSignatureStatus:
    roots = list(load_certs_from_pemder_data(certificate_file().read_bytes()))
    (seal,) = PdfFileReader(BytesIO(pdf)).embedded_signatures
    return validate_pdf_signature(seal, ValidationContext(trust_roots=roots, allow_fetching=False))


def by_pdfsig(pdf: bytes, folder: Path) -> str:
    if not shutil.which("pdfsig"):
        pytest.skip("poppler's pdfsig is not on this machine")
    (folder / "document.pdf").write_bytes(pdf)
    # -nocert: who the certificate belongs to is for the reader to compare; no list of authorities is asked.
    call = ["pdfsig", "-nocert", "document.pdf"]
    return subprocess.run(call, cwd=folder, check=False, capture_output=True, text=True).stdout


def test_pyhanko_calls_it_sound_and_certified_against_any_change(sealed: bytes) -> None:
    status = by_pyhanko(sealed)
    assert status.bottom_line
    assert status.trusted
    assert status.coverage is SignatureCoverageLevel.ENTIRE_FILE
    assert status.modification_level is ModificationLevel.NONE
    assert status.docmdp_ok
    (seal,) = PdfFileReader(BytesIO(sealed)).embedded_signatures
    assert seal.docmdp_level is MDPPerm.NO_CHANGES
    assert seal.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"


def test_pyhanko_notices_a_change(sealed: bytes) -> None:
    edited = by_pyhanko(changed(sealed))
    assert not edited.bottom_line
    assert edited.coverage is not SignatureCoverageLevel.ENTIRE_FILE
    assert not by_pyhanko(corrupted(sealed)).intact


def test_pdfsig_calls_it_valid(sealed: bytes, tmp_path: Path) -> None:
    said = by_pdfsig(sealed, tmp_path)
    assert "Signature is Valid." in said
    assert "- Total document signed" in said
    assert "ETSI.CAdES.detached" in said


def test_pdfsig_notices_a_change(sealed: bytes, tmp_path: Path) -> None:
    said = by_pdfsig(changed(sealed), tmp_path)
    assert "Not total document signed" in said
    assert "Digest Mismatch." in by_pdfsig(corrupted(sealed), tmp_path)


def test_it_is_made_where_a_loop_runs_already(home: Path) -> None:
    """As in an asynchronous server; pyHanko would start a second one in the same thread."""
    InstrumentFactory(slug="memorandum", open_for_accession=True, published=True)
    instrument = published_or_404("memorandum", "en")
    texts = editions_or_404(instrument, "en")[0].texts
    document = printed(instrument, texts, public_list(instrument, "en"), State.ACCESSION, "en")

    async def made(seal: Seal | None) -> bytes:
        return document_pdf(document, seal)

    assert asyncio.run(made(the_seal())) == document_pdf(document, the_seal())


def test_nothing_of_it_is_seen_or_read_aloud(sealed: bytes) -> None:
    (seal,) = PdfFileReader(BytesIO(sealed)).embedded_signatures
    field = seal.sig_field
    assert max(float(edge) for edge in field["/Rect"]) < 0
    assert "/AP" not in field
    assert int(field["/F"]) & 4, "printed, for PDF/A"


def test_the_seal_states_no_time_before_there_was_one(sealed: bytes) -> None:
    (seal,) = PdfFileReader(BytesIO(sealed)).embedded_signatures
    certificate = x509.load_pem_x509_certificate(certificate_file().read_bytes())
    assert seal.self_reported_timestamp >= certificate.not_valid_before_utc


def test_the_last_page_gives_the_certificate_that_the_page_on_checking_gives(reader: Client, sealed: bytes) -> None:
    fingerprint = seal_fingerprint()
    assert fingerprint
    last = read_back(sealed).rstrip("\f").rpartition("\f")[2]
    assert fingerprint in last
    assert f"<code>{fingerprint}</code>" in reader.get("/en/check/").content.decode()


def test_the_last_page_leads_to_the_evidence(sealed: bytes) -> None:
    instrument = published_or_404("memorandum", "en")
    texts = editions_or_404(instrument, "en")[0].texts
    evidence = Evidence("https://network.example/en/documents/memorandum/evidence.zip", "ab" * 32)
    document = printed(instrument, texts, public_list(instrument, "en"), State.ACCESSION, "en", evidence=evidence)
    last = letters(read_back(document_pdf(document)).rstrip("\f").rpartition("\f")[2])
    assert f"{evidence.url}{evidence.sha256}" in last


def test_where_there_never_was_a_seal_none_is_claimed(reader: Client) -> None:
    InstrumentFactory(slug="memorandum", open_for_accession=True, published=True)
    forget("audit_event")
    pdf = reader.get(ADDRESS).content
    assert not list(PdfFileReader(BytesIO(pdf)).embedded_signatures)
    assert "seal" not in read_back(pdf)
    assert "seal" not in reader.get("/en/check/").content.decode()


@pytest.mark.parametrize("lost", ["seal-key.pem", "seal-certificate.pem"])
def test_a_lost_seal_is_named_and_not_replaced(home: Path, lost: str) -> None:
    (home / lost).unlink()
    with pytest.raises(DomainError, match=f"{lost} belongs there, from a backup"):
        the_seal()
    with pytest.raises(NothingToDo, match="from a backup"):
        make_seal(by=OPERATOR)
    assert not (home / lost).exists()


def test_another_seal_in_its_place_seals_nothing(home: Path) -> None:
    used = seal_fingerprint()
    for file in (key_file(), certificate_file()):
        file.unlink()
    forget("audit_event")
    make_seal(by=OPERATOR)
    other = certificate_file().read_bytes(), key_file().read_bytes()
    bring_seal(home)
    certificate_file().write_bytes(other[0])
    with pytest.raises(DomainError, match="is not of the key in"):
        the_seal()
    key_file().write_bytes(other[1])
    assert the_seal() is not None
    bring_seal(home)
    with pytest.raises(DomainError, match="is not that of this installation's seal"):
        the_seal()
    assert seal_fingerprint() != used


@pytest.mark.parametrize(
    "words", [b"", b"not a key", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"]
)
def test_a_damaged_key_is_named(home: Path, words: bytes) -> None:
    key_file().write_bytes(words)
    with pytest.raises(DomainError, match="is not a private key in PEM"):
        the_seal()


def test_the_operator_replaces_a_seal_that_is_lost_for_good(home: Path) -> None:
    used = seal_fingerprint()
    said = StringIO()
    call_command("make_seal", stdout=said)
    assert f"{used}" in said.getvalue()
    with pytest.raises(CommandError, match="is not the SHA-256 of the certificate in use"):
        call_command("make_seal", instead_of="ab" * 32)
    said = StringIO()
    call_command("make_seal", instead_of=used, stdout=said)
    assert "Move" in said.getvalue(), "the one in use is still there"
    key_file().unlink()
    certificate_file().unlink()
    said = StringIO()
    call_command("make_seal", instead_of=used, stdout=said)
    made = re.search("[0-9a-f]{64}", said.getvalue())
    assert made
    assert made[0] == seal_fingerprint() != used
    for file in (key_file(), certificate_file()):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_seal_that_was_half_made_is_finished(home: Path) -> None:
    forget("audit_event")
    key = key_file().read_bytes()
    certificate_file().unlink()
    make_seal(by=OPERATOR)
    assert the_seal() is not None
    assert key_file().read_bytes() == key


def test_a_long_name_and_a_long_host_leave_room_for_the_signature(home: Path, reader: Client, settings) -> None:
    settings.HAMKOR_NETWORK_NAMES = {"en": "Қ" * 300}
    settings.HAMKOR_SITE_ORIGIN = f"https://{'a' * 60}.{'b' * 60}.example"
    for file in (key_file(), certificate_file()):
        file.unlink()
    forget("audit_event")
    make_seal(by=OPERATOR)
    InstrumentFactory(slug="memorandum", open_for_accession=True, published=True)
    assert by_pyhanko(reader.get(ADDRESS).content).bottom_line

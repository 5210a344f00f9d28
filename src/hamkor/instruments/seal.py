"""The installation's seal on a PDF: PAdES B-B (ETSI EN 319 142-1), certifying it and permitting no change.

Its field lies outside the page, so nothing is drawn and nothing that is read aloud changes. A field that nobody sees
cannot meet both PDF/A and PDF/UA to the letter.
"""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time
from hashlib import sha256
from io import BytesIO
from typing import Final, override

from asn1crypto.x509 import Certificate
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.generic import ArrayObject, ByteStringObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign.fields import InvisSigSettings, MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers.constants import ESIC_EXTENSION_1
from pyhanko.sign.signers.pdf_cms import Signer
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner, PdfSigningSession

from hamkor.ledger.seal import Seal

_FIELD: Final = "Seal"
# Bytes of a signature by P-256 beside its certificate and the names of that one's issuer: some 370, by trial.
_BESIDES: Final = 512


def sealed(pdf: bytes, seal: Seal, *, dated: date) -> bytes:
    """The PDF with an incremental update that holds the seal; the same arguments give the same bytes.

    The time that the seal states is the midnight (UTC) that begins `dated`, or when its certificate begins, if that is
    later: it is the document's, and no proof of when it was sealed.
    """
    writer = _RepeatableWriter(pdf, state=sha256(pdf + bytes.fromhex(seal.fingerprint)).digest()[:16])
    signer = _DatedSigner(
        PdfSignatureMetadata(
            field_name=_FIELD,
            md_algorithm="sha256",
            subfilter=SigSeedSubFilter.PADES,
            certify=True,
            docmdp_permissions=MDPPerm.NO_CHANGES,
        ),
        signer=_RepeatableSigner(seal),
        new_field_spec=SigFieldSpec(
            _FIELD,
            invis_sig_settings=InvisSigSettings(set_print_flag=True, box_out_of_bounds=True),
            readable_field_name=_FIELD,
        ),
    )
    signer.at = max(datetime.combine(dated, time(), UTC), seal.certificate.not_valid_before_utc)
    result = BytesIO()
    # pyHanko starts a loop of its own, which Python refuses to a thread that has one running already, as that of an
    # asynchronous server or of a browser's driver; so it gets a thread of its own.
    with ThreadPoolExecutor(1) as own:
        own.submit(signer.sign_pdf, writer, output=result, bytes_reserved=_room_for(seal)).result()
    return result.getvalue()


def _room_for(seal: Seal) -> int:
    """Hexadecimal digits for the signature with its certificate; without them pyHanko would sign once more, to know."""
    certificate = seal.certificate
    # Its issuer is named twice more: as the signer, and in the attribute that names the certificate (RFC 5035).
    return 2 * (len(certificate.public_bytes(Encoding.DER)) + 2 * len(certificate.issuer.public_bytes()) + _BESIDES)


class _RepeatableWriter(IncrementalPdfFileWriter):
    """Adds to a PDF without the two things that pyHanko would add each time anew and has no setting for: a random half
    of the file's id, and the time in its metadata, which stays as Typst wrote it."""

    def __init__(self, pdf: bytes, state: bytes) -> None:
        super().__init__(BytesIO(pdf))
        self._document_id = ArrayObject([ByteStringObject(self.document_id[0]), ByteStringObject(state)])

    @override
    def _update_meta(self) -> None: ...


class _DatedSigner(PdfSigner):
    """States the time that it is told instead of the clock's, and leaves the file a PDF 1.7."""

    at: datetime

    @override
    def register_extensions(self, pdf_out: BasePdfFileWriter, *, md_algorithm: str) -> None:
        # pyHanko would name the curve's specification (ISO 32002) too, which belongs to PDF 2.0; PDF/A-3 is PDF 1.7.
        pdf_out.register_extension(ESIC_EXTENSION_1)

    @override
    def init_signing_session(self, pdf_out: BasePdfFileWriter, existing_fields_only: bool = False) -> PdfSigningSession:
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self.at
        return session


class _RepeatableSigner(Signer):
    """ECDSA whose secret number comes from key and message (RFC 6979), not from chance."""

    def __init__(self, seal: Seal) -> None:
        super().__init__(signing_cert=Certificate.load(seal.certificate.public_bytes(Encoding.DER)))
        self._key = seal.key

    @override
    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        assert digest_algorithm == "sha256", digest_algorithm
        return self._key.sign(data, ec.ECDSA(hashes.SHA256(), deterministic_signing=True))

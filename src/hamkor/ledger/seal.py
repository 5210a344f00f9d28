"""The installation's seal, which shows of a PDF where it was made: a key and its certificate in the home folder. Which
certificate it is stands in the record, so that a lost or exchanged one is not replaced without a word."""

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.conf import settings

from hamkor.audit.models import Event
from hamkor.core import clock
from hamkor.core.errors import DomainError
from hamkor.ledger.models import Descriptor

MADE = "ledger.seal_made"

# RFC 5280, section 4.1.2.5: a certificate without a well-defined end.
_NO_END = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
# X.520's upper bound for a common name and for an organisation's.
_LONGEST = 64


@dataclass(frozen=True)
class Seal:
    """A P-256 key and the certificate that it signed itself."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of the certificate, in hexadecimal."""
        return self.certificate.fingerprint(hashes.SHA256()).hex()


def seal_fingerprint() -> str | None:
    """The SHA-256 of the certificate in use, as recorded when it was made; None where there never was one."""
    first = Descriptor.objects.filter(edition=1).first()
    if first is None:
        return None
    made = Event.objects.filter(on_id=first.pk, kind=MADE).order_by("-at").values_list("codes", flat=True).first()
    return None if made is None else str(made["certificate"])


def the_seal() -> Seal | None:
    """The seal in use; None where there never was one.

    Raises `DomainError` where it was lost, or where the files hold another: a PDF under another certificate, or under
    none, would look forged to whoever compares.
    """
    fingerprint = seal_fingerprint()
    if fingerprint is None:
        return None
    for path in (key_file(), certificate_file()):
        if not path.exists():
            raise DomainError(
                f"The seal of documents is not there: {path} belongs there, from a backup of the home folder."
            )
    seal = _read()
    if seal.fingerprint != fingerprint:
        raise DomainError(
            f"The certificate in {certificate_file()} is not that of this installation's seal, which has the SHA-256 "
            f"{fingerprint}."
        )
    return seal


def new_seal() -> Seal:
    """A fresh one in the home folder, or the one that an earlier try to make it left there, whole or half."""
    if not key_file().exists():
        key = ec.generate_private_key(ec.SECP256R1())
        _write(
            key_file(),
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            ),
        )
    if not certificate_file().exists():
        _write(certificate_file(), _certificate(_key()).public_bytes(serialization.Encoding.PEM))
    return _read()


def key_file() -> Path:
    return Path(settings.HAMKOR_HOME) / "seal-key.pem"


def certificate_file() -> Path:
    return Path(settings.HAMKOR_HOME) / "seal-certificate.pem"


def _read() -> Seal:
    try:
        certificate = x509.load_pem_x509_certificate(certificate_file().read_bytes())
    except ValueError as error:
        raise DomainError(f"{certificate_file()} is not a certificate in PEM.") from error
    key = _key()
    if certificate.public_key() != key.public_key():
        raise DomainError(f"The certificate in {certificate_file()} is not of the key in {key_file()}.")
    return Seal(key, certificate)


def _key() -> ec.EllipticCurvePrivateKey:
    try:
        key = serialization.load_pem_private_key(key_file().read_bytes(), password=None)
    except (ValueError, TypeError) as error:
        raise DomainError(f"{key_file()} is not a private key in PEM without a password.") from error
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise DomainError(f"The key in {key_file()} is not a P-256 key.")
    return key


def _certificate(key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    host = urlsplit(settings.HAMKOR_SITE_ORIGIN).hostname or settings.HAMKOR_SITE_ORIGIN
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, settings.HAMKOR_NETWORK_NAMES["en"][:_LONGEST]),
            x509.NameAttribute(NameOID.COMMON_NAME, host[:_LONGEST]),
        ]
    )
    only_signing = dict.fromkeys(
        (
            "key_encipherment",
            "data_encipherment",
            "key_agreement",
            "key_cert_sign",
            "crl_sign",
            "encipher_only",
            "decipher_only",
        ),
        False,
    )
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(clock.now().replace(microsecond=0))
        .not_valid_after(_NO_END)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(digital_signature=True, content_commitment=True, **only_signing),
            critical=True,
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)

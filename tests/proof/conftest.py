"""A statement and a key to sign it with; each test changes the one thing it is about."""

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from hamkor_proof.leaf import empty_root
from hamkor_proof.soft_key import SoftAuthenticator
from hamkor_proof.statement import Act, Organisation, Publish, Seen, SignedText, Statement

RP_ID = "sign.coalition.example"
ORIGIN = "https://sign.coalition.example"


@pytest.fixture(params=["ES256", "Ed25519"])
def authenticator(request: pytest.FixtureRequest) -> SoftAuthenticator:
    """A signing key of either kind."""
    if request.param == "Ed25519":
        return ed25519_authenticator()
    return es256_authenticator()


@pytest.fixture
def es256() -> SoftAuthenticator:
    """A P-256 signing key."""
    return es256_authenticator()


def es256_authenticator(secret: int = 7) -> SoftAuthenticator:
    return SoftAuthenticator(RP_ID, ORIGIN, ec.derive_private_key(secret, ec.SECP256R1()))


def ed25519_authenticator() -> SoftAuthenticator:
    return SoftAuthenticator(RP_ID, ORIGIN, Ed25519PrivateKey.from_private_bytes(b"\x07" * 32))


def a_statement(key: str = "05" * 32) -> Statement:
    return Statement(
        network="01" * 32,
        act=Act.SIGN,
        instrument="6d5a4c3b-2a19-4807-b6e5-d4c3b2a19080",
        edition=1,
        adoption="02" * 32,
        texts=(SignedText("en", "03" * 32, 11_000), SignedText("ru", "04" * 32, 21_000)),
        read=("ru",),
        organisation=Organisation("f0e1d2c3-b4a5-4968-8776-655443322110", "Пример", "KG"),
        mandate="0a1b2c3d-4e5f-4061-8293-a4b5c6d7e8f9",
        key=key,
        publish=Publish(name=True, country=True),
        seen=Seen(0, empty_root().hex()),
        nonce="06" * 32,
        time=datetime(2026, 11, 23, 18, 0, tzinfo=UTC),
    )


@pytest.fixture
def statement() -> Statement:
    """A word on an adopted memorandum."""
    return a_statement()


@pytest.fixture
def signable(authenticator: SoftAuthenticator) -> Callable[..., Statement]:
    """Make a statement that names the authenticator's key, with changes."""
    return lambda **changes: replace(a_statement(authenticator.key_id), **changes)


@pytest.fixture(scope="session")
def real() -> Path:
    """The folder of material by others; a test that needs it is skipped, by name, where it is not."""
    place = Path(os.environ.get("HAMKOR_REAL", Path(__file__).parents[2].parent / "shared" / "real"))
    if not place.is_dir():
        pytest.skip("the real material (HAMKOR_REAL) is not on this machine")
    return place

"""A key held in memory, for demonstrations and tests: an authenticator and the browser around it.

It shows what a passkey does; it protects nothing. No key made here belongs in a real network.
"""

import json
import secrets
from hashlib import sha256
from typing import NamedTuple

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from hamkor_proof import base64url
from hamkor_proof.evidence import ATTESTED_CREDENTIAL, USER_PRESENT, USER_VERIFIED, Evidence
from hamkor_proof.keys import ed25519_cose, es256_cose, key_id

type PrivateKey = ec.EllipticCurvePrivateKey | Ed25519PrivateKey


class Registration(NamedTuple):
    """What `navigator.credentials.create()` gives: raw bytes, attestation "none"."""

    credential_id: bytes
    client_data: bytes
    attestation_object: bytes
    public_key: bytes


class SoftAuthenticator:
    """One credential for one relying party, used from one origin. ES256 unless a private key is given."""

    def __init__(self, rp_id: str, origin: str, private_key: PrivateKey | None = None) -> None:
        self.rp_id = rp_id
        self.origin = origin
        self.private_key = private_key or ec.generate_private_key(ec.SECP256R1())
        self.credential_id = secrets.token_bytes(32)

    @property
    def public_key(self) -> bytes:
        """The COSE key."""
        if isinstance(self.private_key, Ed25519PrivateKey):
            return ed25519_cose(self.private_key.public_key().public_bytes_raw())
        numbers = self.private_key.public_key().public_numbers()
        return es256_cose(numbers.x.to_bytes(32), numbers.y.to_bytes(32))

    @property
    def key_id(self) -> str:
        """The key's name in statements."""
        return key_id(self.public_key)

    def register(self, challenge: bytes) -> Registration:
        """Answer a request to create a credential. Proves nothing by itself: anyone can write these bytes."""
        length = len(self.credential_id).to_bytes(2)
        attested = bytes(16) + length + self.credential_id + self.public_key
        data = self.authenticator_data(USER_PRESENT | USER_VERIFIED | ATTESTED_CREDENTIAL) + attested
        # {"fmt": "none", "attStmt": {}, "authData": data} in CBOR
        attestation = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x59" + len(data).to_bytes(2) + data
        return Registration(
            self.credential_id, self.client_data("webauthn.create", challenge), attestation, self.public_key
        )

    def sign(self, statement: bytes) -> Evidence:
        """Sign a statement's bytes, as a browser does when the page asks it to."""
        return self.assertion(sha256(statement).digest())

    def assertion(self, challenge: bytes) -> Evidence:
        """Answer a request to sign a raw challenge."""
        return self.seal(
            self.client_data("webauthn.get", challenge), self.authenticator_data(USER_PRESENT | USER_VERIFIED)
        )

    def seal(self, client_data: bytes, authenticator_data: bytes) -> Evidence:
        """Sign any client data and authenticator data whatever, as a hostile authenticator would."""
        message = authenticator_data + sha256(client_data).digest()
        if isinstance(self.private_key, Ed25519PrivateKey):
            signature = self.private_key.sign(message)
        else:
            signature = self.private_key.sign(message, ec.ECDSA(hashes.SHA256(), deterministic_signing=True))
        return Evidence(client_data, authenticator_data, signature, self.public_key)

    def client_data(self, type: str, challenge: bytes, /, **changes: object) -> bytes:
        """The client data JSON as browsers write it; `changes` replace or add members."""
        members = {
            "type": type,
            "challenge": base64url.encode(challenge),
            "origin": self.origin,
            "crossOrigin": False,
        }
        return json.dumps(members | changes, separators=(",", ":"), ensure_ascii=False).encode()

    def authenticator_data(self, flags: int, counter: int = 0) -> bytes:
        """The 37 bytes that every authenticator's answer begins with."""
        return sha256(self.rp_id.encode()).digest() + bytes([flags]) + counter.to_bytes(4)

"""Evidence: the raw bytes of one WebAuthn assertion, and the check that it signs a given statement.

The bytes are kept as the browser gave them. WebAuthn libraries accept more than is meant here (frames of
other sites, duplicate keys, padded challenges), so every rule is checked on the raw bytes.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

from hamkor_proof import base64url
from hamkor_proof.canonical import JSON, parse_strict
from hamkor_proof.faults import EvidenceFault, Fault
from hamkor_proof.form import members, string
from hamkor_proof.keys import PublicKey, parse_key
from hamkor_proof.statement import Statement

LONGEST = 8192

USER_PRESENT = 0x01
USER_VERIFIED = 0x04
BACKUP_ELIGIBLE = 0x08
BACKED_UP = 0x10
ATTESTED_CREDENTIAL = 0x40
EXTENSIONS = 0x80

_FIELDS = ("client_data", "authenticator_data", "signature", "public_key")


@dataclass(frozen=True)
class Evidence:
    """One assertion as raw bytes: client data, authenticator data, signature, and the COSE key it claims."""

    client_data: bytes
    authenticator_data: bytes
    signature: bytes
    public_key: bytes

    def to_dict(self) -> dict[str, str]:
        """The four values as base64url without padding."""
        return {name: base64url.encode(getattr(self, name)) for name in _FIELDS}

    @classmethod
    def from_dict(cls, value: JSON) -> "Evidence":
        """Read what `to_dict` writes; refuse, with a `Fault`, other members and any other base64."""
        given = members(value, _FIELDS, "evidence")
        return cls(**{name: base64url.decode(string(given, name)) for name in _FIELDS})


def check_evidence(evidence: Evidence, statement: Statement | bytes, *, origins: Collection[str], rp_id: str) -> None:
    """Raise unless `evidence` shows that the key named in `statement` signed exactly that statement.

    `origins` are the exact origins of the network's signing site and `rp_id` its relying-party id, from a
    network descriptor or from settings, never from the request. A statement given as bytes is parsed first (a
    plain `Fault` if it is not one); everything else that is wrong is an `EvidenceFault`.

    It shows nothing about whose key that is, nor about when the signature was made.
    """
    if isinstance(statement, bytes):
        statement = Statement.parse(statement)
    if statement.key is None:
        raise EvidenceFault("evidence-no-key")
    key = _parsed_key(evidence)
    # Another key that verifies this signature can be computed from it: the statement says which is meant.
    if key.id != statement.key:
        raise EvidenceFault("evidence-other-key")
    check_assertion(evidence, statement.digest, origins=origins, rp_id=rp_id, key=key)


def check_assertion(
    evidence: Evidence,
    challenge: bytes,
    *,
    origins: Collection[str],
    rp_id: str,
    key: PublicKey | None = None,
) -> None:
    """Raise `EvidenceFault` unless `evidence` is an assertion over the raw `challenge` that keeps every rule.

    The layer below `check_evidence`: it takes the key from the evidence itself and so says only that *some*
    key signed. `docs/signing-statement.md` lists the rules.
    """
    if max(len(evidence.client_data), len(evidence.authenticator_data)) > LONGEST:
        raise EvidenceFault("evidence-too-long")
    _check_client_data(evidence.client_data, challenge, (origins,) if isinstance(origins, str) else origins)
    _check_authenticator_data(evidence.authenticator_data, rp_id)
    signed = evidence.authenticator_data + sha256(evidence.client_data).digest()
    (key or _parsed_key(evidence)).verify(evidence.signature, signed)


def _parsed_key(evidence: Evidence) -> PublicKey:
    try:
        return parse_key(evidence.public_key)
    except Fault as fault:
        raise EvidenceFault(fault.code, **fault.details) from None


def _check_client_data(data: bytes, challenge: bytes, origins: Collection[str]) -> None:
    expected = base64url.encode(challenge)
    # What browsers are told to write where there is nothing more to say keeps every rule below.
    if any(data == _HEAD + expected.encode() + _tail(origin) for origin in origins):
        return
    try:
        client_data = parse_strict(data)
    except Fault as fault:
        raise EvidenceFault(fault.code, **fault.details) from None
    if not isinstance(client_data, dict) or client_data.get("type") != "webauthn.get":
        raise EvidenceFault("evidence-type")
    if client_data.get("challenge") != expected:
        raise EvidenceFault("evidence-challenge")
    origin = client_data.get("origin")
    if not isinstance(origin, str) or origin not in origins:
        raise EvidenceFault("evidence-origin")
    if client_data.get("crossOrigin", False) is not False or "topOrigin" in client_data:
        raise EvidenceFault("evidence-cross-origin")


# WebAuthn, "Serialization" of the client data: these members in this order, and no white space.
_HEAD = b'{"type":"webauthn.get","challenge":"'


@lru_cache(maxsize=64)
def _tail(origin: str) -> bytes:
    return f'","origin":{json.dumps(origin)},"crossOrigin":false}}'.encode()


def _check_authenticator_data(data: bytes, rp_id: str) -> None:
    if len(data) < 37:
        raise EvidenceFault("evidence-authenticator-data")
    if data[:32] != _rp_id_hash(rp_id):
        raise EvidenceFault("evidence-relying-party")
    flags = data[32]
    if not flags & USER_PRESENT:
        raise EvidenceFault("evidence-user-not-present")
    if not flags & USER_VERIFIED:
        raise EvidenceFault("evidence-user-not-verified")
    extensions = data[37:]
    if (
        flags & ATTESTED_CREDENTIAL
        or (flags & BACKED_UP and not flags & BACKUP_ELIGIBLE)
        or bool(flags & EXTENSIONS) != bool(extensions)
        # The first byte says "a map" (CBOR major type 5); what is in it means nothing to us, and is signed.
        or (extensions and extensions[0] >> 5 != 5)
    ):
        raise EvidenceFault("evidence-authenticator-data")


@lru_cache(maxsize=64)
def _rp_id_hash(rp_id: str) -> bytes:
    return sha256(rp_id.encode()).digest()

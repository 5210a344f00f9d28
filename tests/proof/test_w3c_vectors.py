"""The test vectors of the W3C's Web Authentication specification, run through our checks.

Their challenges are not statements of ours, so they meet the layer below: `check_assertion`. Several are made to be
refused by us: without user verification, inside a frame, or with an algorithm that we do not take.
"""

import re
from collections.abc import Iterator
from hashlib import sha256

import cbor2
import pytest

from hamkor_proof.evidence import Evidence, check_assertion
from hamkor_proof.faults import EvidenceFault, Fault
from hamkor_proof.keys import parse_key

pytestmark = pytest.mark.real

OTHER_ALGORITHMS = {"packed-es384", "packed-es512", "packed-rs256", "packed-ed448"}
IN_A_FRAME = {"none-es256-crossOrigin", "none-es256-topOrigin"}


def _vectors(real) -> Iterator[tuple[str, bytes, Evidence, int]]:
    page = (real / "crypto" / "webauthn-vectors" / "test-vectors-section.bs").read_text()
    for section in page.split("\n## ")[1:]:
        name = re.search(r"\{#sctn-test-vectors-([^}]+)\}", section)
        if name is None or "authenticatorData = " not in section:
            continue
        registration, authentication = section.split("=authentication ceremony|")
        attested = cbor2.loads(_value(registration, "attestationObject"))["authData"]
        public_key = attested[55 + int.from_bytes(attested[53:55]) :]
        data = _value(authentication, "authenticatorData")
        evidence = Evidence(
            _value(authentication, "clientDataJSON"), data, _value(authentication, "signature"), public_key
        )
        yield name[1], _value(authentication, "challenge"), evidence, data[32]


def _value(text: str, name: str) -> bytes:
    found = re.search(rf"^{name} = h'([0-9a-f]+)'", text, flags=re.MULTILINE)
    assert found, name
    return bytes.fromhex(found[1])


def _outcome(evidence: Evidence, challenge: bytes) -> str:
    try:
        check_assertion(evidence, challenge, origins=["https://example.org"], rp_id="example.org")
    except EvidenceFault as fault:
        return fault.code
    return "accepted"


def test_each_vector_is_accepted_or_refused_for_its_own_reason(real):
    outcomes = {name: (_outcome(evidence, challenge), flags) for name, challenge, evidence, flags in _vectors(real)}

    assert len(outcomes) == 15
    for name, (outcome, flags) in outcomes.items():
        if name in IN_A_FRAME:
            assert outcome == "evidence-cross-origin"
        elif not flags & 0x04:
            assert outcome == "evidence-user-not-verified"
        elif name in OTHER_ALGORITHMS:
            assert outcome == "key-shape"
        else:
            assert outcome == "accepted"
    assert "accepted" in {outcome for outcome, _ in outcomes.values()}


def test_the_signatures_themselves_verify_in_every_vector_of_our_algorithms(real):
    algorithms = set()
    for name, _, evidence, _ in _vectors(real):
        if name in OTHER_ALGORITHMS:
            with pytest.raises(Fault):
                parse_key(evidence.public_key)
            continue
        key = parse_key(evidence.public_key)
        message = evidence.authenticator_data + sha256(evidence.client_data).digest()
        key.verify(evidence.signature, message)
        with pytest.raises(EvidenceFault):
            key.verify(evidence.signature, message + b"\0")
        algorithms.add(key.algorithm)
    assert algorithms == {"ES256", "Ed25519"}


def test_a_vector_proves_nothing_for_another_challenge_or_place(real):
    for _, challenge, evidence, _ in _vectors(real):
        assert _outcome(evidence, challenge[::-1]) != "accepted"
        with pytest.raises(EvidenceFault):
            check_assertion(evidence, challenge, origins=["https://example.org"], rp_id="example.com")

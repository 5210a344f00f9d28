"""What holds for the package as a whole: it stands alone, and every fault has its sentence."""

import ast
import re
import sys
from pathlib import Path

from webauthn import verify_registration_response
from webauthn.helpers.cose import COSEAlgorithmIdentifier
from webauthn.helpers.structs import AuthenticatorAttestationResponse, RegistrationCredential

import hamkor_proof
from hamkor_proof import base64url, verdict_words
from hamkor_proof.faults import Fault
from hamkor_proof.kinds import Kind
from hamkor_proof.sentences import SENTENCES

PACKAGE = Path(hamkor_proof.__file__).parent
SOURCES = {path.name: path.read_text() for path in PACKAGE.glob("*.py")}


def test_it_needs_nothing_but_two_libraries():
    imported = set()
    for source in SOURCES.values():
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Import):
                imported |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                imported.add((node.module or "").partition(".")[0])

    assert imported - set(sys.stdlib_module_names) == {"hamkor_proof", "cryptography", "rfc8785"}


def test_every_code_has_its_sentence_and_every_sentence_its_code():
    families = (
        "json|text|form|statement|event|key|fingerprint|evidence|leaf|descriptor|tree|ledger|cosign|note|bundle|mirror"
        "|copy"
    )
    code = rf'"((?:{families})-[a-z0-9-]+|base64url|verifier-key)"'
    raised = set()
    for name, source in SOURCES.items():
        if name != "sentences.py":
            raised |= set(re.findall(code, source))

    # The kinds of entries, and the codes of verdicts, look like codes of faults.
    assert raised - set(Kind) - set(verdict_words.SENTENCES) == set(SENTENCES)


def test_a_fault_says_its_sentence():
    fault = Fault("statement-needs", act="sign", field="texts")

    assert fault.code == "statement-needs"
    assert fault.details == {"act": "sign", "field": "texts"}
    assert str(fault) == "The act 'sign' needs the field texts."


def test_a_key_in_memory_registers_as_a_passkey_does(authenticator):
    # The library with which the site registers passkeys is the judge.
    made = authenticator.register(b"c" * 32)
    verified = verify_registration_response(
        credential=RegistrationCredential(
            id=base64url.encode(made.credential_id),
            raw_id=made.credential_id,
            response=AuthenticatorAttestationResponse(made.client_data, made.attestation_object),
        ),
        expected_challenge=b"c" * 32,
        expected_rp_id=authenticator.rp_id,
        expected_origin=authenticator.origin,
        require_user_verification=True,
        supported_pub_key_algs=[COSEAlgorithmIdentifier.ECDSA_SHA_256, COSEAlgorithmIdentifier.EDDSA],
    )

    assert verified.credential_public_key == made.public_key == authenticator.public_key

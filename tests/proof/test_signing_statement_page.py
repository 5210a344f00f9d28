"""`docs/signing-statement.md` is a promise to strangers: its examples hold, by our code and without it."""

import base64
import json
import re
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from hamkor_proof import form
from hamkor_proof.adoption import _KEYS as ADOPTION_KEYS
from hamkor_proof.adoption import Adoption
from hamkor_proof.canonical import canonical_json
from hamkor_proof.characters import UNICODE_VERSION
from hamkor_proof.descriptor import Descriptor, network_id, verifier_key
from hamkor_proof.evidence import Evidence, check_evidence
from hamkor_proof.leaf import leaf_hash
from hamkor_proof.soft_key import SoftAuthenticator
from hamkor_proof.statement import _KEYS, Act, SignedText, Statement
from hamkor_proof.text import normalise, text_digest

PAGE = (Path(__file__).parents[2] / "docs" / "signing-statement.md").read_text()
EXAMPLES = dict(re.findall(r"^```[a-z]+ ([a-z0-9-]+)\n(.*?)\n```$", PAGE, flags=re.MULTILINE | re.DOTALL))
KINDS = ["es256", "ed25519"]


def raw(name: str) -> bytes:
    return EXAMPLES[name].encode()


def test_the_network_its_log_key_and_its_id():
    descriptor = Descriptor.parse(raw("descriptor"))
    log_key = Ed25519PrivateKey.from_private_bytes(b"\x09" * 32).public_key().public_bytes_raw()

    assert descriptor.demonstration
    assert descriptor.log == verifier_key("coalition.example", log_key)
    assert network_id(raw("descriptor")).hex() == EXAMPLES["network-id"]


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_texts_and_their_digests(language):
    text = raw(f"text-{language}") + b"\n"

    assert normalise(text.decode()) == text
    assert text_digest(text) == EXAMPLES[f"sha256-{language}"]
    for kind in KINDS:
        assert SignedText.of(language, text) in Statement.parse(raw(f"statement-{kind}")).texts


def test_the_leaf_of_the_adoption():
    ids = [bytes.fromhex(EXAMPLES[name]) for name in ("network-id", "salt")]

    adoption = Adoption.parse(raw("event"))
    signed = Statement.parse(raw("statement-es256"))

    assert leaf_hash(*ids, raw("event")).hex() == EXAMPLES["leaf"] == signed.adoption
    assert adoption.statement.texts == signed.texts
    assert canonical_json(adoption.to_json()) == raw("event")


@pytest.mark.parametrize("kind", KINDS)
def test_the_signatures_by_our_code(kind):
    statement = Statement.parse(raw(f"statement-{kind}"))
    [site] = Descriptor.parse(raw("descriptor")).relying_parties
    evidence = Evidence.from_dict(json.loads(EXAMPLES[f"evidence-{kind}"]))

    assert statement.network == EXAMPLES["network-id"]
    assert statement.digest.hex() == EXAMPLES[f"digest-{kind}"]
    check_evidence(evidence, statement, origins=site.origins, rp_id=site.id)


@pytest.mark.parametrize("kind", KINDS)
def test_the_signatures_as_a_stranger_checks_them(kind):
    def bytes_of(text: str) -> bytes:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))

    evidence = {name: bytes_of(value) for name, value in json.loads(EXAMPLES[f"evidence-{kind}"]).items()}
    client_data, data, key = evidence["client_data"], evidence["authenticator_data"], evidence["public_key"]
    site = json.loads(EXAMPLES["descriptor"])["relying_parties"][0]
    read = json.loads(client_data)

    assert json.loads(EXAMPLES[f"statement-{kind}"])["key"] == sha256(key).hexdigest()
    assert read["type"] == "webauthn.get"
    assert bytes_of(read["challenge"]) == sha256(raw(f"statement-{kind}")).digest()
    assert read["origin"] in site["origins"]
    assert data[:32] == sha256(site["id"].encode()).digest()
    assert data[32] & 0x05 == 0x05
    message = data + sha256(client_data).digest()
    if kind == "es256":
        point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), b"\x04" + key[10:42] + key[45:])
        point.verify(evidence["signature"], message, ec.ECDSA(hashes.SHA256()))
    else:
        Ed25519PublicKey.from_public_bytes(key[10:]).verify(evidence["signature"], message)


@pytest.mark.parametrize("kind", KINDS)
def test_the_examples_can_be_made_again(kind):
    secret = bytes.fromhex(EXAMPLES[f"private-{kind}"])
    key = (
        ec.derive_private_key(int.from_bytes(secret), ec.SECP256R1())
        if kind == "es256"
        else Ed25519PrivateKey.from_private_bytes(secret)
    )
    [site] = Descriptor.parse(raw("descriptor")).relying_parties

    made = SoftAuthenticator(site.id, site.origins[0], key).sign(raw(f"statement-{kind}"))

    assert made.to_dict() == json.loads(EXAMPLES[f"evidence-{kind}"])


def test_the_evidence_reads_as_the_page_says():
    evidence = Evidence.from_dict(json.loads(EXAMPLES["evidence-es256"]))

    assert evidence.client_data == raw("client-data-es256")
    assert evidence.authenticator_data.hex() == EXAMPLES["authenticator-data-es256"]


def test_the_page_lists_every_member_and_every_act():
    members = set(re.findall(r"^\| `([a-z_]+)` \|", PAGE.split("## 4.")[1].split("**Acts**")[0], flags=re.MULTILINE))
    acts = PAGE.split("**Acts**")[1].split("## 5.")[0]

    assert members == set(_KEYS)
    assert all(f"`{act}`" in acts for act in Act)
    adoption = PAGE.split("**The event of an adoption**")[1].split("## 8.")[0]
    assert set(re.findall(r"^\| `([a-z_]+)` \|", adoption, flags=re.MULTILINE)) == set(ADOPTION_KEYS)
    assert f"**Unicode {UNICODE_VERSION}**" in PAGE
    assert _grammar() == form.LANGUAGE.pattern.replace("(?:", "(")


def _grammar() -> str:
    found = re.search(r"```text language-tag\n\s*(.*?)\n", PAGE)
    assert found
    return found[1]

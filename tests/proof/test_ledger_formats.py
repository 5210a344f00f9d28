"""Leaves, and the descriptor that says which network they belong to."""

import json
from dataclasses import replace
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from hamkor_proof.canonical import canonical_json
from hamkor_proof.descriptor import Descriptor, RelyingParty, network_id, parse_verifier_key, verifier_key
from hamkor_proof.faults import Fault
from hamkor_proof.leaf import empty_root, leaf_hash, new_salt

PUBLISHED_VERIFIER_KEYS = [
    "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8",
    "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
]
LOG_KEY = Ed25519PrivateKey.from_private_bytes(b"\x09" * 32).public_key().public_bytes_raw()
FIRST = Descriptor(
    edition=1,
    name="Пример",
    log=verifier_key("coalition.example", LOG_KEY),
    relying_parties=(RelyingParty("sign.coalition.example", ("https://sign.coalition.example",), 0, None),),
    demonstration=False,
)


def test_a_leaf_is_the_stated_hash():
    network, salt, event = b"n" * 32, b"s" * 32, canonical_json({"kind": "adopted"})

    assert leaf_hash(network, salt, event) == sha256(b"hamkor/leaf/v1\0" + network + salt + event).digest()


@given(st.binary(min_size=32, max_size=32), st.binary(min_size=32, max_size=32), st.text())
def test_leaves_differ_by_network_salt_and_event(one, other, text):
    event = canonical_json({"text": text})
    leaves = {leaf_hash(*ids, event) for ids in {(one, other), (other, one), (one, one), (other, other)}}

    assert len(leaves) == (1 if one == other else 4)
    assert leaf_hash(one, other, canonical_json({"text": text + "."})) not in leaves


@pytest.mark.parametrize(
    ("network", "salt", "event"),
    [(b"n" * 31, b"s" * 32, b"{}"), (b"n" * 32, b"s" * 33, b"{}"), (b"n" * 32, b"s" * 32, b"{ }")],
)
def test_a_leaf_of_anything_else_is_refused(network, salt, event):
    with pytest.raises(Fault):
        leaf_hash(network, salt, event)


def test_salts_are_32_random_bytes():
    assert len({new_salt() for _ in range(100)}) == 100
    assert len(new_salt()) == 32


def test_the_root_of_an_empty_ledger_is_that_of_rfc_6962():
    assert empty_root().hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.mark.parametrize("key", PUBLISHED_VERIFIER_KEYS)
def test_verifier_keys_published_by_others_read_and_write_back(key):
    assert verifier_key(*parse_verifier_key(key)) == key


@pytest.mark.parametrize(
    "key",
    [
        "",
        "name",
        "name+033de0ae",
        "+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8",
        "sum.golang.org+033DE0AE+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8",
        "sum.golang.org+033de0af+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8",
        "sum.golang.com+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8",
        "sum.golang.org+033de0ae+As4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8",
        "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuA==",
        "sum.golang.org+033de0ae+кириллица",
    ],
)
def test_other_verifier_keys_are_refused(key):
    with pytest.raises(Fault):
        parse_verifier_key(key)


@pytest.mark.parametrize("name", ["", "a+b", "a b", "a\n", "a\u00a0b"])
def test_a_log_name_has_no_spaces_and_no_plus(name):
    with pytest.raises(Fault):
        verifier_key(name, LOG_KEY)


def test_a_descriptor_reads_back_and_its_first_edition_names_the_network():
    second = replace(FIRST, edition=2, previous=sha256(FIRST.to_bytes()).hexdigest())

    assert Descriptor.parse(FIRST.to_bytes()) == FIRST
    assert Descriptor.parse(second.to_bytes()) == second
    assert network_id(FIRST.to_bytes()) == sha256(FIRST.to_bytes()).digest()
    with pytest.raises(Fault):
        network_id(second.to_bytes())


def test_every_member_of_a_descriptor_is_needed_and_no_other_allowed():
    written = json.loads(FIRST.to_bytes())
    for name in written:
        with pytest.raises(Fault):
            Descriptor.parse(canonical_json({key: value for key, value in written.items() if key != name}))
    with pytest.raises(Fault):
        Descriptor.parse(canonical_json(written | {"extra": 1}))
    written["relying_parties"][0]["extra"] = 1
    with pytest.raises(Fault):
        Descriptor.parse(canonical_json(written))


def _site(rp_id: str, *origins: str, since: int = 0, until: int | None = None) -> dict[str, object]:
    return {"relying_parties": (RelyingParty(rp_id, origins, since, until),)}


@pytest.mark.parametrize(
    "changes",
    [
        {"edition": 0},
        {"edition": 2},
        {"previous": "00" * 32},
        {"name": "two\nlines"},
        {"log": "coalition.example"},
        {"threshold": 1},
        {"threshold": -1},
        {"witnesses": ("none",)},
        _site("Sign.example", "https://sign.example"),
        _site("sign.example"),
        _site("sign.example", "https://other.example"),
        _site("sign.example", "https://evilsign.example"),
        _site("sign.example", "https://sign.example/"),
        _site("sign.example", "https://sign.example:443"),
        _site("sign.example", "https://user@sign.example"),
        _site("sign.example", "https://sign.example:x"),
        _site("sign.example", "https://SIGN.example"),
        _site("sign.example", "http://sign.example"),
        _site("sign.localhost", "http://sign.localhost:8000"),
        _site("sign.example", "https://sign.example", since=-1),
        _site("sign.example", "https://sign.example", since=5, until=5),
        _site("sign.example", "https://b.sign.example", "https://a.sign.example"),
    ],
)
def test_a_malformed_descriptor_cannot_be_made(changes):
    with pytest.raises(Fault) as caught:
        replace(FIRST, **changes)

    assert str(caught.value)


def test_only_a_demonstration_signs_on_plain_http_and_only_at_home():
    replace(FIRST, demonstration=True, **_site("sign.localhost", "http://sign.localhost:8000"))
    with pytest.raises(Fault):
        replace(FIRST, demonstration=True, **_site("sign.example", "http://sign.example"))

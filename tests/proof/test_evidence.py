"""What an attacker would hand in as evidence, and the reason each time why it is not."""

import json
from dataclasses import fields, replace
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamkor_proof import base64url
from hamkor_proof.evidence import Evidence, check_assertion, check_evidence
from hamkor_proof.faults import EvidenceFault, Fault
from hamkor_proof.keys import ED25519_ORDER, P256_ORDER
from tests.proof import p256
from tests.proof.conftest import ORIGIN, RP_ID, a_statement, ed25519_authenticator, es256_authenticator

UP, UV, BE, BS, AT, ED = 0x01, 0x04, 0x08, 0x10, 0x40, 0x80


def check(evidence, statement, origins=(ORIGIN,), rp_id=RP_ID):
    check_evidence(evidence, statement, origins=origins, rp_id=rp_id)


def refused(evidence, statement, **place):
    with pytest.raises(EvidenceFault) as caught:
        check(evidence, statement, **place)
    assert str(caught.value)
    return caught.value.code


@pytest.fixture
def forge(authenticator, signable):
    """Sign a statement with other client data or authenticator data than an honest browser would make."""

    def forged(client_data=None, flags=UP | UV, extensions=b"", rp_id=RP_ID, **changes):
        statement = signable()
        authenticator.rp_id = rp_id
        data = authenticator.authenticator_data(flags) + extensions
        given_data = authenticator.client_data("webauthn.get", statement.digest, **changes)
        return authenticator.seal(given_data if client_data is None else client_data(given_data), data), statement

    return forged


def test_an_honest_signature_is_accepted(authenticator, signable):
    statement = signable()
    evidence = authenticator.sign(statement.to_bytes())

    check(evidence, statement)
    check(evidence, statement.to_bytes())
    check(Evidence.from_dict(evidence.to_dict()), statement, origins=[ORIGIN, "https://other.example"])


@pytest.mark.parametrize(
    "change", [{"edition": 2}, {"nonce": "07" * 32}, {"reservation": "But."}, {"network": "0f" * 32}]
)
def test_it_says_nothing_about_any_other_statement(authenticator, signable, change):
    evidence = authenticator.sign(signable().to_bytes())

    assert refused(evidence, signable(**change)) == "evidence-challenge"


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "https://a.sign.coalition.example",
        "https://coalition.example",
        "http://sign.coalition.example",
        "https://sign.coalition.example:8443",
        "https://sign.coalition.example/",
        "https://SIGN.coalition.example",
        "https://sign.coalition.example.",
        "https://sign.coalition.exampl",
        "",
        None,
        ["https://sign.coalition.example"],
    ],
)
@pytest.mark.parametrize("origins", [(ORIGIN,), [ORIGIN], {ORIGIN: 1}, ORIGIN])
def test_only_the_exact_origin_counts(forge, origin, origins):
    assert refused(*forge(origin=origin), origins=origins) == "evidence-origin"


@pytest.mark.parametrize(
    "changes", [{"crossOrigin": True}, {"crossOrigin": None}, {"crossOrigin": "false"}, {"crossOrigin": 0}]
)
def test_a_frame_in_another_site_is_refused(forge, changes):
    assert refused(*forge(**changes)) == "evidence-cross-origin"


@pytest.mark.parametrize("top_origin", ["https://evil.example", ORIGIN, None])
def test_a_top_origin_is_refused_whatever_it_says(forge, top_origin):
    assert refused(*forge(topOrigin=top_origin)) == "evidence-cross-origin"


def test_cross_origin_may_be_left_out_and_other_members_may_be_added(forge):
    check(*forge(lambda data: data.replace(b',"crossOrigin":false', b"")))
    check(*forge(other_keys_can_be_added_here="and must not be compared", tokenBinding={"status": "supported"}))


@pytest.mark.parametrize("type_", ["webauthn.create", "payment.get", "navigator.id.getAssertion", "", None])
def test_only_an_assertion_counts(forge, type_):
    assert refused(*forge(type=type_)) == "evidence-type"


@pytest.mark.parametrize(
    "change",
    [
        lambda challenge: challenge + "=",
        lambda challenge: challenge + " ",
        lambda challenge: challenge[:-1],
        lambda challenge: challenge.swapcase(),
        # The last of 43 characters holds two bits that mean nothing; a lax decoder ignores them.
        lambda challenge: challenge[:-1] + chr(ord(challenge[-1]) + 1),
        lambda challenge: None,
    ],
)
def test_the_challenge_is_compared_as_written(authenticator, signable, forge, change):
    challenge = base64url.encode(signable().digest)

    assert refused(*forge(challenge=change(challenge))) == "evidence-challenge"


@pytest.mark.parametrize(
    ("rewrite", "code"),
    [
        (lambda data: b"\xef\xbb\xbf" + data, "json-bom"),
        (lambda data: data.decode().encode("utf-16"), "json-not-utf8"),
        (lambda data: data.decode().encode("utf-16-be"), "json-malformed"),
        (lambda data: data.replace(b"{", b'{"origin":"https://evil.example",'), "json-duplicate-key"),
        (lambda data: data.replace(b"{", b'{"\\u0074ype":"webauthn.create",'), "json-duplicate-key"),
        (lambda data: data + b"\0", "json-malformed"),
        (lambda data: data.replace(b"{", b'{"a":"\\ud800",'), "json-surrogate"),
        (lambda data: b"[" + data + b"]", "evidence-type"),
        (lambda data: b"", "json-malformed"),
        (lambda data: data + b" " * 8192, "evidence-too-long"),
    ],
)
def test_client_data_that_two_readers_could_read_differently_is_refused(forge, rewrite, code):
    assert refused(*forge(rewrite)) == code


@pytest.mark.parametrize(
    ("flags", "code"),
    [
        (UV, "evidence-user-not-present"),
        (UP, "evidence-user-not-verified"),
        (0, "evidence-user-not-present"),
        (UP | UV | BS, "evidence-authenticator-data"),
        (UP | UV | AT, "evidence-authenticator-data"),
        (UP | UV | ED, "evidence-authenticator-data"),
    ],
)
def test_the_authenticator_must_have_verified_its_user(forge, flags, code):
    assert refused(*forge(flags=flags)) == code


@pytest.mark.parametrize("flags", [UP | UV | BE, UP | UV | BE | BS, UP | UV | 0x02, UP | UV | 0x20])
def test_backup_and_reserved_bits_do_not_matter(forge, flags):
    check(*forge(flags=flags))


def test_extension_data_comes_with_its_flag_or_not_at_all(forge):
    check(*forge(flags=UP | UV | ED, extensions=b"\xa1\x61a\xf5"))
    assert refused(*forge(extensions=b"\xa1\x61a\xf5")) == "evidence-authenticator-data"
    assert refused(*forge(flags=UP | UV | ED, extensions=b"\x61a")) == "evidence-authenticator-data"


def test_another_relying_party_is_refused(forge):
    assert refused(*forge(rp_id="coalition.example")) == "evidence-relying-party"
    assert refused(*forge(), rp_id="coalition.example") == "evidence-relying-party"


@pytest.mark.parametrize("length", [0, 1, 32, 36])
def test_cut_authenticator_data_is_refused(authenticator, signable, length):
    statement = signable()
    honest = authenticator.sign(statement.to_bytes())
    cut = authenticator.seal(honest.client_data, honest.authenticator_data[:length])

    assert refused(cut, statement) == "evidence-authenticator-data"


def _der(r: bytes, s: bytes) -> bytes:
    body = b"\x02" + bytes([len(r)]) + r + b"\x02" + bytes([len(s)]) + s
    return b"\x30" + bytes([len(body)]) + body


def _minimal(number: int) -> bytes:
    return number.to_bytes(number.bit_length() // 8 + 1)


LOOSE_DER = {
    "one byte more at the end": lambda r, s: _der(_minimal(r), _minimal(s)) + b"\0",
    "one byte more inside": lambda r, s: _der(_minimal(r), _minimal(s) + b"\0"),
    "a third integer": lambda r, s: _wrap(_der(_minimal(r), _minimal(s))[2:] + b"\x02\x01\x01"),
    "zeros before r": lambda r, s: _der(b"\0" * 2 + _minimal(r), _minimal(s)),
    "a zero before s": lambda r, s: _der(_minimal(r), b"\0" + _minimal(s)),
    "negative r": lambda r, s: _der((r | 1 << 255).to_bytes(32), _minimal(s)),
    "long form of the length": lambda r, s: b"\x30\x81" + _der(_minimal(r), _minimal(s))[1:],
    "indefinite length": lambda r, s: b"\x30\x80" + _der(_minimal(r), _minimal(s))[2:] + b"\0\0",
    "long form inside": lambda r, s: _wrap(
        b"\x02\x81" + bytes([len(_minimal(r))]) + _minimal(r) + _der(_minimal(r), _minimal(s))[4 + len(_minimal(r)) :]
    ),
    "r is zero": lambda r, s: _der(b"\0", _minimal(s)),
    "s is zero": lambda r, s: _der(_minimal(r), b"\0"),
    "r is the order": lambda r, s: _der(_minimal(P256_ORDER), _minimal(s)),
    "s above the order": lambda r, s: _der(_minimal(r), _minimal(s + P256_ORDER)),
    "an empty integer": lambda r, s: _der(b"", _minimal(s)),
    "a set, not a sequence": lambda r, s: b"\x31" + _der(_minimal(r), _minimal(s))[1:],
    "a bit string, not an integer": lambda r, s: _der(_minimal(r), _minimal(s)).replace(b"\x02", b"\x03", 1),
    "r and s without DER": lambda r, s: r.to_bytes(32) + s.to_bytes(32),
    "cut": lambda r, s: _der(_minimal(r), _minimal(s))[:-1],
    "one integer": lambda r, s: _wrap(b"\x02" + bytes([len(_minimal(r))]) + _minimal(r)),
    "nothing": lambda r, s: b"",
}


def _wrap(body: bytes) -> bytes:
    return b"\x30" + bytes([len(body)]) + body


@pytest.fixture
def es256_signed(es256):
    statement = a_statement(es256.key_id)
    return es256.sign(statement.to_bytes()), statement


@pytest.mark.parametrize("how", LOOSE_DER)
def test_loose_der_is_refused(es256_signed, how):
    evidence, statement = es256_signed
    r, s = p256.read_signature(evidence.signature)
    check(replace(evidence, signature=_der(_minimal(r), _minimal(s))), statement)

    loose = replace(evidence, signature=LOOSE_DER[how](r, s))

    assert refused(loose, statement) == "evidence-signature-form"


def test_a_signature_has_a_twin_so_its_bytes_identify_nothing(es256_signed):
    evidence, statement = es256_signed
    r, s = p256.read_signature(evidence.signature)
    twin = replace(evidence, signature=_der(_minimal(r), _minimal(P256_ORDER - s)))

    assert twin.signature != evidence.signature
    check(twin, statement)


def test_another_key_that_verifies_the_same_signature_is_refused(es256_signed):
    evidence, statement = es256_signed
    message = evidence.authenticator_data + sha256(evidence.client_data).digest()
    [other] = set(p256.recover_keys(evidence.signature, message)) - {evidence.public_key}
    stolen = replace(evidence, public_key=other)

    # Mathematically the signature is the other key's as much as ours …
    check_assertion(stolen, statement.digest, origins=[ORIGIN], rp_id=RP_ID)
    # … but the statement names the key that meant it.
    assert refused(stolen, statement) == "evidence-other-key"


def test_a_statement_that_names_no_key_was_signed_by_nobody(authenticator, signable):
    confirmed = signable(key=None)

    assert refused(authenticator.sign(confirmed.to_bytes()), confirmed) == "evidence-no-key"


def test_an_ed25519_signature_must_be_canonical():
    authenticator = ed25519_authenticator()
    statement = a_statement(authenticator.key_id)
    evidence = authenticator.sign(statement.to_bytes())
    s = int.from_bytes(evidence.signature[32:], "little") + ED25519_ORDER
    for signature in (
        evidence.signature[:32] + s.to_bytes(32, "little"),
        evidence.signature + b"\0",
        evidence.signature[:-1],
        b"",
    ):
        assert refused(replace(evidence, signature=signature), statement) == "evidence-signature-form"


def test_someone_elses_signature_is_refused(authenticator, signable):
    statement = signable()
    other = es256_authenticator(8)
    evidence = other.sign(statement.to_bytes())

    assert refused(evidence, statement) == "evidence-other-key"
    assert refused(replace(evidence, public_key=authenticator.public_key), statement) in {
        "evidence-signature",
        "evidence-signature-form",
    }


@given(st.data())
def test_no_bit_of_the_evidence_can_be_turned(data):
    authenticator = es256_authenticator()
    statement = a_statement(authenticator.key_id)
    evidence = authenticator.sign(statement.to_bytes())
    name = data.draw(st.sampled_from([field.name for field in fields(Evidence)]))
    value = bytearray(getattr(evidence, name))
    value[data.draw(st.integers(0, len(value) - 1))] ^= 1 << data.draw(st.integers(0, 7))

    with pytest.raises(EvidenceFault):
        check(replace(evidence, **{name: bytes(value)}), statement)


@given(st.binary(max_size=300), st.binary(max_size=80), st.binary(max_size=80), st.binary(max_size=80))
def test_any_bytes_are_refused_by_a_fault(client_data, authenticator_data, signature, public_key):
    with pytest.raises(EvidenceFault):
        check(Evidence(client_data, authenticator_data, signature, public_key), a_statement())


@pytest.mark.parametrize(
    "change",
    [
        lambda written: written | {"signature": written["signature"] + "="},
        lambda written: written | {"signature": "a"},
        lambda written: written | {"signature": "ab+/"},
        lambda written: written | {"signature": "AB"},
        lambda written: written | {"signature": 1},
        lambda written: written | {"extra": ""},
        lambda written: {key: value for key, value in written.items() if key != "signature"},
        lambda written: [written],
    ],
)
def test_evidence_is_written_in_one_way_only(es256_signed, change):
    evidence, _ = es256_signed

    with pytest.raises(Fault):
        Evidence.from_dict(change(evidence.to_dict()))


@given(st.binary())
def test_base64url_goes_both_ways(data):
    assert base64url.decode(base64url.encode(data)) == data


def test_evidence_survives_json(es256_signed):
    evidence, _ = es256_signed

    assert Evidence.from_dict(json.loads(json.dumps(evidence.to_dict()))) == evidence

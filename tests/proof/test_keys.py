"""Public keys: two kinds, one encoding each, and only real points."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from hamkor_proof.faults import Fault
from hamkor_proof.keys import (
    ED25519_PRIME,
    SMALL_ORDER_Y,
    check_ed25519_point,
    ed25519_cose,
    es256_cose,
    key_id,
    parse_key,
)
from tests.proof import p256
from tests.proof.conftest import es256_authenticator

ED = ed25519_cose(Ed25519PrivateKey.from_private_bytes(b"\x07" * 32).public_key().public_bytes_raw())
ES = es256_authenticator().public_key


def code_of(cose: bytes) -> str:
    with pytest.raises(Fault) as caught:
        parse_key(cose)
    return caught.value.code


def test_the_two_kinds_are_read(authenticator):
    key = parse_key(authenticator.public_key)

    assert key.cose == authenticator.public_key
    assert key.id == key_id(authenticator.public_key) == authenticator.key_id
    assert {parse_key(ES).algorithm, parse_key(ED).algorithm} == {"ES256", "Ed25519"}


@pytest.mark.parametrize(
    "cose",
    [
        b"",
        ES + b"\0",
        ES[:-1],
        ED + b"\0",
        ED[:-1],
        b"\xa6" + ES[1:] + b"\x04\xf5",  # one member more
        ES[:3] + b"\x03\x38\x22" + ES[5:],  # ES384
        ES[:3] + b"\x03\x28" + ES[5:],  # ESP256 by its newer number
        ES.replace(b"\x20\x01", b"\x20\x02"),  # P-384
        ES.replace(b"\x20\x01", b"\x20\x08"),  # secp256k1
        b"\xa5\x03\x26\x01\x02" + ES[5:],  # another order
        b"\xbf" + ES[1:] + b"\xff",  # indefinite length
        ES.replace(b"\x01\x02", b"\x01\x18\x02", 1),  # a longer way to write 2
        ES[:45] + b"\xf5",  # compressed: y is true
        ED[:3] + b"\x03\x32" + ED[5:],  # Ed25519 by its newer number
        ED.replace(b"\x20\x06", b"\x20\x07"),  # Ed448
    ],
)
def test_any_other_algorithm_curve_or_encoding_is_refused(cose):
    assert code_of(cose) == "key-shape"


@given(st.binary(min_size=32, max_size=32), st.binary(min_size=32, max_size=32))
def test_a_point_off_the_curve_is_refused(x, y):
    assert code_of(es256_cose(x, y)) == "key-not-on-curve"


def test_a_coordinate_has_one_encoding_only():
    # x = 5 is on the curve, and x + p still fits 32 bytes.
    x = 5
    y = pow(x**3 - 3 * x + p256.B, (p256.P + 1) // 4, p256.P)
    parse_key(es256_cose(x.to_bytes(32), y.to_bytes(32)))

    assert code_of(es256_cose((x + p256.P).to_bytes(32), y.to_bytes(32))) == "key-not-on-curve"
    assert code_of(es256_cose(bytes(32), bytes(32))) == "key-not-on-curve"


@given(st.binary(min_size=32, max_size=32))
def test_ed25519_keys_that_openssl_makes_pass(seed):
    check_ed25519_point(Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw())


def test_ed25519_points_that_are_none_are_refused():
    off_curve = (2).to_bytes(32, "little")
    too_large = (ED25519_PRIME + 3).to_bytes(32, "little")

    assert code_of(ed25519_cose(off_curve)) == "key-not-on-curve"
    assert code_of(ed25519_cose(too_large)) == "key-not-on-curve"
    assert code_of(ed25519_cose(b"\xff" * 32)) == "key-not-on-curve"


def test_points_of_small_order_are_refused():
    d = -121665 * pow(121666, -1, ED25519_PRIME) % ED25519_PRIME
    for y in SMALL_ORDER_Y:
        assert code_of(ed25519_cose(y.to_bytes(32, "little"))) == "key-small-order"
        assert code_of(ed25519_cose((y | 1 << 255).to_bytes(32, "little"))) == "key-small-order"
        # Doubled three times, such a point is the neutral element, whose y is 1. With u = y²:
        for _ in range(3):
            u = y * y % ED25519_PRIME
            x_squared = (u - 1) * pow(d * u + 1, -1, ED25519_PRIME) % ED25519_PRIME
            y = (u + x_squared) * pow(1 - d * x_squared * u, -1, ED25519_PRIME) % ED25519_PRIME
        assert y == 1

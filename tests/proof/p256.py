"""Just enough arithmetic on P-256 to do what an attacker can: find other keys for a signature."""

from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from hamkor_proof.keys import P256_ORDER, es256_cose

P = 0xFFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF
B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
G = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)

type Point = tuple[int, int] | None


def read_signature(signature: bytes) -> tuple[int, int]:
    return decode_dss_signature(signature)


def add(one: Point, other: Point) -> Point:
    if one is None or other is None:
        return one or other
    if one[0] == other[0]:
        if (one[1] + other[1]) % P == 0:
            return None
        slope = (3 * one[0] * one[0] - 3) * pow(2 * one[1], -1, P)
    else:
        slope = (other[1] - one[1]) * pow(other[0] - one[0], -1, P)
    x = (slope * slope - one[0] - other[0]) % P
    return x, (slope * (one[0] - x) - one[1]) % P


def multiply(times: int, point: Point) -> Point:
    result: Point = None
    while times:
        if times & 1:
            result = add(result, point)
        point, times = add(point, point), times >> 1
    return result


def recover_keys(signature: bytes, message: bytes) -> list[bytes]:
    """The COSE keys under which `signature` verifies for `message`: Q = r⁻¹(sR - eG) for both points R with x = r."""
    r, s = decode_dss_signature(signature)
    e = int.from_bytes(sha256(message).digest())
    y = pow(r**3 - 3 * r + B, (P + 1) // 4, P)
    inverse = pow(r, -1, P256_ORDER)
    keys = []
    for root in (y, P - y):
        point = add(multiply(s * inverse % P256_ORDER, (r, root)), multiply(-e * inverse % P256_ORDER, G))
        assert point is not None
        keys.append(es256_cose(point[0].to_bytes(32), point[1].to_bytes(32)))
    return keys

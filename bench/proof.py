"""Checking a signature from stored evidence, beside nothing but the signature."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from hashlib import sha256
from itertools import cycle
from statistics import median
from uuid import uuid4

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from bench.measuring import Row, rate
from hamkor_proof.evidence import Evidence, check_evidence
from hamkor_proof.leaf import empty_root
from hamkor_proof.soft_key import SoftAuthenticator
from hamkor_proof.statement import Act, Organisation, Publish, Seen, SignedText, Statement, new_nonce

RP_ID = "sign.coalition.example"
ORIGIN = "https://sign.coalition.example"
STATEMENTS = 200


def measure(*, quick: bool) -> Iterator[Row]:
    """From bytes: statement and assertion are parsed and every rule is checked, each time anew. A key's point is read
    once, in the yardstick too.

    Each statement has another organisation and another key. Both rates are taken in turn, so that what else the
    machine does falls on both; the ratio is the median of the turns.
    """
    stored = [_signed(number) for number in range(20 if quick else STATEMENTS)]
    checked, raw = _whole(stored), _raw(stored)
    turns = [(rate(checked, seconds=0.1), rate(raw, seconds=0.1)) for _ in range(5 if quick else 60)]
    ratio = median(ours / theirs for ours, theirs in turns)
    yield Row(
        what="checking a signature from stored evidence, all checks",
        measured=f"{median(ours for ours, _ in turns):,.0f} a second",
        yardstick=f"raw ES256: {median(theirs for _, theirs in turns):,.0f} a second",
        ratio=f"{ratio:.2f}",
        must="≥ 0.6",
        reached=ratio >= 0.6,
    )


def _signed(number: int) -> tuple[bytes, tuple[bytes, bytes, bytes, bytes]]:
    key = SoftAuthenticator(RP_ID, ORIGIN)
    statement = Statement(
        network="01" * 32,
        act=Act.SIGN,
        instrument="6d5a4c3b-2a19-4807-b6e5-d4c3b2a19080",
        edition=1,
        adoption="02" * 32,
        texts=(SignedText("en", "03" * 32, 11_000), SignedText("ru", "04" * 32, 21_000)),
        read=("ru",),
        organisation=Organisation(str(uuid4()), f'Общественный фонд "Пример {number}"', "KG"),
        mandate=str(uuid4()),
        key=key.key_id,
        publish=Publish(name=True, country=True),
        seen=Seen(0, empty_root().hex()),
        nonce=new_nonce(),
        time=datetime(2026, 11, 23, 18, 0, tzinfo=UTC),
    ).to_bytes()
    made = key.sign(statement)
    return statement, (made.client_data, made.authenticator_data, made.signature, made.public_key)


def _whole(stored: list[tuple[bytes, tuple[bytes, bytes, bytes, bytes]]]) -> Callable[[], None]:
    turns = cycle(stored)

    def check() -> None:
        statement, evidence = next(turns)
        check_evidence(Evidence(*evidence), statement, origins=[ORIGIN], rp_id=RP_ID)

    return check


def _raw(stored: list[tuple[bytes, tuple[bytes, bytes, bytes, bytes]]]) -> Callable[[], None]:
    algorithm = ec.ECDSA(hashes.SHA256())
    turns = cycle(
        [
            (
                ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), b"\x04" + key[10:42] + key[45:]),
                signature,
                authenticator_data + sha256(client_data).digest(),
            )
            for _, (client_data, authenticator_data, signature, key) in stored
        ]
    )

    def check() -> None:
        key, signature, message = next(turns)
        key.verify(signature, message, algorithm)

    return check

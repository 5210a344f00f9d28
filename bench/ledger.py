"""The ledger: appending to it, proving what is in it, auditing the whole of it, and how all this grows."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from hashlib import sha256
from itertools import count
from statistics import median
from time import perf_counter, process_time
from typing import Final, cast
from uuid import UUID, uuid4

from django.db import connection, transaction
from tests.factories.network import OrganisationFactory

from bench.measuring import Row, rate
from bench.worlds import database, written_at_once
from hamkor.core import clock
from hamkor.ledger import tree
from hamkor.ledger.access import this_network
from hamkor.ledger.actions.record import commit
from hamkor.ledger.models import Commitment, Node, Opening, RegisterEntry
from hamkor.ledger.verification import verify
from hamkor.network.models import Organisation
from hamkor_proof.acts import Act
from hamkor_proof.canonical import JSON, canonical_json, parse_canonical
from hamkor_proof.leaf import LEAF_PREFIX, REFERENCE_PREFIX, new_salt
from hamkor_proof.register import About
from hamkor_proof.statement import Organisation as NamedAs
from hamkor_proof.statement import Publish, Seen, SignedText, Statement
from hamkor_proof.tree import Subtree, completed_by, entry_hash, inclusion_spans

APPENDS: Final = 600
LEAF: Final = bytes(33)
NODE: Final = bytes(65)
AUDITED: Final = 100_000
ABOUT: Final = About("instrument", "6d5a4c3b-2a19-4807-b6e5-d4c3b2a19080")
_STATEMENT: Final = Statement(
    network=64 * "a",
    act=Act.SIGN,
    instrument=ABOUT.id,
    edition=1,
    adoption=64 * "b",
    texts=tuple(SignedText(language, 64 * "c", 12_000) for language in ("en", "ru")),
    read=("ru",),
    organisation=NamedAs("7d5a4c3b-2a19-4807-b6e5-d4c3b2a19080", "Организация (пример)", "KG"),
    mandate="8d5a4c3b-2a19-4807-b6e5-d4c3b2a19080",
    key=64 * "d",
    publish=Publish(name=True, country=True),
    seen=Seen(1_000, 64 * "e"),
    nonce=64 * "0",
    time=datetime(2026, 11, 30, 12, tzinfo=UTC),
)
_WORD: Final = cast("dict[str, JSON]", parse_canonical(_STATEMENT.to_bytes()))
SIZES: Final = (1_000, 10_000, 100_000, 1_000_000)


def measure(*, quick: bool) -> Iterator[Row]:
    """On a ledger that is filled beforehand with the words of organisations on one document."""
    sizes = (100, 1_000) if quick else SIZES
    audited = sizes[-1] if quick else AUDITED
    with database() as name:
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA synchronous=FULL")
        subject: Organisation = OrganisationFactory.create()
        filled = _Filled(subject)
        appended: dict[int, float] = {}
        proved: dict[int, float] = {}
        for size in sizes:
            filled.grow_to(size)
            proved[size] = _proofs(quick=quick, at_once=1)
            if size == audited:
                yield _proof_row(name, size, _proofs(quick=quick, at_once=1_000))
                yield _audit_row(name, size, quick=quick)
            appended[size], bare = _appends(subject, quick=quick)
            if size == audited:
                yield _append_row(name, size, appended[size], bare)
        yield _growth_row(name, appended, proved)


class _Filled:
    """Rows as appending makes them, written by the thousand."""

    def __init__(self, subject: Organisation) -> None:
        self._subject = subject
        self._known: dict[Subtree, bytes] = {}
        self._prefix = LEAF_PREFIX + (this_network() or b"")
        self._as_reference = REFERENCE_PREFIX + (this_network() or b"")

    def grow_to(self, size: int) -> None:
        """As many entries as that."""
        start = tree.size()
        self._known.clear()
        for first in range(start, size, 5_000):
            self._write(range(first, min(size, first + 5_000)))
        _tell_the_planner()

    def _write(self, positions: range) -> None:
        now, commitments, nodes, openings, listed = clock.now(), [], [], [], []
        for position in positions:
            salt, event = new_salt(), canonical_json(_event(position))
            made = Commitment(position=position, leaf=sha256(self._prefix + salt + event).digest(), made_at=now)
            commitments.append(made)
            openings.append(Opening(commitment=made, kind="word", subject_id=self._subject.pk, salt=salt, event=event))
            called = sha256(self._as_reference + salt + event).digest()
            listed.append(
                RegisterEntry(
                    commitment=made, about_kind=ABOUT.kind, about_id=UUID(ABOUT.id), kind="word", reference=called
                )
            )
            for part, hashed in completed_by(position, entry_hash(made.leaf), self._hash):
                self._known[part] = hashed
                if part.level:
                    nodes.append(Node(place=tree.place(part), hash=hashed))
        with written_at_once():
            Commitment.objects.bulk_create(commitments, batch_size=2_000)
            Node.objects.bulk_create(nodes, batch_size=2_000)
            Opening.objects.bulk_create(openings, batch_size=2_000)
            RegisterEntry.objects.bulk_create(listed, batch_size=2_000)

    def _hash(self, part: Subtree) -> bytes:
        if part not in self._known:
            if part.level:
                row = Node.objects.get(place=tree.place(part))
                self._known[part] = bytes(row.hash)
            else:
                self._known[part] = entry_hash(bytes(Commitment.objects.get(position=part.number).leaf))
        return self._known[part]


def _event(number: int) -> dict[str, JSON]:
    """An organisation's word, as it is signed."""
    return {**_WORD, "nonce": f"{number:064x}"}


def _appends(subject: Organisation, *, quick: bool) -> tuple[float, float]:
    """Seconds that an append takes, and that writing one row with the same bytes takes, each in a transaction of its
    own and in turn, so that what else the machine does falls on both: the medians."""
    blob = "blob" if connection.vendor == "sqlite" else "bytea"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE IF NOT EXISTS bench_bare (id char(32) PRIMARY KEY, event {blob})")
    ours, bare = [], []
    for number in range(30 if quick else APPENDS):
        event = _event(number)
        start = perf_counter()
        with transaction.atomic():
            commit("word", event, subject=subject, under=ABOUT)
        ours.append(perf_counter() - start)
        body = canonical_json(event)
        start = perf_counter()
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("INSERT INTO bench_bare VALUES (%s, %s)", [uuid4().hex, body])
        bare.append(perf_counter() - start)
    return median(ours), median(bare)


def _proofs(*, quick: bool, at_once: int) -> float:
    """Proofs of inclusion in a second of processor time, of entries all over the tree, so many by one reading of what
    they need."""
    size, number = tree.size(), count()

    def prove() -> None:
        wanted = [inclusion_spans(next(number) * 7919 % size, size) for _each in range(at_once)]
        tree.proofs(wanted)

    return at_once * rate(prove, seconds=0.2 if quick else 3)


def _append_row(name: str, size: int, ours: float, bare: float) -> Row:
    return Row(
        what=f"append to {size:,} entries, event and opening, each in its own transaction, synced, {name}",
        measured=f"{1 / ours:,.0f} a second",
        yardstick=f"one row of the same bytes: {1 / bare:,.0f} a second",
        ratio=f"{bare / ours:.2f}",
        must="≥ 0.5",
        reached=bare / ours >= 0.5,
    )


def _proof_row(name: str, size: int, proved: float) -> Row:
    return Row(
        what=f"inclusion proofs at {size:,} entries, a thousand at once, {name}",
        measured=f"{proved:,.0f} a second",
        yardstick="–",
        ratio="–",
        must="≥ 5,000 a second",
        reached=proved >= 5_000,
    )


def _audit_row(name: str, size: int, *, quick: bool) -> Row:
    """The same bytes are what a verification hashes: of each entry its opening (prefix, salt, event) for its leaf and
    once more for its reference, its leaf, and every node."""
    prefixes = [prefix + (this_network() or b"") for prefix in (LEAF_PREFIX, REFERENCE_PREFIX)]
    opened = [bytes(32) + canonical_json(_event(number)) for number in range(size)]
    bodies = [prefix + each for each in opened for prefix in prefixes]

    def hash_alone() -> None:
        for body in bodies:
            sha256(body).digest()
        for _each in range(size):
            sha256(LEAF).digest()
        for _each in range(size - 1):
            sha256(NODE).digest()

    turns = [(_seconds(verify_ledger), _seconds(hash_alone)) for _ in range(2 if quick else 5)]
    ours, alone = min(turn[0] for turn in turns), min(turn[1] for turn in turns)
    return Row(
        what=f"audit of {size:,} entries, all opened, {name}",
        measured=f"{ours * 1e3:,.0f} ms",
        yardstick=f"hashlib alone over the same bytes: {alone * 1e3:,.0f} ms",
        ratio=f"{ours / alone:.2f}",
        must="≤ 3",
        reached=ours / alone <= 3,
    )


def _growth_row(name: str, appended: dict[int, float], proved: dict[int, float]) -> Row:
    """A proof may grow by as many hashes as the tree grows in height, an append not at all."""
    least, most = min(appended), max(appended)
    growth = appended[most] / appended[least]
    higher = most.bit_length() / least.bit_length()
    slower = proved[least] / proved[most]
    return Row(
        what=f"growth from {least:,} to {most:,} entries, {name}: "
        + "; ".join(f"{size:,}: {appended[size] * 1e3:.2f} ms, {proved[size]:,.0f}/s" for size in appended),
        measured=f"append × {growth:.2f}, proof × {slower:.2f}",
        yardstick=f"the tree's height × {higher:.2f}",
        ratio=f"{slower / higher:.2f}",
        must="append flat (≤ 1.5), proof logarithmic (≤ 2 × the height)",
        reached=growth <= 1.5 and slower <= 2 * higher,
    )


def verify_ledger() -> None:
    """The whole audit, as the command does it."""
    verify()


def _seconds(call: Callable[[], None]) -> float:
    start = process_time()
    call()
    return process_time() - start


def _tell_the_planner() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        if connection.vendor == "sqlite":
            # Many thousands at once are no act, and leave behind a write-ahead log as no act does.
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")

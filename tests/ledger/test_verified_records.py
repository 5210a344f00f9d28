"""Registers, heads, cosignatures and editions are checked against the entries; the first that is wrong is named."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction

from hamkor.audit.kernel import standing_in
from hamkor.core import clock
from hamkor.core.actors import CLOCK, OPERATOR
from hamkor.ledger.access import this_network
from hamkor.ledger.actions.checkpoints import make_checkpoint
from hamkor.ledger.actions.descriptors import publish_descriptor
from hamkor.ledger.actions.record import append, commit
from hamkor.ledger.actions.witnesses import keep_cosignatures
from hamkor.ledger.faults import WrongLedgerError
from hamkor.ledger.models import Cosignature, Descriptor, Opening, Register, RegisterEntry
from hamkor.ledger.verification import AT_ONCE, verify
from hamkor_proof import checkpoint
from hamkor_proof.acts import Act
from hamkor_proof.canonical import parse_canonical
from hamkor_proof.checkpoint import cosign
from hamkor_proof.leaf import empty_root
from hamkor_proof.note import Note, SignerKey
from hamkor_proof.register import About, Heads
from hamkor_proof.statement import Organisation as Named
from hamkor_proof.statement import Publish, Seen, SignedText, Statement, new_nonce
from tests.factories.network import OrganisationFactory

pytestmark = pytest.mark.django_db

type Tamper = Callable[[str, str], None]

WITNESS = SignerKey("partner.example/witness", b"\10" * 32)
ABOUT = About("instrument", "6d5a4c3b-2a19-4807-b6e5-d4c3b2a19080")
KEYS = About("keys", "7d5a4c3b-2a19-4807-b6e5-d4c3b2a19080")


def statement(act: Act, **more: object) -> Statement:
    """By which an organisation does this, on the document or with its key."""
    members: dict[str, Any] = {
        "act": act,
        "network": (this_network() or b"").hex(),
        "organisation": Named(KEYS.id, "Organisation", "KG"),
        "publish": Publish(name=True, country=True),
        "seen": Seen(0, empty_root().hex()),
        "nonce": new_nonce(),
        "time": clock.now().replace(microsecond=0),
    }
    if act == Act.KEY_REGISTER:
        members |= {"mandate": str(uuid4()), "key": 64 * "d"}
    else:
        members |= {"instrument": ABOUT.id, "edition": 1, "adoption": 64 * "b"}
    if act == Act.SIGN:
        members["texts"] = (SignedText("en", 64 * "c", 100),)
    return Statement(**(members | more))


def record(kind: str, under: About, act: Act) -> None:
    with standing_in("test"):
        event = parse_canonical(statement(act).to_bytes())
        commit(kind, event, subject=OrganisationFactory(), under=under)


@pytest.fixture(autouse=True)
def ledger() -> None:
    """0 an edition, 1 word, 2 word, 3 key, 4 and 5 registers, 6 heads, 7 word, 8 register, 9 heads."""
    publish_descriptor(by=OPERATOR, witnesses=[str(WITNESS.verifier)], threshold=1)
    record("word", ABOUT, Act.SIGN)
    record("word", ABOUT, Act.SIGN)
    record("key-register", KEYS, Act.KEY_REGISTER)
    made = make_checkpoint(by=CLOCK)
    line = cosign(checkpoint.Checkpoint.parse(Note.parse(bytes(made.note)).text), WITNESS, at=1_400_000_000)
    keep_cosignatures(by=OPERATOR, checkpoint=made, lines=[line])
    record("withdrawal", ABOUT, Act.WITHDRAW)
    assert make_checkpoint(by=CLOCK).size == 10


def test_all_of_it_is_right() -> None:
    found = verify()
    assert (found.entries, found.registers, found.cosignatures, found.editions) == (10, 3, 1, 2)


def test_an_erased_entry_stays_listed() -> None:
    with standing_in("erasure"):
        Opening.objects.filter(commitment__position__in=[1, 3]).delete()
    assert verify().registers == 3


def hexadecimal(body: bytes) -> str:
    return f"X'{body.hex()}'" if connection.vendor == "sqlite" else f"'\\x{body.hex()}'::bytea"


@pytest.mark.parametrize(
    ("table", "statement", "sentence"),
    [
        (
            "ledger_registerentry",
            "DELETE FROM ledger_registerentry WHERE commitment_id = 2",
            "Entry 2 is not listed by the registers as what it is",
        ),
        ("ledger_registerentry", "UPDATE ledger_registerentry SET kind = 'hidden' WHERE commitment_id = 7", "Entry 7"),
        (
            "ledger_registerentry",
            "UPDATE ledger_registerentry SET about_kind = 'keys' WHERE commitment_id = 7",
            "Entry 7",
        ),
        ("ledger_opening", "UPDATE ledger_opening SET kind = 'disclosure' WHERE commitment_id = 7", "Entry 7"),
        ("ledger_opening", "UPDATE ledger_opening SET kind = 'network' WHERE commitment_id = 8", "heads at entry 9"),
        (
            "ledger_registerentry",
            "UPDATE ledger_registerentry SET reference = {other} WHERE commitment_id = 3",
            "entry 3 by",
        ),
        (
            "ledger_register",
            "UPDATE ledger_register SET reference = {other} WHERE commitment_id = 5",
            "entry 5 by a reference",
        ),
        ("ledger_register", "DELETE FROM ledger_register WHERE commitment_id = 4", "register at entry 4 is not noted"),
        (
            "ledger_opening",
            "DELETE FROM ledger_opening WHERE commitment_id = 4",
            "Entry 4, which belongs to the record",
        ),
        ("ledger_opening", "DELETE FROM ledger_opening WHERE commitment_id = 6", "does not end with the heads"),
        ("ledger_cosignature", "UPDATE ledger_cosignature SET value = {other}", "cosignature of partner"),
        ("ledger_cosignature", "UPDATE ledger_cosignature SET at = '2020-01-01 00:00:00+00:00'", "of partner"),
        ("ledger_descriptor", "UPDATE ledger_descriptor SET edition = 3 WHERE edition = 2", "Edition 2"),
        ("ledger_descriptor", "UPDATE ledger_descriptor SET body = {other} WHERE edition = 2", "Edition 2"),
        (
            "ledger_opening",
            "DELETE FROM ledger_opening WHERE commitment_id = 0",
            "Edition 2 of the descriptor is not in the ledger",
        ),
    ],
)
def test_what_was_changed_by_hand_is_named(tamper: Tamper, table: str, statement: str, sentence: str) -> None:
    tamper(table, statement.format(other=hexadecimal(32 * b"\xab")))
    with pytest.raises(WrongLedgerError, match=sentence):
        verify()


def test_what_the_registers_list_of_an_erased_entry_is_held_to_the_register_before(tamper: Tamper) -> None:
    """Nothing else is left to hold it to."""
    with standing_in("erasure"):
        Opening.objects.filter(commitment__position=2).delete()
    tamper("ledger_registerentry", "DELETE FROM ledger_registerentry WHERE commitment_id = 2")
    with pytest.raises(WrongLedgerError, match="entry 4 does not list exactly"):
        verify()


@pytest.mark.parametrize("how", ["taken out", "about another document", "as another kind"])
def test_an_entry_that_no_register_will_list_is_named_before_there_is_one(tamper: Tamper, how: str) -> None:
    record("withdrawal", ABOUT, Act.WITHDRAW)
    record("word", ABOUT, Act.SIGN)
    assert verify().entries == 12
    changed = {
        "taken out": "DELETE FROM ledger_registerentry",
        "about another document": f"UPDATE ledger_registerentry SET about_id = '{uuid4().hex}'",  # noqa: S608
        "as another kind": "UPDATE ledger_registerentry SET kind = 'disclosure'",
    }[how]
    tamper("ledger_registerentry", f"{changed} WHERE commitment_id = 10")
    with pytest.raises(WrongLedgerError, match="Entry 10 is not listed by the registers as what it is"):
        verify()


def test_an_entry_that_nothing_lists_is_not_listed(tamper: Tamper) -> None:
    with standing_in("whoever holds the database"):
        RegisterEntry.objects.create(
            commitment_id=9, about_kind="instrument", about_id=UUID(ABOUT.id), kind="heads", reference=bytes(32)
        )
    with pytest.raises(WrongLedgerError, match="entry 9"):
        verify()


def test_among_many_words_that_come_together_each_is_looked_at(tamper: Tamper) -> None:
    """One that is wrong is named as if it had come alone."""
    for _ in range(2 * AT_ONCE - 10):
        record("word", ABOUT, Act.SIGN)
    wrong = AT_ONCE + 7
    other = hexadecimal(32 * b"\xab")
    assert verify().opened == 2 * AT_ONCE
    for table, change, sentence in (
        ("ledger_opening", f"UPDATE ledger_opening SET salt = {other}", "does not open"),  # noqa: S608
        ("ledger_opening", "UPDATE ledger_opening SET kind = 'withdrawal'", "as what it is"),
        ("ledger_registerentry", f"UPDATE ledger_registerentry SET reference = {other}", "not its own"),  # noqa: S608
        ("ledger_registerentry", "UPDATE ledger_registerentry SET about_kind = 'keys'", "as what it is"),
        ("ledger_registerentry", "UPDATE ledger_registerentry SET kind = 'withdrawal'", "as what it is"),
        (
            "ledger_registerentry",
            f"UPDATE ledger_registerentry SET about_id = '{uuid4().hex}'",  # noqa: S608
            "as what it is",
        ),
        ("ledger_registerentry", "DELETE FROM ledger_registerentry", "as what it is"),
    ):
        with transaction.atomic():
            tamper(table, f"{change} WHERE commitment_id = {wrong}")
            with pytest.raises(WrongLedgerError, match=rf"ntry {wrong} .*{sentence}"):
                verify()
            transaction.set_rollback(True)
    with standing_in("erasure"):
        Opening.objects.filter(commitment=wrong).delete()
    assert verify().lost == [wrong]


@pytest.fixture
def by_hand(tamper: Tamper) -> None:
    """The log's own keeper writes an entry and a register of hers, correct in every hash."""
    tamper("ledger_checkpoint", "DELETE FROM ledger_checkpoint WHERE size = 10")


def test_a_register_that_leaves_an_entry_out_is_named(by_hand: None) -> None:
    network = this_network() or b""
    newest = Register.objects.get(about_id=UUID(ABOUT.id), sequence=2)
    record("disclosure", ABOUT, Act.DISCLOSE)
    short = {
        "type": "hamkor/register",
        "version": 1,
        "network": network.hex(),
        "about": {"kind": "instrument", "id": ABOUT.id},
        "sequence": 3,
        "previous": bytes(newest.reference).hex(),
        "entries": sorted(
            [kind, bytes(each).hex()]
            for kind, each in RegisterEntry.objects.filter(about_id=UUID(ABOUT.id)).values_list("kind", "reference")
        )[1:],
    }
    with standing_in("whoever holds the server"):
        made = append("register", short, subject=uuid4())
        Register.objects.create(
            commitment_id=made.position,
            about_kind="instrument",
            about_id=UUID(ABOUT.id),
            sequence=3,
            reference=made.reference,
        )
    with pytest.raises(WrongLedgerError, match="register at entry 11 does not list exactly"):
        verify()


@pytest.mark.parametrize("leaves_out", ["a register", "an entry"])
def test_heads_that_leave_something_out_are_named(by_hand: None, leaves_out: str) -> None:
    network = this_network() or b""
    references = sorted(
        bytes(Register.objects.filter(about_id=UUID(about.id)).order_by("-sequence")[0].reference).hex()
        for about in (ABOUT, KEYS)
    )
    if leaves_out == "a register":
        references.pop()
    else:
        record("withdrawal", ABOUT, Act.WITHDRAW)
    with standing_in("whoever holds the server"):
        append("heads", Heads(network=network.hex(), registers=tuple(references)).to_json(), subject=uuid4())
    with pytest.raises(WrongLedgerError, match=r"heads at entry 1[01] (are not the newest|leave out)"):
        verify()


def test_an_edition_that_does_not_follow_the_one_before_is_named() -> None:
    """It is in the ledger, as whoever holds the log key can see to, but names the wrong edition as the one before."""
    second = bytes(Descriptor.objects.get(edition=2).body)
    third = second.replace(b'"edition":2', b'"edition":3')
    with standing_in("whoever holds the server"):
        append("network", parse_canonical(third), subject=uuid4())
        Descriptor.objects.create(edition=3, body=third, made_at=clock.now())
    with pytest.raises(WrongLedgerError, match="Edition 3 of the descriptor does not follow"):
        verify()


def test_a_cosignature_is_under_the_checkpoint_that_it_is_kept_with(tamper: Tamper) -> None:
    tamper(
        "ledger_cosignature",
        "UPDATE ledger_cosignature SET checkpoint_id = (SELECT id FROM ledger_checkpoint WHERE size = 10)",
    )
    with pytest.raises(WrongLedgerError, match=r"partner.example/witness under the checkpoint of 10"):
        verify()
    assert Cosignature.objects.count() == 1

"""Two at the same instant on PostgreSQL, where rows are held one by one: whoever comes second waits, and then sees what
the first did. (SQLite lets one writer in at a time; `test_simultaneous_words.py` holds on both.)"""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from queue import Queue
from typing import Any

import pytest
from django.db import connection, transaction

from hamkor.audit.kernel import standing_in
from hamkor.core.errors import Refused
from hamkor.instruments.actions.adoption import close_for_signature
from hamkor.instruments.actions.words import confirm_word, sign_word, withdraw_word
from hamkor.instruments.models import Instrument, Word
from hamkor.instruments.statements import Choices, ground_for, word_statement
from hamkor.network.actions.keys import register_key
from hamkor.network.actions.safety import freeze_myself
from hamkor.network.models import Person, SigningKey
from hamkor.network.statements import SignedStatement
from tests.contracts.examples.network_keys import signed_registration, signing_key
from tests.factories.instruments import InstrumentFactory
from tests.factories.network import coordinator, delegate
from tests.support.signing import soft_authenticator

pytestmark = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="holds rows, which SQLite does not do: run ./hamkor test --postgres"
)


@pytest.fixture
def memorandum(server) -> Instrument:
    """On a database of its own, because what is committed there cannot be rolled back."""
    return InstrumentFactory(open_for_signature=True)


@pytest.fixture
def begins_and_waits(memorandum) -> Iterator[Callable[..., "Future[Any]"]]:
    """Does an act on another connection, and returns once the database says that it waits for a lock."""
    with ThreadPoolExecutor(1) as pool:

        def begin(act: Callable[..., object], **arguments: object) -> "Future[Any]":
            pids: Queue[int] = Queue()

            def run() -> object:
                try:
                    pids.put(asked("SELECT pg_backend_pid()"))
                    return act(**arguments)
                finally:
                    connection.close()

            second = pool.submit(run)
            pid = pids.get()
            while not asked("SELECT cardinality(pg_blocking_pids(%s))", pid):
                assert not second.done(), "it did not wait"
            return second

        yield begin


def asked(question: str, *parameters: object) -> int:
    with connection.cursor() as cursor:
        cursor.execute(question, parameters)
        return int(cursor.fetchone()[0])


def confirming(memorandum: Instrument, by: Person) -> dict[str, object]:
    organisation = by.mandates.get().organisation
    return {"by": by, "instrument": memorandum, "organisation": organisation, "choices": Choices(read=("ru",))}


def signing(memorandum: Instrument, by: Person) -> dict[str, object]:
    mandate, passkey = by.mandates.get(), soft_authenticator()
    with standing_in("test"):
        key = signing_key(mandate, passkey)
    ground = ground_for(memorandum, mandate.organisation)
    statement = word_statement(ground, choices=Choices(read=("ru",)), mandate=mandate, key=key)
    signed = SignedStatement(statement, passkey.sign(statement.to_bytes()))
    return {"by": by, "instrument": memorandum, "organisation": mandate.organisation, "signed": signed}


def test_closing_signature_waits_for_a_word_that_is_being_given(memorandum, begins_and_waits):
    depositary, giving = coordinator(), confirming(memorandum, delegate())
    with transaction.atomic():
        given = confirm_word(**giving)
        closing = begins_and_waits(close_for_signature, by=depositary, instrument=memorandum)

    assert given.act == "sign"
    assert given.given_at < closing.result().signature_closes_at


def test_a_word_waits_while_signature_is_being_closed_and_then_accedes(memorandum, begins_and_waits):
    depositary, giving = coordinator(), confirming(memorandum, delegate())
    with transaction.atomic():
        closed = close_for_signature(by=depositary, instrument=memorandum)
        word = begins_and_waits(confirm_word, **giving)

    assert word.result().act == "accede"
    assert word.result().given_at > closed.signature_closes_at


def test_withdrawing_waits_for_words_that_are_being_given(memorandum, begins_and_waits):
    first = delegate()
    word = confirm_word(**confirming(memorandum, first))
    giving = confirming(memorandum, delegate())
    with transaction.atomic():
        confirm_word(**giving)
        withdrawing = begins_and_waits(withdraw_word, by=first, word=word)

    assert withdrawing.result().withdrawn_at


@pytest.mark.parametrize(("give", "prepared"), [(confirm_word, confirming), (sign_word, signing)])
def test_a_freeze_comes_after_a_word_that_is_being_given(memorandum, begins_and_waits, give, prepared):
    by = delegate()
    giving = prepared(memorandum, by)
    with transaction.atomic():
        given = give(**giving)
        freezing = begins_and_waits(freeze_myself, by=by)

    assert given.given_at < freezing.result().at


@pytest.mark.parametrize(("give", "prepared"), [(confirm_word, confirming), (sign_word, signing)])
def test_a_word_that_waited_for_a_freeze_is_not_given(memorandum, begins_and_waits, give, prepared):
    by = delegate()
    giving = prepared(memorandum, by)
    with transaction.atomic():
        freeze_myself(by=by)
        word = begins_and_waits(give, **giving)

    with pytest.raises(Refused):
        word.result()
    assert not Word.objects.exists()


def test_a_freeze_ends_the_key_that_is_being_registered(memorandum, begins_and_waits):
    by = delegate()
    mandate = by.mandates.get()
    credential_id, signed = signed_registration(mandate)
    with transaction.atomic():
        register_key(by=by, mandate=mandate, credential_id=credential_id, signed=signed)
        freezing = begins_and_waits(freeze_myself, by=by)

    assert freezing.result()
    assert not SigningKey.objects.in_force().exists()

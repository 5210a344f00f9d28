"""What anybody reads about the record: how much of it there is, by the month, and nothing that gives somebody away."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client

from hamkor.core.actors import CLOCK, OPERATOR
from hamkor.ledger.access import newest_descriptor, this_network
from hamkor.ledger.actions.checkpoints import make_checkpoint
from hamkor.ledger.actions.descriptors import publish_descriptor
from hamkor.ledger.actions.witnesses import keep_cosignatures
from hamkor.ledger.models import Checkpoint
from hamkor_proof import checkpoint
from hamkor_proof.checkpoint import cosign
from hamkor_proof.fingerprint_words import words
from hamkor_proof.note import Note, SignerKey

pytestmark = pytest.mark.django_db

WITNESS = SignerKey("partner.example/witness", b"\10" * 32)
SIGNED = datetime(2013, 2, 20, 14, 37, 21, tzinfo=UTC)


@pytest.fixture
def made(append: Callable[[int], None], time_machine) -> Checkpoint:
    """In January four entries, in February three and a checkpoint; in March, which is not over, one."""
    time_machine.move_to(datetime(2013, 1, 31, 23, 59, tzinfo=UTC))
    publish_descriptor(by=OPERATOR, witnesses=[str(WITNESS.verifier)], threshold=1)
    append(3)
    time_machine.move_to(SIGNED)
    append(2)
    made = make_checkpoint(by=CLOCK)
    time_machine.move_to(datetime(2013, 3, 2, 9, 5, tzinfo=UTC))
    append(1)
    return made


def cosigned(made: Checkpoint, at: datetime) -> None:
    note = checkpoint.Checkpoint.parse(Note.parse(bytes(made.note)).text)
    keep_cosignatures(by=OPERATOR, checkpoint=made, lines=[cosign(note, WITNESS, at=int(at.timestamp()))])


def page(reader: Client, language: str = "en") -> str:
    """Its main part as it reads, each piece of text on a line."""
    answer = reader.get(f"/{language}/record/")
    assert answer.status_code == 200
    main = answer.content.decode().replace("\N{NO-BREAK SPACE}", " ").split("<main")[1].split("</main>")[0]
    return "\n".join(line.strip() for line in re.sub(r"<[^>]*>", "\n", main).splitlines() if line.strip())


def grouped(digits: str) -> str:
    return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))


def test_it_tells_sums_of_months_that_are_over_and_nothing_finer(made: Checkpoint, reader: Client) -> None:
    seen = page(reader)
    assert "February 2013\n3\nJanuary 2013\n4\n" in seen
    assert "март" not in page(reader, "ru")
    assert "февраль 2013\n3\nянварь 2013\n4\n" in page(reader, "ru")
    for finer in ("March", "14:37", "37:21", "January 31", "March 2"):
        assert finer not in seen


def test_what_no_checkpoint_covers_is_in_no_sum(
    made: Checkpoint, reader: Client, append: Callable[[int], None], time_machine
) -> None:
    """Else a number on the page would tell of an act before a checkpoint does."""
    append(5)
    time_machine.move_to(datetime(2013, 4, 1, tzinfo=UTC))
    assert "March 2013\n0\nFebruary 2013\n3\n" in page(reader)
    make_checkpoint(by=CLOCK)
    assert "March 2013\n6\nFebruary 2013\n3\n" in page(reader)


def test_it_tells_the_last_checkpoint_to_the_hour(made: Checkpoint, reader: Client) -> None:
    seen = page(reader)
    assert "Signed\nFebruary 20, 2013, between 14:00 and 15:00 UTC\nEntries\n7\n" in seen
    assert f"Root\n{grouped(bytes(made.root).hex())}\n" in seen


def test_it_tells_who_cosigned_it_and_how_many_the_network_asks_for(made: Checkpoint, reader: Client) -> None:
    assert "No witness has cosigned this checkpoint yet." in page(reader)
    cosigned(made, datetime(2013, 2, 21, 8, 12, tzinfo=UTC))
    seen = page(reader)
    assert "partner.example/witness · February 21, 2013, between 08:00 and 09:00 UTC" in seen
    assert "The network asks for the signature of at least 1 witness." in seen
    assert "No witness" not in seen


def test_it_says_whose_record_it_is_and_how_to_check_it(made: Checkpoint, reader: Client) -> None:
    network, descriptor = (this_network() or b"").hex(), newest_descriptor()
    assert descriptor is not None
    seen = page(reader)
    assert grouped(network) in seen
    assert " ".join(words(network, "en")) in seen
    assert " ".join(words(network, "ru")) in page(reader, "ru")
    assert descriptor.log in seen
    linked = re.findall(r'<a href="([^"]+)"', reader.get("/en/record/").content.decode().split("How to check</h2>")[1])
    assert linked[:3] == ["/en/check/", "/ledger/checkpoint", "/ledger/network.json"]
    for address in linked[:3]:
        assert reader.get(address).status_code == 200


def test_before_the_first_checkpoint_it_says_so(reader: Client) -> None:
    seen = page(reader)
    assert "There is no checkpoint yet." in seen
    assert "No month has ended since the record began." in seen
    assert "The network has named no witnesses yet." in seen

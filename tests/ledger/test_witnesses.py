"""What witnesses say of a checkpoint is checked, kept, and given with it; the network says who its witnesses are."""

import io
from collections.abc import Callable

import pytest
from django.conf import settings as installed
from django.core.checks import run_checks
from django.test import Client

from hamkor.audit.models import Event
from hamkor.cli.checkout import ObstacleError
from hamkor.cli.ledger import run
from hamkor.core.actors import CLOCK, OPERATOR
from hamkor.core.errors import DomainError, NothingToDo
from hamkor.ledger import tree
from hamkor.ledger.access import newest_descriptor, this_network
from hamkor.ledger.actions.checkpoints import make_checkpoint
from hamkor.ledger.actions.descriptors import publish_descriptor
from hamkor.ledger.actions.witnesses import keep_cosignatures
from hamkor.ledger.models import Checkpoint, Cosignature, Descriptor
from hamkor.ledger.verification import verify
from hamkor.ledger.witnesses import note_of
from hamkor_proof import checkpoint, descriptor
from hamkor_proof.checkpoint import cosign, cosigned_at
from hamkor_proof.note import Note, Signature, SignerKey, VerifierKey, verified

pytestmark = pytest.mark.django_db

type Append = Callable[[int], None]

WITNESS = SignerKey("partner.example/witness", b"\10" * 32)
OTHER = SignerKey("another.example/witness", b"\11" * 32)
STRANGER = SignerKey("stranger.example/witness", b"\12" * 32)
LONG_AGO = 1_400_000_000


@pytest.fixture
def made(append: Append) -> Checkpoint:
    """The newest of three checkpoints, in a network that names two witnesses."""
    publish_descriptor(by=OPERATOR, witnesses=[str(WITNESS.verifier), str(OTHER.verifier)], threshold=1)
    for _each in range(3):
        append(2)
        made = make_checkpoint(by=CLOCK)
    return made


def line_under(made: Checkpoint, key: SignerKey = WITNESS, *, at: int = LONG_AGO) -> Signature:
    return cosign(checkpoint.Checkpoint.parse(Note.parse(bytes(made.note)).text), key, at=at)


def typed(data: bytes, monkeypatch: pytest.MonkeyPatch) -> int:
    """`./hamkor ledger cosignature -` with this on standard input."""
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))
    monkeypatch.setattr("hamkor.cli.ledger.load", lambda: None)
    return run(["cosignature", "-"])


def test_a_line_that_a_partner_sent_is_kept_and_served_with_the_checkpoint(
    made: Checkpoint, reader: Client, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert typed(line_under(made).to_line().encode(), monkeypatch) == 0
    assert f"under the checkpoint of {made.size} entries: {WITNESS.verifier}, 2014-05-13" in capsys.readouterr().out
    served = reader.get("/ledger/checkpoint").content
    assert served == note_of(made)
    assert served.startswith(bytes(made.note))
    note = Note.parse(served)
    assert cosigned_at(note, WITNESS.verifier) == LONG_AGO
    assert cosigned_at(note, OTHER.verifier) is None
    log = newest_descriptor()
    assert log is not None
    assert verified(served, [VerifierKey.parse(log.log)])[0] == note.text


def test_a_whole_note_and_a_line_under_an_earlier_checkpoint_find_their_place(
    made: Checkpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = Checkpoint.objects.order_by("size")[0]
    assert typed(bytes(made.note) + line_under(made).to_line().encode(), monkeypatch) == 0
    assert typed(line_under(first, OTHER).to_line().encode(), monkeypatch) == 0
    assert set(Cosignature.objects.values_list("checkpoint__size", "witness")) == {
        (made.size, str(WITNESS.verifier)),
        (first.size, str(OTHER.verifier)),
    }
    assert Event.objects.filter(kind="ledger.cosignatures_kept").count() == 2


def test_of_a_witnesss_lines_the_newest_is_given_and_each_witness_once(made: Checkpoint) -> None:
    for at in (LONG_AGO + 5, LONG_AGO, LONG_AGO + 3):
        keep_cosignatures(by=OPERATOR, checkpoint=made, lines=[line_under(made, at=at), line_under(made, OTHER, at=at)])
    note = Note.parse(note_of(made))
    assert [each.name for each in note.signatures[1:]] == [OTHER.name, WITNESS.name]
    assert cosigned_at(note, WITNESS.verifier) == LONG_AGO + 5
    assert Cosignature.objects.count() == 6


def test_what_is_kept_already_or_a_strangers_is_nothing_to_do(
    made: Checkpoint, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [line_under(made), line_under(made, STRANGER)]
    assert len(keep_cosignatures(by=OPERATOR, checkpoint=made, lines=lines)) == 1
    with pytest.raises(NothingToDo):
        keep_cosignatures(by=OPERATOR, checkpoint=made, lines=lines)
    with pytest.raises(NothingToDo):
        keep_cosignatures(by=OPERATOR, checkpoint=made, lines=lines[1:])
    assert typed(lines[0].to_line().encode(), monkeypatch) == 0
    assert capsys.readouterr().out == "These lines are kept already.\n"


def test_what_is_not_a_witnesss_line_is_refused_with_a_reason(
    made: Checkpoint, append: Append, monkeypatch: pytest.MonkeyPatch
) -> None:
    forged = line_under(made)._replace(value=line_under(made, OTHER).value)
    with pytest.raises(DomainError, match=r"'partner.example/witness' does not match. Nothing was kept"):
        keep_cosignatures(by=OPERATOR, checkpoint=made, lines=[forged])
    with pytest.raises(DomainError, match="of a time to come"):
        keep_cosignatures(by=OPERATOR, checkpoint=made, lines=[line_under(made, at=2**62)])
    elsewhere = checkpoint.Checkpoint("elsewhere.example", 3, bytes(32))
    for data, sentence in (
        (b"nothing", "neither a checkpoint nor the line"),
        (forged.to_line().encode(), "none of the newest checkpoints"),
        (line_under(made, STRANGER).to_line().encode(), "None of these lines"),
        (Note(elsewhere.to_text(), (line_under(made),)).to_bytes(), "not a checkpoint of this ledger"),
    ):
        with pytest.raises(ObstacleError, match=sentence):
            typed(data, monkeypatch)
    assert not Cosignature.objects.exists()


def test_an_edition_of_the_descriptor_follows_the_one_before_and_is_in_the_ledger(append: Append) -> None:
    append(3)
    network = this_network()
    publish_descriptor(by=OPERATOR, witnesses=[str(WITNESS.verifier)], threshold=1)
    publish_descriptor(by=OPERATOR, name="Another name", added_sites={"more.localhost": ["http://more.localhost:8000"]})
    first, second, third = (
        descriptor.Descriptor.parse(bytes(each.body)) for each in Descriptor.objects.order_by("edition")
    )
    assert (second.edition, second.log, second.name, second.relying_parties) == (
        2,
        first.log,
        first.name,
        first.relying_parties,
    )
    assert (third.witnesses, third.threshold, third.name) == (second.witnesses, 1, "Another name")
    added = third.relying_parties[-1]
    assert (added.id, added.origins, added.since, added.until) == (
        "more.localhost",
        ("http://more.localhost:8000",),
        5,
        None,
    )
    assert tree.size() == 5
    assert this_network() == network
    assert verify().editions == 3


def test_a_site_ends_where_another_edition_says_so_but_not_the_one_that_is_signed_on(append: Append) -> None:
    with pytest.raises(DomainError, match=r"This installation signs on sign.localhost"):
        publish_descriptor(by=OPERATOR, ended_sites=["sign.localhost"])
    publish_descriptor(by=OPERATOR, added_sites={"more.localhost": ["http://more.localhost"]})
    append(2)
    publish_descriptor(by=OPERATOR, ended_sites=["more.localhost"])
    latest = newest_descriptor()
    assert latest is not None
    assert [(party.since, party.until) for party in latest.relying_parties if party.id == "more.localhost"] == [(1, 4)]
    for again in ({"added_sites": {"more.localhost": ["http://more.localhost"]}}, {"ended_sites": ["more.localhost"]}):
        with pytest.raises(DomainError, match=r"more.localhost"):
            publish_descriptor(by=OPERATOR, **again)  # type: ignore[arg-type]
    verify()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"witnesses": ["no key"]}, "not a verifier key"),
        ({"threshold": 1}, "threshold is higher"),
        ({"added_sites": {"more.example": ["https://elsewhere.example"]}}, "'https://elsewhere.example' is not secure"),
        ({"name": " "}, "one line"),
    ],
)
def test_a_malformed_edition_is_refused_in_a_sentence_and_leaves_nothing(
    change: dict[str, object], sentence: str
) -> None:
    with pytest.raises(DomainError, match=sentence):
        publish_descriptor(by=OPERATOR, **change)  # type: ignore[arg-type]
    assert (Descriptor.objects.count(), tree.size()) == (1, 0)


def test_an_edition_that_would_change_nothing_is_nothing_to_do() -> None:
    with pytest.raises(NothingToDo):
        publish_descriptor(by=OPERATOR)
    with pytest.raises(NothingToDo):
        publish_descriptor(by=OPERATOR, witnesses=[], threshold=0)


def test_the_operator_publishes_one_and_reads_what_she_wrote(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("hamkor.cli.ledger.load", lambda: None)
    site = ["--add-site", "more.localhost", "http://more.localhost:8000"]
    assert run(["descriptor", "--witness", str(WITNESS.verifier), "--threshold", "1", *site]) == 0
    assert descriptor.Descriptor.parse(capsys.readouterr().out.strip().encode()) == newest_descriptor()
    assert run(["descriptor", "--threshold", "1"]) == 0
    assert capsys.readouterr().out == "The network's descriptor says so already.\n"
    assert run(["descriptor", "--no-witnesses", "--threshold", "0"]) == 0
    for wrong in (["--add-site", "more.example"], ["--end-site", "nowhere.example"], ["--witness", "x"]):
        with pytest.raises(ObstacleError):
            run(["descriptor", *wrong])


def test_settings_that_sign_where_the_descriptor_names_no_site_are_told(settings) -> None:
    assert not [each for each in run_checks(databases=["default"]) if each.id == "hamkor.E013"]
    settings.HAMKOR_SIGN_RP_ID, settings.HAMKOR_SIGN_ORIGIN = "sign.elsewhere.example", "https://sign.elsewhere.example"
    [fault] = [each for each in run_checks(databases=["default"]) if each.id == "hamkor.E013"]
    assert "sign.elsewhere.example" in fault.msg
    assert installed.HAMKOR_SIGN_ORIGIN in (fault.hint or "")

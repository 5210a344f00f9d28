"""`python -m hamkor_proof verify`, as a stranger runs it: a verdict in words, and its status."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from hashlib import sha256
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from hamkor_proof.fingerprint_words import Language, words
from tests.proof.fields import told
from tests.proof.plain import zipped
from tests.proof.records import KEYS, Record
from tests.proof.story import tell

SOURCE = Path(__file__).parents[2] / "src"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    members = told().members()
    (tmp_path / "good.zip").write_bytes(zipped(members))
    (tmp_path / "network.json").write_bytes(told().descriptors[1])
    # The word of kg that has a reservation was superseded in the whole story.
    without = tell(Record(drop=("key-kg-2", "confirm-kg-2", "word-kg-2")))
    (tmp_path / "reserved.zip").write_bytes(without.bundle())
    text = next(name for name in members if name.startswith("texts/"))
    (tmp_path / "changed.zip").write_bytes(zipped(members | {text: members[text] + b"!"}))
    return tmp_path


@pytest.fixture
def address(folder: Path) -> Iterator[str]:
    """The folder, served on this machine."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def run(folder: Path, *arguments: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "hamkor_proof", "verify", *arguments],
        cwd=folder,
        env={"PYTHONPATH": str(SOURCE)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    return done.returncode, done.stdout


def test_who_stops_reading_gets_the_status_and_no_complaint(folder: Path) -> None:
    """As with `| head -1`, which the shell's `pipefail` would otherwise take for a contradiction."""
    command = [sys.executable, "-m", "hamkor_proof", "verify", "changed.zip"]
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            command, cwd=folder, env={"PYTHONPATH": str(SOURCE)}, stdout=writing, stderr=subprocess.PIPE, check=False
        )
    finally:
        os.close(writing)
    assert (done.returncode, done.stderr) == (1, b"")


def test_it_says_whether_it_is_proved_and_tells_five_things_apart(folder: Path) -> None:
    status, told_ = run(folder, "good.zip", "--network", "network.json")

    assert status == 0
    assert told_.startswith("PROVED. ")
    for heading in (
        "This text is what was signed",
        "Who stands under it",
        "What the record lists and this file does not show",
        "As of which checkpoint",
        "What this cannot prove",
    ):
        assert f"\n{heading}\n" in told_
    assert 'Общественный фонд "no" (NO), partner, edition 1: recorded by the depositary' in told_
    assert "only the site says this key is theirs" in told_
    assert "  word: 2\n  Of these, hidden to keep people safe: 1\n" in told_
    assert "Cosigned by a.witness.example, 2026-06-01 00:00 UTC" in told_


def test_a_contradiction_is_told_with_its_part_and_nothing_else(folder: Path) -> None:
    status, told_ = run(folder, "changed.zip", "--network", "network.json")

    assert status == 1
    assert told_.startswith(
        "CONTRADICTION. A text is not what its name says: it was changed.\nPart of the file: texts/"
    )
    assert "Who stands under it" not in told_


def test_without_a_network_from_elsewhere_nobody_can_tell(folder: Path) -> None:
    status, told_ = run(folder, "good.zip")

    assert status == 2
    assert "obtain the network's fingerprint somewhere else" in told_
    assert "Who stands under it" in told_


def test_a_program_is_told_the_same(folder: Path) -> None:
    status, told_ = run(folder, "good.zip", "--network", told().network.hex(), "--json")

    found = json.loads(told_)
    assert (status, found["status"], found["code"], found["part"]) == (0, 0, "proved", None)
    assert {word["country"] for word in found["findings"]["words"]} == {"NO", "KG", "TJ", "KZ"}


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_key_from_its_organisation_is_found_by_its_digits_or_its_words(folder: Path, language: str) -> None:
    key = KEYS["kz"].key_id
    for written in (key, " ".join(words(key, language))):  # type: ignore[arg-type]  # one of the two
        assert "This is the key that you gave." in run(folder, "good.zip", "--key", written)[1]
    assert "that you gave signed nothing here" in run(folder, "good.zip", "--key", "0" * 64)[1]


def test_a_file_is_fetched_and_judged_as_if_it_lay_here(folder: Path, address: str) -> None:
    assert run(folder, f"{address}/good.zip", "--network", "network.json")[0] == 0
    assert run(folder, f"{address}/nothing.zip") == (2, f"CANNOT TELL. {address}/nothing.zip answers 404.\n")
    assert run(folder, "http://127.0.0.1:1/x.zip")[1].startswith("CANNOT TELL. http://127.0.0.1:1/x.zip cannot be read")


def test_more_than_a_bundle_can_be_is_not_waited_for(folder: Path, address: str) -> None:
    with (folder / "endless.zip").open("wb") as file:
        file.truncate(10 * 1024**3)

    for place in (f"{address}/endless.zip", "endless.zip"):
        status, told_ = run(folder, place)
        assert (status, told_.split(".")[0]) == (2, "CANNOT TELL")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nothing.zip"], "nothing.zip cannot be read: No such file or directory."),
        (["."], ". cannot be read: Is a directory."),
        (["good.zip", "--network", "good.zip"], "good.zip is no descriptor of a network."),
        (["good.zip", "--network", "network.jsn"], "The network is neither a file that is there nor a fingerprint."),
        (["good.zip", "--key", "abc"], "A fingerprint has 64 hexadecimal digits; these are 3."),
    ],
)
def test_what_cannot_be_used_is_said(folder: Path, arguments: list[str], sentence: str) -> None:
    status, told_ = run(folder, *arguments)

    assert status == 2
    assert sentence in told_
    assert json.loads(run(folder, *arguments, "--json")[1])["code"] == "unreadable"


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_network_is_named_by_the_words_that_its_site_prints(folder: Path, language: Language) -> None:
    assert run(folder, "good.zip", "--network", " ".join(words(told().network.hex(), language)))[0] == 0
    second = sha256(told().descriptors[1]).hexdigest()
    assert run(folder, "good.zip", "--network", " ".join(words(second, language)))[0] == 0


def test_the_words_of_a_key_are_another_network(folder: Path) -> None:
    status, told_ = run(folder, "good.zip", "--network", " ".join(words(KEYS["kz"].key_id, "en")))

    assert (status, told_.splitlines()[0]) == (
        1,
        "CONTRADICTION. This is of another network than the one that you named.",
    )


def test_a_reservation_is_told_with_the_word_on_one_line(folder: Path) -> None:
    assert "\n    Reservation: As far as our statutes allow.\n" in run(folder, "reserved.zip")[1]


def test_words_that_were_misheard_name_no_network(folder: Path) -> None:
    first, second, *rest = words(told().network.hex(), "ru")

    assert run(folder, "good.zip", "--network", " ".join([second, first, *rest]))[0] == 2

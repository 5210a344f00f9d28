"""`./hamkor demo`: nothing that was done is lost, nothing half-made is kept, nothing of anybody else's is touched; what
it prepared is served at once the second time, and stopped without anything left behind."""

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from hamkor.cli.demo import prepare
from hamkor.cli.home import LOCK, READY, Home
from hamkor_proof.descriptor import Descriptor
from tests.commandline.conftest import ROOT, hamkor, surroundings


@dataclass
class Made:
    """A demonstration that is there, and what the start said that made it."""

    home: Path
    port: int
    said: str


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    """Made by a second start after the first was killed, on a port that something else listens on. To make one takes
    long: a test that changes it works on a copy."""
    home = tmp_path_factory.mktemp("made") / "home"
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = int(listener.getsockname()[1])
        with subprocess.Popen(
            [ROOT / "hamkor", "demo", "--no-serve", "--port", str(port)],
            env=surroundings(HAMKOR_HOME=home),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as first:
            assert first.stdout is not None
            assert "Making the demonstration" in first.stdout.readline()
            first.stdout.readline()  # the database is there, its contents are not
            os.kill(first.pid, signal.SIGKILL)
        assert not (home / READY).exists()
        mended = hamkor("demo", "--no-serve", "--port", str(port), HAMKOR_HOME=home)
        assert mended.returncode == 0, mended.stderr
        yield Made(home, port, mended.stdout)


class Served:
    """`./hamkor demo`, up to the moment when it says that it is ready."""

    def __init__(self, *arguments: str, home: Path) -> None:
        self.process = subprocess.Popen(
            [ROOT / "hamkor", "demo", *arguments],
            env=surroundings(HAMKOR_HOME=home),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert self.process.stdout is not None
        self.said = ""
        for line in self.process.stdout:
            self.said += line
            if "Ctrl-C" in line:
                return
        pytest.fail(f"it was never ready: {self.said}")

    def end(self, how: signal.Signals) -> int:
        """Its exit status, once the last of its processes has closed the output that they share."""
        self.process.send_signal(how)
        self.process.communicate(timeout=60)
        return self.process.returncode


def test_a_killed_start_is_mended_and_a_later_one_keeps_what_was_done(made: Made) -> None:
    assert "The last start was cut short: starting anew." in made.said

    before = {path.name: path.stat().st_mtime_ns for path in made.home.iterdir() if path.is_file()}
    # A real installation's database in the same shell is left alone.
    again = hamkor("demo", "--no-serve", HAMKOR_HOME=made.home, DATABASE_URL="postgres://nobody@127.0.0.1:1/nothing")
    assert again.returncode == 0, again.stderr
    assert "Making" not in again.stdout
    kept = {path.name: path.stat().st_mtime_ns for path in made.home.iterdir() if path.is_file()}
    del before[READY], kept[READY]
    assert kept == before


def signing_origins(home: Path) -> tuple[str, ...]:
    """Where the network's descriptor says that its signatures are made."""
    with closing(sqlite3.connect(home / "hamkor.sqlite3")) as database:
        [(body,)] = database.execute("SELECT body FROM ledger_descriptor")
    [party] = Descriptor.parse(body).relying_parties
    return party.origins


def test_it_stays_on_the_port_that_its_signatures_name(made: Made, free_port: str) -> None:
    assert signing_origins(made.home) == (f"http://sign.localhost:{made.port}",)

    elsewhere = hamkor("demo", "--port", free_port, HAMKOR_HOME=made.home)
    assert elsewhere.returncode == 2
    assert f"was founded on port {made.port}" in elsewhere.stderr
    assert "--fresh" in elsewhere.stderr
    # It is served there without being told to; here something else listens.
    again = hamkor("demo", HAMKOR_HOME=made.home)
    assert again.returncode == 2
    assert f"Port {made.port} on 127.0.0.1 is busy" in again.stderr
    assert "--fresh --port" in again.stderr


def test_started_afresh_it_is_served_again_and_again_and_leaves_no_process(
    made: Made, tmp_path: Path, free_port: str
) -> None:
    home = shutil.copytree(made.home, tmp_path / "home")
    address = f"http://localhost:{free_port}/ru/"

    first = Served("--fresh", "--port", free_port, home=home)
    try:
        for step in ("Making the demonstration", "  database ... ", "  the network and its documents ... ", address):
            assert step in first.said
        assert signing_origins(home) == (f"http://sign.localhost:{free_port}",)
        assert urllib.request.urlopen(address, timeout=30).status == 200
        refused = hamkor("demo", "--no-serve", "--fresh", HAMKOR_HOME=home)
        assert refused.returncode == 2
        assert "stop that one first" in refused.stderr
    finally:
        killed = first.end(signal.SIGKILL)
    assert killed == -signal.SIGKILL

    for ending in (signal.SIGTERM, signal.SIGINT):
        again = Served(home=home)
        assert address in again.said
        assert "Making" not in again.said
        assert again.end(ending) == 0


@pytest.mark.parametrize("place", ["/proc/hamkor", "/dev/null/hamkor"])
def test_a_folder_that_cannot_be_written_is_one_sentence(place: str) -> None:
    done = hamkor("demo", "--no-serve", HAMKOR_HOME=place)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert place in done.stderr
    assert "HAMKOR_HOME" in done.stderr


@pytest.mark.parametrize("options", [(), ("--fresh",)])
def test_a_folder_of_something_else_is_never_thrown_away(options: tuple[str, ...], tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("kept")
    done = hamkor("demo", "--no-serve", *options, HAMKOR_HOME=tmp_path)
    assert done.returncode == 2
    assert "left alone" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_a_home_that_another_start_serves_is_not_changed_under_it(tmp_path: Path) -> None:
    serving = Home(tmp_path)
    serving.claim()
    serving.share()
    (tmp_path / "hamkor.sqlite3").write_text("in use")
    done = hamkor("demo", "--no-serve", "--fresh", HAMKOR_HOME=tmp_path)
    assert done.returncode == 2
    assert "stop that one first" in done.stderr
    assert (tmp_path / "hamkor.sqlite3").read_text() == "in use"


def test_discarding_keeps_the_lock_and_leaves_what_a_link_points_to(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "letter.txt").write_text("kept")
    home = Home(tmp_path / "home")
    home.claim()
    (home.path / "files").mkdir()
    (home.path / "files" / "a").write_text("a")
    (home.path / "link").symlink_to(elsewhere)
    home.discard()
    assert [path.name for path in home.path.iterdir()] == [LOCK]
    assert (elsewhere / "letter.txt").exists()


def test_a_current_home_is_prepared_without_touching_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stage = {"port": "8000", "schema": "1", "static": "1", "site": "1"}
    monkeypatch.setattr("hamkor.cli.demo._stage", lambda port: stage | {"port": str(port)})
    home = Home(tmp_path)
    home.claim()
    home.set_stage(stage)
    prepare(home, port=8000)
    assert sorted(path.name for path in tmp_path.iterdir()) == [LOCK, READY]
    # Held shared afterwards: another start may serve it too, none may change it.
    other = Home(tmp_path)
    other.claim()
    assert other.share()
    assert not other.have_alone()

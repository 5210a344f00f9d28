"""`./hamkor demo`: nothing that was done is lost, nothing half-made is kept, nothing of anybody else's is touched."""

import os
import signal
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from hamkor.cli.demo import prepare
from hamkor.cli.home import LOCK, READY, Home
from hamkor_proof.descriptor import Descriptor
from tests.commandline.conftest import ROOT, hamkor, surroundings


def test_a_killed_start_is_mended_and_a_later_one_keeps_what_was_done(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with subprocess.Popen(
        [ROOT / "hamkor", "demo", "--no-serve"],
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

    mended = hamkor("demo", "--no-serve", HAMKOR_HOME=home)
    assert mended.returncode == 0, mended.stderr
    assert "The last start was cut short: starting anew." in mended.stdout

    made = {path.name: path.stat().st_mtime_ns for path in home.iterdir() if path.is_file()}
    # A real installation's database in the same shell is left alone.
    again = hamkor("demo", "--no-serve", HAMKOR_HOME=home, DATABASE_URL="postgres://nobody@127.0.0.1:1/nothing")
    assert again.returncode == 0, again.stderr
    assert "Making" not in again.stdout
    kept = {path.name: path.stat().st_mtime_ns for path in home.iterdir() if path.is_file()}
    del made[READY], kept[READY]
    assert kept == made


def signing_origins(home: Path) -> tuple[str, ...]:
    """Where the network's descriptor says that its signatures are made."""
    with closing(sqlite3.connect(home / "hamkor.sqlite3")) as database:
        [(body,)] = database.execute("SELECT body FROM ledger_descriptor")
    [party] = Descriptor.parse(body).relying_parties
    return party.origins


def test_it_stays_on_the_port_that_its_signatures_name(tmp_path: Path, busy_port: int, free_port: str) -> None:
    home = tmp_path / "home"
    assert hamkor("demo", "--no-serve", "--port", str(busy_port), HAMKOR_HOME=home).returncode == 0
    assert signing_origins(home) == (f"http://sign.localhost:{busy_port}",)

    elsewhere = hamkor("demo", "--port", free_port, HAMKOR_HOME=home)
    assert elsewhere.returncode == 2
    assert f"was founded on port {busy_port}" in elsewhere.stderr
    assert "--fresh" in elsewhere.stderr
    # It is served there without being told to; here something else listens.
    again = hamkor("demo", HAMKOR_HOME=home)
    assert again.returncode == 2
    assert f"Port {busy_port} on 127.0.0.1 is busy" in again.stderr
    assert "--fresh --port" in again.stderr

    assert hamkor("demo", "--no-serve", "--fresh", "--port", free_port, HAMKOR_HOME=home).returncode == 0
    assert signing_origins(home) == (f"http://sign.localhost:{free_port}",)


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

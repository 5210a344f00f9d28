"""The server starts on the record that was signed, and ends when it is told to: at once, in order, without a word."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import pytest

from hamkor_proof.checkpoint import Checkpoint
from hamkor_proof.note import SignerKey, signed
from tests.commandline.conftest import ROOT, hamkor, surroundings
from tests.commandline.test_commands import SAFE, refused
from tests.support import databases, servers

SERVE = """
from hamkor.cli.server import serve
raise SystemExit(serve(host="127.0.0.1", port={port}, workers=1, threads=2, announcement="ready"))
"""


@pytest.fixture
def database(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a migrated database that nobody else works on."""
    with django_db_blocker.unblock(), databases.fresh():
        yield servers.url_of_database()


@pytest.fixture(scope="module")
def style(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the pages' style lies in: without it the clock, which makes them, says of each that it cannot."""
    home = tmp_path_factory.mktemp("collected")
    settings = {"DJANGO_SETTINGS_MODULE": "hamkor.config.demo", "HAMKOR_HOME": home}
    done = hamkor("manage", "collectstatic", "--noinput", **settings)
    assert done.returncode == 0, done.stderr
    return home / "static"


@pytest.fixture
def serving(database: str, style: Path, free_port: str, tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A server that has answered, started as a terminal starts it: in a group of its own."""
    (tmp_path / "static").symlink_to(style)
    (tmp_path / "public").mkdir()
    (tmp_path / "public" / "robots.txt").write_text("User-agent: *")
    environment = surroundings(
        PYTHONPATH=ROOT / "src",
        DJANGO_SETTINGS_MODULE="hamkor.config.demo",
        DATABASE_URL=database,
        HAMKOR_HOME=tmp_path,
        HAMKOR_PORT=free_port,
    )
    with subprocess.Popen(
        [sys.executable, "-c", SERVE.format(port=free_port)],
        env=environment,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        process_group=0,
    ) as server:
        try:
            assert server.stdout
            assert server.stdout.readline() == "ready\n"
            urllib.request.urlopen(f"http://127.0.0.1:{free_port}/robots.txt", timeout=30).close()
            yield server
        finally:
            server.kill()


def family(pid: int) -> list[int]:
    """Every process that this one started, and those that they started."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [each for child in map(int, children) for each in (child, *family(child))]


def part(server: subprocess.Popen[str], name: str) -> int:
    """The process of the front, the application or the clock."""
    words = {pid: Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0") for pid in family(server.pid)}
    return next(pid for pid, said in words.items() if b"hamkor.serving" in said and name.encode() in said)


def group(pid: int) -> int | None:
    try:
        return os.getpgid(pid)
    except ProcessLookupError:
        return None


def is_running(pid: int) -> bool:
    """Whether it has memory yet: one that has ended gives that back first, then what it reads and writes."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes() != b""
    except (FileNotFoundError, ProcessLookupError):
        return False


def wait_until(true: Callable[[], bool]) -> None:
    until = time.monotonic() + 60
    while not true():
        assert time.monotonic() < until
        time.sleep(0.05)


def test_a_record_of_before_what_was_signed_is_not_served(database: str, free_port: str, tmp_path: Path) -> None:
    """As after a restored backup: whoever signs on it would be forgotten with it."""
    log_key = SignerKey.new("network.example")
    (tmp_path / "last-checkpoint").write_bytes(signed(Checkpoint(log_key.name, 1000, bytes(32)).to_text(), log_key))
    installed = {**SAFE, "HAMKOR_HOME": tmp_path, "DATABASE_URL": database}
    site = ("--add-site", SAFE["HAMKOR_SIGN_RP_ID"], SAFE["HAMKOR_SIGN_ORIGIN"])
    named = hamkor("ledger", "descriptor", *site, **installed)
    assert named.returncode == 0, named.stderr
    for command in (("serve", "--port", free_port), ("publish", "rebuild")):
        done = hamkor(*command, **installed)
        assert "A checkpoint of 1000 entries was signed" in refused(done)
    assert not (tmp_path / "public").exists()


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_in_order_and_without_a_word(serving: subprocess.Popen[str], told: signal.Signals) -> None:
    started = family(serving.pid)
    os.killpg(serving.pid, told)
    said, complained = serving.communicate(timeout=60)
    assert (serving.returncode, said, complained) == (0, "", "")
    assert not any(map(is_running, started))


def test_what_a_terminal_tells_its_group_reaches_no_part(serving: subprocess.Popen[str]) -> None:
    """Told by the terminal and by the process that started it, a part waits for itself until it is killed."""
    # One that is being started is in its starter's group for a moment.
    wait_until(lambda: all(group(pid) != os.getpgid(serving.pid) for pid in family(serving.pid)))


def test_nothing_outlives_a_kill(serving: subprocess.Popen[str]) -> None:
    started = family(serving.pid)
    assert len(started) >= 4
    serving.kill()
    serving.wait()
    wait_until(lambda: not any(map(is_running, started)))


@pytest.mark.parametrize("name", ["front", "application"])
def test_a_part_that_is_killed_is_started_again(serving: subprocess.Popen[str], free_port: str, name: str) -> None:
    os.kill(part(serving, name), signal.SIGKILL)
    assert serving.stderr
    assert serving.stderr.readline() == f"The {name} ended by itself (status -9) and is started again.\n"

    def answers() -> bool:
        line = HTTPConnection("localhost", int(free_port), timeout=30)
        try:
            line.request("GET", "/workspace/")  # which leads to the door
            return line.getresponse().status == 302
        except (OSError, HTTPException):
            return False
        finally:
            line.close()

    wait_until(answers)

"""The server ends when it is told to: at once, in order, without a word."""

import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.commandline.conftest import ROOT, surroundings

SERVE = """
from hamkor.cli.server import serve
raise SystemExit(serve(host="127.0.0.1", port={port}, workers=1, threads=2, announcement="ready"))
"""


@pytest.fixture
def serving(free_port: str, tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A server that has answered, started as a terminal starts it: in a group of its own."""
    (tmp_path / "static").mkdir()
    environment = surroundings(
        PYTHONPATH=ROOT / "src",
        DJANGO_SETTINGS_MODULE="hamkor.config.demo",
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


def workers(server: subprocess.Popen[str]) -> list[int]:
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
    return [pid for pid in map(int, children) if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()]


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_in_order_and_without_a_word(serving: subprocess.Popen[str], told: signal.Signals) -> None:
    os.killpg(serving.pid, told)
    said, complained = serving.communicate(timeout=60)
    assert (serving.returncode, said, complained) == (0, "", "")


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_what_a_terminal_tells_its_group_reaches_a_worker_once(serving: subprocess.Popen[str]) -> None:
    """Told by the terminal and by the server, a worker waits for itself until it is killed."""
    [worker] = workers(serving)
    assert os.getpgid(worker) == worker != os.getpgid(serving.pid)

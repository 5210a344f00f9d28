"""The demonstration serves what it prepared: ready at once the second time, stopped without anything left behind."""

import signal
import subprocess
import urllib.request
from pathlib import Path

import pytest

from tests.commandline.conftest import ROOT, hamkor, surroundings


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


def test_it_is_served_again_and_again_and_leaves_no_process(tmp_path: Path, free_port: str) -> None:
    home = tmp_path / "home"
    address = f"http://localhost:{free_port}/ru/"

    first = Served("--port", free_port, home=home)
    try:
        for step in ("Making the demonstration", "  database ... ", "  the network and its documents ... ", address):
            assert step in first.said
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

"""The browser for the tests: one that is there, else Playwright's own, else Debian's; a failure is a sentence."""

import os
from pathlib import Path

import pytest

from hamkor.cli import browser
from tests.commandline.conftest import hamkor

APT = """#!/bin/sh
echo "$*" >>"{folder}/apt-get.calls"
case "$*" in *install*) printf '#!/bin/sh\\n' >"{folder}/chromium"; chmod +x "{folder}/chromium" ;; esac
"""


class Machine:
    """A path on which there is what the test puts there; Playwright has no browser and no connection."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, name: str, script: str = "#!/bin/sh\n") -> str:
        program = self.folder / name
        program.write_text(script)
        program.chmod(0o755)
        return str(program)


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    for tool in ("sh", "chmod"):
        (tmp_path / tool).symlink_to(f"/bin/{tool}")
    monkeypatch.delenv("HAMKOR_BROWSER", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path / "playwright"))
    monkeypatch.setenv("PLAYWRIGHT_DOWNLOAD_HOST", "http://127.0.0.1:1")
    monkeypatch.setattr(browser, "DEBIAN", tmp_path / "debian_version")
    return Machine(tmp_path)


@pytest.fixture
def debian(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """The same machine, a Debian whose root we are; its packages are a stand-in that writes down what it was asked."""
    browser.DEBIAN.touch()
    machine.put("apt-get", APT.format(folder=machine.folder))
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    return machine


def test_one_that_is_there_is_taken_and_one_that_does_not_start_is_passed_over(machine: Machine) -> None:
    machine.put("chromium", "#!/bin/sh\nexit 1\n")
    chrome = machine.put("google-chrome")
    assert browser.find_or_install() == chrome


def test_what_playwright_cannot_bring_debian_brings(debian: Machine, capsys: pytest.CaptureFixture[str]) -> None:
    assert browser.find_or_install() == str(debian.folder / "chromium")
    said = capsys.readouterr().out
    [reason] = [line for line in said.splitlines() if line.startswith("Playwright brings no browser: ")]
    assert "127.0.0.1:1" in reason
    assert said.index("asking Playwright") < said.index("installing Debian's packages")
    asked = (debian.folder / "apt-get.calls").read_text()
    assert "update" in asked
    assert "install -y --no-install-recommends chromium" in asked


def test_packages_that_do_not_come_are_one_sentence(debian: Machine, capsys: pytest.CaptureFixture[str]) -> None:
    debian.put("apt-get", "#!/bin/sh\necho Reading...\necho 'E: Unable to fetch some archives'\nexit 100\n")
    assert browser.find_or_install() is None
    assert "Debian brings no browser: E: Unable to fetch some archives\n" in capsys.readouterr().out


def test_only_root_installs_packages(debian: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert browser.find_or_install() is None
    assert not (debian.folder / "apt-get.calls").exists()


def test_without_a_browser_its_tests_are_counted_and_named(tmp_path: Path) -> None:
    nowhere = tmp_path / "chromium"
    done = hamkor("test", "-p", "no:xdist", "-q", "tests/browser/test_ground.py", HAMKOR_BROWSER=nowhere)
    assert f"{nowhere}, which HAMKOR_BROWSER names, cannot be used" in done.stdout
    assert "No browser is to be had" in done.stderr
    assert "passed" not in done.stdout
    [count] = [line for line in done.stdout.splitlines() if line.startswith("Not run: ")]
    named = [line for line in done.stdout.splitlines() if line.startswith("  tests/browser/test_ground.py::")]
    assert count == f"Not run: {len(named)} tests"
    assert all(line.endswith(": no Chromium or Chrome on this machine") for line in named)
    assert done.returncode == 0

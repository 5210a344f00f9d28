"""`./hamkor` sets itself up: once, whole, and again where something is missing.

The script runs for real in a checkout of its own. Only uv is a stand-in that writes down what it was asked, since tests
use no network; the real one is used by every run of these tests themselves.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commandline.conftest import ROOT, surroundings

UV = """#!/bin/sh
case "$*" in
*--help*) exit 0 ;;
"python find"*) [ ! -e "{calls}.no-python" ] && echo "{python}" ;;
"python install"*) echo install-python >>"{calls}"; exit 1 ;;
venv*) echo venv >>"{calls}"
    for last; do :; done
    rm -rf "$last"; mkdir -p "$last/bin"; ln -s "{python}" "$last/bin/python" ;;
"pip sync"*) for last; do :; done
    echo "sync $(basename "$last" .txt)" >>"{calls}"
    case "$*" in *--compile-bytecode*--require-hashes*) ;; *) exit 1 ;; esac
    [ ! -e "{calls}.kill" ] || kill -9 $PPID ;;
*) exit 1 ;;
esac
"""


class Checkout:
    """A copy of what the launcher needs, with a stand-in for uv and a package that says how it was called."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "a checkout"
        self.calls_file = folder / "calls"
        self.programs = folder / "programs"
        (self.folder / "src" / "hamkor").mkdir(parents=True)
        (self.folder / "src" / "hamkor" / "__main__.py").write_text("import hamkor.said\n")
        (self.folder / "src" / "hamkor" / "said.py").write_text("import sys; print(sys.argv[1:])\n")
        (self.folder / "requirements").mkdir()
        for name in ("runtime", "dev", "uv"):
            (self.folder / "requirements" / f"{name}.txt").write_text("django==6.1.3 \\\n    --hash=sha256:0\n")
        shutil.copy(ROOT / "hamkor", self.folder)
        shutil.copy(ROOT / ".python-version", self.folder)
        self.programs.mkdir()
        uv = self.programs / "uv"
        uv.write_text(UV.format(calls=self.calls_file, python=sys.executable))
        uv.chmod(0o755)

    def start(self, *arguments: str, path: str | None = None) -> subprocess.Popen[str]:
        path = path or f"{self.programs}{os.pathsep}{os.environ['PATH']}"
        return subprocess.Popen(
            [self.folder / "hamkor", *arguments],
            # As many an image has it.
            env=surroundings(PATH=path, PYTHONDONTWRITEBYTECODE="1"),
            cwd="/",
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments: str, path: str | None = None) -> tuple[int, str, str]:
        process = self.start(*arguments, path=path)
        output, errors = process.communicate(timeout=60)
        return process.returncode, output, errors

    def calls(self) -> list[str]:
        """What uv was asked since the last look."""
        lines = self.calls_file.read_text().splitlines() if self.calls_file.exists() else []
        self.calls_file.unlink(missing_ok=True)
        return lines


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)


@pytest.mark.parametrize("shell", ["sh", "dash", "bash"])
def test_it_is_a_posix_script(shell: str) -> None:
    if not shutil.which(shell):
        pytest.skip(f"{shell} is not installed")
    subprocess.run([shell, "-n", ROOT / "hamkor"], check=True)


def test_no_file_of_the_installation_names_a_registry() -> None:
    hosts = ("pypi" + ".org", "python" + "hosted", "npm" + "js", "index" + "-url")
    for path in [ROOT / "hamkor", ROOT / "pyproject.toml", *(ROOT / "requirements").iterdir(), ROOT / ".ci" / "run"]:
        assert not [host for host in hosts if host in path.read_text()], path


def test_the_first_start_prepares_and_says_so_and_the_second_does_not(checkout: Checkout) -> None:
    status, output, errors = checkout.run("demo", "two words")
    assert (status, output) == (0, "['demo', 'two words']\n")
    assert "Preparing Hamkor, once" in errors
    assert checkout.calls() == ["venv", "sync runtime"]
    assert checkout.run("demo")[2] == ""
    assert checkout.calls() == []


def test_what_python_compiled_is_kept_for_the_next_start(checkout: Checkout) -> None:
    checkout.run("demo")
    assert {path.name.partition(".")[0] for path in (checkout.folder / "src").rglob("*.pyc")} >= {"said"}


def test_an_environment_for_tests_serves_the_rest_as_well_and_stays_one(checkout: Checkout) -> None:
    checkout.run("demo")
    checkout.run("test")
    assert checkout.calls() == ["venv", "sync runtime", "sync dev"]
    checkout.run("demo")
    assert checkout.calls() == []
    (checkout.folder / "requirements" / "runtime.txt").write_text("django==6.1.4\n")
    checkout.run("demo")
    assert checkout.calls() == ["sync dev"]


def test_changed_requirements_are_installed_at_the_next_start(checkout: Checkout) -> None:
    checkout.run("demo")
    (checkout.folder / "requirements" / "runtime.txt").write_text("django==6.1.4\n")
    checkout.calls()
    checkout.run("demo")
    assert checkout.calls() == ["sync runtime"]


def test_several_starts_at_once_prepare_once(checkout: Checkout) -> None:
    starts = [checkout.start("demo") for _ in range(4)]
    assert [start.communicate(timeout=60)[0] for start in starts] == ["['demo']\n"] * 4
    assert checkout.calls() == ["venv", "sync runtime"]


def test_without_flock_several_starts_at_once_prepare_once(checkout: Checkout) -> None:
    for name in ("sh", "cat", "cksum", "mv", "mkdir", "rm", "dirname", "basename", "grep", "sleep", "ln"):
        (checkout.programs / name).symlink_to(str(shutil.which(name)))
    path = str(checkout.programs)
    starts = [checkout.start("demo", path=path) for _ in range(3)]
    assert [start.communicate(timeout=60)[0] for start in starts] == ["['demo']\n"] * 3
    assert checkout.calls() == ["venv", "sync runtime"]


def test_an_environment_whose_making_was_killed_is_made_anew(checkout: Checkout) -> None:
    kill = Path(f"{checkout.calls_file}.kill")
    kill.touch()
    assert checkout.run("demo")[0] != 0
    kill.unlink()
    checkout.calls()
    assert checkout.run("demo")[:2] == (0, "['demo']\n")
    assert checkout.calls() == ["venv", "sync runtime"]


def test_a_moved_checkout_works(checkout: Checkout) -> None:
    checkout.run("demo")
    checkout.folder = checkout.folder.rename(checkout.folder.with_name("elsewhere"))
    assert checkout.run("demo") == (0, "['demo']\n", "")


def test_an_environment_whose_python_is_gone_is_made_anew(checkout: Checkout) -> None:
    checkout.run("demo")
    checkout.calls()
    python = checkout.folder / ".hamkor" / "env" / "bin" / "python"
    python.unlink()
    python.symlink_to("/nowhere/python")
    assert checkout.run("demo")[0] == 0
    assert checkout.calls() == ["venv", "sync runtime"]


def test_a_module_in_the_folder_where_it_is_called_does_not_stand_in_for_ours(checkout: Checkout) -> None:
    (checkout.folder.parent / "hamkor.py").write_text("print('not ours')\n")
    done = subprocess.run(
        [checkout.folder / "hamkor", "demo"],
        env=surroundings(PATH=f"{checkout.programs}{os.pathsep}{os.environ['PATH']}"),
        cwd=checkout.folder.parent,
        capture_output=True,
        text=True,
    )
    assert done.stdout == "['demo']\n"


def test_a_checkout_that_cannot_be_written_is_one_sentence(checkout: Checkout) -> None:
    (checkout.folder / ".hamkor").write_text("in the way")
    status, _output, errors = checkout.run("demo")
    assert status == 2
    assert errors.startswith("Hamkor cannot write to")
    assert errors.count("\n") == 1


def test_a_python_that_is_not_to_be_had_is_one_sentence(checkout: Checkout) -> None:
    Path(f"{checkout.calls_file}.no-python").touch()
    status, _output, errors = checkout.run("demo")
    assert status == 2
    assert errors.splitlines()[-1].startswith("Hamkor needs Python 3.13")


def test_without_uv_and_pip_one_sentence_says_what_to_install(checkout: Checkout) -> None:
    (checkout.programs / "uv").unlink()
    for name in ("sh", "cat", "cksum", "mkdir", "rm", "dirname", "flock"):
        if found := shutil.which(name):
            (checkout.programs / name).symlink_to(found)
    status, _output, errors = checkout.run("demo", path=str(checkout.programs))
    assert status == 2
    assert "python3-pip" in errors.splitlines()[-1]

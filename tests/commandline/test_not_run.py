"""A test that could not run is counted and named, never silent."""

import subprocess
import sys
from pathlib import Path

from tests.commandline.conftest import ROOT, surroundings

TESTS = """
import pytest

def test_runs():
    pass

@pytest.mark.skip(reason="no browser is to be had")
@pytest.mark.parametrize("page", ["home", "members"])
def test_page(page):
    pass
"""


def summary(folder: Path, tests: str) -> str:
    (folder / "test_some.py").write_text(tests)
    call = [sys.executable, "-m", "pytest", "-p", "tests.plugins.not_run", "-p", "no:cacheprovider", "-p", "no:django"]
    done = subprocess.run(
        [*call, "-c", "/dev/null", "--rootdir", folder, folder],
        cwd=ROOT,
        env=surroundings(),
        capture_output=True,
        text=True,
    )
    return done.stdout


def test_what_was_skipped_is_counted_and_named_with_its_reason(tmp_path: Path) -> None:
    text = summary(tmp_path, TESTS)
    assert "Not run: 2 tests" in text
    assert "test_some.py::test_page[home]: no browser is to be had" in text
    assert "test_some.py::test_page[members]: no browser is to be had" in text


def test_nothing_is_said_where_everything_ran(tmp_path: Path) -> None:
    assert "Not run" not in summary(tmp_path, "def test_runs():\n    pass\n")

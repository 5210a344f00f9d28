"""What touches no database is tested once: the run that leaves it to another says how much, and runs all the rest."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.commandline.conftest import ROOT, surroundings

TESTS = """
import subprocess
import sys
import pytest

TOLD = "import os; print(os.environ.get('DATABASE_URL', 'nothing'))"

def told():
    return subprocess.run([sys.executable, "-c", TOLD], capture_output=True, text=True, check=True).stdout.strip()

@pytest.fixture(scope="session")
def django_db_setup():
    pass

@pytest.fixture
def server(django_db_setup):
    pass

def test_counts():
    assert told() == "nothing"

def test_on_a_server(server):
    assert told() == "sqlite://somewhere"

@pytest.mark.browser
def test_in_a_browser(server):
    assert told() == "sqlite://somewhere"

@pytest.mark.django_db
@pytest.mark.parametrize("number", [1, 2])
def test_asks(number):
    assert told() == "sqlite://somewhere"
"""


def said(folder: Path, *options: str) -> str:
    (folder / "test_some.py").write_text(TESTS)
    (folder / "pytest.ini").write_text("[pytest]\nmarkers =\n    django_db\n    browser\n")
    call = [sys.executable, "-m", "pytest", "-p", "tests.plugins.once", "-p", "no:cacheprovider", "-p", "no:django"]
    done = subprocess.run(
        [*call, "--rootdir", folder, *options, folder],
        cwd=ROOT,
        env=surroundings(DATABASE_URL="sqlite://somewhere"),
        capture_output=True,
        text=True,
    )
    return done.stdout


@pytest.mark.parametrize("workers", ["0", "2"])
def test_what_touches_no_database_is_left_out_and_counted(tmp_path: Path, workers: str) -> None:
    text = said(tmp_path, "-n", workers, "--only-database", "-c", str(tmp_path / "pytest.ini"))
    assert "Touch no database or need a browser, and are left to the run on another one: 2 tests" in text
    assert "3 passed" in text


def test_otherwise_all_run_and_no_process_of_the_others_learns_where_the_database_is(tmp_path: Path) -> None:
    text = said(tmp_path, "-p", "no:xdist", "-c", str(tmp_path / "pytest.ini"))
    assert "5 passed" in text
    assert "left to" not in text

"""The tests touch no installation, even where the shell that starts them is set up for one."""

import re
from pathlib import Path

from hamkor.cli.checkout import OF_TESTS
from tests.commandline.conftest import ROOT, hamkor

TEST = """
from pathlib import Path
from django.conf import settings
from django.db import connection

def test_nothing_leads_to_the_installation():
    told = f"{settings.HAMKOR_HOME} {settings.HAMKOR_SIGN_ORIGIN} {connection.settings_dict} {settings.SETTINGS_MODULE}"
    assert "real" not in told
    assert settings.SETTINGS_MODULE == "hamkor.config.test"
"""


def test_tests_started_from_an_operators_shell_stay_away_from_her_installation(tmp_path: Path) -> None:
    test = tmp_path / "test_apart.py"
    test.write_text(TEST)
    real = tmp_path / "real"
    done = hamkor(
        *("test", "-p", "no:xdist", "-p", "no:cacheprovider", "-c", str(ROOT / "pyproject.toml"), str(test)),
        HAMKOR_HOME=real,
        HAMKOR_SIGN_ORIGIN="https://sign.real.example",
        DATABASE_URL="postgres://nobody@127.0.0.1:1/real",
        DJANGO_SETTINGS_MODULE="hamkor.config.production",
    )
    assert "1 passed" in done.stdout, done.stdout + done.stderr
    assert not real.exists()


def test_what_a_test_asks_the_shell_for_reaches_it() -> None:
    asked = re.compile(r"""environ(?:\.get)?[\[(]"(HAMKOR_[A-Z_]+)""")
    files = (ROOT / "tests").rglob("*.py")
    # A home is every test process's own.
    assert {name for file in files for name in asked.findall(file.read_text())} - {"HAMKOR_HOME"} == OF_TESTS

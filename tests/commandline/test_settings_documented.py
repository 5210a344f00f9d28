"""Every setting is documented: what the program reads from its environment, `docs/operate.md` names."""

import importlib
import re

import pytest

from hamkor.config import environment
from tests.commandline.conftest import ROOT

PAGE = (ROOT / "docs" / "operate.md").read_text()
ROWS = [line for line in PAGE.splitlines() if line.startswith("| `")]
READ = re.compile(r"""os\.environ(?:\.get|\.setdefault)?[(\[]\s*["']([A-Z_]+)["']""")
OTHERWISE = re.compile(r"from os import[^\n]*\benviron\b|\bgetenv\b|^\s*\w+ = os\.environ\s*$", re.M)

importlib.import_module("hamkor.config.base")


@pytest.mark.parametrize("setting", environment.REGISTRY.values(), ids=lambda setting: setting.name)
def test_a_setting_has_its_row_with_its_default(setting: environment.Setting) -> None:
    rows = [row for row in ROWS if f"`{setting.name}`" in row.split("|")[1]]
    assert len(rows) == 1, f"docs/operate.md needs one row for {setting.name}: {setting.explanation}"
    if setting.default and not setting.name.startswith("HAMKOR_NETWORK_NAME_"):
        assert f"`{setting.default}`" in rows[0].split("|")[2]


def test_a_variable_that_is_read_directly_is_named() -> None:
    sources = {path: path.read_text() for path in (ROOT / "src").rglob("*.py")}
    ours = {name for source in sources.values() for name in READ.findall(source)}
    assert [name for name in sorted(ours) if f"`{name}`" not in PAGE] == []
    # Read by any other name, a variable would not be found above.
    assert [path for path, source in sources.items() if OTHERWISE.search(source)] == []


def test_nothing_is_documented_that_no_program_reads() -> None:
    named = {name for row in ROWS for name in re.findall(r"`([A-Z_]+)`", row.split("|")[1])}
    assert named <= set(environment.REGISTRY)

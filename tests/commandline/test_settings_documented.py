"""Every setting is documented: what the program reads from its environment, `docs/operate.md` names."""

import importlib
import re

import pytest

from hamkor.config import environment
from tests.commandline.conftest import ROOT

PAGE = (ROOT / "docs" / "operate.md").read_text()
ROWS = [line for line in PAGE.splitlines() if line.startswith("| `")]
READ = re.compile(r"""os\.environ(?:\.get|\.setdefault)?[(\[]\s*["']([A-Z_]+)["']""")

importlib.import_module("hamkor.config.base")


@pytest.mark.parametrize("setting", environment.REGISTRY.values(), ids=lambda setting: setting.name)
def test_a_setting_has_its_row_with_its_default(setting: environment.Setting) -> None:
    rows = [row for row in ROWS if f"`{setting.name}`" in row.split("|")[1]]
    assert len(rows) == 1, f"docs/operate.md needs one row for {setting.name}: {setting.explanation}"
    if setting.default and not setting.name.startswith("HAMKOR_NETWORK_NAME_"):
        assert f"`{setting.default}`" in rows[0].split("|")[2]


def test_a_variable_that_is_read_directly_is_named() -> None:
    ours = {name for path in (ROOT / "src").rglob("*.py") for name in READ.findall(path.read_text())}
    assert [name for name in sorted(ours) if f"`{name}`" not in PAGE] == []


def test_nothing_is_documented_that_no_program_reads() -> None:
    named = {name for row in ROWS for name in re.findall(r"`([A-Z_]+)`", row.split("|")[1])}
    assert named <= set(environment.REGISTRY)

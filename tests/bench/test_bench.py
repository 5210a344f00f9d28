"""The benchmarks start and print their table. How fast anything is, is not tested here."""

import os
import subprocess
import sys
from pathlib import Path

from bench.__main__ import MEASUREMENTS

ROOT = Path(__file__).resolve().parents[2]


def bench(*arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src")} | changes
    return subprocess.run(
        [sys.executable, "-m", "bench", *arguments], cwd=ROOT, env=environment, capture_output=True, text=True
    )


def test_one_measurement_prints_its_row_in_the_table() -> None:
    done = bench("--quick", "--only", "proof")

    assert done.returncode == 0, done.stderr
    header, rule, row, *_ = done.stdout.splitlines()
    assert header == "| what | measured | yardstick | ratio | must reach | reached |"
    assert set(rule) == {"|", "-"}
    assert row.startswith("| checking a signature from stored evidence, all checks |")
    assert row.count("|") == header.count("|")


def test_one_on_a_database_of_its_own_does_too() -> None:
    done = bench("--quick", "--only", "signatories")

    assert done.returncode == 0, done.stderr
    assert "queries" in done.stdout


def test_what_cannot_be_measured_is_named_and_the_rest_is_measured() -> None:
    done = bench("--quick", "--only", "wire", "--only", "proof", HAMKOR_BROWSER="/bin/false")

    assert done.returncode == 3
    assert "Not measured: wire" in done.stderr
    assert "checking a signature" in done.stdout


def test_help_names_every_measurement() -> None:
    said = bench("--help").stdout

    assert all(name in said for name in MEASUREMENTS)

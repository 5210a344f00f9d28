"""`./hamkor bench`: hands over to the `bench` package at the root of the checkout."""

import subprocess
import sys
from collections.abc import Sequence

from hamkor.cli import catalogues
from hamkor.cli.checkout import ROOT, ObstacleError


def run(arguments: Sequence[str]) -> int:
    """Run the benchmarks; returns their exit status. Raises `ObstacleError` in a checkout that has none."""
    if not (ROOT / "bench" / "__main__.py").exists():
        raise ObstacleError(f"There are no benchmarks in {ROOT / 'bench'}.")
    catalogues.compile_all()
    return subprocess.run([sys.executable, "-m", "bench", *arguments], cwd=ROOT, check=False).returncode

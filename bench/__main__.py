"""Measure each promise in a process of its own, print one table: `./hamkor bench [--quick] [--only NAME]`."""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager

from bench.measuring import Row, table
from hamkor.cli import browser, postgres
from hamkor.cli.checkout import ROOT, ObstacleError, surroundings

# name: the databases that it is measured on; none where it needs none
MEASUREMENTS = {
    "proof": ("",),
    "verify": ("",),
    "verify_page": ("",),
    "wire": ("sqlite",),
    "article": ("sqlite",),
    "publishing": ("sqlite",),
    "serving": ("sqlite",),
    "signatories": ("sqlite",),
    "visible": ("sqlite", "postgresql"),
    "search": ("sqlite", "postgresql"),
    "signing": ("sqlite", "postgresql"),
    "killed": ("sqlite", "postgresql"),
    "ledger": ("sqlite", "postgresql"),
    "pdf": ("",),
    "wxr": ("sqlite", "postgresql"),
}
NOT_MEASURED = 3


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; return 0, or 3 where something could not be measured, which is named on standard error."""
    parser = argparse.ArgumentParser(prog="./hamkor bench", description="Measure, and print a table.")
    parser.add_argument("--only", action="append", choices=MEASUREMENTS, metavar="NAME", help=", ".join(MEASUREMENTS))
    parser.add_argument("--quick", action="store_true", help="fewer rounds: shows that it runs, not how fast")
    given = parser.parse_args(arguments)
    rows: list[Row] = []
    failures: list[str] = []
    with tempfile.TemporaryDirectory(prefix="hamkor-bench-") as home, _postgresql() as url:
        for name in given.only or MEASUREMENTS:
            for database in MEASUREMENTS[name]:
                what = f"{name} on {database}" if database else name
                print(f"{what} ...", file=sys.stderr, flush=True)
                try:
                    rows += _measured(name, home, url() if database == "postgresql" else "", quick=given.quick)
                except (ObstacleError, subprocess.SubprocessError) as error:
                    failures.append(f"Not measured: {what}. {_reason(error)}")
    print(table(rows))
    print(f"\nTimes are the best of several rounds. {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the end.")
    for sentence in failures:
        print(sentence, file=sys.stderr)
    return NOT_MEASURED if failures else 0


def _measured(name: str, home: str, database: str, *, quick: bool) -> Iterator[Row]:
    environment = surroundings() | {
        "DJANGO_SETTINGS_MODULE": "bench.settings",
        "HAMKOR_HOME": home,
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
        **({"DATABASE_URL": database} if database else {}),
    }
    if name in {"wire", "article", "verify_page"}:
        path = browser.find_or_install()
        if not path:
            raise ObstacleError("There is no Chromium or Chrome that starts.")
        environment["HAMKOR_BROWSER"] = path
    call = [sys.executable, "-m", "bench.measuring", name, *(["--quick"] if quick else [])]
    done = subprocess.run(call, cwd=ROOT, env=environment, stdout=subprocess.PIPE, timeout=900, check=True)
    return (Row(**row) for row in json.loads(done.stdout.splitlines()[-1]))


@contextmanager
def _postgresql() -> Iterator[Callable[[], str]]:
    """Gives a function that starts a throwaway PostgreSQL when first asked for its address, as careful with the disk as
    an installation's."""
    with ExitStack() as stack:
        started: list[str] = []

        def url() -> str:
            if not started:
                started.append(stack.enter_context(postgres.throwaway(hasty=False)))
            return started[0]

        yield url


def _reason(error: Exception) -> str:
    if isinstance(error, subprocess.CalledProcessError):
        return f"It ended with status {error.returncode}; the reason stands above."
    return str(error)


if __name__ == "__main__":
    sys.exit(main())

"""`./hamkor test`: the whole suite, with a browser and, where asked, a PostgreSQL of its own."""

import contextlib
import subprocess
import sys
from collections.abc import Sequence

from hamkor.cli import browser, catalogues, postgres
from hamkor.cli.checkout import ROOT, surroundings

HELP = """usage: ./hamkor test [--postgres] [pytest arguments]

Run the tests: on SQLite, or with --postgres on a throwaway PostgreSQL. Everything else goes to pytest;
--only-database leaves out the tests that touch no database or need a browser, and counts them.
HAMKOR_BROWSER names the Chromium or Chrome to use.
"""


def run(arguments: Sequence[str]) -> int:
    """Run pytest; returns its exit status. What could not run is named at the end of its report."""
    if set(arguments) & {"-h", "--help"}:
        print(HELP)
        return 0
    chosen = [argument for argument in arguments if argument != "--postgres"]
    catalogues.compile_all()
    environment = surroundings() | {"HAMKOR_BROWSER": browser.find_or_install() or ""}
    if not environment["HAMKOR_BROWSER"]:
        print("No browser is to be had: its tests will be named among those not run.", file=sys.stderr, flush=True)
    with contextlib.ExitStack() as stack:
        if "--postgres" in arguments:
            environment["DATABASE_URL"] = stack.enter_context(postgres.throwaway())
        return _pytest([*_workers(chosen), *chosen], environment)


def _workers(arguments: Sequence[str]) -> list[str]:
    said = any(word.startswith(("-n", "--numprocesses", "--dist", "--pdb")) or "xdist" in word for word in arguments)
    # Neighbours stay together, so that what a module of tests shares is made once; who has finished helps the other.
    return [] if said else ["-n", "2", "--dist", "worksteal"]


def _pytest(arguments: Sequence[str], environment: dict[str, str]) -> int:
    process = subprocess.Popen([sys.executable, "-m", "pytest", *arguments], cwd=ROOT, env=environment)
    try:
        return process.wait()
    except KeyboardInterrupt:
        # Pytest was told as well: it reports, and its tests end what they started.
        return process.wait() or 130
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait()

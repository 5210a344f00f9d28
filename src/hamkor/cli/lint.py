"""`./hamkor lint`: everything that can be said about the code without running it."""

import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from hamkor.cli import catalogues
from hamkor.cli.checkout import ROOT, surroundings

PYTHON: Final = (sys.executable, "-P", "-m")
CHECKS: Final = {
    "types": (*PYTHON, "mypy", "src"),
    "direction of imports": (
        sys.executable,
        "-P",
        "-c",
        "from importlinter.cli import lint_imports_command as c; c()",
    ),
    "templates": (*PYTHON, "djlint", "src/hamkor", "--lint", "--quiet"),
    "missing migrations": (*PYTHON, "hamkor", "manage", "makemigrations", "--check", "--dry-run"),
    "missing translations": (*PYTHON, "hamkor", "catalogues", "check"),
    "style: faults": (*PYTHON, "ruff", "check", "."),
    "style: layout": (*PYTHON, "ruff", "format", "--check", "."),
}


def run(arguments: Sequence[str]) -> int:
    """Run every check, or those whose names hold one of the arguments; status 1 where one finds something."""
    chosen = {name: call for name, call in CHECKS.items() if not arguments or any(word in name for word in arguments)}
    if not chosen:
        print(f"There are these checks: {', '.join(CHECKS)}.", file=sys.stderr)
        return 2
    catalogues.compile_all()
    environment = surroundings() | {"DJANGO_SETTINGS_MODULE": "hamkor.config.test"}
    failed = []

    def check(call: Sequence[str]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            call,
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )

    with ThreadPoolExecutor(max_workers=2) as pool:
        for name, result in zip(chosen, pool.map(check, chosen.values()), strict=True):
            print(f"{'ok    ' if result.returncode == 0 else 'FAILED'} {name}", flush=True)
            if result.returncode:
                failed.append(name)
                print(result.stdout, flush=True)
    print(f"{len(chosen) - len(failed)} of {len(chosen)} checks found nothing.")
    return 1 if failed else 0

"""Where things lie in a checkout, and how a command says that it cannot go on."""

import os
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[3]
SOURCE: Final = ROOT / "src" / "hamkor"
LOCALE: Final = SOURCE / "locale"
OF_TESTS: Final = {"HAMKOR_BROWSER", "HAMKOR_PICTURES", "HAMKOR_REAL", "HAMKOR_VNU"}


class ObstacleError(Exception):
    """Something around Hamkor, not in it, stops a command: a busy port, a read-only folder, a missing
    program.

    Its text is one plain sentence that says what is wrong and what to do. The command line prints it without
    a traceback and ends with status 2.
    """


def surroundings() -> dict[str, str]:
    """The environment without what it says of an installation: tests and measurements must not touch a real one."""
    return {
        name: value
        for name, value in os.environ.items()
        if name in OF_TESTS or not name.startswith(("HAMKOR_", "DATABASE_URL", "DJANGO_SETTINGS_MODULE"))
    }

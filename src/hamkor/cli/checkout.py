"""Where things lie in a checkout, and how a command says that it cannot go on."""

from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[3]
SOURCE: Final = ROOT / "src" / "hamkor"
LOCALE: Final = SOURCE / "locale"


class ObstacleError(Exception):
    """Something around Hamkor, not in it, stops a command: a busy port, a read-only folder, a missing
    program.

    Its text is one plain sentence that says what is wrong and what to do. The command line prints it without
    a traceback and ends with status 2.
    """

"""The command line, `./hamkor`. What a command needs, Django or pytest, is loaded only when it is called."""

import errno
import importlib
import os
import signal
import sys
from collections.abc import Sequence
from typing import Final, NoReturn

from hamkor.cli.checkout import ObstacleError

# name: (module, what it does)
COMMANDS: Final = {
    "demo": ("hamkor.cli.demo", "make the demonstration network and serve it on this machine"),
    "serve": ("hamkor.cli.serve", "serve a real installation, configured by environment variables"),
    "manage": (
        "hamkor.cli.manage",
        "Django's own commands, for a real installation: migrate, collectstatic ...",
    ),
    "import": ("hamkor.cli.importing", "bring in: organisations FILE.csv, wordpress FILE.xml"),
    "publish": ("hamkor.cli.publish", "the public site as files: sweep, rebuild, check ..."),
    "ledger": ("hamkor.cli.ledger", "the record of what was done: verify, checkpoint"),
    "verify": ("hamkor.cli.verify", "say whether the evidence file of a document is proved, and what it shows"),
    "verify-page": ("hamkor.cli.verify_page", "write the page that checks evidence without any network"),
    "release": ("hamkor.cli.release", "make the files of a release and their SHA-256"),
    "privacy": ("hamkor.cli.privacy", "erase a person, or write the inventory of personal data"),
    "check": ("hamkor.cli.check", "say what is wrong with the configuration; --deploy: what is unsafe"),
    "test": ("hamkor.cli.testing", "run the tests; --postgres: on a throwaway PostgreSQL"),
    "bench": ("hamkor.cli.bench", "measure, and print a table"),
    "lint": ("hamkor.cli.lint", "style, types, direction of imports, templates, migrations, translations"),
    "catalogues": ("hamkor.cli.catalogues", "translations: update, check or compile the catalogues"),
}
OUT_OF_REACH: Final = {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT, errno.ENOTDIR}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit status.

    2 means that something around Hamkor stopped it: one sentence on standard error says what.
    """
    # Ending politely means the same as Ctrl-C: what was started is stopped, what was lent is given back.
    signal.signal(signal.SIGTERM, _end)
    try:
        return _run(list(sys.argv[1:] if argv is None else argv))
    except ObstacleError as obstacle:
        print(obstacle, file=sys.stderr)
        return 2
    except BrokenPipeError:
        # Whoever read our output has enough of it: `./hamkor check | head`.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        if error.errno not in OUT_OF_REACH:
            raise
        print(f"Hamkor cannot use {error.filename or 'a file'}: {error.strerror}.", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def _run(arguments: Sequence[str]) -> int:
    if not arguments or arguments[0] in {"help", "-h", "--help"}:
        print(_help(), flush=True)
        return 0
    name, *rest = arguments
    if name not in COMMANDS:
        print(f"There is no command {name!r}.\n\n{_help()}", file=sys.stderr)
        return 2
    status: int = importlib.import_module(COMMANDS[name][0]).run(rest)
    sys.stdout.flush()
    return status


def _end(signum: int, frame: object) -> NoReturn:
    raise SystemExit(128 + signum)


def _help() -> str:
    commands = "\n".join(f"  {name:<12}{what}" for name, (_module, what) in COMMANDS.items())
    return (
        "Hamkor: the shared desk of a coalition of human-rights organisations.\n\n"
        f"./hamkor COMMAND ...\n\n{commands}\n\n./hamkor COMMAND --help says more."
    )

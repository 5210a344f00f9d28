"""`./hamkor demo`: make the demonstration network, keep what is done in it, serve it on this machine."""

import argparse
import hashlib
import os
import secrets
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from hamkor.cli import catalogues, server
from hamkor.cli.checkout import ROOT, SOURCE, ObstacleError
from hamkor.cli.home import Home
from hamkor.cli.loading import database_in_words, load
from hamkor.cli.steps import step

HOST: Final = "127.0.0.1"
SETTINGS: Final = "hamkor.config.demo"


def run(arguments: Sequence[str]) -> int:
    """Prepare what is not prepared yet, then serve until stopped.

    Raises `ObstacleError` for a busy port, a folder that cannot be written or is something else's, and a home
    that another start serves when it would have to be changed.
    """
    parser = argparse.ArgumentParser(
        prog="./hamkor demo",
        description="Make the demonstration network and serve it on this machine.",
        epilog="HAMKOR_HOME names its folder; without it, var/demo.",
    )
    parser.add_argument("--port", type=_port, default=8000, help="port to serve on (default: %(default)s)")
    parser.add_argument("--no-serve", action="store_true", help="prepare, and stop")
    parser.add_argument("--fresh", action="store_true", help="throw away what was done, and start anew")
    options = parser.parse_args(arguments)

    home = Home(Path(os.environ.get("HAMKOR_HOME") or ROOT / "var" / "demo").resolve())
    os.environ["HAMKOR_HOME"] = str(home.path)
    os.environ["HAMKOR_PORT"] = str(options.port)
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
    # A real installation's database, named in the same shell, is none of the demonstration's business.
    os.environ.pop("DATABASE_URL", None)

    if not options.no_serve:
        server.check_port(HOST, options.port)
    home.claim()
    prepare(home, fresh=options.fresh)
    if options.no_serve:
        print(f"The demonstration in {home.path} is ready: ./hamkor demo serves it.")
        return 0
    server.check_port(HOST, options.port)
    return server.serve(
        host=HOST,
        port=options.port,
        workers=1,
        threads=4,
        announcement=(
            f"\nThe demonstration is ready:\n\n"
            f"  http://localhost:{options.port}/ru/          read it as anyone can (/en/ in English)\n"
            f"  http://localhost:{options.port}/demo/        step into a role, with one click\n\n"
            f"It lies in {home.path}. Ctrl-C stops it."
        ),
    )


def prepare(home: Home, *, fresh: bool = False) -> None:
    """Bring a claimed home up to date, and hold it shared afterwards. A half-made home is made anew."""
    while not home.have_alone():
        if home.share():
            if fresh or home.stage() != _stage():
                raise ObstacleError(f"Another start serves {home.path}, which has to be changed: stop that one first.")
            return
        print("Another start is preparing the demonstration: waiting for it ...", flush=True)
        home.share(wait=True)
    catalogues.compile_all()
    before, now = home.stage(), _stage()
    if fresh or not before:
        if home.is_begun():
            print("Starting anew." if fresh else "The last start was cut short: starting anew.")
        home.discard()
        _make(home)
    elif before["schema"] != now["schema"]:
        _bring_up_to_date(home)
    if before.get("static") != now["static"] or fresh:
        _collect_static()
    home.set_stage(now)
    home.share(wait=True)


def _make(home: Home) -> None:
    print(f"Making the demonstration in {home.path}, once:", flush=True)
    key = home.path / "secret-key"
    key.touch(mode=0o600)
    key.write_text(secrets.token_urlsafe(50) + "\n")
    load(SETTINGS)
    from hamkor.demo import story

    with step("database"):
        _migrate()
    with step("the network and its documents"), database_in_words():
        story.tell()
    _close_database()


def _bring_up_to_date(home: Home) -> None:
    load(SETTINGS)
    from django.db.migrations.exceptions import InconsistentMigrationHistory, NodeNotFoundError

    try:
        with step("database"):
            _migrate()
    except (InconsistentMigrationHistory, NodeNotFoundError) as error:
        raise ObstacleError(
            f"The demonstration in {home.path} was made by another version: start anew with --fresh."
        ) from error
    _close_database()


def _migrate() -> None:
    from django.core.management import call_command

    with database_in_words():
        call_command("migrate", interactive=False, verbosity=0)


def _collect_static() -> None:
    load(SETTINGS)
    from django.core.management import call_command

    with step("style sheets, scripts and pictures"):
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)


def _close_database() -> None:
    from django.db import connections

    connections.close_all()


def _stage() -> dict[str, str]:
    """What a home would have to be made from now: the tables' migrations and the static files, as hashes."""
    packages = ROOT / "requirements" / "runtime.txt"
    return {
        "schema": _hash([packages, *SOURCE.glob("*/migrations/*.py")]),
        "static": _hash([packages, *(path for path in SOURCE.glob("*/static/**/*") if path.is_file())]),
    }


def _hash(files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(f"{path.relative_to(ROOT)}\n".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _port(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text} is not a port: a number from 1 to 65535")
    return int(text)

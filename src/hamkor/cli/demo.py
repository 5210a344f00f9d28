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
PORT: Final = 8000
SETTINGS: Final = "hamkor.config.demo"
MADE_FROM: Final = frozenset({".py", ".html", ".txt", ".po", ".css", ".js", ".typ"})


def run(arguments: Sequence[str]) -> int:
    """Prepare what is not prepared yet, then serve until stopped.

    It is served on the port that it was founded on: its signatures and the network's descriptor name that address.
    Raises `ObstacleError` for a busy port, another port than that one, a folder that cannot be written or is something
    else's, and a home that another start serves when it would have to be changed.
    """
    parser = argparse.ArgumentParser(
        prog="./hamkor demo",
        description="Make the demonstration network and serve it on this machine.",
        epilog="HAMKOR_HOME names its folder; without it, var/demo.",
    )
    parser.add_argument(
        "--port", type=server.port, help=f"port to found it on, and to serve on from then on (default: {PORT})"
    )
    parser.add_argument("--no-serve", action="store_true", help="prepare, and stop")
    parser.add_argument("--fresh", action="store_true", help="throw away what was done, and start anew")
    options = parser.parse_args(arguments)

    home = Home(Path(os.environ.get("HAMKOR_HOME") or ROOT / "var" / "demo").resolve())
    founded_on = "" if options.fresh else home.stage().get("port", "")
    port = options.port or int(founded_on or PORT)
    os.environ["HAMKOR_HOME"] = str(home.path)
    os.environ["HAMKOR_PORT"] = str(port)
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
    # A real installation's database, named in the same shell, is none of the demonstration's business.
    os.environ.pop("DATABASE_URL", None)

    another = "start anew on another one with --fresh --port" if founded_on else "choose another one with --port"
    if not options.no_serve:
        server.check_port(HOST, port, otherwise=another)
    home.claim()
    prepare(home, port=port, fresh=options.fresh)
    if options.no_serve:
        print(f"The demonstration in {home.path} is ready: ./hamkor demo serves it.")
        return 0
    server.check_port(HOST, port, otherwise=another)
    return server.serve(
        host=HOST,
        port=port,
        workers=1,
        threads=4,
        announcement=(
            f"\nThe demonstration is ready:\n\n"
            f"  http://localhost:{port}/ru/          read it as anyone can (/en/ in English)\n"
            f"  http://localhost:{port}/demo/        step into a role, with one click\n\n"
            f"It lies in {home.path}. Ctrl-C stops it."
        ),
    )


def prepare(home: Home, *, port: int, fresh: bool = False) -> None:
    """Bring a claimed home up to date, and hold it shared afterwards. A half-made home is made anew."""
    while not home.have_alone():
        if home.share():
            if fresh or _made(home, port) != _stage(port):
                raise ObstacleError(f"Another start serves {home.path}, which has to be changed: stop that one first.")
            return
        print("Another start is preparing the demonstration: waiting for it ...", flush=True)
        home.share(wait=True)
    before, now = {} if fresh else _made(home, port), _stage(port)
    catalogues.compile_all()
    if not before:
        if home.is_begun():
            print("Starting anew." if fresh else "The last start was cut short: starting anew.")
        home.discard()
        _make(home)
    elif before["schema"] != now["schema"]:
        _bring_up_to_date(home)
    if before.get("static") != now["static"]:
        _collect_static()
    if before.get("site") != now["site"]:
        _make_site()
    home.set_stage(now)
    home.share(wait=True)


def _made(home: Home, port: int) -> dict[str, str]:
    """How far the home has come; raises `ObstacleError` where what was founded in it names another port."""
    made = home.stage()
    if made and "port" not in made:
        raise _of_another_version(home)
    if made and made["port"] != str(port):
        raise ObstacleError(
            f"The demonstration in {home.path} was founded on port {made['port']}, and its signatures name that "
            f"address: serve it there, or start anew on port {port} with --fresh."
        )
    return made


def _of_another_version(home: Home) -> ObstacleError:
    return ObstacleError(f"The demonstration in {home.path} was made by another version: start anew with --fresh.")


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
        raise _of_another_version(home) from error
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


def _make_site() -> None:
    """Readers get files only, so these come before the first of them."""
    load(SETTINGS)
    from hamkor.publishing.rebuild import rebuild

    with step("the public site"), database_in_words():
        rebuild()
    _close_database()


def _close_database() -> None:
    from django.db import connections

    connections.close_all()


def _stage(port: int) -> dict[str, str]:
    """What a home would have to be made from now: its port, and as hashes the tables' migrations, the static
    files, and the program that the pages are made by."""
    packages = ROOT / "requirements" / "runtime.txt"
    return {
        "port": str(port),
        "schema": _hash([packages, *SOURCE.glob("*/migrations/*.py")]),
        "static": _hash([packages, *(path for path in SOURCE.glob("*/static/**/*") if path.is_file())]),
        "site": _hash([packages, *(path for path in SOURCE.rglob("*") if path.suffix in MADE_FROM)]),
    }


def _hash(files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(f"{path.relative_to(ROOT)}\n".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()

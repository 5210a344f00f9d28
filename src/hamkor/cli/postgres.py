"""A PostgreSQL of its own for a run of the tests: made, started, and removed again."""

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from hamkor.cli.checkout import ObstacleError

SETTINGS: Final = ("jit=off", "max_connections=200")
# Made to be thrown away: nothing waits for the disk.
HASTY: Final = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
PATIENCE: Final = 60


@contextmanager
def throwaway(*, hasty: bool = True) -> Iterator[str]:
    """The address of a cluster that listens on the loopback only and vanishes at the end, also after Ctrl-C. Unless
    `hasty`, what it says is kept is on the disk, as in an installation: then it is as slow as that.

    PostgreSQL refuses to run as root: then it runs as `postgres`, or else as `nobody`. Raises `ObstacleError`
    where its programs are not found, it does not start, or it was built without ICU.
    """
    programs = _programs()
    user = _user()
    folder = Path(tempfile.mkdtemp(prefix="hamkor-postgres-"))
    server: subprocess.Popen[bytes] | None = None
    try:
        password = secrets.token_urlsafe(24)
        secret = folder / "password"
        secret.write_text(password)
        if user:
            for path in (folder, secret):
                shutil.chown(path, user)
        data = folder / "data"
        how = ("--encoding=UTF8", "--locale=C", "--no-sync", "--auth=scram-sha-256", f"--pwfile={secret}")
        _run([str(programs / "initdb"), "-D", str(data), "-U", "hamkor", *how], folder, user)
        port = _free_port()
        reached = (f"port={port}", "listen_addresses=127.0.0.1", f"unix_socket_directories={folder}")
        settings = (*SETTINGS, *(HASTY if hasty else ()), *reached)
        options = [part for setting in settings for part in ("-c", setting)]
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(
                [programs / "postgres", "-D", data, *options],
                cwd=folder,
                user=user,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                # Ctrl-C is for the tests; they need their database until they have ended.
                start_new_session=True,
            )
        url = f"postgres://hamkor:{password}@127.0.0.1:{port}/postgres"
        _wait(server, url, folder / "log")
        yield url
    finally:
        if server and server.poll() is None:
            server.send_signal(signal.SIGINT)
            try:
                server.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path:
    folders = []
    if shutil.which("pg_config"):
        answer = subprocess.run(["pg_config", "--bindir"], capture_output=True, text=True, check=False)
        folders.append(Path(answer.stdout.strip()))
    versions = Path("/usr/lib/postgresql").glob("*/bin")
    folders += sorted(versions, key=lambda path: float(path.parent.name), reverse=True)
    if on_path := shutil.which("initdb"):
        folders.append(Path(on_path).resolve().parent)
    for folder in folders:
        if all(os.access(folder / program, os.X_OK) for program in ("initdb", "postgres")):
            return folder
    raise ObstacleError(
        "The programs of PostgreSQL are not found: install its server (Debian: apt-get install postgresql)."
    )


def _user() -> str | None:
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    raise ObstacleError("PostgreSQL does not run as root, and there is neither a user postgres nor a user nobody.")


def _run(call: list[str], folder: Path, user: str | None) -> None:
    done = subprocess.run(call, cwd=folder, user=user, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ObstacleError(f"PostgreSQL could not be set up: {' '.join(done.stderr.split())}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait(server: subprocess.Popen[bytes], url: str, log: Path) -> None:
    import psycopg

    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            with psycopg.connect(url, connect_timeout=5) as connection:
                if not connection.execute("SELECT 1 FROM pg_collation WHERE collprovider = 'i' LIMIT 1").fetchone():
                    raise ObstacleError("This PostgreSQL was built without ICU, whose collations Hamkor needs.")
                return
        except psycopg.OperationalError as error:
            if server.poll() is not None or time.monotonic() > deadline:
                words = " ".join(log.read_text(errors="replace").split())
                raise ObstacleError(f"PostgreSQL did not start: {words[-400:]}") from error
            time.sleep(0.1)

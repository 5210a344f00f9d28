"""Databases and servers to measure on: copies, thrown away afterwards."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.test import override_settings
from tests.support import databases, servers

from hamkor.audit.kernel import standing_in
from hamkor.serving.parts import Part
from hamkor.serving.passing_on import Connection

ROOT = Path(__file__).parents[1]
STARTING = 60


@contextmanager
def database() -> Iterator[str]:
    """A copied database that this process may write to; gives its vendor's name."""
    if not Path(settings.STATIC_ROOT, "staticfiles.json").exists():
        call_command("collectstatic", interactive=False, verbosity=0)
    clone = databases.clone_for_tests()
    try:
        with standing_in("bench"):
            yield "SQLite" if connection.vendor == "sqlite" else "PostgreSQL"
    finally:
        connections.close_all()
        databases.remove(clone)


class Site(servers.Server):
    """One server process as an installation runs it: static files compressed, nothing looked up again."""

    def start(self) -> None:
        """Returns when the server answers."""
        environment = {**os.environ, "HAMKOR_PORT": str(self.port), "DATABASE_URL": self.database_url}
        command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"]
        command += ["--port", str(self.port), "--workers", "1", "--blocking-threads", "4", "--no-ws"]
        command += ["--log-level", "error", "hamkor.config.wsgi:application"]
        self.process = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=sys.stderr)
        deadline = time.monotonic() + STARTING
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("The server did not start.")
            time.sleep(0.05)

    def processor_seconds(self) -> float:
        """What its processes have computed so far: says the same on a busy machine as on an idle one."""
        assert self.process is not None
        pids = [self.process.pid]
        pids += map(int, Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split())
        fields = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in pids]
        return sum(int(each[11]) + int(each[12]) for each in fields) / os.sysconf("SC_CLK_TCK")

    def _answers(self) -> bool:
        server = HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            server.request("GET", "/robots.txt", headers={"Host": f"localhost:{self.port}"})
            return server.getresponse().status == 200
        except OSError:
            return False
        finally:
            server.close()


@contextmanager
def site() -> Iterator[Site]:
    """A server on a database of its own, which this process may write to as well."""
    with database():
        name = str(connection.settings_dict["NAME"])
        url = urlsplit(os.environ.get("DATABASE_URL", "sqlite:"))._replace(
            path=quote(name if name[0] == "/" else f"/{name}")
        )
        server = Site(servers.free_port(), url.geturl())
        with override_settings(HAMKOR_SITE_ORIGIN=server.url, HAMKOR_SIGN_ORIGIN=server.sign_url):
            try:
                server.start()
                yield server
            finally:
                server.stop()


@contextmanager
def installation(folder: Path, *, clock: bool = False) -> Iterator[int]:
    """What `./hamkor serve` starts on the present database; gives the port of its front. Without the clock nothing is
    swept."""
    os.environ["DATABASE_URL"] = servers.url_of_database()
    port, behind = servers.free_port(), str(folder / "application")
    parts = [
        Part("application", (behind, "1", "4"), asks=lambda: Connection(behind)),
        Part("front", ("127.0.0.1", str(port), behind), asks=lambda: HTTPConnection("127.0.0.1", port)),
        *([Part("clock", ())] if clock else []),
    ]
    try:
        for part in parts:
            part.start()
            if part.asks:
                part.wait_until_it_answers()
        yield port
    finally:
        for part in parts:
            part.tell_to_end()
            part.wait_for_its_end(time.monotonic() + STARTING)


@contextmanager
def written_at_once() -> Iterator[None]:
    """One transaction around thousands of rows that only prepare a measurement."""
    with transaction.atomic():
        yield

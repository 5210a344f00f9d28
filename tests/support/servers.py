"""A server process of its own on a database of its own, for browsers and for many writers at once."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from django.db import connection
from django.test import override_settings

from hamkor.audit.kernel import standing_in
from tests.support import databases

SOURCE = Path(__file__).resolve().parents[2]


@dataclass
class Server:
    """`url` is the site's origin, `sign_url` the signing origin; `kill()` is a kill -9, `start()` starts again. What
    it counts, of attempts and the like, lies in `counts`, or else in a folder of its own."""

    port: int
    database_url: str
    counts: Path | None = None
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def sign_url(self) -> str:
        return f"http://sign.localhost:{self.port}"

    @property
    def spare_url(self) -> str:
        return f"http://spare.localhost:{self.port}"

    def start(self) -> None:
        """Returns when the server answers."""
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "hamkor.config.test",
            "HAMKOR_PORT": str(self.port),
            "DATABASE_URL": self.database_url,
            "PYTHONPATH": f"{SOURCE / 'src'}:{SOURCE}",
            **({"HAMKOR_TEST_COUNTS": str(self.counts)} if self.counts else {}),
        }
        command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"]
        command += ["--port", str(self.port), "--blocking-threads", "8", "--no-ws", "--log-level", "error"]
        self.process = subprocess.Popen([*command, "hamkor.config.wsgi:application"], env=environment, cwd=SOURCE)
        deadline = time.monotonic() + 60
        while True:
            try:
                urllib.request.urlopen(f"{self.url}/robots.txt", timeout=5).close()
                return
            except urllib.error.HTTPError:
                return
            except OSError:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    raise
                time.sleep(0.05)

    def kill(self) -> None:
        """Ends the server and its workers at once, as a power cut would."""
        assert self.process is not None
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        for pid in [*map(int, children), self.process.pid]:
            os.kill(pid, signal.SIGKILL)
        self.process.wait()

    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def stop(self) -> None:
        if self.process and self.is_running():
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def url_of_database() -> str:
    given = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite://{quote(str(given['NAME']))}"
    host = given["HOST"] or given["OPTIONS"].get("host", "")
    credentials = quote(given["USER"]) + (f":{quote(given['PASSWORD'])}" if given["PASSWORD"] else "")
    return f"postgres://{credentials}@/{given['NAME']}?host={quote(host)}&port={given['PORT']}"


@contextmanager
def running() -> Iterator[Server]:
    """A started server; meanwhile this process works on the same database, and factories may write to it."""
    with databases.fresh():
        server = Server(free_port(), url_of_database())
        try:
            with _working_beside(server):
                server.start()
                yield server
        finally:
            server.stop()


class StandingServer:
    """One server for many tests, since starting one takes seconds. Each test finds another installation behind it: a
    fresh database of the same name, and nothing counted; only files stay that were uploaded, in the server's memory.
    Begun by the first that asks."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="hamkor-test-")
        self._database = databases.a_name()
        self._server = Server(free_port(), "", Path(self._folder.name))

    @contextmanager
    def anew(self) -> Iterator[Server]:
        """As `running`."""
        server = self._server
        with databases.fresh(self._database), _working_beside(server):
            if server.is_running():
                self._forget_what_was_counted()
            else:
                server.database_url = url_of_database()
                server.start()
            yield server

    def stop(self) -> None:
        self._server.stop()
        databases.remove(self._database)
        self._folder.cleanup()

    def _forget_what_was_counted(self) -> None:
        counts = Path(self._folder.name) / "attempts.sqlite3"
        if counts.exists():
            with closing(sqlite3.connect(counts, timeout=30)) as kept, kept:
                kept.execute("DELETE FROM entry")


@contextmanager
def _working_beside(server: Server) -> Iterator[None]:
    origins = {
        "HAMKOR_SITE_ORIGIN": server.url,
        "HAMKOR_SIGN_ORIGIN": server.sign_url,
        "HAMKOR_SPARE_SIGN_ORIGIN": server.spare_url,
    }
    with override_settings(**origins), standing_in("browser test"):
        yield

"""A server process of its own on a database of its own, for browsers and for many writers at once."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
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
    """`url` is the site's origin, `sign_url` the signing origin; `kill()` is a kill -9, `start()` starts again."""

    port: int
    database_url: str
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

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
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
        port = free_port()
        server = Server(port, url_of_database())
        origins = {
            "HAMKOR_SITE_ORIGIN": server.url,
            "HAMKOR_SIGN_ORIGIN": server.sign_url,
            "HAMKOR_SPARE_SIGN_ORIGIN": server.spare_url,
        }
        try:
            with override_settings(**origins), standing_in("browser test"):
                server.start()
                yield server
        finally:
            server.stop()

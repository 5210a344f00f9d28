"""The three servers that hand out the public site, each started for real on a small tree of files, with an application
behind them that tells what reached it."""

import json
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import ThreadingMixIn, UnixStreamServer

from hamkor.publishing.files import PublicFiles
from tests.support.servers import free_port

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "docs" / "serving"
SETTINGS = {
    "DJANGO_SETTINGS_MODULE": "hamkor.config.production",
    "HAMKOR_SECRET_KEY": "".join(chr(33 + n % 90) for n in range(60)),
    "HAMKOR_HOSTS": "network.example,sign.network.example",
    "HAMKOR_SITE_ORIGIN": "https://network.example",
    "HAMKOR_SIGN_ORIGIN": "https://sign.network.example",
    "HAMKOR_LOGIN_RP_ID": "network.example",
    "HAMKOR_SIGN_RP_ID": "sign.network.example",
}


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


@dataclass
class WebServer:
    """`home` holds the folders `public` and `static`."""

    name: str
    home: Path
    port: int
    refuses_links: bool = True

    @property
    def public(self) -> PublicFiles:
        return PublicFiles(self.home / "public")

    def get(self, path: str, *, method: str = "GET", body: bytes | None = None, **headers: str) -> Answer:
        """Asks for exactly this path, as a proxy that holds the certificates would."""
        sent = {"Host": "network.example", "X-Forwarded-Proto": "https"}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body=body, headers=sent)
            response = connection.getresponse()
            found = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, found, response.read())
        finally:
            connection.close()

    def raw(self, sent: bytes) -> bytes:
        """What comes back to these very bytes."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=30) as line:
            line.sendall(sent)
            return b"".join(iter(lambda: line.recv(65536), b""))


class _Telling(BaseHTTPRequestHandler):
    """Answers with what reached it."""

    protocol_version = "HTTP/1.1"

    def _tell(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        told = {"method": self.command, "path": self.path, "headers": self.headers.items(), "length": len(body)}
        answer = json.dumps(told).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.send_header("X-Told-By", "application")
        self.send_header("Set-Cookie", "one=1")
        self.send_header("Set-Cookie", "two=2")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer)

    do_GET = do_POST = do_HEAD = do_PUT = _tell  # noqa: N815 - the names that http.server looks for

    def address_string(self) -> str:
        return "-"

    def log_message(self, *_said: object) -> None:
        pass


class _OnSocket(ThreadingMixIn, UnixStreamServer):
    daemon_threads = True


@contextmanager
def telling(server: ThreadingHTTPServer | UnixStreamServer) -> Iterator[None]:
    """Runs this server in a thread."""
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def front(home: Path, folder: Path, **settings: str) -> Iterator[WebServer]:
    """What `./hamkor serve` puts in front of the application."""
    behind, port = folder / "behind", free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HAMKOR_")}
    environment |= SETTINGS | {"HAMKOR_HOME": str(home), "PYTHONPATH": str(ROOT / "src")} | settings
    call = [sys.executable, "-m", "hamkor.serving", str(os.getpid()), "front", "127.0.0.1", str(port), str(behind)]
    with telling(_OnSocket(str(behind), _Telling)), _process(call, port, environment):
        yield WebServer("front", home, port)


@contextmanager
def nginx(
    home: Path, folder: Path, *, beside: str = "", more: Mapping[str, str] | None = None, behind_it: int | None = None
) -> Iterator[WebServer]:
    """nginx, if it is installed, with `docs/serving/nginx.conf`, and other servers `beside` it in the same process;
    brotli_static only where its module is. `more` are lines of the docs, by the line of that file that they are to
    follow; `behind_it` is the port of another application than the one that tells."""
    program = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if not program:
        raise FileNotFoundError("nginx")
    port, behind = free_port(), ThreadingHTTPServer(("127.0.0.1", 0), _Telling)
    site = (EXAMPLES / "nginx.conf").read_text()
    parts = site.split("\nserver {")
    # Of its three servers the site alone: the others redirect, and pass on.
    site = parts[0] + "\nserver {" + parts[2]
    site = _put(site, "listen 443 ssl;", f"listen 127.0.0.1:{port};")
    site = _without(site, "ssl_certificate", "error_log")
    modules = Path("/usr/lib/nginx/modules/ngx_http_brotli_static_module.so")
    if not modules.exists():
        site = _without(site, "brotli_static")
    site = _put(site, "/var/lib/hamkor", str(home))
    site = _with(site, more, behind_it, "X-Forwarded-Proto $scheme", "X-Forwarded-Proto https")
    site = _put(site, "127.0.0.1:8000", f"127.0.0.1:{behind_it or behind.server_port}")
    conf = folder / "nginx.conf"
    temporary = "".join(
        f"{name}_temp_path {folder}/{name};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    load = f"load_module {modules};\n" if modules.exists() else ""
    user = "user root;\n" if os.geteuid() == 0 else ""
    conf.write_text(
        f"{load}{user}daemon off;\nmaster_process off;\npid {folder}/pid;\nerror_log stderr crit;\n"
        f"events {{}}\nhttp {{\n{temporary}{site}\n{beside}\n}}\n"
    )
    with telling(behind), _process([program, "-e", "stderr", "-c", str(conf)], port, dict(os.environ)):
        yield WebServer("nginx", home, port, refuses_links=False)


@contextmanager
def caddy(
    home: Path, folder: Path, *, more: Mapping[str, str] | None = None, behind_it: int | None = None
) -> Iterator[WebServer]:
    """Caddy, if it is installed, with `docs/serving/Caddyfile`; for the rest see `nginx`."""
    program = shutil.which("caddy")
    if not program:
        raise FileNotFoundError("caddy")
    port, behind = free_port(), ThreadingHTTPServer(("127.0.0.1", 0), _Telling)
    site = (EXAMPLES / "Caddyfile").read_text().partition("\nsign.network.example {")[0]
    site = _put(site, "\nnetwork.example {", f"\nhttp://:{port} {{\n\tbind 127.0.0.1")
    site = _put(site, "/var/lib/hamkor", str(home))
    passing = "reverse_proxy 127.0.0.1:8000"
    site = _with(site, more, behind_it, passing, f"{passing} {{\nheader_up X-Forwarded-Proto https\n}}")
    site = _put(site, "127.0.0.1:8000", f"127.0.0.1:{behind_it or behind.server_port}")
    conf = folder / "Caddyfile"
    conf.write_text("{\n\tadmin off\n\tauto_https off\n}\n" + site)
    environment = os.environ | {"XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder), "HOME": str(folder)}
    call = [program, "run", "--config", str(conf), "--adapter", "caddyfile"]
    with telling(behind), _process(call, port, environment):
        yield WebServer("caddy", home, port, refuses_links=False)


def _put(text: str, old: str, new: str) -> str:
    assert old in text, f"the example has no {old!r} any more"
    return text.replace(old, new)


def _with(text: str, more: Mapping[str, str] | None, behind_it: int | None, told: str, instead: str) -> str:
    """The example with `more` lines in it. A real application is told that it was asked by HTTPS, as it would be with
    certificates."""
    for line, lines in (more or {}).items():
        text = _put(text, line, f"{line}\n{lines}")
    return _put(text, told, instead) if behind_it else text


def _without(text: str, *directives: str) -> str:
    return "\n".join(line for line in text.splitlines() if not line.strip().startswith(directives))


@contextmanager
def _process(call: list[str], port: int, environment: dict[str, str]) -> Iterator[None]:
    with subprocess.Popen(call, env=environment, stderr=subprocess.PIPE, text=True) as process:
        try:
            until = time.monotonic() + 60
            while True:
                try:
                    socket.create_connection(("127.0.0.1", port), timeout=5).close()
                    break
                except OSError:
                    if process.poll() is not None or time.monotonic() > until:
                        raise RuntimeError(process.stderr.read() if process.stderr else "") from None
                    time.sleep(0.02)
            yield
        finally:
            process.terminate()
            try:
                process.communicate(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()

"""How fast a news article reaches readers: from nginx, our own front, and a site that is made anew each time."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from time import monotonic, sleep
from uuid import uuid4

from django.conf import settings
from tests.support import webservers
from tests.support.servers import free_port

import hamkor.demo
from bench.measuring import Row
from bench.worlds import database, installation
from hamkor.cli.checkout import ROOT, ObstacleError
from hamkor.publishing.files import PublicFiles

ADDRESS = "/ru/news/article/"
CLIENTS = 16
ROUNDS = 10
STARTING = 60
BARE = "/bare.html"
NEEDED = ("nginx", "wrk")


def measure(*, quick: bool) -> Iterator[Row]:
    """Each round asks all of them in turn, so that what else the machine does disturbs all alike; the best counts."""
    missing = [name for name in NEEDED if not _program(name)]
    if missing:
        raise ObstacleError(f"There is no {' and no '.join(missing)}: install Debian's packages nginx-light and wrk.")
    seconds, rounds = (1, 1) if quick else (2, ROUNDS)
    rates: dict[str, list[float]] = {name: [] for name in ("bare", "nginx", "front", "busy", "cached", "beset")}
    with tempfile.TemporaryDirectory(prefix="hamkor-bench-") as name, ExitStack() as stack:
        folder, home = Path(name), Path(settings.PUBLIC_ROOT).parent
        page = _write_article(Path(settings.PUBLIC_ROOT))
        bare = free_port()
        beside = _bare(Path(settings.PUBLIC_ROOT), bare)
        nginx = stack.enter_context(webservers.nginx(home, _made(folder / "nginx"), beside=beside))
        front = stack.enter_context(_front(folder))
        cached = stack.enter_context(_page_cache(_made(folder / "wagtail"), page))
        for _ in range(rounds):
            rates["bare"].append(_rate(bare, BARE, seconds))
            rates["nginx"].append(_rate(nginx.port, ADDRESS, seconds))
            rates["front"].append(_rate(front, ADDRESS, seconds))
            with _busy(front, lambda: "/account/login/"):
                rates["busy"].append(_rate(front, ADDRESS, seconds))
            rates["cached"].append(_rate(cached, ADDRESS, seconds))
            with _busy(cached, lambda: f"{ADDRESS}?{uuid4()}"):
                rates["beset"].append(_rate(cached, ADDRESS, seconds))
    best = {name: max(found) for name, found in rates.items()}
    file, pages = "the bare file from the same nginx", "Wagtail with its page cache in memory"
    yield _row("a news article from public/ behind nginx", best["nginx"], file, best["bare"], 0.95)
    for what, name, yardstick, their in (
        ("the same from ./hamkor serve", "front", pages, "cached"),
        ("the same, the application busy", "busy", f"{pages}, as busy", "beset"),
    ):
        yield _row(what, best[name], file, best["bare"], 0.2)
        yield _row(what, best[name], yardstick, best[their], 5)


def _row(what: str, measured: float, beside: str, yardstick: float, must: float) -> Row:
    return Row(
        what=what,
        measured=f"{measured:,.0f} requests/s",
        yardstick=f"{beside}: {yardstick:,.0f}",
        ratio=f"{measured / yardstick:.2f}",
        must=f"≥ {must} ×",
        reached=measured >= must * yardstick,
    )


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _write_article(public: Path) -> bytes:
    """A page of as many words as the promise names, packed as by a sweep; the bare file is the same as it travels."""
    text = (Path(hamkor.demo.__file__).parent / "texts" / "memorandum.ru.md").read_text()
    words = " ".join((text * 3).split()[:680])
    page = f'<!doctype html><html lang="ru"><title>Новость</title><body><p>{words}</p></body></html>'.encode()
    files = PublicFiles(public)
    with files.alone():
        files.write(ADDRESS, page, pack=True, quality=10)
        files.write(BARE, files.path(ADDRESS).with_name("index.html.br").read_bytes(), pack=False, quality=10)
    return page


@contextmanager
def _front(folder: Path) -> Iterator[int]:
    """The front without the clock, and the application on a database of its own."""
    with database(), installation(folder) as port:
        yield port


def _bare(root: Path, port: int) -> str:
    """A server in the same nginx that hands out a file, and says nothing else about it."""
    return f"server {{ listen 127.0.0.1:{port}; root {root}; access_log off; types {{ text/html html; }} }}"


@contextmanager
def _page_cache(folder: Path, page: bytes) -> Iterator[int]:
    """A Wagtail site of this one article behind Django's page cache in memory, in one process: what sites have who have
    no files."""
    port = free_port()
    (folder / "article.html").write_bytes(page)
    environment = os.environ | {"BENCH_FOLDER": str(folder), "DJANGO_SETTINGS_MODULE": "bench.wagtail_site"}
    call = [sys.executable, "-m", "bench.wagtail_site", ADDRESS]
    subprocess.run(call, cwd=ROOT, env=environment, check=True, stdout=sys.stderr)
    call = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    call += ["--blocking-threads", "4", "--no-ws", "--log-level", "error", "--factory"]
    with _started([*call, "django.core.wsgi:get_wsgi_application"], port, environment):
        yield port


@contextmanager
def _busy(port: int, address: Callable[[], str]) -> Iterator[None]:
    """Meanwhile requests that the application answers, and no file or cache, are waiting for it."""
    over = threading.Event()

    def ask() -> None:
        while not over.is_set():
            line = HTTPConnection("127.0.0.1", port, timeout=30)
            try:
                line.request("GET", address(), headers={"Host": "localhost"})
                line.getresponse().read()
            except (OSError, HTTPException):
                continue
            finally:
                line.close()

    threads = [threading.Thread(target=ask, daemon=True) for _ in range(4)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join()


def _rate(port: int, path: str, seconds: int) -> float:
    """Requests a second, as wrk counts them; raises `RuntimeError` where an answer is not the article."""
    call = ["wrk", "-t1", f"-c{CLIENTS}", f"-d{seconds}", "-H", "Host: localhost", "-H", "Accept-Encoding: br, gzip"]
    said = subprocess.run(
        [*call, f"http://127.0.0.1:{port}{path}"], capture_output=True, text=True, check=True, timeout=60
    ).stdout
    found = re.search(r"Requests/sec:\s+([\d.]+)", said)
    if not found or "Non-2xx" in said:
        raise RuntimeError(said)
    return float(found[1])


def _program(name: str) -> str | None:
    return shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin")


@contextmanager
def _started(call: list[str], port: int, environment: dict[str, str]) -> Iterator[None]:
    process = subprocess.Popen(call, env=environment, cwd=ROOT, stdout=sys.stderr)
    try:
        until = monotonic() + STARTING
        while True:
            line = HTTPConnection("127.0.0.1", port, timeout=STARTING)
            try:
                line.request("GET", "/")
                line.getresponse().read()
                break
            except (OSError, HTTPException):
                if process.poll() is not None or monotonic() > until:
                    raise RuntimeError(f"{call[0]} did not start") from None
                sleep(0.05)
            finally:
                line.close()
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()

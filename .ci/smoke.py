"""Start the demonstration from nothing as a newcomer does, read its pages, stop it, and start it again."""

# ruff: noqa: S603, T201 - a script for people to read the output of, which starts nothing but ./hamkor

import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 180
PAGES = [
    ("localhost", "/ru/", 200),
    ("localhost", "/en/", 200),
    ("localhost", "/ru/documents/", 200),
    ("localhost", "/ru/members/", 200),
    ("localhost", "/en/members/", 200),
    ("localhost", "/ru/check/", 200),
    ("localhost", "/sitemap.xml", 200),
    ("localhost", "/demo/", 200),
    # members' pages lead a stranger to the door
    ("localhost", "/workspace/", 302),
    ("localhost", "/account/login/", 200),
    # the signing origin takes whom the site sends, shows nothing else, and its pages are nowhere else
    ("sign.localhost", "/sign/enter/", 405),
    ("sign.localhost", "/ru/", 404),
    ("sign.localhost", "/demo/", 404),
    ("localhost", "/sign/enter/", 404),
]
# Addresses of documents end in letters that are new in each demonstration.
DOCUMENT = re.compile(r'href="(/ru/documents/memorandum-[a-z0-9-]+/)"')


def main() -> int:
    home = tempfile.mkdtemp(prefix="hamkor-smoke-")
    try:
        port = free_port()
        # The second start must find what the first one made, its port included.
        return max(round_trip(home, port, "--port", str(port)), round_trip(home, port))
    finally:
        shutil.rmtree(home, ignore_errors=True)


def round_trip(home: str, port: int, *options: str) -> int:
    started = time.monotonic()
    demo = subprocess.Popen([ROOT / "hamkor", "demo", *options], env=os.environ | {"HAMKOR_HOME": home}, cwd="/")
    try:
        while not answers(port):
            if demo.poll() is not None or time.monotonic() - started > PATIENCE:
                print("The demonstration did not start.")
                return 1
            time.sleep(0.2)
        print(f"ready after {time.monotonic() - started:.1f} s")
        wrong = 0
        memorandum = DOCUMENT.search(fetch(port, "localhost", "/ru/documents/")[1].decode())
        texts = [f"{memorandum[1]}{part}" for part in ("", "ru.md", "en.md", "document.pdf")] if memorandum else []
        wrong += not texts
        for host, path, expected in [*PAGES, *(("localhost", path, 200) for path in texts)]:
            status, body = fetch(port, host, path)
            right = status == expected
            wrong += not right
            print(f"{'ok   ' if right else 'WRONG'} {status} {len(body):>7} bytes http://{host}:{port}{path}")
        demo.send_signal(signal.SIGTERM)
        if demo.wait(30) or answers(port):
            print("It did not stop cleanly.")
            return 1
        return 1 if wrong else 0
    finally:
        if demo.poll() is None:
            demo.kill()
            demo.wait()


def fetch(port: int, host: str, path: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    # Python leaves a Host header that is given alone; not every resolver knows sign.localhost.
    connection.request("GET", path, headers={"Host": f"{host}:{port}"})
    response = connection.getresponse()
    return response.status, response.read()


def answers(port: int) -> bool:
    try:
        return bool(fetch(port, "localhost", "/ru/"))
    except OSError:
        return False


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main())

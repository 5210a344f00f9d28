"""A Chromium or Chrome for the tests: one that is there, else Playwright's own, else Debian's."""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PATIENCE: Final = 300


def find_or_install() -> str | None:
    """The path of a browser that starts, or None where none can be had. Says what it does."""
    chosen = os.environ.get("HAMKOR_BROWSER")
    if chosen:
        return chosen if _starts(chosen) else None
    return _installed() or _from_playwright() or _from_debian()


def _installed() -> str | None:
    return next((path for name in NAMES if (path := shutil.which(name)) and _starts(path)), None)


def _from_playwright() -> str | None:
    path = _playwright_path()
    if path and _starts(path):
        return path
    print("No Chromium or Chrome here: asking Playwright to download one ...", flush=True)
    if not _do([sys.executable, "-m", "playwright", "install", "chromium"]):
        return None
    return path if path and _starts(path) else None


def _from_debian() -> str | None:
    if os.geteuid() != 0 or not Path("/etc/debian_version").exists() or not shutil.which("apt-get"):
        return None
    print("Installing Debian's package chromium ...", flush=True)
    if not (_do(["apt-get", "update"]) and _do(["apt-get", "install", "-y", "--no-install-recommends", "chromium"])):
        return None
    return _installed()


def _playwright_path() -> str | None:
    from playwright.sync_api import Error, sync_playwright

    try:
        with sync_playwright() as playwright:
            return str(playwright.chromium.executable_path)
    except Error:
        return None


def _starts(path: str) -> bool:
    return _do([path, "--version"])


def _do(call: Sequence[str]) -> bool:
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(
            call,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=PATIENCE,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0

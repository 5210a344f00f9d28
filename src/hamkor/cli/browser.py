"""A Chromium or Chrome for the tests: one that is there, else Playwright's own, else Debian's."""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from hamkor.cli.steps import step

NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PLAYWRIGHT: Final = (sys.executable, "-m", "playwright")
# Playwright's driver is a Node program, which wants a library that a bare Debian lacks.
PACKAGES: Final = ("chromium", "libatomic1")
APT: Final = ("apt-get", "-o", "DPkg::Lock::Timeout=300")
DEBIAN: Final = Path("/etc/debian_version")
PATIENCE: Final = 60
PATIENCE_FOR_DOWNLOADS: Final = 1800
ITS_PATH: Final = """
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    print(playwright.chromium.executable_path)
"""


def find_or_install() -> str | None:
    """The path of a browser that starts and that Playwright can drive, or None where none can be had.

    What it tries, and why that failed, is said in a sentence each.
    """
    if chosen := os.environ.get("HAMKOR_BROWSER"):
        fault = _fault([chosen, "--version"]) or _driver_fault()
        if fault:
            print(f"{chosen}, which HAMKOR_BROWSER names, cannot be used: {fault}", flush=True)
        return None if fault else chosen
    found = installed()
    if found and not _driver_fault():
        return found
    return _from_playwright() or _from_debian()


def installed() -> str | None:
    """The path of a browser on this machine that starts, or None."""
    return next((path for name in NAMES if (path := shutil.which(name)) and not _fault([path, "--version"])), None)


def _from_playwright() -> str | None:
    fault = _driver_fault()
    if not fault:
        path = subprocess.run(
            [sys.executable, "-c", ITS_PATH], capture_output=True, text=True, check=True
        ).stdout.strip()
        if not _fault([path, "--version"]):
            return path
        with step("no Chromium or Chrome that starts: asking Playwright to download one"):
            fault = _fault([*PLAYWRIGHT, "install", "--no-shell", "chromium"], patience=PATIENCE_FOR_DOWNLOADS)
        fault = fault or _fault([path, "--version"])
        if not fault:
            return path
    print(f"Playwright brings no browser: {fault}", flush=True)
    return None


def _from_debian() -> str | None:
    if os.geteuid() != 0 or not DEBIAN.exists() or not shutil.which("apt-get"):
        return None
    with step(f"installing Debian's packages {' and '.join(PACKAGES)}"):
        fault = _fault([*APT, "update"], patience=PATIENCE_FOR_DOWNLOADS) or _fault(
            [*APT, "install", "-y", "--no-install-recommends", *PACKAGES], patience=PATIENCE_FOR_DOWNLOADS
        )
    found = installed()
    fault = fault or _driver_fault() or ("" if found else "its Chromium does not start.")
    if fault:
        print(f"Debian brings no browser: {fault}", flush=True)
        return None
    return found


def _driver_fault() -> str:
    return _fault([*PLAYWRIGHT, "--version"])


def _fault(call: Sequence[str], *, patience: int = PATIENCE) -> str:
    """Nothing where the program ends well, else one line that says why it did not."""
    try:
        done = subprocess.run(
            call,
            env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            timeout=patience,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"{call[0]} did not end within {patience} s."
    except OSError as error:
        return f"{call[0]}: {error.strerror}."
    if done.returncode == 0:
        return ""
    lines = [line.strip() for line in done.stdout.splitlines() if line.strip()]
    telling = next((line for line in lines if line.startswith(("E: ", "Error: "))), lines[-1] if lines else "")
    return telling or f"{call[0]} ended with status {done.returncode}."

"""A real Firefox without a window, driven through its own Marionette protocol, which needs no further program."""

import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

PATIENCE = 90


class Firefox:
    """One window; what Marionette answers with an error is raised."""

    def __init__(self, connection: socket.socket) -> None:
        self._stream = connection.makefile("rwb")
        self._number = 0
        self._read()
        self._tell("WebDriver:NewSession", {"capabilities": {"alwaysMatch": {"acceptInsecureCerts": False}}})

    @classmethod
    @contextmanager
    def started(cls, home: Path) -> Iterator["Firefox"]:
        """Skips the test, by name, where there is no Firefox."""
        path = shutil.which("firefox-esr") or shutil.which("firefox")
        if not path:
            pytest.skip("no Firefox on this machine")
        profile = home / "profile"
        profile.mkdir()
        settings = {
            "marionette.port": 0,
            "datareporting.policy.dataSubmissionEnabled": False,
            "app.update.enabled": False,
            "network.captive-portal-service.enabled": False,
            "network.connectivity-service.enabled": False,
            "intl.accept_languages": "en",
        }
        lines = [f"user_pref({json.dumps(key)}, {json.dumps(value)});" for key, value in settings.items()]
        (profile / "user.js").write_text("\n".join(lines))
        call = [path, "--headless", "--no-remote", "--profile", str(profile), "--marionette"]
        surroundings = {**os.environ, "HOME": str(home), "MOZ_CRASHREPORTER_DISABLE": "1"}
        quiet = subprocess.DEVNULL
        process = subprocess.Popen(call, env=surroundings, stdout=quiet, stderr=quiet)
        try:
            with socket.create_connection(("127.0.0.1", _port(process, profile)), timeout=PATIENCE) as connection:
                yield cls(connection)
        finally:
            process.terminate()
            process.wait(timeout=PATIENCE)

    def open(self, url: str) -> None:
        self._tell("WebDriver:Navigate", {"url": url})

    def type(self, selector: str, keys: str) -> None:
        """Into a field; a path into a field for files chooses that file."""
        found = self._tell("WebDriver:FindElement", {"using": "css selector", "value": selector})["value"]
        self._tell("WebDriver:ElementSendKeys", {"id": next(iter(found.values())), "text": keys})

    def wait_for(self, expression: str) -> Any:
        """What the expression is, once it is something."""
        script = f"""
            const done = arguments[arguments.length - 1];
            const look = () => {{
              const found = {expression};
              if (found) done(found);
              else requestAnimationFrame(look);
            }};
            look();
        """
        asked: dict[str, object] = {"script": script, "args": [], "scriptTimeout": PATIENCE * 1000}
        return self._tell("WebDriver:ExecuteAsyncScript", asked)["value"]

    def _tell(self, command: str, parameters: dict[str, object]) -> Any:
        self._number += 1
        message = json.dumps([0, self._number, command, parameters]).encode()
        self._stream.write(b"%d:%s" % (len(message), message))
        self._stream.flush()
        _kind, _number, error, answer = self._read()
        assert error is None, error
        return answer

    def _read(self) -> Any:
        length = b""
        while (digit := self._stream.read(1)) != b":":
            assert digit, "Firefox closed the connection"
            length += digit
        return json.loads(self._stream.read(int(length)))


def _port(process: "subprocess.Popen[bytes]", profile: Path) -> int:
    """Firefox writes the port that it took into its profile."""
    written = profile / "MarionetteActivePort"
    until = time.monotonic() + PATIENCE
    while not (written.exists() and written.read_text()):
        assert process.poll() is None, "Firefox ended"
        assert time.monotonic() < until, "Firefox does not start"
        os.sched_yield()
    return int(written.read_text())

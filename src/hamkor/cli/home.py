"""The demonstration's home: the folder of its database, keys and files, and how far it has come.

A home is made in place. Its first file is the lock, which also marks the folder as a demonstration's, so that
nothing else is ever thrown away; its last is `ready`. A start that was killed in between leaves a home
without `ready`.
"""

import fcntl
import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from hamkor.cli.checkout import ObstacleError

LOCK: Final = "demonstration.lock"
READY: Final = "ready"


class Home:
    """One start's hold on a home: for several while they serve it, for one alone while it is changed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = -1

    def claim(self) -> None:
        """Make the folder where there is none.

        Raises `ObstacleError` where it cannot be written, or holds something else than a demonstration.
        """
        lock = self.path / LOCK
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            if not lock.exists() and any(self.path.iterdir()):
                raise ObstacleError(
                    f"{self.path} holds something else than a demonstration, and is left alone: "
                    "name another folder in HAMKOR_HOME."
                )
            self._lock = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise ObstacleError(
                f"The demonstration needs a folder that it can write to, and {self.path} is not one "
                f"({error.strerror}): name another in HAMKOR_HOME."
            ) from error

    def have_alone(self) -> bool:
        """Hold the home alone, if nobody else holds it now."""
        return self._hold(fcntl.LOCK_EX | fcntl.LOCK_NB)

    def share(self, *, wait: bool = False) -> bool:
        """Hold the home with others that serve it; false (or a wait) while one changes it."""
        return self._hold(fcntl.LOCK_SH | (0 if wait else fcntl.LOCK_NB))

    def stage(self) -> dict[str, str]:
        """What `ready` says of the home; empty for a new one and for one whose making was cut short."""
        try:
            stage = json.loads((self.path / READY).read_text())
        except (OSError, ValueError):
            return {}
        return {str(key): str(value) for key, value in stage.items()} if isinstance(stage, dict) else {}

    def set_stage(self, stage: Mapping[str, str]) -> None:
        """Write `ready`, whole or not at all."""
        fresh = self.path / f"{READY}.new"
        fresh.write_text(json.dumps(dict(stage), indent=2) + "\n")
        os.replace(fresh, self.path / READY)

    def is_begun(self) -> bool:
        """Whether anything lies in it beside the lock."""
        return any(entry.name != LOCK for entry in self.path.iterdir())

    def discard(self) -> None:
        """Throw away everything in it but the lock, `ready` first: cut short, it stays a half-made home."""
        (self.path / READY).unlink(missing_ok=True)
        for entry in self.path.iterdir():
            if entry.name == LOCK:
                continue
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry)
            else:
                entry.unlink()

    def _hold(self, how: int) -> bool:
        try:
            fcntl.flock(self._lock, how)
        except BlockingIOError:
            return False
        return True

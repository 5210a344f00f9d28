"""The command line from outside: a process, its output, its exit status."""

import os
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# What the tests' own environment says of databases, settings and homes is not for the commands that they start.
OURS = ("HAMKOR_", "DATABASE_URL", "DJANGO_SETTINGS_MODULE", "PYTEST_", "PYTHONPATH", "DJANGO_ALLOW_ASYNC_UNSAFE")


def surroundings(**more: str | Path) -> dict[str, str]:
    plain = {key: value for key, value in os.environ.items() if not key.startswith(OURS)}
    return plain | {key: str(value) for key, value in more.items()}


def hamkor(*arguments: str, **environment: str | Path) -> subprocess.CompletedProcess[str]:
    """`./hamkor …`, with these environment variables."""
    return subprocess.run(
        [ROOT / "hamkor", *arguments], env=surroundings(**environment), capture_output=True, text=True, timeout=300
    )


@pytest.fixture
def busy_port() -> Iterator[int]:
    """A port of the loopback that something else listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


@pytest.fixture
def free_port() -> str:
    """A port of the loopback that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])

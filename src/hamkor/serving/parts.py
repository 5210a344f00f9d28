"""The parts of a running installation, each a process that is started, watched and ended by the one that serves.

The front holds what readers are handed; the application has the database; the clock sweeps the public site and sends
mail. A part that ends by itself is started again; one that keeps ending ends them all.
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Final, Never

from hamkor.serving.passing_on import Connection

PATIENCE: Final = 15.0  # seconds for a part to end in order
STARTING: Final = 120.0
MOST_ENDS: Final = 5  # within
WITHIN: Final = 60.0  # seconds
BREATH: Final = 1.0


class DidNotStartError(Exception):
    """A part ended, or did not answer, before anything could be served."""


class _ToldToEnd(BaseException):
    """SIGTERM or Ctrl-C."""


@dataclass
class Part:
    """`name` is what `hamkor.serving.processes` calls it; `asks` opens a connection by which to see that it answers."""

    name: str
    arguments: tuple[str, ...]
    asks: Callable[[], HTTPConnection] | None = None
    process: subprocess.Popen[bytes] | None = None
    ends: deque[float] = field(default_factory=lambda: deque(maxlen=MOST_ENDS))

    def start(self) -> None:
        """In a group of its own: a terminal sends Ctrl-C to its whole group, and a server that is told twice to end
        waits for itself until it is killed."""
        call = [sys.executable, "-P", "-m", "hamkor.serving", str(os.getpid()), self.name, *self.arguments]
        self.process = subprocess.Popen(call, stdin=subprocess.DEVNULL, process_group=0)  # noqa: S603 - our own

    def wait_until_it_answers(self) -> None:
        """Returns at its first answer, whatever that is. Raises `DidNotStartError`."""
        assert self.asks is not None
        assert self.process is not None
        until = time.monotonic() + STARTING
        while time.monotonic() < until:
            connection = self.asks()
            try:
                connection.request("GET", "/robots.txt", headers={"Host": "localhost"})
                connection.getresponse().read()
                return
            except (OSError, HTTPException):
                if self.process.poll() is not None:
                    raise DidNotStartError(f"The {self.name} ended while it was started.") from None
                time.sleep(0.02)
            finally:
                connection.close()
        raise DidNotStartError(f"The {self.name} did not answer within {STARTING:.0f} s.")

    def ends_too_often(self) -> bool:
        """Notes an end; true where there were too many lately."""
        self.ends.append(time.monotonic())
        return len(self.ends) == MOST_ENDS and self.ends[-1] - self.ends[0] < WITHIN

    def tell_to_end(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()

    def wait_for_its_end(self, until: float) -> None:
        if not self.process:
            return
        try:
            self.process.wait(max(0.0, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def keep_running(*, host: str, port: int, workers: int, threads: int, announcement: str) -> int:
    """Runs all parts until SIGTERM or Ctrl-C, then ends them in order and returns 0; 1 where one kept ending.

    The announcement is printed when everything answers. Raises `DidNotStartError`. Must be called in the main thread.
    None of the parts outlives this process, even where it is killed.
    """
    before = {signum: signal.signal(signum, _end) for signum in (signal.SIGTERM, signal.SIGINT)}
    try:
        with _folder_of_sockets() as folder:
            behind = str(folder / "application")
            application = Part(
                "application",
                (behind, str(workers), str(threads)),
                asks=lambda: Connection(behind, patience=STARTING),
            )
            nearest = _nearest(host)
            front = Part(
                "front", (host, str(port), behind), asks=lambda: HTTPConnection(nearest, port, timeout=STARTING)
            )
            return _run(application, front, Part("clock", ()), announcement)
    finally:
        for signum, handler in before.items():
            signal.signal(signum, handler)


def _run(application: Part, front: Part, clock: Part, announcement: str) -> int:
    parts = (application, front, clock)
    try:
        for part in (application, front):
            part.start()
            part.wait_until_it_answers()
        print(announcement, flush=True)  # noqa: T201 - the command line's
        clock.start()
        return _watch(parts)
    except _ToldToEnd:
        return 0
    finally:
        for signum in (signal.SIGTERM, signal.SIGINT):
            signal.signal(signum, signal.SIG_IGN)  # told already
        # Nobody new comes in while those who are in get their answer.
        for some in ((front,), (application, clock)):
            until = time.monotonic() + PATIENCE
            for part in some:
                part.tell_to_end()
            for part in some:
                part.wait_for_its_end(until)


def _watch(parts: Sequence[Part]) -> int:
    while True:
        ended = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOWAIT)
        pid = ended.si_pid if ended else 0
        part = next((each for each in parts if each.process and each.process.pid == pid), None)
        if part is None or part.process is None:
            os.waitpid(pid, 0)  # left over from a preparation
            continue
        status = part.process.wait()
        if part.ends_too_often():
            _complain(f"The {part.name} ends again and again (status {status}): Hamkor stops.")
            return 1
        _complain(f"The {part.name} ended by itself (status {status}) and is started again.")
        time.sleep(BREATH)
        part.start()


def _complain(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)  # noqa: T201 - the command line's


def _end(_signum: int, _frame: object) -> Never:
    raise _ToldToEnd


def _nearest(host: str) -> str:
    """Where this machine reaches what listens on `host`."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not listened on


@contextmanager
def _folder_of_sockets() -> Iterator[Path]:
    """A folder that only this user can enter: whoever can open the socket in it is believed to be the front. Not in the
    home, since a socket's path may be no longer than some hundred bytes."""
    with tempfile.TemporaryDirectory(prefix="hamkor-", ignore_cleanup_errors=True) as folder:
        if len(os.fsencode(folder)) > 80:
            raise DidNotStartError(f"{folder} is too long a path for a socket: name a shorter one in TMPDIR.")
        yield Path(folder)

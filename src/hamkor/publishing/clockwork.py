"""What happens by itself, beside the server: the sweep of the public site, mail that is due, and what other rooms add.

Each job has a thread of its own, so that a mail server that does not answer keeps no hidden name on the site.
"""

import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from django.db import connections

from hamkor.accounts.mail import send_due
from hamkor.ledger.schedule import Checkpoints
from hamkor.publishing import access
from hamkor.publishing.files import BusyError, CannotWriteError
from hamkor.publishing.making import public_files
from hamkor.publishing.rebuild import fingerprint, rebuild
from hamkor.publishing.sweep import sweep

log = logging.getLogger(__name__)

CLOCK_IS_LOOKED_AT: Final = 10.0  # seconds
LONGEST_REST: Final = 60.0


@dataclass(frozen=True)
class Job:
    """`work` is called every so many seconds, and its faults are logged by name and nothing else."""

    work: Callable[[], object]
    seconds: float


JOBS: Final[dict[str, Job]] = {}


def register(name: str, work: Callable[[], object], *, seconds: float) -> None:
    """Adds a job (`room.what_it_does`). Whatever it does must bear being called twice, or killed in the middle. Raises
    `ValueError` for a name in use."""
    job = Job(work, seconds)
    if JOBS.setdefault(name, job) != job:
        raise ValueError(f"two jobs are called {name}")


def run_forever(jobs: Mapping[str, Job] | None = None, *, stop: threading.Event | None = None) -> None:
    """Runs the jobs, all that are registered unless told which, until `stop` is set; then lets each finish its turn."""
    ended = stop or threading.Event()
    threads = [
        threading.Thread(target=_run, args=(name, job, ended), name=name, daemon=True)
        for name, job in (JOBS if jobs is None else jobs).items()
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


class Sweeper:
    """The sweep as a job: looks for touches at each turn, at the clock now and then, and makes the whole site anew
    where it was made from another program, or never."""

    def __init__(self) -> None:
        self._clock_looked_at = -CLOCK_IS_LOOKED_AT

    def __call__(self) -> None:
        try:
            self._turn()
        except BusyError:
            return  # a rebuild or a sweep from the command line does it
        except CannotWriteError as obstacle:
            log.error("The public site is not brought up to date: %s", obstacle)
            raise

    def _turn(self) -> None:
        if public_files().made_from != self._fingerprint():
            rebuild(wait=False)
        now = time.monotonic()
        if now - self._clock_looked_at < CLOCK_IS_LOOKED_AT and not access.is_anything_due():
            return
        self._clock_looked_at = now
        sweep()

    def _fingerprint(self) -> str:
        # The running program's: one that is changed under it takes effect when it is started again.
        if not hasattr(self, "_made_from"):
            self._made_from = fingerprint()
        return self._made_from


def register_all() -> None:
    """The jobs of this room and of those below."""
    register("publishing.sweep", Sweeper(), seconds=0.2)
    register("accounts.mail", send_due, seconds=30)
    register("ledger.checkpoints", Checkpoints(), seconds=20)


def _run(name: str, job: Job, ended: threading.Event) -> None:
    rest = job.seconds
    while True:
        try:
            job.work()
            rest = job.seconds
        except Exception as fault:  # whatever it was, the next turn may go well, and the other jobs must go on
            log.error("%s did not get through (%s); it is tried again.", name, type(fault).__name__)
            rest = min(max(2 * rest, 1.0), max(LONGEST_REST, job.seconds))
        finally:
            for connection in connections.all(initialized_only=True):
                connection.close_if_unusable_or_obsolete()
        if ended.wait(rest):
            connections.close_all()
            return

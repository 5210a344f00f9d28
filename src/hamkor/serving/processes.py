"""What each part of a running installation does, in a process of its own."""

import atexit
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final

from hamkor.core.processes import end_with
from hamkor.serving.behind import Application, BehindTheFront

FRONT_THREADS: Final = 64  # more than requests are passed on at once, so that files never wait
# A third of the front's weight where both want the same core. The clock keeps the front's: a name that is hidden must
# not wait for a flood of readers.
NICENESS: Final = 5


def run_front(host: str, port: str, behind: str) -> None:
    """Serves readers at this address; what is not a file is asked for at the socket `behind`."""
    _serve(partial(_front, os.getpid(), behind), threads=FRONT_THREADS, address=host, port=int(port))


def run_application(behind: str, workers: str, threads: str) -> None:
    """Serves the application on a socket that only this user can open, after the front in the use of the processor."""
    os.nice(NICENESS)
    # One that was killed leaves its socket.
    Path(behind).unlink(missing_ok=True)
    number = int(workers)
    _serve(
        partial(_application, os.getpid()),
        threads=int(threads),
        uds=Path(behind),
        uds_permissions=0o600,
        workers=number,
        respawn_failed_workers=number > 1,
    )


def run_clock() -> None:
    """Does what happens by itself, until told to end."""
    import django

    django.setup()
    from hamkor.publishing import clockwork

    told = threading.Event()
    for signum in (signal.SIGTERM, signal.SIGINT):
        signal.signal(signum, lambda _signum, _frame: told.set())
    clockwork.run_forever(stop=told)


RUN: Final[dict[str, Callable[..., None]]] = {
    "front": run_front,
    "application": run_application,
    "clock": run_clock,
}


def _serve(load: Callable[[], Application], *, threads: int, **options: Any) -> None:
    from granian import Granian
    from granian.constants import HTTPModes, Interfaces
    from granian.log import LogLevels

    # A worker begins afresh: no thread of this process is carried into it.
    multiprocessing.set_start_method("spawn", force=True)
    server = Granian(
        "hamkor",
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        blocking_threads=threads,
        websockets=False,
        log_level=LogLevels.error,
        log_access=False,
        workers_kill_timeout=10,
        **options,
    )
    server.serve(target_loader=load, wrap_loader=False)


def _front(parent: int, behind: str) -> Application:
    end_with(parent)
    from django.conf import settings

    from hamkor.serving import passing_on
    from hamkor.serving.front import Front
    from hamkor.serving.headers import Terms

    front = Front(
        Terms.of(settings),
        public=settings.PUBLIC_ROOT,
        static=Path(settings.STATIC_ROOT),
        application=passing_on.Application(behind),
    )
    # The server lays the environment into every request: secrets, and what could be taken for a header.
    os.environ.clear()
    return front


def _application(parent: int) -> Application:
    end_with(parent)
    from django.core.wsgi import get_wsgi_application

    application = get_wsgi_application()

    # Python ends by taking its lock away from the threads that still wait for it, and a thread of the server's or of
    # Typst's that loses it so aborts the process. By now every request is answered: there is nothing left to end.
    atexit.register(os._exit, 0)
    return BehindTheFront(application)

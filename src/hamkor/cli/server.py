"""The web server: one process that takes connections, workers that answer, each with several threads."""

import ctypes
import multiprocessing
import signal
import socket
import sys
from collections.abc import Callable
from functools import partial
from typing import Any, Final

from hamkor.cli.checkout import ObstacleError

type Application = Callable[..., Any]

PR_SET_PDEATHSIG: Final = 1


def check_port(host: str, port: int) -> None:
    """Raises `ObstacleError` where nothing can listen at this address."""
    try:
        family, kind, _protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except PermissionError as error:
        raise ObstacleError(f"Port {port} is kept for the system: choose one above 1023 with --port.") from error
    except OSError as error:
        raise ObstacleError(
            f"Port {port} on {host} is busy: stop what listens there, or choose another port with --port."
        ) from error


def serve(*, host: str, port: int, workers: int, threads: int, announcement: str) -> int:
    """Serve until SIGTERM or Ctrl-C; returns the exit status.

    Each worker prints the announcement when it can answer. Addresses of visitors are not logged. Workers end
    with the process that started them, even where that one was killed.
    """
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    # A worker begins afresh: nothing that a preparation left open, or its threads, is carried into it.
    multiprocessing.set_start_method("spawn", force=True)
    server = Granian(
        "hamkor.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        websockets=False,
        log_level=LogLevels.error,
        log_access=False,
        respawn_failed_workers=workers > 1,
        workers_kill_timeout=10,
    )
    try:
        server.serve(target_loader=partial(_application, announcement), wrap_loader=False)
    except SystemExit as end:
        return int(end.code or 0)
    return 0


def _application(announcement: str) -> Application:
    """What a worker loads: the WSGI application, in the form the server calls."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    from hamkor.config.wsgi import application

    print(announcement, flush=True)
    return application

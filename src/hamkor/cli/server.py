"""The web server: one process that takes connections, workers that answer, each with several threads."""

import argparse
import atexit
import ctypes
import errno
import multiprocessing
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from typing import Any, Final

from hamkor.cli.checkout import ObstacleError

type Application = Callable[..., Any]

PR_SET_PDEATHSIG: Final = 1


def port(text: str) -> int:
    """A port as an argument of a command."""
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text} is not a port: a number from 1 to 65535")
    return int(text)


def check_port(host: str, port: int, *, otherwise: str = "choose another one with --port") -> None:
    """Raises `ObstacleError` where nothing can listen at this address; it says what can be done `otherwise`."""
    try:
        family, kind, _protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except PermissionError as error:
        raise ObstacleError(f"Port {port} is kept for the system: choose one above 1023 with --port.") from error
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise ObstacleError(f"Port {port} on {host} is busy: stop what listens there, or {otherwise}.") from error
        raise ObstacleError(f"Nothing can listen on {host}, port {port}: {error.strerror}.") from error


def serve(*, host: str, port: int, workers: int, threads: int, announcement: str) -> int:
    """Serve until SIGTERM or Ctrl-C; returns the exit status.

    The announcement is printed when the first worker can answer. Addresses of visitors are not logged. Workers
    end with the process that started them, even where that one was killed.
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
    threading.Thread(target=_announce, args=(announcement, host, port), daemon=True).start()
    try:
        server.serve(target_loader=_application, wrap_loader=False)
    except SystemExit as end:
        return int(end.code or 0)
    return 0


def _announce(announcement: str, host: str, port: int) -> None:
    # A worker listens once it has loaded the application; the server itself tells nobody when that is.
    while True:
        try:
            socket.create_connection((host, port), timeout=1).close()
        except OSError:
            time.sleep(0.02)
        else:
            print(announcement, flush=True)
            return


def _application() -> Application:
    """What a worker loads: the WSGI application, in the form the server calls."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    # A terminal sends Ctrl-C to its whole group. The worker is told by the process that started it, and once: told
    # twice, it waits for itself until it is killed.
    os.setpgid(0, 0)
    from hamkor.config.wsgi import application

    # Python ends by taking its lock away from the threads that still wait for it, and a thread of the server's or of
    # Typst's that loses it so aborts the process. By now every request is answered: there is nothing left to end.
    atexit.register(os._exit, 0)
    return application

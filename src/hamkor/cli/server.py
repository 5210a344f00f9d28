"""The web server: where it can listen, and serving there."""

import argparse
import errno
import socket

from hamkor.cli.checkout import ObstacleError


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

    The announcement is printed when everything answers. Addresses of visitors are not logged. Raises `ObstacleError`
    where a part does not start.
    """
    from hamkor.serving.parts import DidNotStartError, keep_running

    try:
        return keep_running(host=host, port=port, workers=workers, threads=threads, announcement=announcement)
    except DidNotStartError as error:
        raise ObstacleError(str(error)) from error

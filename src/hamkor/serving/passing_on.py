"""Passing a request on to the application, over a socket in a folder that nobody else can enter."""

import socket
import threading
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPException, HTTPResponse
from typing import Any, Final
from urllib.parse import quote

from hamkor.serving.behind import TELLS, Environment, asked_from

AT_ONCE: Final = 48
PATIENCE: Final = 120  # seconds without a byte
MOST_BYTES: Final = 20 * 1024 * 1024  # of an upload
CHUNK: Final = 64 * 1024
WHOLE: Final = 1024 * 1024  # what is shorter is taken whole, so that a slow reader holds nothing up
# What concerns one line only (RFC 9110, section 7.6.1), and what only the front may say.
_OF_THE_LINE: Final = frozenset(
    {"CONNECTION", "KEEP_ALIVE", "PROXY_AUTHENTICATE", "PROXY_AUTHORIZATION", "PROXY_CONNECTION"}
    | {"TE", "TRAILER", "TRANSFER_ENCODING", "UPGRADE", "EXPECT"}
)
_SAID_BY_THE_FRONT: Final = ("HOST", "CONTENT_LENGTH", "FORWARDED", "VIA", "X_REAL_IP", TELLS.removeprefix("HTTP_"))
_NOT_PASSED_BACK: Final = frozenset(name.replace("_", "-").lower() for name in _OF_THE_LINE) | {"date", "server"}


class CannotPassOnError(Exception):
    """The application gave no answer; `status` is the one to give instead."""

    def __init__(self, status: str) -> None:
        super().__init__(status)
        self.status = status


class Application:
    """The application at the other end of a socket. Safe to use from several threads."""

    def __init__(self, path: str, *, at_once: int = AT_ONCE) -> None:
        self._path = path
        # Fewer than the front has threads: however busy the application is, files are handed out.
        self._places = threading.BoundedSemaphore(at_once)

    def answer(self, environ: Environment, start_response: Any, *, secure: bool) -> list[bytes] | Iterator[bytes]:
        """Answers as the application does. Raises `CannotPassOnError`, before anything is answered, where it cannot be
        reached or is too busy, and where the request is too long or does not say how long it is."""
        length = _length(environ)
        if not self._places.acquire(blocking=False):
            raise CannotPassOnError("503 Service Unavailable")
        connection = Connection(self._path)
        try:
            response = _asked(connection, environ, length, secure=secure)
            headers = _headers(response)
            known = response.length
            body = response.read() if known is not None and known <= WHOLE else None
        except (OSError, HTTPException, ValueError) as fault:
            self._end(connection)
            status = "504 Gateway Timeout" if isinstance(fault, TimeoutError) else "502 Bad Gateway"
            raise CannotPassOnError(status) from fault
        except BaseException:
            self._end(connection)
            raise
        start_response(f"{response.status} {response.reason}", headers)
        if body is not None:
            self._end(connection)
            return [body]
        return self._rest(connection, response)

    def _rest(self, connection: HTTPConnection, response: HTTPResponse) -> Iterator[bytes]:
        try:
            while chunk := response.read1(CHUNK):
                yield chunk
        finally:
            self._end(connection)

    def _end(self, connection: HTTPConnection) -> None:
        connection.close()
        self._places.release()


class Connection(HTTPConnection):
    """To a socket in the file system."""

    def __init__(self, path: str, *, patience: float = PATIENCE) -> None:
        super().__init__("localhost", timeout=patience)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self._path)


def _length(environ: Environment) -> int:
    if "HTTP_TRANSFER_ENCODING" in environ:
        raise CannotPassOnError("411 Length Required")
    given = environ.get("CONTENT_LENGTH") or "0"
    if not (given.isascii() and given.isdecimal()):
        raise CannotPassOnError("400 Bad Request")
    if len(given) > len(str(MOST_BYTES)) or int(given) > MOST_BYTES:
        raise CannotPassOnError("413 Content Too Large")
    return int(given)


def _asked(connection: HTTPConnection, environ: Environment, length: int, *, secure: bool) -> HTTPResponse:
    target = quote(environ["PATH_INFO"], safe="/!$&'()*+,;=:@~-._", encoding="latin-1")
    if environ.get("QUERY_STRING"):
        target += f"?{environ['QUERY_STRING']}"
    connection.putrequest(environ["REQUEST_METHOD"], target, skip_host=True, skip_accept_encoding=True)
    for name, value in _passed_on(environ):
        connection.putheader(name, _bytes(value))
    connection.putheader(TELLS.removeprefix("HTTP_").replace("_", "-"), asked_from(environ))
    connection.putheader("X-Forwarded-Proto", "https" if secure else "http")
    connection.putheader("Connection", "close")
    if length or environ["REQUEST_METHOD"] in {"POST", "PUT", "PATCH"}:
        connection.putheader("Content-Length", str(length))
    connection.endheaders()
    try:
        while length:
            chunk = environ["wsgi.input"].read(min(length, CHUNK))
            if not chunk:
                raise HTTPException("the request ended before its end")
            connection.send(chunk)
            length -= len(chunk)
    except (BrokenPipeError, ConnectionResetError):
        pass  # it has answered already, and wants no more of it
    return connection.getresponse()


def _passed_on(environ: Environment) -> Iterator[tuple[str, str]]:
    dropped = set(_OF_THE_LINE) | set(_SAID_BY_THE_FRONT)
    dropped |= {n.strip().upper().replace("-", "_") for n in environ.get("HTTP_CONNECTION", "").split(",")}
    yield "Host", environ.get("HTTP_HOST", "")
    if environ.get("CONTENT_TYPE"):
        yield "Content-Type", environ["CONTENT_TYPE"]
    for key, value in environ.items():
        name = key.removeprefix("HTTP_")
        if name == key or name in dropped or name.startswith("X_FORWARDED"):
            continue
        yield name.replace("_", "-").title(), value


def _bytes(value: str) -> bytes:
    try:
        return value.encode("latin-1")
    except UnicodeEncodeError:
        return value.encode()


def _headers(response: HTTPResponse) -> list[tuple[str, str]]:
    named = response.headers.get("Connection", "").lower().split(",")
    dropped = _NOT_PASSED_BACK | {name.strip() for name in named}
    return [(name, value) for name, value in response.getheaders() if name.lower() not in dropped]

"""How the application learns, behind the front, who asks."""

from collections.abc import Callable
from ipaddress import ip_address
from typing import Any, Final

type Application = Callable[..., Any]
type Environment = dict[str, Any]

# Set by the front alone, and believed on the front's own socket alone.
TELLS: Final = "HTTP_X_HAMKOR_ASKED_FROM"
THIS_MACHINE: Final = "127.0.0.1"
ELSEWHERE: Final = "0.0.0.0"  # noqa: S104 - nobody's address: that of a visitor is told to nobody
# What a proxy adds when it passes on somebody else's request.
_PASSED_ON: Final = ("HTTP_FORWARDED", "HTTP_VIA", "HTTP_X_REAL_IP", "HTTP_X_FORWARDED")


def asked_from(environ: Environment) -> str:
    """This machine, where a request came from it straight; else a place that is no address.

    No visitor's address goes further than here.
    """
    if any(name.startswith(_PASSED_ON) for name in environ):
        return ELSEWHERE
    try:
        return THIS_MACHINE if ip_address(environ.get("REMOTE_ADDR", "")).is_loopback else ELSEWHERE
    except ValueError:
        return ELSEWHERE


class BehindTheFront:
    """The application on a socket that only the front can open: whence a request came is what the front says."""

    def __init__(self, application: Application) -> None:
        self._application = application

    def __call__(self, environ: Environment, start_response: Callable[..., Any]) -> Any:
        environ["REMOTE_ADDR"] = environ.pop(TELLS, ELSEWHERE)
        return self._application(environ, start_response)

"""Public pages know nobody, are small on the wire, and are sent again only when they changed."""

import gzip
from collections.abc import Callable
from hashlib import sha256
from typing import Final

import brotli
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers

from hamkor.core.languages import INTERFACE_LANGUAGES

Respond = Callable[[HttpRequest], HttpResponseBase]

_AT_THE_ROOT: Final = frozenset({"/", "/robots.txt", "/sitemap.xml"})
_WORTH_COMPRESSING: Final = ("text/", "application/xml")
_TOO_SHORT: Final = 200  # bytes; less does not get smaller


def is_public(path: str) -> bool:
    """True for pages that are the same for everybody: under a language's prefix, and what machines ask for."""
    return path in _AT_THE_ROOT or path.startswith("/sitemap-") or path.split("/", 2)[1] in INTERFACE_LANGUAGES


class PublicPagesMiddleware:
    """Stands before sessions. Cookies sent to a public page are dropped before anything can look at them, so what is
    answered depends on the address alone and may be kept by any cache; it is asked for again each time, so that a
    hidden name is gone everywhere at once.

    Only these pages are compressed: they hold no secret beside what the request says (the search repeats the question),
    which is what an attack by the length of compressed answers (BREACH) would need. Members' pages carry form tokens
    and go out as they are.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not is_public(request.path):
            return self.get_response(request)
        request.META.pop("HTTP_COOKIE", None)
        request.COOKIES = {}
        response = self.get_response(request)
        _vary_by_no_cookie(response)
        if not isinstance(response, HttpResponse) or response.status_code != 200:
            return response
        response.headers.setdefault("Cache-Control", "no-cache")
        if "ETag" not in response.headers:
            response.headers["ETag"] = f'"{sha256(response.content).hexdigest()[:32]}"'
        _compress(request, response)
        return get_conditional_response(request, etag=response.headers["ETag"], response=response) or response


def _vary_by_no_cookie(response: HttpResponseBase) -> None:
    if "Vary" in response.headers:
        named = [name.strip() for name in response.headers["Vary"].split(",")]
        kept = [name for name in named if name.lower() != "cookie"]
        del response.headers["Vary"]
        if kept:
            patch_vary_headers(response, kept)


def _compress(request: HttpRequest, response: HttpResponse) -> None:
    if not response.headers["Content-Type"].startswith(_WORTH_COMPRESSING) or len(response.content) < _TOO_SHORT:
        return
    patch_vary_headers(response, ["Accept-Encoding"])
    accepted = _accepted(request.headers.get("Accept-Encoding", ""))
    if "br" in accepted:
        response.content = brotli.compress(response.content, quality=5)
        response.headers["Content-Encoding"] = "br"
    elif "gzip" in accepted:
        response.content = gzip.compress(response.content, 6, mtime=0)
        response.headers["Content-Encoding"] = "gzip"
    else:
        return
    # The same text in other bytes: the tag stays true in its weak form (RFC 9110, section 8.8.1).
    response.headers["ETag"] = "W/" + response.headers["ETag"].removeprefix("W/")
    if "Content-Length" in response.headers:
        response.headers["Content-Length"] = str(len(response.content))


def _accepted(header: str) -> set[str]:
    """The codings that the header names and does not refuse by a weight of nought."""
    accepted = set()
    for part in header.lower().split(","):
        coding, _, parameters = part.partition(";")
        weight = parameters.replace(" ", "").partition("q=")[2] or "1"
        if weight.strip("0.") or weight == "1":
            accepted.add(coding.strip())
    return accepted

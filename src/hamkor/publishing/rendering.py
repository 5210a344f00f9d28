"""A public page as anybody gets it: made by the real addresses and views, without a server around them."""

import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote_to_bytes, urlsplit

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest
from django.http import Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse

from hamkor.core.middleware import DomainErrorMiddleware, LanguageMiddleware

GONE: Final = frozenset({404, 410})

# Line breaks and indentation of the templates. Where blanks mean something, they stay.
_GAP: Final = re.compile(rb"\n\s+")
_AS_WRITTEN: Final = re.compile(rb"<(?:pre|textarea)\b")


class CannotRenderError(Exception):
    """A public address that answers with something else than a page: a redirect, a refusal."""


@dataclass(frozen=True)
class Rendered:
    """A page's bytes; `found` is False where nothing is at its address."""

    found: bool
    body: bytes = b""
    media_type: str = ""  # without parameters
    language: str = ""


class Renderer(BaseHandler):
    """Answers addresses as the site answers somebody without an account, at the site's own origin.

    Of the middleware only that runs which makes the page: its language, and refusals in words. Faults are raised, not
    turned into error pages, so that no error page ever becomes a file.
    """

    _get_response: Callable[[HttpRequest], HttpResponseBase]  # Django's own, of which its stubs do not know

    def __init__(self) -> None:
        self._view_middleware: list[object] = []
        self._template_response_middleware: list[object] = []
        self._exception_middleware = [DomainErrorMiddleware(self._get_response).process_exception]
        self._middleware_chain = LanguageMiddleware(self._get_response)

    def page(self, address: str) -> Rendered:
        """The page at this address. Raises `CannotRenderError` for one that answers neither 200 nor 404 nor 410, and
        whatever its view raises."""
        try:
            response = self.get_response(_request(address))
        except Http404:
            return Rendered(found=False)
        if response.status_code in GONE:
            return Rendered(found=False)
        if response.status_code != 200:
            raise CannotRenderError(f"{address} answers {response.status_code}")
        media_type = response.headers["Content-Type"].partition(";")[0].strip()
        body = _body(response)
        return Rendered(
            found=True,
            body=_without_gaps(body) if media_type == "text/html" else body,
            media_type=media_type,
            language=response.headers.get("Content-Language", ""),
        )


def _request(address: str) -> WSGIRequest:
    site = urlsplit(settings.HAMKOR_SITE_ORIGIN)
    request = WSGIRequest(
        {
            "REQUEST_METHOD": "GET",
            # As a server hands it over: the bytes of the address, each a letter (PEP 3333).
            "PATH_INFO": unquote_to_bytes(address).decode("latin-1"),
            "QUERY_STRING": "",
            "SERVER_NAME": site.hostname or "localhost",
            "SERVER_PORT": str(site.port or (443 if site.scheme == "https" else 80)),
            "HTTP_HOST": site.netloc,
            "wsgi.url_scheme": site.scheme,
            "wsgi.input": io.BytesIO(),
        }
    )
    request.user = AnonymousUser()
    return request


def _body(response: HttpResponseBase) -> bytes:
    if isinstance(response, StreamingHttpResponse):
        return b"".join(bytes(part) for part in response)
    return bytes(response.content)  # type: ignore[attr-defined]  # every response that does not stream has it


def _without_gaps(page: bytes) -> bytes:
    return page if _AS_WRITTEN.search(page) else _GAP.sub(b"\n", page)

"""The front: answers readers with files from memory, and passes on what cannot be a file."""

import logging
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from hamkor.core.languages import INTERFACE_LANGUAGES
from hamkor.privacy.policy import has_consented
from hamkor.serving.behind import Environment
from hamkor.serving.headers import (
    STATIC,
    Terms,
    content_language,
    content_type,
    freshness,
    is_shown_alone,
)
from hamkor.serving.kept import Headers, Kept, KeptFiles
from hamkor.serving.negotiation import language, packing
from hamkor.serving.passing_on import CHUNK, Application, CannotPassOnError

type Body = list[bytes] | Iterator[bytes]

log = logging.getLogger(__name__)

SEARCH: Final = tuple(f"/{code}/search/" for code in INTERFACE_LANGUAGES)
# What is never a file. Everything else that has none is answered by the page that says so.
APPLICATION: Final = ("/account/", "/workspace/", "/sign/", "/editor/", "/privacy/", "/demo/", *SEARCH)
_WITHOUT_SLASH: Final = frozenset(prefix.removesuffix("/") for prefix in APPLICATION)
UPLOADS: Final = "/files/"
OK: Final = "200 OK"
NOT_FOUND: Final = "404 Not Found"
# Both languages that are complete: nothing of the request is known that would choose one.
TOO_LARGE: Final = (
    "Это больше 20 МБ, а столько за один раз не принимается.\n"
    "This is more than 20 MB, which is the most that is taken at once.\n"
)


class Front:
    """A WSGI application. It holds no database and no session, and asks the application behind it for neither."""

    def __init__(self, terms: Terms, *, public: Path, static: Path, application: Application) -> None:
        self._terms = terms
        self._files = KeptFiles({STATIC: static, "/": public})
        self._application = application
        self._origin = lru_cache(maxsize=256)(terms.origin)

    def __call__(self, environ: Environment, start_response: Any) -> Body:
        terms, path = self._terms, environ["PATH_INFO"]
        if not path.startswith("/"):
            return self._say(environ, start_response, "400 Bad Request", b"", "text/plain; charset=utf-8")
        origin, secure = self._origin(environ.get("HTTP_HOST", "")), self._is_secure(environ)
        onion, apart = origin == terms.onion, terms.is_apart(origin)
        if terms.https_only and not secure:
            return self._lead(environ, start_response, "301 Moved Permanently", origin + _target(environ))
        if path == "/" and not apart:
            chosen = language(environ.get("HTTP_ACCEPT_LANGUAGE", ""))
            return self._lead(environ, start_response, "302 Found", f"/{chosen}/", ("Vary", "Accept-Language"))
        if _is_for_application(path) or (apart and not path.startswith(STATIC)):
            if onion and not path.startswith(SEARCH):
                return self._page(environ, start_response, NOT_FOUND, "404.html")
            return self._pass_on(environ, start_response, secure=secure)
        kept = self._files.get(path)
        if kept is None:
            return self._without_file(environ, start_response, secure=secure, onion=onion)
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return self._page(environ, start_response, "405 Method Not Allowed", "404.html", ("Allow", "GET, HEAD"))
        agreed = bool(terms.wider_policy) and has_consented(
            environ.get("HTTP_COOKIE", ""), gpc=environ.get("HTTP_SEC_GPC", "")
        )
        return self._send(kept, environ, start_response, (secure, onion, agreed))

    def _is_secure(self, environ: Environment) -> bool:
        """Whether nobody between here and the reader could read along; an onion circuit is sealed from end to end."""
        return environ.get(self._terms.told_by) == "https" or self._is_onion(environ)

    def _is_onion(self, environ: Environment) -> bool:
        return self._origin(environ.get("HTTP_HOST", "")) == self._terms.onion

    def _send(self, kept: Kept, environ: Environment, start_response: Any, manner: tuple[bool, bool, bool]) -> Body:
        form = packing(environ.get("HTTP_ACCEPT_ENCODING", ""))
        if form not in kept.forms:
            form = ""
        try:
            name, headers, body = kept.answers[form, *manner]
        except KeyError:
            name, headers, body = self._prepared(kept, environ["PATH_INFO"], form, manner)
        if "HTTP_IF_NONE_MATCH" in environ and _is_known(environ["HTTP_IF_NONE_MATCH"], name):
            start_response("304 Not Modified", [each for each in headers if not each[0].startswith("Content-L")])
            return []
        if environ["REQUEST_METHOD"] == "HEAD":
            start_response(OK, headers)
            return []
        if not kept.forms:
            return self._from_disk(kept, start_response, headers)
        start_response(OK, headers)
        return body

    def _prepared(
        self, kept: Kept, path: str, form: str, manner: tuple[bool, bool, bool]
    ) -> tuple[str, Headers, list[bytes]]:
        secure, onion, agreed = manner
        length = len(kept.forms[form]) if kept.forms else kept.stamp[2]
        # Browsers take no new policy from a 304: a file under another policy is another one.
        name = kept.tag + "-agreed" * agreed
        # And so is each packing: they are different bytes (RFC 9110, section 8.8.3.3).
        tag = f'"{name}{"-" + form if form else ""}"'
        headers = [("Content-Type", content_type(path)), ("Content-Length", str(length)), ("ETag", tag)]
        headers.append(("Cache-Control", freshness(path)))
        if form:
            headers.append(("Content-Encoding", form))
        vary = ["Accept-Encoding"] * (len(kept.forms) > 1) + ["Cookie"] * bool(self._terms.wider_policy)
        if vary:
            headers.append(("Vary", ", ".join(vary)))
        if said := content_language(path):
            headers.append(("Content-Language", said))
        if self._terms.onion and not onion and content_type(path).startswith("text/html"):
            headers.append(("Onion-Location", self._terms.onion + _quoted(path)))
        headers += self._terms.security(secure=secure, onion=onion, agreed=agreed, alone=is_shown_alone(path))
        answer = name, headers, [kept.forms[form]] if kept.forms else []
        kept.answers[form, *manner] = answer
        return answer

    def _from_disk(self, kept: Kept, start_response: Any, headers: Headers) -> Body:
        opened = open(kept.file, "rb")  # noqa: SIM115 - closed when the last of it is sent
        start_response(OK, headers)
        return _chunks(opened)

    def _without_file(self, environ: Environment, start_response: Any, *, secure: bool, onion: bool) -> Body:
        path = environ["PATH_INFO"]
        if path.startswith(UPLOADS) and not onion:
            # What members and editors may open, which is asked for there.
            return self._pass_on(environ, start_response, secure=secure)
        if not path.endswith("/") and self._files.get(f"{path}/") is not None:
            query = f"?{environ['QUERY_STRING']}" if environ.get("QUERY_STRING") else ""
            return self._lead(environ, start_response, "301 Moved Permanently", f"{_quoted(path)}/{query}")
        return self._page(environ, start_response, NOT_FOUND, "404.html")

    def _pass_on(self, environ: Environment, start_response: Any, *, secure: bool) -> Body:
        try:
            return self._application.answer(environ, start_response, secure=secure)
        except CannotPassOnError as fault:
            if fault.status.startswith("413"):
                return self._say(environ, start_response, fault.status, TOO_LARGE.encode(), "text/plain; charset=utf-8")
            if fault.status.startswith("5"):
                log.error("The application did not answer (%s).", fault.status)
            return self._page(environ, start_response, fault.status, "500.html", ("Retry-After", "5"))

    def _lead(self, environ: Environment, start_response: Any, status: str, to: str, *more: tuple[str, str]) -> Body:
        return self._say(environ, start_response, status, b"", "text/html; charset=utf-8", ("Location", to), *more)

    def _page(self, environ: Environment, start_response: Any, status: str, name: str, *more: tuple[str, str]) -> Body:
        """The file that stands for an error, in the language of the address or, where it has none, the browser's."""
        first = environ["PATH_INFO"].split("/", 2)[1:2]
        spoken = first[0] if first and first[0] in INTERFACE_LANGUAGES else ""
        if not spoken:
            spoken = language(environ.get("HTTP_ACCEPT_LANGUAGE", ""))
        page = self._files.get(f"/{spoken}/{name}")
        body = page.forms[""] if page is not None and page.forms else status.encode()
        kind = "text/html; charset=utf-8" if page is not None else "text/plain; charset=utf-8"
        return self._say(environ, start_response, status, body, kind, ("Content-Language", spoken), *more)

    def _say(
        self, environ: Environment, start_response: Any, status: str, body: bytes, kind: str, *more: tuple[str, str]
    ) -> Body:
        headers = [("Content-Type", kind), ("Content-Length", str(len(body))), ("Cache-Control", "no-cache"), *more]
        secure, onion = self._is_secure(environ), self._is_onion(environ)
        headers += self._terms.security(secure=secure, onion=onion, agreed=False)
        start_response(status, headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


def _is_for_application(path: str) -> bool:
    return path.startswith(APPLICATION) or path in _WITHOUT_SLASH


def _is_known(header: str, name: str) -> bool:
    """Whether the reader has this file in any packing. `*` stands for any file at all."""
    named = {each.strip().removeprefix("W/").strip('"') for each in header.split(",")}
    return "*" in named or not named.isdisjoint((name, f"{name}-br", f"{name}-gzip"))


def _target(environ: Environment) -> str:
    query = environ.get("QUERY_STRING")
    return _quoted(environ["PATH_INFO"]) + (f"?{query}" if query else "")


def _quoted(path: str) -> str:
    return quote(path, safe="/!$&'()*+,;=:@~-._", encoding="latin-1")


def _chunks(opened: Any) -> Iterator[bytes]:
    with opened:
        while chunk := opened.read(CHUNK):
            yield chunk

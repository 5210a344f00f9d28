"""Which origin a request came to, which language it is answered in, and what a refused action looks like."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import patch_vary_headers

from hamkor.core.errors import DomainError, Refused
from hamkor.core.languages import INTERFACE_LANGUAGES

# Arriving on a signing origin, and leaving it.
_TO_AND_FRO = frozenset({"/sign/", "/sign/enter/", "/sign/leave/"})

Respond = Callable[[HttpRequest], HttpResponseBase]


def origins_apart() -> dict[str, str]:
    """The origins that share no cookie with the site, each by the one prefix that it answers under: the signing pages
    always, the editors' where the settings give them a host of their own."""
    apart = {"/sign/": settings.HAMKOR_SIGN_ORIGIN}
    if settings.HAMKOR_EDITOR_ORIGIN:
        apart["/editor/"] = settings.HAMKOR_EDITOR_ORIGIN
    return apart


def prefix_of_host(request: HttpRequest) -> str:
    """The prefix that the host of this request answers under, or an empty string for the site."""
    if is_spare(request):
        return "/sign/"
    host = request.get_host().partition(":")[0]
    return next((prefix for prefix, origin in origins_apart().items() if urlsplit(origin).hostname == host), "")


def is_spare(request: HttpRequest) -> bool:
    """Whether this request came to the spare signing origin, where keys are made and nothing is signed with them."""
    spare = urlsplit(settings.HAMKOR_SPARE_SIGN_ORIGIN).hostname
    return spare is not None and spare == request.get_host().partition(":")[0]


class OriginMiddleware:
    """The signing host answers under `/sign/` and nothing else, and no other host answers there; so the editors' host
    under `/editor/`, and with the files that are shown to editors. The spare signing host has the pages of keys."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> None:
        here = prefix_of_host(request)
        meant = next((prefix for prefix in origins_apart() if request.path.startswith(prefix)), "")
        if here != meant and not (here == "/editor/" and request.path.startswith(settings.MEDIA_URL)):
            raise Http404
        if is_spare(request) and request.path not in _TO_AND_FRO and not request.path.startswith("/sign/key/"):
            raise Http404


class LanguageMiddleware:
    """The address's language; else, for members' pages, `?lang=`, the account's own, the browser's, Russian."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        in_address = request.path.split("/", 2)[1]
        language = in_address if in_address in INTERFACE_LANGUAGES else self._chosen(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        if in_address not in INTERFACE_LANGUAGES:
            patch_vary_headers(response, ["Accept-Language"])
        return response

    @staticmethod
    def _chosen(request: HttpRequest) -> str:
        asked = request.GET.get("lang", "")
        if asked in INTERFACE_LANGUAGES:
            return asked
        own = getattr(request.user, "language", "")
        if own in INTERFACE_LANGUAGES:
            return str(own)
        return translation.get_language_from_request(request)


class DomainErrorMiddleware:
    """A refusal or an impossible act that no form caught is a page with its sentence, 403 or 409."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, DomainError):
            return None
        status = 403 if isinstance(exception, Refused) else 409
        return render(request, "hamkor/refused.html", {"sentence": exception.sentence}, status=status)

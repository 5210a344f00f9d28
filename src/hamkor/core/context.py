"""What every template may ask of the site."""

from typing import Final

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from hamkor.core.languages import ENDONYMS, INTERFACE_LANGUAGES
from hamkor.core.middleware import prefix_of_host

FRAMES_APART: Final = {"/sign/": "hamkor/signing.html", "/editor/": "hamkor/apart.html"}


def site(request: HttpRequest) -> dict[str, object]:
    """The network's name in the reader's language, the language switch that keeps the page, and the demo's mark."""
    language = get_language() or settings.LANGUAGE_CODE
    return {
        "network_name": settings.HAMKOR_NETWORK_NAMES.get(language, settings.HAMKOR_NETWORK_NAME),
        "demonstration": settings.HAMKOR_DEMONSTRATION,
        "site_origin": settings.HAMKOR_SITE_ORIGIN,
        "sign_origin": settings.HAMKOR_SIGN_ORIGIN,
        # What refuses a request extends it there: the links of the site's own frame lead nowhere on those origins.
        "frame_apart": FRAMES_APART.get(prefix_of_host(request), ""),
        "page_languages": [
            {
                "code": code,
                "name": ENDONYMS[code],
                "url": _in_language(request, code),
                "current": code == language,
            }
            for code in INTERFACE_LANGUAGES
        ],
        "language": language,
    }


def _in_language(request: HttpRequest, code: str) -> str:
    head, _, rest = request.path.lstrip("/").partition("/")
    return f"/{code}/{rest}" if head in INTERFACE_LANGUAGES else f"?lang={code}"

"""The content security policy of the editors' pages: as narrow as Wagtail works under.

Scripts: those of the site, and those that carry the request's nonce. Styles: Wagtail's editor makes style elements as
it goes, so these are let in; style attributes are not. Frames: only previews are framed, and only by the editor.
"""

from contextvars import ContextVar
from typing import Final, cast

from django.conf import settings
from django.http import HttpResponse
from django.utils.csp import CSP

POLICY: Final[dict[str, list[str]]] = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF, CSP.NONCE],
    "style-src": [CSP.SELF],
    "style-src-elem": [CSP.SELF, CSP.UNSAFE_INLINE],
    "img-src": [CSP.SELF, "data:", "blob:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "frame-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}

nonce: Final[ContextVar[object | None]] = ContextVar("hamkor_editor_nonce", default=None)
"""The nonce of the request that is being answered: Wagtail draws its panels and widgets without the request. It is made
when it is first written out, and is in the policy only then."""


def framed_by_the_editor(response: HttpResponse) -> None:
    """Lets the editor frame this preview: it is the public page under the public page's policy otherwise."""
    public = cast("dict[str, list[str]]", settings.SECURE_CSP)
    response._csp_config = {**public, "frame-ancestors": [CSP.SELF]}  # type: ignore[attr-defined]  # Django's own mark
    response.headers["X-Frame-Options"] = "SAMEORIGIN"

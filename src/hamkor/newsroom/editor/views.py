"""The ways in and out of the editors' pages, and the files that they show."""

from pathlib import PurePosixPath

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.csp import CSP
from django.views.decorators.cache import never_cache
from django.views.decorators.csp import csp_override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from hamkor.accounts import crossing
from hamkor.core.public_pages import file_may_be_shown
from hamkor.network.access import is_member
from hamkor.newsroom.access_editor import may_edit
from hamkor.newsroom.media import is_brought_in

_SHOWN = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".webp": "image/webp"}


@csrf_exempt
@require_POST
@never_cache
def enter(request: HttpRequest) -> HttpResponse:
    """Arrival from the site, where the editors' pages have a host of their own."""
    crossed = crossing.enter(request, request.POST.get("token", ""))
    return redirect(crossed.destination if crossed else "/editor/")


def to_sign_in(request: HttpRequest) -> HttpResponse:
    return redirect("/editor/")


def to_new_password(request: HttpRequest) -> HttpResponse:
    return redirect(settings.HAMKOR_SITE_ORIGIN + reverse("account_reset_password"))


def to_account(request: HttpRequest) -> HttpResponse:
    return redirect(settings.HAMKOR_SITE_ORIGIN + reverse("accounts:home"))


def to_sign_out(request: HttpRequest) -> HttpResponse:
    return redirect(settings.HAMKOR_SITE_ORIGIN + reverse("account_logout"))


@require_safe
@csp_override({"default-src": [CSP.NONE], "sandbox": True})  # type: ignore[dict-item]  # a directive without values
def file(request: HttpRequest, name: str) -> HttpResponseBase:
    """A picture or file that lies not among the public ones: to editors, and to members where it may be public; to all
    others it is not there. What readers may have, a sweep has put where no application is asked."""
    if not is_member(request):
        raise Http404
    if not file_may_be_shown(name) and not (is_brought_in(name) and may_edit(request)):
        raise Http404
    if not default_storage.exists(name):
        raise Http404
    suffix = PurePosixPath(name).suffix.lower()
    response = FileResponse(
        default_storage.open(name),
        content_type=_SHOWN.get(suffix, "application/octet-stream"),
        as_attachment=suffix not in _SHOWN,
    )
    response.headers["Cache-Control"] = "private, no-store"
    return response

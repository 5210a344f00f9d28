"""Pages that belong to no room."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language_from_request


def front_door(request: HttpRequest) -> HttpResponse:
    """`/` leads to the site in the language the browser asks for."""
    return redirect(f"/{get_language_from_request(request)}/")


def written_in(request: HttpRequest) -> list[tuple[str, str]]:
    """What somebody wrote into the form that she sent, field by field, without its token."""
    return [(n, v) for n, values in request.POST.lists() for v in values if v and n != "csrfmiddlewaretoken"]


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose page has grown too old (or came from elsewhere): what was written is shown, so nothing is lost.

    It can be sent again from here only where the browser says that our own page sent it: another site must not get
    its form pressed for it. Outside the workspace nothing is shown, for passwords and codes are written there.
    """
    kept = written_in(request) if request.path.startswith("/workspace/") else []
    is_ours = request.headers.get("Origin") == settings.HAMKOR_SITE_ORIGIN
    return render(request, "hamkor/form_expired.html", {"kept": kept, "can_send": kept and is_ours}, status=403)

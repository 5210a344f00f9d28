"""Pages that belong to no room."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language_from_request


def front_door(request: HttpRequest) -> HttpResponse:
    """`/` leads to the site in the language the browser asks for."""
    return redirect(f"/{get_language_from_request(request)}/")


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose page has grown too old (or came from elsewhere): what was written is shown, so nothing is lost."""
    kept = [(name, value) for name, value in request.POST.items() if name != "csrfmiddlewaretoken" and value]
    return render(request, "hamkor/form_expired.html", {"kept": kept}, status=403)

"""One question a page: a form, its action, and what is said afterwards."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from hamkor.core.errors import Conflict, DomainError, Refused
from hamkor.network.access import Viewer
from hamkor.network.models import Person

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def done[F: forms.Form](form: F, act: Callable[[F], object]) -> bool:
    """Runs `act` where the form is valid; what is not possible becomes the form's error. Raises `Refused`,
    and `Conflict`, which a page answers by showing both sides."""
    if not form.is_valid():
        return False
    try:
        act(form)
    except (Refused, Conflict):
        raise
    except DomainError as error:
        form.add_error(None, str(error.sentence))
        return False
    return True


def step[F: forms.Form](
    request: HttpRequest,
    form: F,
    act: Callable[[F], object],
    *,
    template: str,
    context: dict[str, object],
    success: "StrOrPromise",
    leads_to: str,
) -> HttpResponse:
    """The page of one step, or the way on once it is done."""
    if request.method == "POST" and done(form, act):
        messages.success(request, success)
        return redirect(leads_to)
    context |= {"form": form, "section": "documents", "back": leads_to}
    return render(request, template, context, status=422 if form.is_bound else 200)


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: the request's data where it brings some."""
    return request.POST if request.method == "POST" else None


def person_of(viewer: Viewer) -> Person:
    """The person who looks; on a member's page there always is one."""
    assert viewer.person is not None
    return viewer.person

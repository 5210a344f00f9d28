"""One question a page: a form, its action, and what is said afterwards."""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Protocol

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from hamkor.core.errors import Conflict, DomainError, Refused
from hamkor.instruments.forms.drafting import ConfirmForm, StepForm
from hamkor.instruments.models import Instrument
from hamkor.instruments.standing import standing_or_404
from hamkor.network.access import Viewer, member_page
from hamkor.network.models import Person

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

type May = Callable[[Person, Instrument], object]
type Page = Callable[..., HttpResponse]

reads_and_posts = require_http_methods(["GET", "HEAD", "POST"])


class Act(Protocol):
    """An action on a document that needs to be told nothing more."""

    def __call__(self, *, by: Person, instrument: Instrument) -> object: ...


def step[F: StepForm](
    template: str, form: type[F], *, may: May, success: "StrOrPromise"
) -> Callable[[Callable[[Person, Instrument, F], object]], Page]:
    """The page of one step with a document: `template` asks the form's question, the function acts on the answer, and
    the way leads back to the document. Who fails the check `may` is not asked; the action checks again."""

    def page(act: Callable[[Person, Instrument, F], object]) -> Page:
        @reads_and_posts
        @member_page
        @wraps(act)
        def view(request: HttpRequest, viewer: Viewer, slug: str) -> HttpResponse:
            standing, by = standing_or_404(viewer, slug), person_of(viewer)
            may(by, standing.instrument)
            return asked(
                request,
                form(posted(request), standing),
                lambda answer: act(by, standing.instrument, answer),
                template=f"instruments/desk/{template}.html",
                context={"instrument": standing.instrument, "standing": standing},
                success=success,
                leads_to=page_of(standing.instrument),
            )

        return view

    return page


def confirmation(template: str, act: Act, *, may: May, success: "StrOrPromise") -> Page:
    """The page of a step that only has to be confirmed."""

    def confirmed(by: Person, instrument: Instrument, _form: ConfirmForm) -> object:
        return act(by=by, instrument=instrument)

    return step(template, ConfirmForm, may=may, success=success)(confirmed)


def asked[F: forms.Form](
    request: HttpRequest,
    form: F,
    act: Callable[[F], object],
    *,
    template: str,
    context: dict[str, object],
    success: "StrOrPromise",
    leads_to: str,
) -> HttpResponse:
    """The page that asks, or the way on once the answer is acted on."""
    if request.method == "POST" and done(form, act) is not None:
        messages.success(request, success)
        return redirect(leads_to)
    return render(
        request,
        template,
        {**context, "form": form, "section": "documents"},
        status=422 if form.is_bound else 200,
    )


def done[F: forms.Form, R](form: F, act: Callable[[F], R]) -> R | None:
    """What `act` gives where the form is valid; None where it is not, or where the act is not possible, which becomes
    the form's error. Raises `Refused`, and `Conflict`, which a page answers by showing both sides."""
    if not form.is_valid():
        return None
    try:
        return act(form)
    except (Refused, Conflict):
        raise
    except DomainError as error:
        form.add_error(None, str(error.sentence))
        return None


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: the request's data where it brings some."""
    return request.POST if request.method == "POST" else None


def person_of(viewer: Viewer) -> Person:
    """The person who looks; on a member's page there always is one."""
    assert viewer.person is not None
    return viewer.person


def page_of(instrument: Instrument) -> str:
    """The address of a document's page in the workspace."""
    return reverse("instruments:document", args=[instrument.slug])

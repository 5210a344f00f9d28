"""Freezing by telephone, lifting a freeze, opening the way back after a lost second factor."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from hamkor.core.errors import DomainError
from hamkor.network import access_people as access
from hamkor.network.access import Viewer, get_or_404, member_page
from hamkor.network.actions import safety as actions
from hamkor.network.forms.people import FreezeCodeForm
from hamkor.network.models import Person, Recovery
from hamkor.network.views.people import person_page


@require_POST
@member_page
def freeze(request: HttpRequest, viewer: Viewer, person_id: UUID) -> HttpResponse:
    """The secretariat, on the telephone with her."""
    person, by = _person(viewer, person_id)
    form = FreezeCodeForm(request.POST)
    if form.is_valid():
        try:
            if actions.freeze_by_telephone(by=by, person=person, code=form.cleaned_data["code"]):
                messages.success(request, _("Frozen: her sessions, mandates, keys and invitations are ended."))
                return redirect("network:person", person.pk)
            form.add_error("code", _("This is not the code on her paper. After five wrong ones the paper is void."))
        except DomainError as error:
            form.add_error(None, str(error.sentence))
    return person_page(request, viewer, person, freeze_form=form, status=422)


@require_POST
@member_page
def lift(request: HttpRequest, viewer: Viewer, person_id: UUID, freeze_id: UUID) -> HttpResponse:
    person, by = _whom_to_help(viewer, person_id)
    if actions.consent_to_lift(by=by, freeze=access.freeze_of(person, freeze_id)):
        messages.success(request, _("The freeze is lifted."))
    else:
        messages.success(request, _("Your consent is noted; it takes one more person."))
    return redirect("network:person", person.pk)


@require_POST
@member_page
def ask_recovery(request: HttpRequest, viewer: Viewer, person_id: UUID) -> HttpResponse:
    person, by = _person(viewer, person_id)
    actions.ask_recovery(by=by, person=person)
    messages.success(request, _("Your consent is noted; all delegates are told."))
    return redirect("network:person", person.pk)


@require_POST
@member_page
def agree_to_recovery(request: HttpRequest, viewer: Viewer, person_id: UUID) -> HttpResponse:
    person, by = _whom_to_help(viewer, person_id)
    actions.agree_to_recovery(by=by, recovery=_recovery(person))
    messages.success(request, _("Both have agreed. The link can be made in 72 hours; all delegates are told."))
    return redirect("network:person", person.pk)


@require_POST
@member_page
def cancel_recovery(request: HttpRequest, viewer: Viewer, person_id: UUID) -> HttpResponse:
    person, by = _person(viewer, person_id)
    access.check_can_cancel_recovery(by, person)
    actions.cancel_recovery(by=by, recovery=_recovery(person))
    messages.success(request, _("The recovery is stopped; all delegates are told."))
    return redirect("network:person", person.pk)


@never_cache
@require_POST
@member_page
def make_recovery_link(request: HttpRequest, viewer: Viewer, person_id: UUID) -> HttpResponse:
    """Shows the link this once."""
    person, by = _whom_to_help(viewer, person_id)
    token = actions.make_recovery_link(by=by, recovery=_recovery(person))
    context = {"section": "people", "person": person, "path": reverse("entrance:recovery", args=[token])}
    return render(request, "network/people/recovery_link.html", context)


def _person(viewer: Viewer, person_id: UUID) -> tuple[Person, Person]:
    assert viewer.person is not None
    return get_or_404(Person.objects.all(), viewer, pk=person_id), viewer.person


def _whom_to_help(viewer: Viewer, person_id: UUID) -> tuple[Person, Person]:
    """Raises `Refused` for who may not help her, before anything tells whether she is frozen or on her way back."""
    person, by = _person(viewer, person_id)
    access.check_can_recover(by, person)
    return person, by


def _recovery(person: Person) -> Recovery:
    recovery = access.open_recovery_of(person)
    if recovery is None:
        raise Http404
    return recovery

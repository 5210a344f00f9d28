"""Members' pages of people and their mandates."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hamkor.core import clock
from hamkor.core.errors import DomainError
from hamkor.core.languages import chain
from hamkor.network import access_people as access
from hamkor.network.access import Viewer, get_or_404, member_page
from hamkor.network.actions import people as actions
from hamkor.network.forms.people import EndForm, FreezeCodeForm, GrantForm
from hamkor.network.models import Mandate, Person


@dataclass(frozen=True)
class ShownMandate:
    mandate: Mandate
    is_over: bool
    may_end: bool
    may_accept: bool


def languages() -> tuple[str, ...]:
    return chain(get_language() or "ru")


@require_GET
@member_page
def list_people(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    context = {
        "section": "people",
        "people": access.people(viewer, languages()),
        "waiting": access.mandates_to_accept(viewer, languages()),
        "recoveries": access.recoveries_beside(viewer),
        "can_invite": viewer.is_secretariat or bool(viewer.delegations()),
    }
    return render(request, "network/people/list.html", context)


@require_GET
@member_page
def show_person(request: HttpRequest, viewer: Viewer, person_id: UUID) -> HttpResponse:
    return person_page(request, viewer, get_or_404(Person.objects.all(), viewer, pk=person_id))


def person_page(
    request: HttpRequest,
    viewer: Viewer,
    person: Person,
    *,
    grant_form: GrantForm | None = None,
    freeze_form: FreezeCodeForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """Her page as this viewer may see it, with what she may do on it; also with a form that was not good."""
    assert viewer.person is not None
    may_help = access.can_help(viewer.person, person)
    has_account = person.account_id is not None
    now = clock.now()
    mandates = [
        ShownMandate(
            mandate,
            is_over=(is_over := mandate.is_over(now)),
            may_end=not is_over and access.can_revoke(viewer, mandate),
            may_accept=not is_over and viewer.is_secretariat and mandate.accepted_at is None,
        )
        for mandate in access.mandates_shown(viewer, person, languages())
    ]
    may_grant = viewer.is_secretariat or bool(viewer.delegations())
    context = {
        "section": "people",
        "person": person,
        "mandates": mandates,
        "may_help": may_help,
        "may_freeze": has_account and viewer.is_secretariat and person != viewer.person,
        "may_recover": has_account and may_help,
        "may_stop": may_help or person == viewer.person,
        "freeze": access.standing_freeze(person) if may_help else None,
        "recovery": access.open_recovery_of(person) if may_help or person == viewer.person else None,
        "grant_form": grant_form or (GrantForm(viewer=viewer, languages=languages()) if may_grant else None),
        "freeze_form": freeze_form or FreezeCodeForm(),
    }
    return render(request, "network/people/person.html", context, status=status)


@require_POST
@member_page
def grant(request: HttpRequest, viewer: Viewer, person_id: UUID) -> HttpResponse:
    assert viewer.person is not None
    person = get_or_404(Person.objects.all(), viewer, pk=person_id)
    form = GrantForm(request.POST, viewer=viewer, languages=languages())
    if form.is_valid():
        try:
            mandate = actions.grant_mandate(by=viewer.person, person=person, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error.sentence))
        else:
            messages.success(
                request,
                _("The mandate is in force.") if mandate.accepted_at else _("The mandate waits for the coordinator."),
            )
            return redirect("network:person", person.pk)
    return person_page(request, viewer, person, grant_form=form, status=422)


@require_POST
@member_page
def accept(request: HttpRequest, viewer: Viewer, mandate_id: UUID) -> HttpResponse:
    mandate = _mandate(viewer, mandate_id)
    assert viewer.person is not None
    actions.accept_mandate(by=viewer.person, mandate=mandate)
    messages.success(
        request,
        _("The mandate is in force.")
        if mandate.is_in_force(clock.now())
        else _("The mandate is accepted; it is in force once the invitation is taken up."),
    )
    return redirect("network:person", mandate.person_id)


@require_POST
@member_page
def revoke(request: HttpRequest, viewer: Viewer, mandate_id: UUID) -> HttpResponse:
    mandate = _mandate(viewer, mandate_id)
    assert viewer.person is not None
    actions.revoke_mandate(by=viewer.person, mandate=mandate)
    messages.success(request, _("The mandate is revoked."))
    return redirect("network:person", mandate.person_id)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def end(request: HttpRequest, viewer: Viewer, mandate_id: UUID) -> HttpResponse:
    mandate = _mandate(viewer, mandate_id)
    assert viewer.person is not None
    access.check_can_revoke(viewer.person, mandate)
    form = EndForm(request.POST or None)
    if form.is_valid():
        try:
            actions.end_mandate(by=viewer.person, mandate=mandate, until=form.cleaned_data["until"])
        except DomainError as error:
            form.add_error(None, str(error.sentence))
        else:
            messages.success(request, _("The end of the mandate is noted."))
            return redirect("network:person", mandate.person_id)
    context = {"section": "people", "form": form, "person": mandate.person}
    return render(request, "network/people/end.html", context, status=422 if form.is_bound else 200)


def _mandate(viewer: Viewer, mandate_id: UUID) -> Mandate:
    """A mandate that she may see, in an organisation that she may see."""
    return get_or_404(access.mandates_visible(viewer), viewer, pk=mandate_id)

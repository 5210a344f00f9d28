"""Pages for people who are not in yet, or on their way out: invitation, recovery, freezing oneself."""

from allauth.account.internal.flows.login import record_authentication
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from hamkor.accounts.models import User
from hamkor.core.errors import DomainError
from hamkor.network import access_people as access
from hamkor.network.actions import invitations, safety
from hamkor.network.forms.people import AcceptForm, CodeForm, PasswordForm
from hamkor.network.models import Person
from hamkor.network.views.people import languages


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Opening the link changes nothing. A link that is not open answers the same, whatever the reason."""
    found = access.open_invitation(token)
    if found is None:
        return render(request, "network/people/closed.html", status=404)
    account = request.user if isinstance(request.user, User) else None
    person = found.mandate.person
    must_sign_in = person.account_id is not None and (account is None or account.pk != person.account_id)
    form = CodeForm(request.POST or None) if account else AcceptForm(request.POST or None)
    if not must_sign_in and form.is_valid():
        try:
            outcome = invitations.accept_invitation(
                by=person,
                invitation=found,
                code=form.cleaned_data["code"],
                account=account,
                email=form.cleaned_data.get("email", ""),
                password=form.cleaned_data.get("password", ""),
                language=get_language() or "ru",
            )
        except DomainError as error:
            form.add_error(None, str(error.sentence))
        else:
            if outcome is invitations.Outcome.ACCEPTED:
                if account is None:
                    _open_session(request, form.cleaned_data["email"])
                return redirect("workspace:home" if account else "mfa_index")
            if access.open_invitation(token) is None:
                return render(request, "network/people/closed.html", status=404)
            if outcome is invitations.Outcome.WRONG_CODE:
                form.add_error("code", _("This is not the code. After five wrong tries the invitation ends."))
            else:
                form.add_error(
                    "email",
                    _(
                        "This address cannot be used. If you have an account, sign in with it first and open the link "
                        "again; else take another address, or ask whoever invited you. This counted as a try."
                    ),
                )
    context = {
        "form": form,
        "organisation": access.organisation_invited_to(found, languages()),
        "role": found.mandate.role_in_full,
        "must_sign_in": must_sign_in,
    }
    return render(request, "network/people/invitation.html", context, status=422 if form.is_bound else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def recovery(request: HttpRequest, token: str) -> HttpResponse:
    """A new password for somebody who was helped back; the second factor comes next."""
    found = access.recovery_behind(token)
    if found is None:
        return render(request, "network/people/closed.html", status=404)
    form = PasswordForm(request.POST or None)
    if form.is_valid():
        safety.complete_recovery(by=found.person, recovery=found, token=token, password=form.cleaned_data["password"])
        assert found.person.account is not None
        _open_session(request, found.person.account.email)
        return redirect("mfa_index")
    return render(request, "network/people/recovery.html", {"form": form}, status=422 if form.is_bound else 200)


@login_required
@require_POST
def freeze(request: HttpRequest) -> HttpResponse:
    """One click, with whatever session she has."""
    safety.freeze_myself(by=_person(request))
    logout(request)
    return render(request, "network/people/frozen.html")


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def freeze_code(request: HttpRequest) -> HttpResponse:
    """Shows a new code this once, to print or copy."""
    person = _person(request)
    code = safety.make_freeze_code(by=person) if request.method == "POST" else ""
    return render(request, "network/people/freeze_code.html", {"section": "account", "code": code})


def _person(request: HttpRequest) -> Person:
    assert isinstance(request.user, User)
    person = access.person_of(request.user)
    if person is None:
        raise Http404
    return person


def _open_session(request: HttpRequest, email: str) -> None:
    """She has just proved who she is; the workspace still asks for a second factor."""
    user = User.objects.get_by_natural_key(email)
    request.session.flush()
    login(request, user, backend="hamkor.accounts.backends.AccountBackend")
    record_authentication(request, user, "password")

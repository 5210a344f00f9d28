"""Stepping into a role: one click, from this machine only, and only in the demonstration."""

from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from hamkor.accounts.actions import choose_language
from hamkor.accounts.models import User
from hamkor.demo.access import mandates, only_at_this_machine, places
from hamkor.network.access import viewer_for
from hamkor.network.models import Person


@only_at_this_machine
@never_cache
@require_GET
def roles(request: HttpRequest) -> HttpResponse:
    """Every role in words, a button each."""
    person = Person.objects.filter(account=request.user.pk).first() if request.user.is_authenticated else None
    held = {mandate.pk for mandate in viewer_for(person).mandates}
    return render(
        request, "demo/roles.html", {"places": places(get_language() or settings.LANGUAGE_CODE), "held": held}
    )


@only_at_this_machine
@require_POST
def step_in(request: HttpRequest, mandate: object) -> HttpResponse:
    """Opens a session as the person of this mandate, marked as the demonstration's, and leads to the workspace."""
    account = get_object_or_404(User, pk=get_object_or_404(mandates(), pk=mandate).person.account_id)
    # She goes on in the language in which she chose the role.
    language = get_language() or settings.LANGUAGE_CODE
    if account.language != language:
        choose_language(by=account, language=language)
    # Nothing of the role before stays in the session.
    logout(request)
    login(request, account, backend=settings.AUTHENTICATION_BACKENDS[0])
    record_authentication(request, account, "mfa", type="demonstration")
    return redirect("workspace:home")


@only_at_this_machine
@require_POST
def step_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("demo:roles")

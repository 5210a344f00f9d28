"""Account pages: our own, and allauth's where they need one more rule."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from allauth.account.internal.flows.login import record_authentication
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.internal import flows
from allauth.mfa.webauthn.views import AddWebAuthnView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.csp import CSP
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_http_methods, require_POST

from hamkor.accounts import actions
from hamkor.accounts.access import origin_of, second_factor_of, second_factors
from hamkor.accounts.forms import LanguageForm, RemoveAuthenticatorForm
from hamkor.accounts.models import User
from hamkor.core.errors import DomainError


def confirmed[**P](view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """For views that ask once more who she is: back to the page afterwards, keeping nothing of the request.

    allauth would put the whole request, with address and device, into the session meanwhile.
    """

    @wraps(view)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(*args, **kwargs)
        except ReauthenticationRequired:
            request = args[0]
            assert isinstance(request, HttpRequest)
            return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': request.path})}")

    return wrapped


def signed_in(request: HttpRequest) -> User:
    """The account behind a view that `login_required` guards."""
    assert isinstance(request.user, User)
    return request.user


@login_required
@require_http_methods(["GET", "HEAD"])
def home(request: HttpRequest) -> HttpResponse:
    return _home(request, LanguageForm(initial={"language": signed_in(request).language}))


@login_required
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    form = LanguageForm(request.POST)
    if form.is_valid():
        actions.choose_language(by=signed_in(request), language=form.cleaned_data["language"])
        return redirect("accounts:home")
    return _home(request, form)


@login_required
@require_POST
def end_sessions(request: HttpRequest) -> HttpResponse:
    _end_other_sessions(request)
    messages.success(request, _("All your other sessions are ended."))
    return redirect("accounts:home")


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def cross(request: HttpRequest) -> HttpResponse:
    """The way to the signing pages, or the editors': a page with one button, which carries the token over."""
    destination = request.POST.get("destination") or request.GET.get("destination", "")
    second_factor, origin = second_factor_of(request), origin_of(destination)
    context: dict[str, object] = {"origin": origin, "to_sign": destination.startswith("/sign/")}
    if not second_factor:
        return redirect("mfa_index")
    if request.method != "POST":
        return render(request, "accounts/cross_first.html", {**context, "destination": destination})
    try:
        token = actions.open_crossing(by=signed_in(request), destination=destination, second_factor=second_factor)
    except DomainError as error:
        return render(request, "hamkor/refused.html", {"sentence": error.sentence}, status=409)
    # This page alone may send a form to the other origin, and says where it comes from.
    policy = {**cast(dict[str, list[str]], settings.SECURE_CSP), "form-action": [CSP.SELF, origin]}
    enter = f"{origin}/{destination.split('/')[1]}/enter/"

    @csp_override(policy)
    def page(request: HttpRequest) -> HttpResponse:
        response = render(request, "accounts/cross.html", {**context, "token": token, "enter": enter})
        response.headers["Referrer-Policy"] = "strict-origin"
        return response

    return page(request)


class Authenticate(AuthenticateView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Offers a passkey to her who has one."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        kinds = {each.type for each in second_factors(self.stage.login.user)}
        return {**context, "has_passkey": "webauthn" in kinds}


class ActivateTOTP(ActivateTOTPView):
    def form_valid(self, form: Form) -> HttpResponse:
        with_first = not second_factors(signed_in(self.request))
        response: HttpResponse = super().form_valid(form)
        _second_factor_added(self.request, "totp", first=with_first)
        return response


class AddPasskey(AddWebAuthnView):
    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_form_kwargs()
        kwargs.setdefault("initial", {})["passwordless"] = True
        return kwargs

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """allauth makes a new form here, which would lose the errors of the one that was sent."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {**context, **kwargs}

    def form_valid(self, form: Form) -> HttpResponse:
        with_first = not second_factors(signed_in(self.request))
        response: HttpResponse = super().form_valid(form)
        _second_factor_added(self.request, "webauthn", first=with_first)
        return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def remove_passkey(request: HttpRequest, pk: int) -> HttpResponse:
    """Her own passkey, unless it is her only second factor."""
    passkey = next((each for each in second_factors(signed_in(request)) if each.pk == pk), None)
    if passkey is None or passkey.type != "webauthn":
        raise Http404
    form = RemoveAuthenticatorForm(instance=passkey)
    if request.method == "POST" and form.is_valid():
        flows.remove_authenticator(request, passkey)
        return redirect("mfa_list_webauthn")
    status = 422 if request.method == "POST" else 200
    return render(request, "mfa/webauthn/authenticator_confirm_delete.html", {"form": form}, status=status)


def _home(request: HttpRequest, form: LanguageForm) -> HttpResponse:
    context = {"section": "account", "second_factors": second_factors(signed_in(request)), "language_form": form}
    return render(request, "accounts/home.html", context, status=422 if form.is_bound else 200)


def _second_factor_added(request: HttpRequest, kind: str, *, first: bool) -> None:
    """The session that just proved a new second factor has one; sessions from before the first one end."""
    if first:
        record_authentication(request, signed_in(request), "mfa", type=kind)
        _end_other_sessions(request)


def _end_other_sessions(request: HttpRequest) -> None:
    user = signed_in(request)
    actions.end_sessions(by=user)
    update_session_auth_hash(request, user)

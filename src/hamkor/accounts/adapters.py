"""What we ask of allauth beyond its defaults."""

import secrets
import time
from contextlib import suppress

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hamkor.accounts import access, actions, sealing
from hamkor.accounts.models import User
from hamkor.core.errors import DomainError


class AccountAdapter(DefaultAccountAdapter):
    """Invitation only; a frozen account answers as one that does not exist; mail is neutral and names no device."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("This e-mail address and this password do not belong together."),
        "enter_current_password": _("This is not your present password."),
        "incorrect_password": _("This is not your password."),
        "incorrect_code": _("This code is not right. Codes change every 30 seconds; each is good once."),
        "invalid_password_reset": _("This link is no longer good."),
        "too_many_login_attempts": _("Too many attempts. Wait five minutes and try again."),
        "rate_limited": _("Too many attempts. Wait five minutes and try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: the only way in is an invitation."""
        return False

    def authenticate(self, request: HttpRequest, **credentials: str) -> AbstractBaseUser | None:
        """As allauth's, but without its way round `user_can_authenticate`, which lets one who gives the right password
        of a closed account learn so."""
        self.pre_authenticate(request, **credentials)
        user = authenticate(request, **credentials)
        if user is None:
            self.authentication_failed(request, **credentials)
        else:
            self._rollback_login_failed_rl_usage()
        return user

    def reauthenticate(self, user: AbstractBaseUser, password: str) -> bool:
        """The address is the account's own; allauth's second table of addresses stays empty."""
        found = self.authenticate(self.request, email=user.get_username(), password=password)
        return found is not None and found.pk == user.pk

    def is_reauthentication_required(self, *, app: str, **kwargs: object) -> bool:
        """Not again within a quarter of an hour of signing in."""
        records = get_authentication_records(self.request, self.request.user)
        return not any(time.time() - record["at"] < app_settings.REAUTHENTICATION_TIMEOUT for record in records)

    def get_reauthentication_methods(self, user: AbstractBaseUser) -> list[dict[str, object]]:
        """By her second factor, where she has one: who finds a session open and knows the password cannot add his."""
        named = {
            "reauthenticate": _("With the password"),
            "mfa_reauthenticate": _("With a code"),
            "mfa_reauthenticate:webauthn": _("With a passkey"),
        }
        ways = [{**way, "description": named[way["id"]]} for way in super().get_reauthentication_methods(user)]
        return [way for way in ways if way["id"] != "reauthenticate"] or ways

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Raises a redirect to the first step where the account was frozen between password and code."""
        if isinstance(user, User):
            user.refresh_from_db()
            if user.is_frozen or not user.is_active:
                raise ImmediateHttpResponse(redirect("account_login"))
        super().login(request, user)

    def respond_user_inactive(self, request: HttpRequest, user: AbstractBaseUser) -> HttpResponse:
        return redirect("account_login")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:home")

    def get_client_ip(self, request: HttpRequest) -> str:
        """Nobody's: what allauth counts by address is counted for all visitors together. Behind a proxy they share one
        anyway, and so none is written down."""
        return "everybody"

    def send_password_reset_mail(self, user: AbstractBaseUser, email: str, context: dict[str, object]) -> None:
        """Only notes that the mail is due: the answer takes no longer where there is an account."""
        with suppress(DomainError):
            if isinstance(user, User):
                actions.ask_new_password(by=user)

    def send_notification_mail(self, template_prefix: str, user: AbstractBaseUser, *args: object, **kw: object) -> None:
        """allauth's notes name address and device; ours says that something about signing in has changed."""
        if isinstance(user, User):
            actions.tell_sign_in_changed(by=user)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Passkeys bound to the settings, never to the Host header; labels that name neither network nor person."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": _(
            "This is your only second factor. Add another first: without one you could not sign in any more."
        ),
        "cannot_generate_recovery_codes": _("Add an authenticator app or a passkey first."),
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"],
    }

    def get_totp_label(self, user: AbstractBaseUser) -> str:
        return _neutral_name()

    def get_totp_issuer(self) -> str:
        return gettext("Account")

    def build_totp_svg(self, url: str) -> str:
        """A drawing to put into the page; its colours stay dark on light, as cameras need it."""
        import segno

        return str(segno.make(url, error="m").svg_inline(scale=4, border=4, dark="#000", light="#fff", omitsize=True))

    def encrypt(self, text: str) -> str:
        return sealing.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return sealing.unseal(encrypted_text)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Not the last one: who has a second factor keeps at least one."""
        return any(other.pk != authenticator.pk for other in access.second_factors(authenticator.user))

    def generate_authenticator_name(self, user: AbstractBaseUser, type: str) -> str:
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return gettext("Passkey %(number)s") % {"number": number}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": settings.HAMKOR_LOGIN_RP_ID, "name": settings.HAMKOR_LOGIN_RP_ID}

    def get_public_key_credential_user_entity(self, user: AbstractBaseUser) -> dict[str, str | bytes]:
        name = _neutral_name()
        return {**super().get_public_key_credential_user_entity(user), "name": name, "display_name": name}


def _neutral_name() -> str:
    """What a phone shows in its list of passkeys and codes, to its owner or to who took it: no name, no address."""
    return f"{gettext('account')} {secrets.token_hex(2)}"

"""allauth's forms in our words, and what we require of passkeys beyond it."""

import json
from typing import TYPE_CHECKING, Any

from allauth.account import forms as account
from allauth.core import context, ratelimit
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from allauth.mfa.webauthn.internal.auth import parse_authentication_response, parse_registration_response
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from hamkor.accounts import codes
from hamkor.accounts.models import User
from hamkor.core.languages import ENDONYMS

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_PASSWORD_HELP = _(
    "Twelve characters or more. Four or five words that do not belong together are easy to keep in mind."
)


class Worded(forms.Form):
    """Labels beside the fields instead of hints inside them, and no help but ours."""

    worded: "dict[str, tuple[StrOrPromise, StrOrPromise]]" = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label, field.help_text = self.worded.get(name, (field.label or "", ""))


class LoginForm(Worded, account.LoginForm):
    worded = {"login": (_("E-mail address"), ""), "password": (_("Password"), "")}


class ReauthenticateForm(Worded, account.ReauthenticateForm):
    worded = {"password": (_("Password"), "")}


class ChangePasswordForm(Worded, account.ChangePasswordForm):
    worded = {
        "oldpassword": (_("Present password"), ""),
        "password1": (_("New password"), _PASSWORD_HELP),
        "password2": (_("New password once more"), ""),
    }


class SetPasswordForm(Worded, account.SetPasswordForm):
    worded = {"password1": (_("Password"), _PASSWORD_HELP), "password2": (_("Password once more"), "")}


class ResetPasswordKeyForm(Worded, account.ResetPasswordKeyForm):
    worded = {"password1": (_("New password"), _PASSWORD_HELP), "password2": (_("New password once more"), "")}


class ResetPasswordForm(Worded, account.ResetPasswordForm):
    worded = {"email": (_("E-mail address"), "")}
    users: list[User]

    def clean_email(self) -> str:
        """A frozen account is answered as an unknown address is: with the same page, and no mail."""
        email: str = super().clean_email()
        self.users = [user for user in self.users if not user.is_frozen]
        return email


class Code(Worded):
    """Good once, and guessed at no more than fifty times a day by somebody who has the password."""

    worded = {"code": (_("Code"), _("Six digits from the authenticator app, or one of your recovery codes."))}
    user: User
    authenticator: Authenticator

    def clean_code(self) -> str:
        """A new password is another key, so who replaces hers is not held up by him who knew the old one."""
        guessing = {"action": "second_factor", "key": self.user.get_session_auth_hash()}
        if not ratelimit.consume(context.request, **guessing):
            raise ValidationError(
                _("Too many wrong codes within a day; somebody may be guessing. Replace your password, then try again.")
            )
        code: str = self.cleaned_data["code"]
        if codes.is_used(self.user, code):
            raise get_adapter().validation_error("incorrect_code")
        super().clean_code()  # type: ignore[misc]  # allauth's form comes next in line
        if self.authenticator.type == Authenticator.Type.TOTP and not codes.use(self.user, code):
            raise get_adapter().validation_error("incorrect_code")
        ratelimit.clear(context.request, **guessing)
        return code


class AuthenticateForm(Code, mfa.AuthenticateForm):
    pass


class ReauthenticateByCodeForm(Code, mfa.ReauthenticateForm):
    pass


class ActivateTOTPForm(Worded, totp.ActivateTOTPForm):
    worded = {"code": (_("Code"), _("The six digits that the app shows now."))}

    def clean_code(self) -> str:
        """The code that sets the app up opens nothing afterwards."""
        code: str = super().clean_code()
        codes.use(self.user, code)
        return code


class SameOrigin(forms.Form):
    """A passkey's answer counts only if it was given to a page of the site itself: exactly its origin (fido2 accepts
    every sub-domain, the signing pages among them) and in no other site's frame."""

    def clean_credential(self) -> Any:
        credential = self.cleaned_data["credential"]
        parse = (
            parse_registration_response
            if isinstance(self, webauthn.AddWebAuthnForm)
            else (parse_authentication_response)
        )
        try:
            client = json.loads(bytes(parse(credential).response.client_data))
        except (ValueError, TypeError, KeyError, AttributeError) as fault:
            raise get_adapter().validation_error("incorrect_code") from fault
        if (
            not isinstance(client, dict)
            or client.get("origin") != settings.HAMKOR_SITE_ORIGIN
            or client.get("crossOrigin") not in (None, False)
            or "topOrigin" in client
        ):
            raise get_adapter().validation_error("incorrect_code")
        checked = getattr(super(), "clean_credential", None)
        return checked() if checked else credential


class AddWebAuthnForm(SameOrigin, Worded, webauthn.AddWebAuthnForm):
    worded = {
        "name": (
            _("Name of this passkey"),
            _("For your own list, for example which device it is on."),
        ),
        "passwordless": (
            _("Sign in with this passkey alone"),
            _("Without e-mail address and password. The device then keeps it in its list of passkeys."),
        ),
    }

    def clean(self) -> dict[str, Any] | None:
        """Nothing is registered from an answer that was refused above."""
        return super().clean() if "credential" in self.cleaned_data else self.cleaned_data


class NotFrozen(SameOrigin):
    def clean_credential(self) -> Any:
        """A frozen account's passkey is answered as an unknown one is."""
        authenticator = super().clean_credential()
        if authenticator.user.is_frozen or not authenticator.user.is_active:
            raise get_adapter().validation_error("incorrect_code")
        return authenticator


class AuthenticateWebAuthnForm(NotFrozen, webauthn.AuthenticateWebAuthnForm):
    pass


class LoginWebAuthnForm(NotFrozen, webauthn.LoginWebAuthnForm):
    pass


class ReauthenticateWebAuthnForm(NotFrozen, webauthn.ReauthenticateWebAuthnForm):
    pass


class EditWebAuthnForm(Worded, webauthn.EditWebAuthnForm):
    worded = {"name": (_("Name of this passkey"), "")}


class RemoveAuthenticatorForm(forms.Form):
    """Asks nothing; says at once, before it is sent, why this one has to stay."""

    def __init__(self, **kwargs: Any) -> None:
        self.authenticator = kwargs.pop("instance")
        super().__init__({}, **kwargs)

    def clean(self) -> dict[str, Any]:
        adapter = get_adapter()
        if not adapter.can_delete_authenticator(self.authenticator):
            raise ValidationError(adapter.error_messages["cannot_delete_authenticator"])
        return self.cleaned_data


class LanguageForm(forms.Form):
    language = forms.ChoiceField(label=_("Language"), choices=list(ENDONYMS.items()))

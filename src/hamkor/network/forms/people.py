"""What is written into the pages of people: cleaned here, saved by actions."""

from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.utils.translation import gettext_lazy as _

from hamkor.core.errors import DomainError
from hamkor.network.access import Viewer
from hamkor.network.access_people import organisations_to_grant_in, roles_to_grant
from hamkor.network.models import Organisation
from hamkor.network.names import LONGEST_PERSONAL_NAME, clean_line

_PASSWORD_HELP = _(
    "Twelve characters or more. Four or five words that do not belong together are easy to keep in mind."
)


class Digits(forms.CharField):
    """A code as people write it: blanks and hyphens do not count."""

    def clean(self, value: str) -> str:
        digits = "".join(filter(str.isdigit, super().clean(value)))
        if not digits:
            raise forms.ValidationError(_("Write the digits of the code."))
        return digits

    def widget_attrs(self, widget: forms.Widget) -> dict[str, str]:
        return {**super().widget_attrs(widget), "inputmode": "numeric", "autocomplete": "off"}


class GrantForm(forms.Form):
    """A role in one of the organisations where the viewer may give one."""

    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("Organisation"))
    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect)
    until = forms.DateTimeField(
        label=_("Until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("The first day on which it is no longer in force. Left empty, it stays until it is ended."),
    )

    def __init__(self, *args: Any, viewer: Viewer, languages: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organisation, role = self.fields["organisation"], self.fields["role"]
        assert isinstance(organisation, forms.ModelChoiceField)
        assert isinstance(role, forms.ChoiceField)
        offered = organisations_to_grant_in(viewer, languages)
        organisation.queryset = Organisation.objects.filter(pk__in=[each.pk for each in offered])
        organisation.choices = [("", "—"), *((str(each.pk), each.name) for each in offered)]
        role.choices = [(each.value, each.in_full) for each in roles_to_grant(viewer)]


class InviteForm(GrantForm):
    name = forms.CharField(label=_("Her name, as others will see it"))
    discreet = forms.BooleanField(label=_("Only her organisation and the secretariat see her name"), required=False)
    email = forms.EmailField(
        label=_("E-mail address for the link"),
        required=False,
        help_text=_("A neutral line and the link go there. Left empty, you pass the link on yourself."),
    )

    field_order = ("name", "organisation", "role", "until", "discreet", "email")

    def clean_name(self) -> str:
        try:
            return clean_line(self.cleaned_data["name"], longest=LONGEST_PERSONAL_NAME)
        except DomainError as error:
            raise forms.ValidationError(str(error.sentence)) from None


class CodeForm(forms.Form):
    """For somebody who has an account and is signed in with it."""

    code = Digits(
        label=_("Code"), help_text=_("Eight digits, which came to you another way than the link."), max_length=40
    )


class PasswordForm(forms.Form):
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_PASSWORD_HELP,
    )
    again = forms.CharField(
        label=_("Password once more"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        password_validation.validate_password(password)
        return password

    def clean_again(self) -> str:
        if self.cleaned_data["again"] != self.cleaned_data.get("password", self.cleaned_data["again"]):
            raise forms.ValidationError(_("This is not the same password as above."))
        return str(self.cleaned_data["again"])


class AcceptForm(CodeForm, PasswordForm):
    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("You sign in with it. Other members do not see it."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    field_order = ("code", "email", "password", "again")


class FreezeCodeForm(forms.Form):
    code = Digits(
        label=_("The code from her paper"), help_text=_("Twelve digits, as she reads them out."), max_length=40
    )


class EndForm(forms.Form):
    until = forms.DateTimeField(
        label=_("First day on which it is no longer in force"), widget=forms.DateInput(attrs={"type": "date"})
    )

"""What the script of a signing page sends: raw bytes as base64url, never taken apart on the way."""

from django import forms
from django.utils.translation import gettext_lazy as _

from hamkor.network.passkeys import NewKeyAnswer
from hamkor_proof import base64url
from hamkor_proof.evidence import Evidence
from hamkor_proof.faults import Fault


class BytesField(forms.CharField):
    """base64url without padding, at most 12,000 characters; gives bytes."""

    widget = forms.HiddenInput
    default_error_messages = {
        "required": _("The passkey's answer did not arrive. Use the button below; it needs a script."),
        "unreadable": _("The passkey's answer cannot be read. Begin once more."),
    }

    def __init__(self) -> None:
        super().__init__(max_length=12_000, strip=False)

    def clean(self, value: str | None) -> bytes:
        written = super().clean(value)
        try:
            return base64url.decode(written)
        except Fault:
            raise forms.ValidationError(self.error_messages["unreadable"]) from None


class RegistrationForm(forms.Form):
    """The answer of a passkey that was just made."""

    credential_id = BytesField()
    client_data = BytesField()
    attestation_object = BytesField()

    def answer(self) -> NewKeyAnswer:
        return NewKeyAnswer(**self.cleaned_data)


class EvidenceForm(forms.Form):
    """The answer of a passkey that signed."""

    client_data = BytesField()
    authenticator_data = BytesField()
    signature = BytesField()

    def evidence(self, public_key: bytes) -> Evidence:
        """With the key that is known to be hers; the page does not choose it."""
        return Evidence(**self.cleaned_data, public_key=public_key)

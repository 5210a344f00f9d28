"""What is said about signing keys: cleaned here, compared and kept by actions."""

from datetime import UTC, datetime, time

from django import forms
from django.utils.translation import gettext_lazy as _

from hamkor_proof.statement import LONGEST_NAME


class FingerprintForm(forms.Form):
    """A fingerprint obtained elsewhere, and where."""

    fingerprint = forms.CharField(
        label=_("The fingerprint that you found"),
        help_text=_(
            "All of it, as it stands there: the 14 words in Russian or in English, or the 64 digits and letters."
        ),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off", "spellcheck": "false"}),
    )
    found = forms.CharField(
        label=_("Where you found it"),
        help_text=_("The address of the page, or “letterhead of” with the day. It is public."),
        max_length=LONGEST_NAME,
    )


class RevocationForm(forms.Form):
    suspect_from = forms.DateField(
        label=_("Somebody else may have used it since"),
        help_text=_("If you know of nothing like that, leave it empty: then what you signed keeps counting."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def moment(self, registered_at: datetime) -> datetime | None:
        """The beginning of that day in UTC, or the key's registration where it was registered on that day."""
        day = self.cleaned_data["suspect_from"]
        if day is None:
            return None
        start = datetime.combine(day, time(), UTC)
        return registered_at if day == registered_at.date() else start

"""Forms by which a word is given, recorded, and its list kept back."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django import forms
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hamkor.core import clock
from hamkor.core.languages import language_name
from hamkor.instruments import scans, text_faults
from hamkor.instruments.models import Channel
from hamkor.instruments.statements import Choices
from hamkor.network.models import Organisation
from hamkor_proof.faults import Fault
from hamkor_proof.statement import LONGEST_PROSE
from hamkor_proof.text import normalise


class PublishingForm(forms.Form):
    """What every word says about publishing, and its reservation."""

    publish_name = forms.BooleanField(
        label=_("Publish the organisation's name"),
        help_text=_("If not, the public reads only that one more organisation stands under the document."),
        required=False,
        initial=True,
    )
    publish_country = forms.BooleanField(
        label=_("If the name is not published: tell the country"),
        help_text=_("It is told only while at least five organisations of that country might be meant."),
        required=False,
        initial=True,
    )
    reservation = forms.CharField(
        label=_("Reservation"),
        help_text=_("What the organisation does not undertake, or how it understands the text. It is published."),
        required=False,
        max_length=LONGEST_PROSE,
        widget=forms.Textarea(attrs={"rows": 4}),
        strip=True,
    )

    def clean_reservation(self) -> str:
        """Normalised like a text; raises with the place of a character that cannot be kept."""
        written: str = self.cleaned_data["reservation"]
        if not written:
            return ""
        try:
            return normalise(written).decode().strip("\n")
        except Fault as fault:
            raise forms.ValidationError(text_faults.sentence(fault)) from None

    def choices(self) -> Choices:
        """What was chosen, of a valid form."""
        given = self.cleaned_data
        return Choices(
            tuple(given.get("read", ())), given["publish_name"], given["publish_country"], given["reservation"]
        )


class WordForm(PublishingForm):
    """A delegate gives her organisation's word."""

    field_order = ["read", "publish_name", "publish_country", "reservation"]

    read = forms.MultipleChoiceField(
        label=_("I have read the text in"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Say in which language you have read the text.")},
    )

    def __init__(self, *args: object, languages: Sequence[str], organisation: Organisation, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed on as Django's form takes them
        reader = get_language() or "ru"
        read = self.fields["read"]
        assert isinstance(read, forms.MultipleChoiceField)
        read.choices = [(tag, language_name(tag, in_language=reader)) for tag in languages]
        if len(languages) == 1:
            read.initial = list(languages)
        if organisation.name_withheld:
            # Withheld everywhere, so there is nothing to choose here.
            del self.fields["publish_name"]

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or self.cleaned_data
        cleaned.setdefault("publish_name", False)
        return cleaned


class RecordForm(PublishingForm):
    """The depositary records one word that she was given."""

    field_order = [
        "organisation", "channel", "told_at", "scan", "publish_name", "publish_country", "reservation"
    ]  # fmt: skip

    organisation = forms.ChoiceField(label=_("Organisation"))
    channel = forms.ChoiceField(label=_("How you were told"), choices=Channel.choices)
    told_at = forms.DateTimeField(
        label=_("When you were told (UTC)"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        initial=lambda: clock.now().replace(second=0, microsecond=0),
    )
    scan = forms.FileField(
        label=_("Scan or screenshot"),
        help_text=_("PDF, PNG or JPEG, up to 10 MB. Only the secretariat can open it; pictures lose their metadata."),
        required=False,
    )

    def __init__(self, *args: object, organisations: Collection[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed on as Django's form takes them
        organisation = self.fields["organisation"]
        assert isinstance(organisation, forms.ChoiceField)
        organisation.choices = list(organisations)

    def clean_told_at(self) -> datetime:
        told_at: datetime = self.cleaned_data["told_at"]
        if told_at > clock.now():
            raise forms.ValidationError(_("You cannot have been told in the future."))
        return told_at

    def clean_scan(self) -> "ContentFile[bytes] | None":
        scan: UploadedFile[bytes] | None = self.cleaned_data["scan"]
        return scans.cleaned(scan) if scan else None


class PastedListForm(forms.Form):
    """Many words at once, one organisation a line."""

    lines = forms.CharField(
        label=_("The list"),
        help_text=_("One organisation a line: name; country; how you were told. Country and channel may be left out."),
        widget=forms.Textarea(attrs={"rows": 12}),
        max_length=100_000,
        strip=False,
    )
    channel = forms.ChoiceField(label=_("How you were told, where a line does not say"), choices=Channel.choices)
    told_at = forms.DateTimeField(
        label=_("When you were told (UTC)"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        initial=lambda: clock.now().replace(second=0, microsecond=0),
    )
    clean_told_at = RecordForm.clean_told_at


class PhraseForm(forms.Form):
    """The phrase that stands instead of the list of names, a field for each language."""

    def __init__(self, *args: object, languages: Sequence[str], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed on as Django's form takes them
        reader = get_language() or "ru"
        for tag in languages:
            self.fields[tag] = forms.CharField(
                label=language_name(tag, in_language=reader), max_length=300, required=False
            )

    def phrases(self) -> dict[str, str]:
        return {tag: str(phrase) for tag, phrase in self.cleaned_data.items()}

"""Forms of drafting, writing and adopting. They clean and never save."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from django import forms
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hamkor.core import clock
from hamkor.core.languages import INTERFACE_LANGUAGES, language_name, standard_tag
from hamkor.instruments.models import Kind, TextRevision

LONGEST_TEXT = 500_000


class LanguageField(forms.CharField):
    """A language by its BCP 47 tag, whatever language it is."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Language"),
            help_text=_("Its tag: ru, en, kk, ky, tg, tk, uz, uz-Cyrl, or that of any other language."),
            max_length=35,
            widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
        )

    def clean(self, value: object) -> str:
        tag: str = super().clean(value)
        try:
            return standard_tag(tag)
        except ValueError:
            raise forms.ValidationError(
                _("“%(tag)s” is no language tag: write one such as ru, en or uz-Cyrl."), params={"tag": tag}
            ) from None


class DraftForm(forms.Form):
    """A new document."""

    kind = forms.ChoiceField(label=_("What it will be"), choices=Kind.choices, widget=forms.RadioSelect)
    title = forms.CharField(label=_("Title"), max_length=300)
    language = forms.ChoiceField(
        label=_("Language of the title and of the first text"), help_text=_("Other languages can be added at any time.")
    )

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data)
        reader = get_language() or "ru"
        language = self.fields["language"]
        assert isinstance(language, forms.ChoiceField)
        language.choices = [(tag, language_name(tag, in_language=reader)) for tag in INTERFACE_LANGUAGES]
        language.initial = reader


class LanguageForm(forms.Form):
    """One more language."""

    language = LanguageField()


class TitleForm(forms.Form):
    """The document's title in one language."""

    language = LanguageField()
    title = forms.CharField(label=_("Title"), max_length=300)
    place = forms.CharField(
        label=_("Place of adoption"), help_text=_("If it is known."), max_length=120, required=False
    )


class RendersField(forms.ModelChoiceField):  # type: ignore[type-arg]  # takes none when it runs
    """Which revision of an authentic text a translation follows."""

    def label_from_instance(self, obj: TextRevision) -> str:
        return str(
            _("%(language)s, revision %(number)s")
            % {
                "language": language_name(obj.text.language, in_language=get_language() or "ru"),
                "number": obj.number,
            }
        )


class TextForm(forms.Form):
    """A text being written. `based_on` is the number of the revision that its writer began from."""

    body = forms.CharField(
        label=_("Text"),
        help_text=_("An empty line between paragraphs. *One star* on each side slants, ## begins a heading."),
        max_length=LONGEST_TEXT,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 24}),
    )
    based_on = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        language: str,
        can_render: Sequence[TextRevision],
        initial: dict[str, object] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        self.fields["body"].widget.attrs["lang"] = language
        if can_render:
            self.fields["renders"] = RendersField(
                label=_("It follows"),
                help_text=_("If that text changes, this translation is shown as older."),
                queryset=TextRevision.objects.filter(pk__in=[r.pk for r in can_render]).select_related("text"),
                required=False,
                empty_label=_("not said"),
            )


class AdoptionForm(forms.Form):
    """Date and place of adoption. `shown` carries the hash of each authentic text as the page shows it."""

    adopted_on = forms.DateField(
        label=_("Date of adoption"),
        help_text=_("The date that the document bears."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(
        self, data: QueryDict | None = None, *, languages: Sequence[str], shown: dict[str, str], **initial: str
    ) -> None:
        super().__init__(data)
        self.fields["adopted_on"].initial = clock.now().date()
        reader = get_language() or "ru"
        for tag in languages:
            self.fields[f"place_{tag}"] = forms.CharField(
                label=_("Place of adoption (%(language)s)") % {"language": language_name(tag, in_language=reader)},
                max_length=120,
                initial=initial.get(tag, ""),
                widget=forms.TextInput(attrs={"lang": tag}),
            )
        _add_hashes(self, shown)

    def places(self) -> dict[str, str]:
        """The place by language, of a valid form."""
        given = self.cleaned_data
        return {name.removeprefix("place_"): value for name, value in given.items() if name.startswith("place_")}


class CorrectionForm(forms.Form):
    """What is corrected."""

    note = forms.CharField(
        label=_("What is corrected"),
        help_text=_("Every reader sees it beside the text."),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, data: QueryDict | None = None, *, shown: dict[str, str]) -> None:
        super().__init__(data)
        _add_hashes(self, shown)


class OpeningForm(forms.Form):
    """From when to when organisations sign. Days begin and end by UTC."""

    opens_on = forms.DateField(
        label=_("Opens on"),
        help_text=_("Left empty, it opens now."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    closes_on = forms.DateField(
        label=_("Last day of signature"),
        help_text=_("Afterwards organisations accede. Left empty, it stays open until it is closed."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def opens_at(self) -> datetime | None:
        """The first moment of the day, of a valid form; None for now."""
        day: date | None = self.cleaned_data["opens_on"]
        return datetime.combine(day, time.min, UTC) if day and day != clock.now().date() else None

    def closes_at(self) -> datetime | None:
        """The moment at which the last day is over, of a valid form."""
        day: date | None = self.cleaned_data["closes_on"]
        return datetime.combine(day + timedelta(days=1), time.min, UTC) if day and day < date.max else None


class PublicationForm(forms.Form):
    """The day of publication."""

    published_on = forms.DateField(
        label=_("Day of publication"),
        help_text=_("The day that its page names; today, unless it was public elsewhere before."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        initial=lambda: clock.now().date(),
    )


class ConfirmForm(forms.Form):
    """Nothing but a button."""


def hashes_in(form: forms.Form) -> dict[str, str]:
    """The hashes that the page showed, by language, of a valid form."""
    given = form.cleaned_data
    return {name.removeprefix("hash_"): value for name, value in given.items() if name.startswith("hash_")}


def _add_hashes(form: forms.Form, shown: dict[str, str]) -> None:
    for tag, digest in shown.items():
        form.fields[f"hash_{tag}"] = forms.CharField(required=False, initial=digest, widget=forms.HiddenInput)

"""Forms of drafting, writing and adopting. They clean and never save."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from django import forms
from django.core.validators import MaxLengthValidator
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hamkor.core import clock
from hamkor.core.languages import INTERFACE_LANGUAGES, language_name, standard_tag
from hamkor.instruments.models import Kind, TextRevision
from hamkor.instruments.standing import Standing

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LONGEST_TEXT: Final = 200_000
"""In characters: a hundred pages. However a browser encodes so much, the server still takes it."""

_SUGGESTED: Final = (*INTERFACE_LANGUAGES, "tk-Cyrl", "uz-Cyrl")


class LanguageInput(forms.TextInput):
    """Any language's tag can be typed; those likeliest are suggested by name."""

    template_name = "instruments/desk/language_input.html"

    def get_context(self, name: str, value: object, attrs: dict[str, object] | None) -> dict[str, object]:
        context = super().get_context(name, value, attrs)
        context["suggested"] = [(tag, language_name(tag, in_language=_reader())) for tag in _SUGGESTED]
        return context


class LanguageField(forms.CharField):
    """A language by its BCP 47 tag, whatever language it is."""

    def __init__(self, label: "StrOrPromise") -> None:
        super().__init__(
            label=label,
            help_text=_("Its tag: ru, en, kk, ky, tg, tk, uz, uz-Cyrl, or that of any other language."),
            max_length=35,
            widget=LanguageInput(attrs={"autocapitalize": "none", "autocomplete": "off", "spellcheck": "false"}),
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
    language = LanguageField(_("Language of the title and of the first text"))

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data, initial={"language": _reader()})


class StepForm(forms.Form):
    """The question of one step with a document."""

    def __init__(self, data: QueryDict | None, standing: Standing) -> None:
        super().__init__(data)


class ConfirmForm(StepForm):
    """Nothing but a button."""


class LanguageForm(StepForm):
    """One more language."""

    language = LanguageField(_("Language"))


class TitleForm(StepForm):
    """The document's title in one language."""

    language = LanguageField(_("Language"))
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
                "language": language_name(obj.text.language, in_language=_reader()),
                "number": obj.number,
            }
        )


class TextForm(forms.Form):
    """A text being written. `based_on` is the number of the revision that its writer began from."""

    body = forms.CharField(
        label=_("Text"),
        help_text=_("An empty line between paragraphs. *One star* on each side slants, ## begins a heading."),
        # No `maxlength` for the browser, which would cut what is pasted without a word.
        validators=[MaxLengthValidator(LONGEST_TEXT)],
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


class ShownTextsForm(StepForm):
    """Carries the hash of each authentic text as the page shows it."""

    def __init__(self, data: QueryDict | None, standing: Standing) -> None:
        super().__init__(data, standing)
        for tag, digest in standing.hashes.items():
            self.fields[f"hash_{tag}"] = forms.CharField(required=False, initial=digest, widget=forms.HiddenInput)

    def hashes(self) -> dict[str, str]:
        """The hashes that the page showed, by language, of a valid form."""
        return self._given("hash_")

    def _given(self, prefix: str) -> dict[str, str]:
        given = self.cleaned_data
        return {name.removeprefix(prefix): value for name, value in given.items() if name.startswith(prefix)}


class AdoptionForm(ShownTextsForm):
    """Date and place of adoption."""

    adopted_on = forms.DateField(
        label=_("Date of adoption"),
        help_text=_("The date that the document bears."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        initial=lambda: clock.now().date(),
    )

    def __init__(self, data: QueryDict | None, standing: Standing) -> None:
        super().__init__(data, standing)
        known = {title.language: title.place for title in standing.titles}
        for tag in standing.hashes:
            self.fields[f"place_{tag}"] = forms.CharField(
                label=_("Place of adoption (%(language)s)") % {"language": language_name(tag, in_language=_reader())},
                max_length=120,
                initial=known.get(tag, ""),
                widget=forms.TextInput(attrs={"lang": tag}),
            )

    def places(self) -> dict[str, str]:
        """The place by language, of a valid form."""
        return self._given("place_")


class CorrectionForm(ShownTextsForm):
    """What is corrected."""

    note = forms.CharField(
        label=_("What is corrected"),
        help_text=_("Every reader sees it beside the text."),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class OpeningForm(StepForm):
    """From when to when organisations sign. Days begin and end by UTC."""

    opens_on = forms.DateField(
        label=_("Opens on"),
        help_text=_("Left empty, it opens now."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    closes_on = forms.DateField(
        label=_("Last day of signature"),
        help_text=_(
            "It ends at midnight by UTC; afterwards organisations accede. Left empty, it stays open until it is closed."
        ),
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


class PublicationForm(StepForm):
    """The day of publication."""

    published_on = forms.DateField(
        label=_("Day of publication"),
        help_text=_("The day that its page names; today, unless it was public elsewhere before."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        initial=lambda: clock.now().date(),
    )


def _reader() -> str:
    return get_language() or "ru"

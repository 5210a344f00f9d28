"""What is written into the pages of organisations and projects: cleaned here, saved by actions."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hamkor.core import clock
from hamkor.core.alphabets import alphabetically
from hamkor.core.errors import DomainError
from hamkor.core.languages import (
    ENDONYMS,
    INTERFACE_LANGUAGES,
    chain,
    country_codes,
    country_name,
    language_codes,
    language_name,
)
from hamkor.network import logos
from hamkor.network.doubles import Known, Register
from hamkor.network.entries import LONGEST_ADDRESS, clean_website
from hamkor.network.models import Organisation
from hamkor.network.models.organisations import categories
from hamkor.network.names import LONGEST_NAME, LONGEST_SHORT_NAME, Name, clean_language, clean_line

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def _countries() -> "list[tuple[str, str]]":
    language = get_language() or "ru"
    named = [(code, country_name(code, in_language=language)) for code in country_codes()]
    return [("", "—"), *sorted(named, key=lambda pair: alphabetically(pair[1], language))]


def _languages() -> "list[tuple[StrOrPromise, list[tuple[str, str]]]]":
    """Those of the region, and behind them all others by name."""
    reader = get_language() or "ru"
    ours = (*INTERFACE_LANGUAGES, "tk-Cyrl", "uz-Cyrl")
    named = [(tag, language_name(tag, in_language=reader)) for tag in (*ours, *language_codes())]
    others = sorted(named[len(ours) :], key=lambda pair: alphabetically(pair[1], reader))
    return [
        (_("Languages of the network"), named[: len(ours)]),
        (_("Other languages"), [pair for pair in others if pair[0] not in ours]),
    ]


def _categories() -> "list[tuple[str, StrOrPromise]]":
    return list(categories().items())


class _Day(forms.DateField):
    """A day, at the latest today unless `may_come`."""

    def __init__(self, *, may_come: bool = False, **options: Any) -> None:
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)
        self.may_come = may_come

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        if day and not self.may_come and day > clock.now().date():
            raise forms.ValidationError(_("This day has not come yet."))
        return day


class _Line(forms.CharField):
    """A name, as `clean_line` takes it."""

    def __init__(self, *, longest: int = LONGEST_NAME, **options: Any) -> None:
        super().__init__(**options)
        self.longest = longest

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        return _said(clean_line, text, longest=self.longest) if text.strip() else ""


class _Language(forms.ChoiceField):
    """A language out of a list; any other is taken by its tag (BCP 47) too."""

    def __init__(self, **options: Any) -> None:
        super().__init__(choices=_languages, **options)

    def to_python(self, value: Any) -> str:
        tag = super().to_python(value)
        return _said(clean_language, tag) if tag else ""

    def valid_value(self, value: Any) -> bool:
        return True

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> BoundField:
        """With a tag in it that is not listed, the list holds that one as well."""
        bound = super().get_bound_field(form, field_name)
        tag = str(bound.value() or "")
        if tag and not any(tag == listed for _group, languages in _languages() for listed, _name in languages):
            self.widget.choices = [*_languages(), (tag, language_name(tag, in_language=get_language() or "ru"))]
        return bound


class _Website(forms.CharField):
    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=LONGEST_ADDRESS, required=False, **options)
        self.widget.attrs.update({"inputmode": "url", "placeholder": "https://"})

    def clean(self, value: Any) -> str:
        return _said(clean_website, super().clean(value))


def _said(clean: Any, text: str, **options: int) -> str:
    """What `clean` makes of the text; its sentence stands beside the field where it refuses."""
    try:
        cleaned: str = clean(text, **options)
    except DomainError as error:
        raise forms.ValidationError(str(error.sentence)) from None
    return cleaned


class _OneNameForm(forms.Form):
    """A name in one language. Where it is much like one of the `known`, it asks once whether that is meant."""

    language = _Language(label=_("Language of the name"))
    text = _Line(label=_("Name of the organisation"))
    short = _Line(label=_("Short name"), required=False, longest=LONGEST_SHORT_NAME)
    another = forms.BooleanField(
        label=_("It is another organisation: this is its name"), required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, known: Sequence[Known] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = known

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        given = [cleaned.get("text"), cleaned.get("short")]
        likely = Register(self.known).likely(name for name in given if name)
        if likely:
            self.fields["another"].widget = forms.CheckboxInput()
        if likely and not cleaned.pop("another", False):
            names = ", ".join(known.text for known in likely)
            self.add_error("another", _("Much like a name that is known: %(names)s.") % {"names": names})
        return cleaned

    def name(self) -> Name:
        return Name(self.cleaned_data["text"], self.cleaned_data["short"])


class NameForm(_OneNameForm):
    correction = forms.BooleanField(
        label=_("This only mends how the name was written"),
        required=False,
        help_text=_("Otherwise a name that was there before in the same language stays in the history."),
    )


class DescriptionForm(forms.Form):
    country_of_work = forms.ChoiceField(label=_("Country of its work"), choices=_countries)
    country_of_seat = forms.ChoiceField(
        label=_("Country of its seat"),
        choices=_countries,
        required=False,
        help_text=_("Where it works from, if that is another country. Left empty: the same."),
    )
    website = _Website(label=_("Website"))
    category = forms.ChoiceField(label=_("Category"), choices=_categories)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        cleaned["country_of_seat"] = cleaned.get("country_of_seat") or cleaned.get("country_of_work", "")
        return cleaned


class OrganisationForm(_OneNameForm, DescriptionForm):
    since = _Day(label=_("In the network since"))
    name_withheld = forms.BooleanField(
        label=_("Withhold its name"),
        required=False,
        help_text=_("Then only its own people and the secretariat learn that it belongs to the network."),
    )

    field_order = ("language", "text", "short", "another")

    def entry(self) -> dict[str, Any]:
        """The arguments of `add_organisation`."""
        fields = ("country_of_work", "country_of_seat", "website", "category", "since", "name_withheld")
        return {
            "names": {self.cleaned_data["language"]: self.name()},
            **{field: self.cleaned_data[field] for field in fields},
        }


class LogoForm(forms.Form):
    picture = forms.FileField(
        label=_("Picture"),
        help_text=_("PNG, JPEG, WebP or GIF, up to 2 MB. What the file says about camera and place is not kept."),
        widget=forms.ClearableFileInput(attrs={"accept": "image/png,image/jpeg,image/webp,image/gif"}),
    )

    def clean_picture(self) -> bytes:
        picture = self.cleaned_data["picture"]
        # One byte more than is taken, so that what is too large is seen to be.
        data: bytes = picture.read(logos.LARGEST_FILE + 1)
        return data


class LeaveForm(forms.Form):
    on = _Day(label=_("On which day"))


class MergeForm(LeaveForm):
    into = forms.ModelChoiceField(Organisation.objects.none(), label=_("Which organisation carries it on"))

    field_order = ("into", "on")

    def __init__(self, *args: Any, choices: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self.fields["into"], choices)


class ListForm(forms.Form):
    """A CSV file, and what holds where it says nothing."""

    file = forms.FileField(
        label=_("CSV file"),
        help_text=_(
            "In UTF-8, with commas or semicolons. Columns: name (or name_ru, name_en and so on), short_name, "
            "country_of_work, country_of_seat, website, category, since. Only a name is needed."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,text/csv"}),
    )
    language = _Language(label=_("Language of the column “name”"))
    country = forms.ChoiceField(label=_("Country of work where none is given"), choices=_countries, required=False)
    category = forms.ChoiceField(label=_("Category where none is given"), choices=_categories)


class ForLanguage(NamedTuple):
    """What a project's form asks in one language."""

    language: str
    called: str
    name: BoundField
    funder: BoundField


class ProjectForm(forms.Form):
    """A name for each language that it has one in, and who pays for it."""

    template_name = "network/organisations/project_fields.html"

    social_page = _Website(label=_("Its page in a social network"))
    since = _Day(label=_("Since"), may_come=True)
    until = _Day(label=_("Until"), required=False, may_come=True)
    implementers = forms.ModelMultipleChoiceField(
        Organisation.objects.none(),
        label=_("Who carries it out"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("An organisation whose name is withheld is not shown to the public here either."),
    )

    def __init__(self, *args: Any, choices: Sequence[Organisation], languages: Sequence[str] = (), **kwargs: Any):
        super().__init__(*args, **kwargs)
        first = [language for language in chain(get_language() or "ru") if language in INTERFACE_LANGUAGES][:2]
        self.languages = tuple(dict.fromkeys((*first, *languages, *INTERFACE_LANGUAGES)))
        self._shown = {*first, *languages}
        for language in self.languages:
            written = forms.TextInput(attrs={"lang": language})
            self.fields[f"name_{language}"] = _Line(label=_("Name of the project"), required=False, widget=written)
            self.fields[f"funder_{language}"] = _Line(label=_("Who pays for it"), required=False, widget=written)
        self.order_fields([f"{what}_{language}" for language in self.languages for what in ("name", "funder")])
        _offer(self.fields["implementers"], choices)

    def _of(self, language: str) -> ForLanguage:
        called = ENDONYMS.get(language) or language_name(language, in_language=get_language() or "ru")
        return ForLanguage(language, called, self[f"name_{language}"], self[f"funder_{language}"])

    @property
    def first_languages(self) -> list[ForLanguage]:
        """The reader's own and the next best, and those in which something is written already."""
        return [self._of(language) for language in self.languages if language in self._shown]

    @property
    def further_languages(self) -> list[ForLanguage]:
        return [self._of(language) for language in self.languages if language not in self._shown]

    @property
    def shows_all(self) -> bool:
        """Whether something is written, or to be mended, in the further languages."""
        return any(
            field.value() or field.errors for each in self.further_languages for field in (each.name, each.funder)
        )

    @property
    def other_fields(self) -> list[BoundField]:
        return [self[name] for name in ("social_page", "since", "until", "implementers")]

    def _by_language(self, what: str) -> dict[str, str]:
        given = {language: self.cleaned_data[f"{what}_{language}"] for language in self.languages}
        return {language: text for language, text in given.items() if text}

    def entry(self) -> dict[str, Any]:
        """The arguments of `add_project` and `change_project`."""
        fields = ("social_page", "since", "until")
        return {
            "names": self._by_language("name"),
            "funder": self._by_language("funder"),
            "implementers": list(self.cleaned_data["implementers"]),
            **{field: self.cleaned_data[field] for field in fields},
        }


def _offer(field: forms.Field, choices: Sequence[Organisation]) -> None:
    """Lets these organisations be chosen, in this order, by their names."""
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = Organisation.objects.filter(pk__in=[each.pk for each in choices])
    empty = [] if isinstance(field, forms.ModelMultipleChoiceField) else [("", "—")]
    field.choices = [*empty, *((str(each.pk), each.name) for each in choices)]

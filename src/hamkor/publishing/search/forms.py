"""What a reader is asked for when she searches."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hamkor.core.languages import ENDONYMS
from hamkor.publishing.search.words import asked

LONGEST_QUERY = 200
ALL = "all"


class _Languages(forms.Select):
    """Each language's name is in that language, and says so."""

    def create_option(self, name: str, value: object, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        if value != ALL:
            option["attrs"]["lang"] = str(value)
        return option


class SearchForm(forms.Form):
    q = forms.CharField(
        label=_("Words to find"),
        max_length=LONGEST_QUERY,
        error_messages={"max_length": _("That is longer than %(limit_value)d characters. A few words are enough.")},
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    language = forms.ChoiceField(
        label=_("Written in"), choices=[(ALL, _("any language")), *ENDONYMS.items()], initial=ALL, widget=_Languages
    )

    def clean_q(self) -> str:
        query: str = self.cleaned_data["q"]
        if not asked(query):
            raise forms.ValidationError(_("There is no word and no number in this. Write at least one."))
        return query

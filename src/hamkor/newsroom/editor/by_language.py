"""For the editor: all pages by language and state, so that no missing translation is out of sight."""

from typing import Final

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from hamkor.core.languages import ENDONYMS, INTERFACE_LANGUAGES
from hamkor.newsroom.editor.languages import State, keys_changed_last, keys_in, rows_of

PAGE: Final = 50


def _states() -> list[tuple[str, str]]:
    return [("", str(capfirst(_("all")))), *((state, str(capfirst(state.in_words))) for state in State)]


def _languages() -> list[tuple[str, str]]:
    return [("", str(capfirst(_("all")))), *ENDONYMS.items()]


class WhichPages(forms.Form):
    """Left empty, it is all of them. What it does not know it refuses with a sentence, and shows all."""

    language = forms.ChoiceField(label=_("Language"), choices=_languages, required=False)
    state = forms.ChoiceField(
        label=_("State"), choices=_states, required=False, widget=forms.Select(attrs={"class": "w-w-full"})
    )


@require_safe
def by_language(request: HttpRequest) -> HttpResponse:
    """All pages, or those that stand so in one language or in any; by the pageful."""
    form = WhichPages(request.GET)
    form.is_valid()
    language, state = form.cleaned_data.get("language"), form.cleaned_data.get("state")
    languages = (language,) if language else INTERFACE_LANGUAGES
    keys = keys_in(State(state), languages) if state else keys_changed_last()
    page = Paginator(keys, PAGE).get_page(request.GET.get("p"))
    context = {
        "form": form,
        "page": page,
        "rows": rows_of(page.object_list, languages),
        "languages": [(code, ENDONYMS[code]) for code in languages],
    }
    return render(request, "newsroom/editor/by_language.html", context)

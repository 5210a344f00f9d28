"""The page that searches: the one public page that is no file, for its answer depends on what is asked."""

from typing import Final
from urllib.parse import urlencode

from django.core.paginator import InvalidPage, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from hamkor.core.languages import ENDONYMS, INTERFACE_LANGUAGES
from hamkor.publishing.search.finding import find
from hamkor.publishing.search.forms import ALL, SearchForm

PAGE: Final = 10


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Without words it is the form alone. What is asked is neither kept nor passed on: no cache keeps the answer, and
    no page that a reader goes on to is told where she came from."""
    asked = bool(request.GET.get("q", "").strip())
    form = SearchForm({"language": ALL} | request.GET.dict()) if asked else SearchForm()
    context: dict[str, object] = {"form": form, "section": "search", "page_languages": _languages(request)}
    if asked and form.is_valid():
        context |= _found(form.cleaned_data, request.GET.get("page", "1"))
    response = render(request, "publishing/search.html", context, status=422 if form.errors else 200)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _found(asked: dict[str, str], number: str) -> dict[str, object]:
    """Raises `Http404` for a page of results that there is not."""
    written_in = asked["language"] if asked["language"] != ALL else ""
    found = find(asked["q"], reader=get_language() or "ru", written_in=written_in)
    try:
        page = Paginator(found.pages, PAGE).page(number)
    except InvalidPage:
        raise Http404 from None

    def address(of: int) -> str:
        return "?" + urlencode({**asked, "page": of})

    return {
        "found": found,
        "results": list(found.results(page.start_index() - 1, page.end_index())) if found.pages else [],
        "page": page,
        "earlier": address(page.previous_page_number()) if page.has_previous() else "",
        "further": address(page.next_page_number()) if page.has_next() else "",
        "in_any_language": "?" + urlencode({"q": asked["q"]}) if written_in else "",
    }


def _languages(request: HttpRequest) -> list[dict[str, object]]:
    """The same question in the other languages of the site."""
    asked = {name: value for name, value in request.GET.items() if name in SearchForm.base_fields}
    return [
        {
            "code": code,
            "name": ENDONYMS[code],
            "url": f"/{code}/{request.path.split('/', 2)[2]}" + (f"?{urlencode(asked)}" if asked else ""),
            "current": code == get_language(),
        }
        for code in INTERFACE_LANGUAGES
    ]

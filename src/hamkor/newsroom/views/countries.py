"""A country's page: an editor's words if there are any, and what the site knows of it: members, documents, news."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hamkor.instruments.published import signed_from
from hamkor.network.members import public_members_of
from hamkor.newsroom import access
from hamkor.newsroom.access import reader_language
from hamkor.newsroom.listings import Listing, newest
from hamkor.newsroom.models import CountryPage

NEWEST = 5


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The countries that there is something to read about, in the order of the reader's alphabet."""
    codes = access.in_alphabet(access.countries(), reader_language())
    return render(request, "newsroom/countries/list.html", {"codes": codes, "section": "countries"})


@require_safe
def country(request: HttpRequest, code: str) -> HttpResponse:
    code = code.upper()
    if code not in access.countries():
        raise Http404
    return show_country(request, code, access.country_words(code, reader_language()))


def show_country(request: HttpRequest, code: str, words: CountryPage | None) -> HttpResponse:
    language = reader_language()
    context = {
        "code": code,
        "item": words,
        "written_in": words.locale.language_code if words else "",
        "members": public_members_of(code, language),
        "documents": signed_from(code, language),
        "news": newest(Listing("news", code), language, NEWEST),
        "library": newest(Listing("library", code), language, NEWEST),
        "section": "countries",
    }
    return render(request, "newsroom/countries/country.html", context)

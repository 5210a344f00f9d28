"""The first page, how to check a text, and what crawlers are told."""

from hashlib import sha256
from typing import Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from hamkor.core.alphabets import alphabetically
from hamkor.core.languages import ENDONYMS, INTERFACE_LANGUAGES, country_name
from hamkor.instruments.published import listed, with_state
from hamkor.ledger.access import this_network
from hamkor.ledger.seal import seal_fingerprint
from hamkor.network.access import PUBLIC
from hamkor.network.models import Organisation
from hamkor.publishing import sitemaps
from hamkor_proof import page

LATEST: Final = 3
# What a web server needs a page for, and where another page of that language is to be found.
ERRORS: Final = (404, 500)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    language = get_language() or "ru"
    known = Organisation.objects.visible_to(PUBLIC.keys).publicly_named().current().filter(category="member")
    countries = sorted(
        set(known.values_list("country_of_work", flat=True)),
        key=lambda code: alphabetically(country_name(code, in_language=language), language),
    )
    context = {"documents": with_state(listed(language)[:LATEST]), "countries": countries, "section": "home"}
    return render(request, "publishing/home.html", context)


@require_safe
def check(request: HttpRequest) -> HttpResponse:
    network = this_network()
    context = {
        "section": "check",
        "seal": seal_fingerprint(),
        "verifier_sha256": sha256(page.build()).hexdigest(),
        "network_id": network.hex() if network else "",
    }
    return render(request, "publishing/check.html", context)


@require_safe
def verifier(_request: HttpRequest) -> HttpResponse:
    """The page that checks evidence without us, to be kept and opened elsewhere: here it is a file to download."""
    return HttpResponse(
        page.build(),
        content_type="text/html; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="verify.html"'},
    )


@require_safe
def error(request: HttpRequest, number: int) -> HttpResponse:
    """The page that stands for an error, as a page: whoever serves it adds the status. Its other languages are the
    first pages, for nobody comes here by a link."""
    if number not in ERRORS:
        raise Http404
    languages = [
        {"code": code, "name": ENDONYMS[code], "url": f"/{code}/", "current": code == get_language()}
        for code in INTERFACE_LANGUAGES
    ]
    return render(request, f"{number}.html", {"page_languages": languages})


@require_safe
def sitemap(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(sitemaps.index(), content_type="application/xml")


@require_safe
def sitemap_part(_request: HttpRequest, name: str, number: int) -> HttpResponse:
    found = sitemaps.part(name, number)
    if found is None:
        raise Http404
    return HttpResponse(found, content_type="application/xml")


@require_safe
def robots(_request: HttpRequest) -> HttpResponse:
    """Public pages may be indexed, members' pages not; of a demonstration nothing, so that nobody takes it for real."""
    closed = ["/"] if settings.HAMKOR_DEMONSTRATION else ["/workspace/", "/account/", "/sign/"]
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed)]
    lines += ["", f"Sitemap: {settings.HAMKOR_SITE_ORIGIN}{reverse('sitemap')}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")

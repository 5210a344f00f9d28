"""The first page, how to check a text, and what crawlers are told."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from hamkor.core.alphabets import alphabetically
from hamkor.core.languages import country_name
from hamkor.instruments.published import listed, with_state
from hamkor.network.access import PUBLIC
from hamkor.network.models import Organisation

LATEST = 3


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    language = get_language() or "ru"
    known = Organisation.objects.visible_to(PUBLIC.keys).publicly_named().current().filter(category="member")
    countries = sorted(
        {country_name(code, in_language=language) for code in known.values_list("country_of_work", flat=True)},
        key=lambda name: alphabetically(name, language),
    )
    context = {"documents": with_state(listed(language)[:LATEST]), "countries": countries, "section": "home"}
    return render(request, "publishing/home.html", context)


@require_safe
def check(request: HttpRequest) -> HttpResponse:
    return render(request, "publishing/check.html", {"section": "check"})


@require_safe
def robots(_request: HttpRequest) -> HttpResponse:
    """Public pages may be indexed, members' pages not; of a demonstration nothing, so that nobody takes it for real."""
    closed = ["/"] if settings.HAMKOR_DEMONSTRATION else ["/workspace/", "/account/", "/sign/"]
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed)]
    lines += ["", f"Sitemap: {settings.HAMKOR_SITE_ORIGIN}{reverse('sitemap')}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")

"""The privacy overview, the counting of a visit, and what visits come to."""

from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from hamkor.core import clock
from hamkor.core.languages import INTERFACE_LANGUAGES, language_name
from hamkor.network.access import Viewer, member_page
from hamkor.privacy import access, counting
from hamkor.privacy.charts import bars, rows

LONGEST_BODY: Final = 3000  # bytes


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    names = {"session": settings.SESSION_COOKIE_NAME, "csrf": settings.CSRF_COOKIE_NAME}
    return render(request, "privacy/overview.html", {"section": "privacy", "cookies": names})


@csrf_exempt  # there is nobody whose name a forged visit could misuse; where it came from is asked below
@require_POST
@never_cache
def visit(request: HttpRequest) -> HttpResponse:
    """Counts one view of a public page after the reader's consent: 204; 400 for what is no visit, 403 from elsewhere,
    404 where own counts are not on. Nothing of the request is kept but the address and whether it is her first today.
    """
    if not settings.HAMKOR_ANALYTICS.is_own:
        return HttpResponse(status=404)
    if not _came_from_our_pages(request):
        return HttpResponse(status=403)
    if request.headers.get("Sec-GPC") == "1":
        return HttpResponse(status=204)
    length = request.headers.get("Content-Length", "")
    if not length.isdecimal() or int(length) > LONGEST_BODY:
        return HttpResponse(status=400)
    address, first = request.POST.get("address", ""), request.POST.get("first", "")
    if first not in ("0", "1") or not counting.is_known(address):
        return HttpResponse(status=400)
    counting.count(address, first_today=first == "1")
    return HttpResponse(status=204)


@require_safe
@member_page
def visits(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """What visits come to, all together or of one language or day; a language or day that there is not means all."""
    access.check_sees_visits(viewer)
    days = {day.isoformat(): day for day in access.days_shown(clock.now())}
    day, language = days.get(request.GET.get("day", "")), request.GET.get("language", "")
    if language not in INTERFACE_LANGUAGES:
        language = ""
    found = access.visits(clock.now(), language=language, day=day)
    context = {
        "visits": found,
        "one_day": day,
        "each_day": list(reversed(days.values())),
        "one_language": language,
        "each_language": INTERFACE_LANGUAGES,
        "by_day": bars([each.visitors for each in found.days]),
        "by_language": rows([(_called(str(each.of)), each.visitors) for each in found.languages]),
        "by_page": rows(found.pages),
        "by_month": bars([each.visitors for each in reversed(found.months)]),
    }
    return render(request, "privacy/visits.html", context)


def _called(language: str) -> str:
    return language_name(language, in_language=get_language() or "") if language else _("other languages")


def _came_from_our_pages(request: HttpRequest) -> bool:
    """By what the browser says and no script can change; a browser that says neither is not believed."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    return request.headers.get("Origin") == settings.HAMKOR_SITE_ORIGIN

"""The public list of members and partners."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from hamkor.network.members import public_members


@require_safe
def members(request: HttpRequest) -> HttpResponse:
    context = {"section": "members", "members": public_members(get_language() or "ru")}
    return render(request, "network/public/members.html", context)

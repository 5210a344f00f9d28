"""The members' first page: what needs her, before everything else."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from hamkor.core.languages import chain
from hamkor.instruments.access import awaiting_word
from hamkor.network.access import Viewer, member_page
from hamkor.network.access_people import mandates_to_accept, recoveries_beside


@member_page
def home(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    languages = chain(get_language() or "ru")
    context = {
        "section": "home",
        "viewer": viewer,
        "awaiting": awaiting_word(viewer),
        "mandates": mandates_to_accept(viewer, languages),
        "recoveries": recoveries_beside(viewer),
    }
    return render(request, "workspace/home.html", context)

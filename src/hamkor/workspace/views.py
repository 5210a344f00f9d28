"""The members' first page: what needs her, before everything else."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from hamkor.core.languages import chain
from hamkor.network.access import Viewer, member_page
from hamkor.newsroom.access_editor import may_edit
from hamkor.privacy.access import may_see_visits
from hamkor.workspace.needs import Needs


@require_safe
@member_page
def home(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    needs = Needs.of(viewer, chain(get_language() or "ru"))
    editors_pages = (settings.HAMKOR_EDITOR_ORIGIN or "") + reverse("wagtailadmin_home")
    context = {
        "section": "home",
        "viewer": viewer,
        "needs": needs,
        "sees_visits": may_see_visits(viewer),
        "editors_pages": editors_pages if may_edit(request) else "",
    }
    return render(request, "workspace/home.html", context)

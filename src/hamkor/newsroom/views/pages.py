"""Pages that stand by themselves: about the network, contact."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hamkor.newsroom import access
from hamkor.newsroom.access import reader_language
from hamkor.newsroom.models import InformationPage
from hamkor.newsroom.views.former import or_former
from hamkor.newsroom.views.said import said_of


@require_safe
@or_former
def information(request: HttpRequest, slug: str) -> HttpResponse:
    return show_information(request, access.page_or_404(InformationPage, slug, reader_language()))


def show_information(request: HttpRequest, page: InformationPage) -> HttpResponse:
    return render(request, "newsroom/pages/page.html", said_of(page))

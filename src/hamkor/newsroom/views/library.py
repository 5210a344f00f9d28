"""The library: what is in it, one document with its files."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hamkor.newsroom import access
from hamkor.newsroom.access import reader_language
from hamkor.newsroom.listings import Listing, ListPage
from hamkor.newsroom.models import LibraryItem
from hamkor.newsroom.views.said import said_of


@require_safe
def listing(request: HttpRequest, number: int = 0) -> HttpResponse:
    page = ListPage(Listing("library"), reader_language(), number)
    return render(request, "newsroom/library/list.html", {"page": page, "items": page.items, "section": "library"})


@require_safe
def item(request: HttpRequest, slug: str) -> HttpResponse:
    return show_library_item(request, access.page_or_404(LibraryItem, slug, reader_language()))


def show_library_item(request: HttpRequest, document: LibraryItem) -> HttpResponse:
    countries, topics = access.subjects(document, reader_language())
    context = {
        **said_of(document),
        "files": [(each.language, each.document) for each in document.files.select_related("document")],
        "countries": countries,
        "topics": topics,
        "section": "library",
    }
    return render(request, "newsroom/library/item.html", context)

"""News, library, countries, topics and pages as readers get them. A preview is the same view over what is written."""

from django.http import Http404, HttpRequest, HttpResponse

from hamkor.newsroom.models import CountryPage, InformationPage, LibraryItem, NewsItem, PublicPage
from hamkor.newsroom.views.countries import show_country
from hamkor.newsroom.views.library import show_library_item
from hamkor.newsroom.views.news import show_news_item
from hamkor.newsroom.views.pages import show_information


def show(request: HttpRequest, page: PublicPage) -> HttpResponse:
    """The page as readers see it, by its kind. Raises `Http404` for a kind that readers are not shown."""
    match page:
        case NewsItem():
            return show_news_item(request, page)
        case LibraryItem():
            return show_library_item(request, page)
        case CountryPage():
            return show_country(request, page.country, page)
        case InformationPage():
            return show_information(request, page)
    raise Http404

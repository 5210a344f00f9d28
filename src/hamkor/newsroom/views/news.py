"""News: the lists, an item, the feeds."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hamkor.instruments.published import shown_together
from hamkor.newsroom import access, listings
from hamkor.newsroom.access import reader_language
from hamkor.newsroom.blocks import instruments_in
from hamkor.newsroom.listings import Listing, ListPage
from hamkor.newsroom.models import NewsItem
from hamkor.newsroom.structured import first_picture, news_article
from hamkor.newsroom.views.former import or_former
from hamkor.newsroom.views.said import said_of


@require_safe
def listing(request: HttpRequest, country: str = "", topic: str = "", year: int = 0, number: int = 0) -> HttpResponse:
    """All news, or that of one country, topic or year."""
    language = reader_language()
    chosen = _listing(country, topic, year)
    page = ListPage(chosen, language, number)
    context = {
        "page": page,
        "items": page.items,
        "country": chosen.country,
        "topic": access.topic_or_404(topic, language) if topic else None,
        "year": year,
        "section": "news",
    }
    if chosen == Listing("news") and not number and page.items:
        # On this page alone: it is made anew with every change of the news, the others are not.
        context["ways"] = {
            "countries": access.in_alphabet(listings.countries_with_news(), language),
            "topics": access.topics_with_news(language),
            "years": listings.years_with_news(),
        }
    return render(request, "newsroom/news/list.html", context)


@require_safe
@or_former
def item(request: HttpRequest, slug: str) -> HttpResponse:
    return show_news_item(request, access.page_or_404(NewsItem, slug, reader_language()))


def show_news_item(request: HttpRequest, news: NewsItem) -> HttpResponse:
    """One item; its passages bear the language that they are in, and a reader of another is told."""
    language = reader_language()
    countries, topics = access.subjects(news, language)
    embedded = instruments_in(news.body)
    context = {
        **said_of(news),
        "ran_elsewhere": news.ran_elsewhere.all(),
        "picture": first_picture(news),
        "structured": news_article(news),
        "countries": countries,
        "topics": topics,
        "related_news": access.related_news(news, language),
        "related_library": access.related_library(news, language),
        "related_instruments": shown_together(
            [each.instrument_id for each in news.related_instruments.all() if each.instrument_id not in embedded],
            language,
        ),
        "section": "news",
    }
    return render(request, "newsroom/news/item.html", context)


@require_safe
def feed(request: HttpRequest, country: str = "", topic: str = "") -> HttpResponse:
    """Atom (RFC 4287) of the newest items, of all or of one country or topic."""
    from hamkor.newsroom.feeds import atom

    return atom(_listing(country, topic, 0), reader_language())


def _listing(country: str, topic: str, year: int) -> Listing:
    """Raises `Http404` for a country or a year that no live news is of."""
    code = country.upper()
    if (code and code not in listings.countries_with_news()) or (year and year not in listings.years_with_news()):
        raise Http404
    return Listing("news", code, topic, year)

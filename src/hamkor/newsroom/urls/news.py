"""News. No address has a query: each is a file."""

from django.urls import URLPattern, path, register_converter
from django.urls.converters import IntConverter, StringConverter

from hamkor.newsroom.views import news


class YearConverter(IntConverter):
    regex = "[0-9]{4}"

    def to_url(self, value: int | str) -> str:
        return f"{int(value):04}"


class CountryConverter(StringConverter):
    """ISO 3166-1 alpha-2 in small letters."""

    regex = "[a-z]{2}"


register_converter(YearConverter, "year")
register_converter(CountryConverter, "cc")

app_name = "news"
urlpatterns: list[URLPattern] = [
    path("", news.listing, name="list"),
    path("page/<int:number>/", news.listing, name="list"),
    path("feed.atom", news.feed, name="feed"),
    path("country/<cc:country>/", news.listing, name="list"),
    path("country/<cc:country>/page/<int:number>/", news.listing, name="list"),
    path("country/<cc:country>/feed.atom", news.feed, name="feed"),
    path("topic/<slug:topic>/", news.listing, name="list"),
    path("topic/<slug:topic>/page/<int:number>/", news.listing, name="list"),
    path("topic/<slug:topic>/feed.atom", news.feed, name="feed"),
    path("<year:year>/", news.listing, name="list"),
    path("<year:year>/page/<int:number>/", news.listing, name="list"),
    path("<slug:slug>/", news.item, name="item"),
]

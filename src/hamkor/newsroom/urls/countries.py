"""Countries."""

from django.urls import URLPattern, path

from hamkor.newsroom.views import countries

app_name = "countries"
urlpatterns: list[URLPattern] = [
    path("", countries.listing, name="list"),
    path("<cc:code>/", countries.country, name="country"),
]

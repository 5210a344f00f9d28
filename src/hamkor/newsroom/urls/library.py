"""The library."""

from django.urls import URLPattern, path

from hamkor.newsroom.views import library

app_name = "library"
urlpatterns: list[URLPattern] = [
    path("", library.listing, name="list"),
    path("page/<int:number>/", library.listing, name="list"),
    path("<slug:slug>/", library.item, name="item"),
]

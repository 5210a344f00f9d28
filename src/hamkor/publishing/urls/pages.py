"""The public site's own pages, in each language."""

from django.urls import URLPattern, path

from hamkor.publishing import views
from hamkor.publishing.search.views import search

app_name = "publishing"
urlpatterns: list[URLPattern] = [
    path("", views.home, name="home"),
    path("check/", views.check, name="check"),
    path("search/", search, name="search"),
    path("<int:number>.html", views.error, name="error"),
]

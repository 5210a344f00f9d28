"""What machines look for at the root of a site."""

from django.contrib.sitemaps.views import sitemap
from django.urls import URLPattern, path

from hamkor.publishing import views
from hamkor.publishing.sitemaps import SITEMAPS

urlpatterns: list[URLPattern] = [
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
]

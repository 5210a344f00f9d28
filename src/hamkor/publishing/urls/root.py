"""What machines look for at the root of a site."""

from django.urls import URLPattern, path, register_converter
from django.urls.converters import StringConverter

from hamkor.publishing import views


class ListConverter(StringConverter):
    """The name of a list of public pages: `room.pages`."""

    regex = r"[a-z_]+\.[a-z_]+"


register_converter(ListConverter, "list")

urlpatterns: list[URLPattern] = [
    path("robots.txt", views.robots, name="robots"),
    path("verify.html", views.verifier, name="verifier"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path("sitemap-<list:name>-<int:number>.xml", views.sitemap_part, name="sitemap_part"),
]

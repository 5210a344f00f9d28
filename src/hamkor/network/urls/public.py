"""The public list of members and partners."""

from django.urls import URLPattern, path
from django.views.generic import TemplateView

app_name = "members"
urlpatterns: list[URLPattern] = [
    path("", TemplateView.as_view(template_name="hamkor/base.html"), name="list"),
]

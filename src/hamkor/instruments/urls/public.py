"""Published documents."""

from django.urls import URLPattern, path
from django.views.generic import TemplateView

app_name = "documents"
urlpatterns: list[URLPattern] = [
    path("", TemplateView.as_view(template_name="hamkor/base.html"), name="list"),
]

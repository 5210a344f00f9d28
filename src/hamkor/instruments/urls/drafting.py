"""Members' pages of drafting, texts, consultation and adoption."""

from django.urls import URLPattern, path
from django.views.generic import TemplateView

urlpatterns: list[URLPattern] = [
    path("", TemplateView.as_view(template_name="hamkor/base.html"), name="list"),
]

"""Members' pages of organisations and projects."""

from django.urls import URLPattern, path
from django.views.generic import TemplateView

urlpatterns: list[URLPattern] = [
    path("organisations/", TemplateView.as_view(template_name="hamkor/base.html"), name="organisations"),
]

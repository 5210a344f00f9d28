"""Members' pages of people: mandates, invitations, freeze, recovery."""

from django.urls import URLPattern, path
from django.views.generic import TemplateView

urlpatterns: list[URLPattern] = [
    path("people/", TemplateView.as_view(template_name="hamkor/base.html"), name="people"),
]

"""Members' pages of giving an organisation's word, and of what becomes of it."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

"""The privacy overview, in each language."""

from django.urls import URLPattern, path

from hamkor.privacy import views

app_name = "privacy"
urlpatterns: list[URLPattern] = [path("", views.overview, name="overview")]

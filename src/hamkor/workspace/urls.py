"""The members' first page."""

from django.urls import URLPattern, path

from hamkor.workspace import views

app_name = "workspace"
urlpatterns: list[URLPattern] = [path("", views.home, name="home")]

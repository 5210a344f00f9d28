"""Where a page says that it was visited, after consent."""

from django.urls import URLPattern, path

from hamkor.privacy import views

urlpatterns: list[URLPattern] = [path("visit/", views.visit, name="count_visit")]

"""The page on what the record holds, in each language."""

from django.urls import URLPattern, path

from hamkor.ledger import views

app_name = "record"
urlpatterns: list[URLPattern] = [path("", views.record, name="record")]

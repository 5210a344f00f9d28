"""The demonstration's own pages; they exist nowhere else."""

from django.urls import URLPattern

app_name = "demo"
urlpatterns: list[URLPattern] = []

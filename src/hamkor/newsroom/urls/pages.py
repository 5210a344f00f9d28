"""Pages that stand by themselves, directly under a language: after everything else."""

from django.urls import URLPattern, path

from hamkor.newsroom.views import pages

app_name = "pages"
urlpatterns: list[URLPattern] = [path("<slug:slug>/", pages.information, name="page")]

"""Pictures and files of the newsroom by their addresses; those of the public site are served before Django is asked."""

from django.urls import URLPattern, path

from hamkor.newsroom.editor.views import file

urlpatterns: list[URLPattern] = [path("<path:name>", file, name="file")]

"""The public list of members and partners."""

from django.urls import URLPattern, path

from hamkor.network.views import public

app_name = "members"
urlpatterns: list[URLPattern] = [path("", public.members, name="list")]

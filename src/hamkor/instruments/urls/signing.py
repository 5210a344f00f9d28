"""The signing origin."""

from django.urls import URLPattern, path

from hamkor.instruments.views import signing as views

app_name = "signing"

_word = "<slug:slug>/<uuid:organisation>/"

urlpatterns: list[URLPattern] = [
    path("", views.start, name="start"),
    path("enter/", views.enter, name="enter"),
    path("leave/", views.leave, name="leave"),
    path("key/<uuid:mandate>/", views.key, name="key"),
    path("key/<uuid:mandate>/prove/", views.prove, name="prove"),
    path("key/<uuid:mandate>/revoke/", views.revoke, name="revoke"),
    path(_word, views.sign, name="sign"),
    path(f"{_word}seal/", views.seal, name="seal"),
    path(f"{_word}receipt/", views.receipt, name="receipt"),
    path(f"{_word}receipt.json", views.receipt_file, name="receipt_file"),
]

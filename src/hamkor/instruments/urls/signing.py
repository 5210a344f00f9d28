"""The signing origin."""

from django.urls import URLPattern, path

from hamkor.instruments.views import signing as views
from hamkor.instruments.views import signing_keys as keys

app_name = "signing"

_word = "<slug:slug>/<uuid:organisation>/"

urlpatterns: list[URLPattern] = [
    path("", views.start, name="start"),
    path("enter/", views.enter, name="enter"),
    path("leave/", views.leave, name="leave"),
    path("key/<uuid:mandate>/", keys.key, name="key"),
    path("key/<uuid:mandate>/prove/", keys.prove, name="prove"),
    path("key/<uuid:mandate>/replace/", keys.replace, name="replace"),
    path("key/<uuid:mandate>/hand-over/", keys.hand_over, name="hand_over"),
    path("key/<uuid:mandate>/vouch/<uuid:key_id>/", keys.vouch, name="vouch"),
    path("key/<uuid:mandate>/revoke/", keys.revoke, name="revoke"),
    path(_word, views.sign, name="sign"),
    path(f"{_word}seal/", views.seal, name="seal"),
    path(f"{_word}receipt/", views.receipt, name="receipt"),
    path(f"{_word}receipt.json", views.receipt_file, name="receipt_file"),
]

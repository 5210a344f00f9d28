"""Members' pages of signing keys."""

from django.urls import URLPattern, path

from hamkor.network.views import keys

urlpatterns: list[URLPattern] = [
    path("keys/", keys.list_keys, name="keys"),
    path("keys/<uuid:key_id>/confirm/", keys.confirm, name="confirm_key"),
    path("keys/<uuid:key_id>/revoke/", keys.revoke, name="revoke_key"),
]

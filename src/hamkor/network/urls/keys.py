"""Members' pages of signing keys."""

from django.urls import URLPattern, path

from hamkor.network.views import keys

urlpatterns: list[URLPattern] = [
    path("keys/", keys.list_keys, name="keys"),
    path("keys/<uuid:key_id>/", keys.fingerprint, name="key_fingerprint"),
    path("keys/<uuid:key_id>/qr.svg", keys.qr_svg, name="key_qr_svg"),
    path("keys/<uuid:key_id>/qr.png", keys.qr_png, name="key_qr_png"),
    path("keys/<uuid:key_id>/confirm/", keys.confirm, name="confirm_key"),
    path("keys/<uuid:key_id>/revoke/", keys.revoke, name="revoke_key"),
    path("keys/<uuid:key_id>/contest/", keys.contest, name="contest_key"),
]

"""`/editor/`: Wagtail behind our gate. Signing in, passwords and accounts are not its business."""

from django.urls import URLPattern, URLResolver, include, path, re_path
from wagtail.admin import urls as wagtailadmin
from wagtail.utils.urlpatterns import decorate_urlpatterns

from hamkor.newsroom.editor import views
from hamkor.newsroom.editor.gate import editors_only
from hamkor.newsroom.editor.quiet import silence

silence()

# Wagtail's own ways in, which ask for a password alone, and its pages for what an account has elsewhere.
elsewhere: list[URLPattern | URLResolver] = [
    path("login/", views.to_sign_in, name="editor_login"),
    re_path(r"^password_reset/.*$", views.to_new_password, name="editor_password_reset"),
    path("account/", views.to_account, name="editor_account"),
    path("logout/", views.to_sign_out, name="editor_logout"),
]
behind_the_gate: list[URLPattern | URLResolver] = [path("", include(wagtailadmin))]

urlpatterns: list[URLPattern | URLResolver] = [
    path("enter/", views.enter, name="editor_enter"),
    *elsewhere,
    *decorate_urlpatterns(behind_the_gate, editors_only),
]

"""Account pages: allauth's, without its sign-up, and our own front page of them."""

from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import TemplateView

urlpatterns: list[URLPattern | URLResolver] = [
    path(
        "",
        include(([path("", TemplateView.as_view(template_name="accounts/home.html"), name="home")], "accounts")),
    ),
    path("", include("allauth.account.urls")),
    path("2fa/", include("allauth.mfa.urls")),
]

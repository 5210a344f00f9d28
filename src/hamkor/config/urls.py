"""Where everything is. Public pages bear their language; the signing pages have an origin of their own."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path

from hamkor.core import views as core

urlpatterns: list[URLPattern | URLResolver] = [
    path("", core.front_door),
    path("", include("hamkor.publishing.urls.root")),
    path("account/", include("hamkor.accounts.urls")),
    path("account/", include("hamkor.network.urls.entrance")),
    path("sign/", include("hamkor.instruments.urls.signing")),
    path("workspace/", include("hamkor.workspace.urls")),
    path("workspace/documents/", include("hamkor.instruments.urls.workspace")),
    path("workspace/", include("hamkor.network.urls.workspace")),
    path("workspace/", include("hamkor.privacy.urls.workspace")),
    path("privacy/", include("hamkor.privacy.urls.counting")),
    path("editor/", include("hamkor.newsroom.editor.urls")),
    path("files/", include("hamkor.newsroom.urls.files")),
    path("ledger/", include("hamkor.ledger.urls.files")),
    *i18n_patterns(
        path("", include("hamkor.publishing.urls.pages")),
        path("documents/", include("hamkor.instruments.urls.public")),
        path("record/", include("hamkor.ledger.urls.pages")),
        path("members/", include("hamkor.network.urls.public")),
        path("privacy/", include("hamkor.privacy.urls.public")),
        path("news/", include("hamkor.newsroom.urls.news")),
        path("library/", include("hamkor.newsroom.urls.library")),
        path("countries/", include("hamkor.newsroom.urls.countries")),
        path("", include("hamkor.newsroom.urls.pages")),
    ),
]

if settings.HAMKOR_DEMONSTRATION:
    urlpatterns.append(path("demo/", include("hamkor.demo.urls")))

# The last: what nothing else answers may be the address of a former site.
urlpatterns.append(path("", include("hamkor.newsroom.urls.former")))

"""A plain Wagtail site of one article with Django's page cache in memory: a yardstick, and no part of Hamkor."""

import os
import sys
from pathlib import Path

import django

FOLDER = Path(os.environ.get("BENCH_FOLDER", "."))

SECRET_KEY = "yardstick" * 6
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "wagtail.urls"
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(FOLDER / "site.sqlite3")}}
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "wagtail.images",
    "wagtail.documents",
    "wagtail.users",
    "wagtail.admin",
    "wagtail.search",
    "wagtail",
    "modelcluster",
    "taggit",
]
# The cache stands outermost but for the packing, as Django's documentation places it.
MIDDLEWARE = [
    "django.middleware.cache.UpdateCacheMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.cache.FetchFromCacheMiddleware",
]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
_ARTICLE = FOLDER / "article.html"
_LOADER = ("django.template.loaders.locmem.Loader", {"wagtailcore/page.html": _ARTICLE.read_text()})
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "OPTIONS": {"loaders": [_LOADER]}}]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
WAGTAIL_SITE_NAME = "Yardstick"
WAGTAILADMIN_BASE_URL = "http://localhost"
STATIC_URL = "/static/"
USE_TZ = True


def _make(address: str) -> None:
    from django.core.management import call_command
    from wagtail.models import Page, Site

    call_command("migrate", verbosity=0, interactive=False)
    page = Site.objects.get().root_page
    for slug in address.strip("/").split("/"):
        page = page.add_child(instance=Page(title=slug, slug=slug))


if __name__ == "__main__":
    django.setup()
    _make(sys.argv[1])

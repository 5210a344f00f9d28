"""The site map: every public page in every language, each naming the others."""

from datetime import date
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from hamkor.instruments.models import Instrument
from hamkor.instruments.published import published


class _OnThisSite(Sitemap):  # type: ignore[type-arg]  # generic for the type checker only
    """Addresses come from the settings: a Host header decides nothing here."""

    i18n = True
    alternates = True

    def get_protocol(self, protocol: str | None = None) -> str:
        return urlsplit(settings.HAMKOR_SITE_ORIGIN).scheme

    def get_domain(self, site: object = None) -> str:
        return urlsplit(settings.HAMKOR_SITE_ORIGIN).netloc


class Pages(_OnThisSite):
    def items(self) -> list[str]:
        return ["publishing:home", "documents:list", "members:list", "publishing:check"]

    def location(self, item: str) -> str:
        return reverse(item)


class Documents(_OnThisSite):
    def items(self) -> list[Instrument]:
        return list(published())

    def location(self, item: Instrument) -> str:
        return reverse("documents:document", args=[item.slug])

    def lastmod(self, item: Instrument) -> date | None:
        return item.published_on


SITEMAPS: Final = {"pages": Pages, "documents": Documents}

"""The public site's own pages: the first one, how to check, what machines ask for, and what stands for errors."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.urls import reverse

from hamkor.core.public_pages import Key, PublicPages, register, sections
from hamkor.instruments.public_pages import HIDE, SHOWN, instruments_changed_between, touched_instruments
from hamkor.publishing import sitemaps
from hamkor.publishing.views import ERRORS


class FirstPage(PublicPages):
    """It shows the latest documents and the countries that members work on."""

    shows = SHOWN
    hides = HIDE

    def items(self) -> list[str]:
        return ["publishing:home"]

    def location(self, item: str) -> str:
        return reverse(item)

    def touched_by(self, label: str, key: Key) -> Iterable[str]:
        touched = label == "network.organisation" or touched_instruments(label, key).exists()
        return self.items() if touched else ()

    def changed_between(self, since: datetime, until: datetime) -> Iterable[str]:
        return self.items() if instruments_changed_between(since, until).exists() else ()


class HowToCheck(PublicPages):
    """It names the network and the seal of its documents."""

    shows = frozenset({"ledger.descriptor"})

    def items(self) -> list[str]:
        return ["publishing:check"]

    def location(self, item: str) -> str:
        return reverse(item)


class Verifier(PublicPages):
    """The page that checks evidence without any site; copies carry it, and say where else its fingerprint stands."""

    i18n = False
    in_sitemap = False

    def items(self) -> list[str]:
        return ["verifier"]

    def location(self, item: str) -> str:
        return reverse(item)


class ErrorPages(PublicPages):
    """What a web server sends with the status of the same number."""

    in_sitemap = False
    in_copies = False

    def items(self) -> list[int]:
        return list(ERRORS)

    def location(self, item: int) -> str:
        return reverse("publishing:error", args=[item])


class Robots(PublicPages):
    i18n = False
    in_sitemap = False
    in_copies = False

    def items(self) -> list[str]:
        return ["robots"]

    def location(self, item: str) -> str:
        return reverse(item)


class SiteMaps(PublicPages):
    """The site map's index and parts: a part follows the list of pages that it maps."""

    i18n = False
    in_sitemap = False
    in_copies = False

    def items(self) -> Iterable[str]:
        return [reverse("sitemap"), *map(sitemaps.address, sitemaps.parts())]

    def location(self, item: str) -> str:
        return item

    def is_touched_by(self, label: str) -> bool:
        return any(section.is_touched_by(label) for _name, section in self._mapped())

    def touched_by(self, label: str, key: Key) -> Iterable[str]:
        for name, section in self._mapped():
            if section.is_touched_by(label):
                yield from self._maps(name, section.touched_by(label, key))

    def changed_between(self, since: datetime, until: datetime) -> Iterable[str]:
        for name, section in self._mapped():
            yield from self._maps(name, section.changed_between(since, until))

    @staticmethod
    def _mapped() -> Iterator[tuple[str, PublicPages]]:
        return ((name, pages()) for name, pages in sections().items() if pages.in_sitemap)

    @staticmethod
    def _maps(name: str, items: Iterable[object]) -> Iterator[str]:
        parts = [sitemaps.address(part) for part in sitemaps.parts_from(name, items)]
        yield from parts
        if parts:
            yield reverse("sitemap")


def register_all() -> None:
    """Adds these to the public site."""
    register("publishing.first", FirstPage)
    register("publishing.check", HowToCheck)
    register("publishing.verifier", Verifier)
    register("publishing.errors", ErrorPages)
    register("publishing.robots", Robots)
    register("publishing.sitemaps", SiteMaps)

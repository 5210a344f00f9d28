"""What the public site is made of: each room lists the addresses that anybody may read, and says what they show.

One list feeds the site map, the files, the mirror and the tests that look at every page. A room registers its lists
when it starts; the room that publishes looks them up here, so that nothing leans upwards.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, ClassVar
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.utils import translation

type Key = UUID | int


class PublicPages(Sitemap):  # type: ignore[type-arg]  # generic for the type checker only
    """A list of public addresses. Addresses come from the settings: a Host header decides nothing here."""

    i18n = True
    alternates = True
    in_sitemap: ClassVar[bool] = True
    """False for files that belong to a page: texts, PDFs, feeds."""

    in_copies: ClassVar[bool] = True
    """False for what makes sense on the site only: feeds, errors, what machines ask for."""

    shows: ClassVar[frozenset[str]] = frozenset()
    """The models (`room.model`) whose rows these pages show."""

    hides: ClassVar[frozenset[str]] = frozenset()
    """The events (`room.what_happened`) after which no former page may stay up: one that cannot be made anew is taken
    away until it can."""

    folder: ClassVar[str] = ""
    """Under each language, the folder ("countries/") that holds these pages and nothing else, where they may vanish
    without being named: when the list is touched, whatever lies there and is not listed any more is taken away. For
    lists that are quickly gone through."""

    def is_touched_by(self, label: str) -> bool:
        """Whether rows of this model are shown here at all."""
        return label in self.shows

    def touched_by(self, label: str, key: Key) -> Iterable[Any]:
        """The items whose pages may look different because this row changed; all of them where nothing else is said.

        A list that got shorter names its former last page too: what answers 404 is taken away.
        """
        return self.items()

    def changed_between(self, since: datetime, until: datetime) -> Iterable[Any]:
        """The items whose pages look different at `until` than at `since` by the clock alone."""
        return ()

    def answered_in(self, item: Any) -> Iterable[str]:
        """The languages under whose prefix the item has an address; the site map names those that it is written in."""
        return self.get_languages_for_item(item)

    def languages_of(self, items: Sequence[Any]) -> list[Sequence[str]]:
        """For each of the items the languages that it is written in; for lists that can tell for many at once."""
        return [self.get_languages_for_item(item) for item in items]

    def paths(self, items: Iterable[Any] | None = None) -> Iterator[str]:
        """The address of each item, of all where none are given, in each of its languages, without the site."""
        for item in self.items() if items is None else items:
            if not self.i18n:
                yield self.location(item)
                continue
            for language in self.answered_in(item):
                with translation.override(language):
                    place = self.location(item)
                yield place

    def get_protocol(self, protocol: str | None = None) -> str:
        return urlsplit(settings.HAMKOR_SITE_ORIGIN).scheme

    def get_domain(self, site: object = None) -> str:
        return urlsplit(settings.HAMKOR_SITE_ORIGIN).netloc


_SECTIONS: dict[str, type[PublicPages]] = {}


def register(name: str, pages: type[PublicPages]) -> None:
    """Adds a list to the public site under a name of its own (`room.pages`). Raises `ValueError` for a name in use."""
    if _SECTIONS.setdefault(name, pages) is not pages:
        raise ValueError(f"two lists of public pages are called {name}")


def sections() -> dict[str, type[PublicPages]]:
    """Every list of public pages, by name."""
    return dict(_SECTIONS)


_FILES: dict[str, Callable[[str], bool]] = {}


def register_files(folder: str, may_be_shown: Callable[[str], bool]) -> None:
    """Lets the files of a folder of `MEDIA_ROOT` ("images/") be copied to the public site where a page refers to them
    and `may_be_shown(name)` says yes. What no room registers is never public."""
    if not folder.endswith("/") or folder in _FILES:
        raise ValueError(f"{folder} is no folder, or named already")
    _FILES[folder] = may_be_shown


def file_may_be_shown(name: str) -> bool:
    """Whether the file of this name under `MEDIA_ROOT` may be public now."""
    return any(name.startswith(folder) and allows(name) for folder, allows in _FILES.items())

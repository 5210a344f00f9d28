"""The lists of news and library documents: who stands on which, in which order, and on which page of it.

A list is worked out from a few facts about every live page, for all languages at a time: that costs as much as one
query that finds ten of them in one language, and many pages are made from it (`hamkor.core.asked_once`).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final, NamedTuple

from django.db.models import CharField
from django.db.models.functions import Cast
from django.http import Http404
from django.urls import reverse

from hamkor.core import numbered
from hamkor.core.asked_once import asked_once
from hamkor.core.languages import INTERFACE_LANGUAGES, chain
from hamkor.newsroom.models import LibraryItem, NewsItem, PageCountry, PageTopic

PAGE: Final = 10
MODELS: Final[dict[str, type[NewsItem] | type[LibraryItem]]] = {"news": NewsItem, "library": LibraryItem}

type Item = NewsItem | LibraryItem


class Entry(NamedTuple):
    """What decides where a live page stands. `key` is what its translations share, as the database writes it."""

    pk: int
    key: str
    language: str
    day: date
    stands: bool


@dataclass(frozen=True)
class Listing:
    """A list of news or library documents, cut into pages as `hamkor.core.numbered` says."""

    kind: str = "news"
    country: str = ""
    topic: str = ""
    year: int = 0

    def entries(self, language: str) -> Sequence[Entry]:
        """Everything on the list, the newest first: of each page and its translations the one that a reader of
        `language` is given."""
        return _entries(self, language)

    def path(self, number: int = 0) -> str:
        """The address of one of its pages in the active language."""
        chosen: dict[str, object] = {"number": number} if number else {}
        if self.country:
            chosen["country"] = self.country.lower()
        if self.topic:
            chosen["topic"] = self.topic
        if self.year:
            chosen["year"] = self.year
        return reverse(f"{self.kind}:list", kwargs=chosen)

    def feed_path(self) -> str:
        """The address of its feed in the active language."""
        chosen = {"country": self.country.lower()} if self.country else {"topic": self.topic} if self.topic else {}
        return reverse("news:feed", kwargs=chosen)


@dataclass(frozen=True)
class ListPage:
    """One page of a listing for a reader. `number` is 0 for the list's own address."""

    listing: Listing
    language: str
    number: int = 0

    @cached_property
    def cut(self) -> numbered.Cut:
        """Raises `Http404` for a number that there is not."""
        try:
            return numbered.cut(len(self.listing.entries(self.language)), PAGE, self.number)
        except LookupError:
            raise Http404 from None

    @cached_property
    def items(self) -> list[Item]:
        """What stands on this page, the newest first."""
        return _items(self.listing, self.listing.entries(self.language)[self.cut.start : self.cut.end])

    @property
    def earlier(self) -> str:
        """The address of the page with the next older items; empty where there is none."""
        return self.listing.path(self.cut.earlier) if self.cut.earlier else ""

    @property
    def later(self) -> str:
        """The address of the page with the next newer items; empty where there is none."""
        return "" if self.cut.later is None else self.listing.path(self.cut.later)


def newest(listing: Listing, language: str, number: int) -> list[Item]:
    """The newest items that stand, for a front page or a feed."""
    return _items(listing, [entry for entry in listing.entries(language) if entry.stands][:number])


@asked_once
def years_with_news() -> list[int]:
    """The years that news is from, the latest first."""
    return list(dict.fromkeys(entry.day.year for entry in _live("news")))


@asked_once
def countries_with_news() -> set[str]:
    """The codes of the countries that live news is about."""
    news = {entry.pk for entry in _live("news")}
    return {code for code, pages in _pages_by_country().items() if not news.isdisjoint(pages)}


@asked_once
def slugs_of_topics_with_news() -> set[str]:
    """The addresses of the topics that live news has."""
    news = {entry.pk for entry in _live("news")}
    return {slug for slug, pages in _pages_by_topic().items() if not news.isdisjoint(pages)}


def reading_order(language: str) -> tuple[str, ...]:
    """The languages in which a page is looked for: the reader's chain, then all others that there are."""
    first = chain(language)
    return (*first, *(tag for tag in INTERFACE_LANGUAGES if tag not in first))


@asked_once
def _live(kind: str) -> list[Entry]:
    # Keys as text: ten thousand of them are compared, and made into nothing. Sorted here: pages come by their place in
    # Wagtail's tree otherwise.
    rows = (
        MODELS[kind]
        .objects.filter(live=True)
        .order_by()
        .values_list(
            "page_ptr_id", Cast("translation_key", CharField()), "locale__language_code", "day", "withdrawn_on"
        )
    )
    found = [Entry(pk, key, language, day, withdrawn is None) for pk, key, language, day, withdrawn in rows]
    found.sort(key=_place, reverse=True)
    return found


@asked_once
def _together(kind: str) -> list[dict[str, Entry]]:
    """Each live page with its translations, by their languages."""
    together: dict[str, dict[str, Entry]] = defaultdict(dict)
    for entry in _live(kind):
        together[entry.key][entry.language] = entry
    return list(together.values())


@asked_once
def _given(kind: str, language: str) -> list[Entry]:
    order = reading_order(language)
    found = [next(group[tag] for tag in order if tag in group) for group in _together(kind)]
    found.sort(key=_place, reverse=True)
    return found


@asked_once
def _entries(listing: Listing, language: str) -> list[Entry]:
    found = _given(listing.kind, language)
    if listing.year:
        found = [entry for entry in found if entry.day.year == listing.year]
    if listing.country:
        about = _pages_by_country().get(listing.country, frozenset())
        found = [entry for entry in found if entry.pk in about]
    if listing.topic:
        about = _pages_by_topic().get(listing.topic, frozenset())
        found = [entry for entry in found if entry.pk in about]
    return found


@asked_once
def _pages_by_country() -> Mapping[str, frozenset[int]]:
    return _gathered(PageCountry.objects.values_list("country", "page_id"))


@asked_once
def _pages_by_topic() -> Mapping[str, frozenset[int]]:
    return _gathered(PageTopic.objects.values_list("topic__slug", "page_id"))


def _gathered(pairs: Iterable[tuple[str, int]]) -> dict[str, frozenset[int]]:
    pages: dict[str, set[int]] = defaultdict(set)
    for about, page in pairs:
        pages[about].add(page)
    return {about: frozenset(several) for about, several in pages.items()}


def _place(entry: Entry) -> tuple[date, int]:
    return entry.day, entry.pk


def _items(listing: Listing, entries: Sequence[Entry]) -> list[Item]:
    wanted = MODELS[listing.kind].objects.filter(pk__in=[entry.pk for entry in entries])
    found: dict[int, Item] = {each.pk: each for each in wanted.select_related("locale").defer_streamfields()}
    # One that was deleted since it was read is swept for apart.
    return [found[entry.pk] for entry in entries if entry.pk in found]

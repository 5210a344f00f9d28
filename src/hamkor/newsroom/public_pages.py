"""The public addresses of the newsroom: items, lists, feeds, countries, pages."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, ClassVar, Final
from urllib.parse import quote
from uuid import UUID

from django.db.models import Min
from django.urls import reverse
from wagtail.models import Page

from hamkor.core import numbered
from hamkor.core.asked_once import one_round
from hamkor.core.languages import INTERFACE_LANGUAGES
from hamkor.core.public_pages import Key, PublicPages, register, register_files
from hamkor.instruments.models.instruments import InstrumentQuerySet
from hamkor.instruments.public_pages import HIDE, SHOWN, instruments_changed_between, touched_instruments
from hamkor.newsroom import access, listings
from hamkor.newsroom.listings import PAGE, Listing
from hamkor.newsroom.media import may_be_shown, pages_with
from hamkor.newsroom.models import (
    CountryPage,
    FormerAddress,
    InformationPage,
    LibraryItem,
    NewsItem,
    NewsroomDocument,
    NewsroomImage,
    PageCountry,
    PageTopic,
    PublicPage,
    ShownInstrument,
    Topic,
)
from hamkor.publishing import sitemaps

NEWS: Final = "newsroom.newsitem"
LIBRARY: Final = "newsroom.libraryitem"
INFORMATION: Final = "newsroom.informationpage"


class _Translated(PublicPages):
    """Pages of one kind. An item is the address that its translations share; it answers in every language, and the site
    map names those that it is written in."""

    model: ClassVar[type[PublicPage]]

    def items(self) -> Iterable[str]:
        """The oldest first, so that a new one stands last."""
        slugs = self.model.objects.filter(live=True).values("slug").annotate(first=Min("pk")).order_by("first")
        return list(slugs.values_list("slug", flat=True))

    def location(self, item: str) -> str:
        return self.model.path_of(item)

    def get_languages_for_item(self, item: str) -> list[str]:
        written = set(self.model.objects.filter(live=True, slug=item).values_list("locale__language_code", flat=True))
        return [tag for tag in INTERFACE_LANGUAGES if tag in written]

    def languages_of(self, items: Sequence[str]) -> list[Sequence[str]]:
        written: dict[str, set[str]] = defaultdict(set)
        live = self.model.objects.filter(live=True, slug__in=items)
        for slug, language in live.values_list("slug", "locale__language_code"):
            written[slug].add(language)
        return [[tag for tag in INTERFACE_LANGUAGES if tag in written[slug]] for slug in items]

    def answered_in(self, item: str) -> Iterable[str]:
        return INTERFACE_LANGUAGES

    def touched_by(self, label: str, key: Key) -> Iterable[str]:
        """Of a page of this kind: itself. One that vanished is named by its address instead."""
        if label != self.model._meta.label_lower:
            return ()
        return list(self.model.objects.filter(translation_key=_uuid(key)).values_list("slug", flat=True).distinct())


class NewsItems(_Translated):
    model = NewsItem
    shows = frozenset({NEWS, LIBRARY}) | SHOWN
    hides = HIDE

    def touched_by(self, label: str, key: Key) -> Iterable[str]:
        live = NewsItem.objects.filter(live=True)
        match label:
            case "newsroom.newsitem":
                beside = live.filter(related_news__related__translation_key=_uuid(key))
                return {*super().touched_by(label, key), *beside.values_list("slug", flat=True)}
            case "newsroom.libraryitem":
                beside = live.filter(related_library__related__translation_key=_uuid(key))
                return set(beside.values_list("slug", flat=True))
        return _showing(NewsItem, touched_instruments(label, key))

    def changed_between(self, since: datetime, until: datetime) -> Iterable[str]:
        return _showing(NewsItem, instruments_changed_between(since, until))


class LibraryItems(_Translated):
    model = LibraryItem
    shows = frozenset({LIBRARY})


class InformationPages(_Translated):
    model = InformationPage
    shows = frozenset({INFORMATION}) | SHOWN
    hides = HIDE

    def touched_by(self, label: str, key: Key) -> Iterable[str]:
        if label == INFORMATION:
            return super().touched_by(label, key)
        return _showing(InformationPage, touched_instruments(label, key))

    def changed_between(self, since: datetime, until: datetime) -> Iterable[str]:
        return _showing(InformationPage, instruments_changed_between(since, until))


class _Lists(PublicPages):
    """The pages of every list of one kind, and one beyond the last, which goes when a list gets shorter.

    A page of a list stays as it is once it is full: only those from the place of the item on are made anew.
    """

    in_sitemap = False
    kind: ClassVar[str]

    def items(self) -> Iterable[tuple[Listing, int]]:
        for listing in self._listings():
            for number in (0, *numbered.numbers(len(listing.entries("ru")), PAGE)):
                yield listing, number

    def location(self, item: tuple[Listing, int]) -> str:
        listing, number = item
        return listing.path(number)

    def touched_by(self, label: str, key: Key) -> Iterable[tuple[Listing, int]]:
        if label not in self.shows:
            return
        page = _page_of(label, key)
        if page is None:
            return
        for listing in listings_with(page, self.kind):
            yield listing, 0
            yield from ((listing, number) for number in _from(listing, page))

    def _listings(self) -> Iterable[Listing]:
        yield Listing(self.kind)


class NewsLists(_Lists):
    shows = frozenset({NEWS})
    kind = "news"

    def _listings(self) -> Iterable[Listing]:
        yield from every_news_listing()


class LibraryLists(_Lists):
    shows = frozenset({LIBRARY})
    kind = "library"


class FirstPage(PublicPages):
    """The site's first page, which its own room lists; the newest news is on it, and links to information pages."""

    in_sitemap = False
    shows = frozenset({NEWS, INFORMATION})

    def items(self) -> Iterable[str]:
        return ()

    def location(self, item: str) -> str:
        return reverse(item)

    def answered_in(self, item: str) -> Iterable[str]:
        return INTERFACE_LANGUAGES

    def touched_by(self, label: str, key: Key) -> Iterable[str]:
        return ["publishing:home"] if label in self.shows else ()


class Feeds(PublicPages):
    in_sitemap = False
    in_copies = False
    shows = frozenset({NEWS})

    def items(self) -> Iterable[Listing]:
        return (listing for listing in every_news_listing() if not listing.year)

    def location(self, item: Listing) -> str:
        return item.feed_path()

    def touched_by(self, label: str, key: Key) -> Iterable[Listing]:
        page = _page_of(label, key)
        return () if page is None else [each for each in listings_with(page, "news") if not each.year]


class Countries(PublicPages):
    """A country's page shows members, news, documents and an editor's words."""

    shows = frozenset({NEWS, LIBRARY, "newsroom.countrypage"}) | SHOWN
    hides = HIDE
    folder = "countries/"

    def items(self) -> Iterable[str]:
        return ["", *sorted(access.countries())]

    def location(self, item: str) -> str:
        return reverse("countries:country", args=[item.lower()]) if item else reverse("countries:list")

    def touched_by(self, label: str, key: Key) -> Iterable[str]:
        match label:
            case "newsroom.newsitem" | "newsroom.libraryitem":
                about = PageCountry.objects.filter(page__translation_key=_uuid(key))
                return {"", *about.values_list("country", flat=True)}
            case "newsroom.countrypage":
                written = CountryPage.objects.filter(translation_key=_uuid(key))
                return {"", *written.values_list("country", flat=True)}
        return self.items()

    def changed_between(self, since: datetime, until: datetime) -> Iterable[str]:
        return self.items() if instruments_changed_between(since, until).exists() else ()


class FormerAddresses(PublicPages):
    """Addresses that pages had on a site that was brought in; a page at each leads on."""

    i18n = False
    in_sitemap = False
    in_copies = False
    shows = frozenset({NEWS, INFORMATION})

    def items(self) -> Iterable[str]:
        return list(FormerAddress.objects.filter(page__live=True).order_by("path").values_list("path", flat=True))

    def location(self, item: str) -> str:
        return quote(item)

    def touched_by(self, label: str, key: Key) -> Iterable[str]:
        """Those of a page and its translations, whether readers see it or not any more."""
        if label not in self.shows:
            return ()
        return list(FormerAddress.objects.filter(page__translation_key=_uuid(key)).values_list("path", flat=True))


def every_news_listing() -> Iterable[Listing]:
    """All news, that of each year, country and topic."""
    yield Listing("news")
    yield from (Listing("news", year=year) for year in listings.years_with_news())
    yield from (Listing("news", country=code) for code in sorted(listings.countries_with_news()))
    yield from (Listing("news", topic=topic.slug) for topic in access.topics_with_news("ru"))


def listings_with(page: NewsItem | LibraryItem, kind: str) -> list[Listing]:
    """The lists that this page stands on, in any of its translations."""
    together = Page.objects.filter(translation_key=page.translation_key)
    if kind == "library":
        return [Listing("library")]
    codes = PageCountry.objects.filter(page__in=together).values_list("country", flat=True).distinct()
    topics = PageTopic.objects.filter(page__in=together).values_list("topic__slug", flat=True).distinct()
    return [
        Listing("news"),
        Listing("news", year=page.day.year),
        *(Listing("news", country=code) for code in codes),
        *(Listing("news", topic=slug) for slug in topics),
    ]


@one_round()
def paths_of_page(page: PublicPage) -> list[str]:
    """Every address of a page that goes, of those that it stands beside, and of the lists that it stands on."""
    own: list[str] = []
    for section in (NewsItems, LibraryItems, InformationPages):
        if isinstance(page, section.model):
            touched = section().touched_by(page._meta.label_lower, page.translation_key)
            own = [*section().paths({page.slug, *touched}), *sitemaps.addresses(section)]
    if isinstance(page, LibraryItem):
        own += NewsItems().paths(NewsItems().touched_by(LIBRARY, page.translation_key))
    if isinstance(page, CountryPage):
        own = [*Countries().paths([page.country])]
    if isinstance(page, NewsItem | LibraryItem):
        kind = "news" if isinstance(page, NewsItem) else "library"
        own += [path for listing in listings_with(page, kind) for path in paths_of_listing(listing)]
        codes = PageCountry.objects.filter(page__translation_key=page.translation_key).values_list("country", flat=True)
        own += Countries().paths({"", *codes})
    own += FormerAddresses().paths(FormerAddress.objects.filter(page=page).values_list("path", flat=True))
    return own


def paths_showing(thing: NewsroomDocument | NewsroomImage) -> list[str]:
    """Every address of the live pages that show this picture or file."""
    pages = list(pages_with(thing).values_list("pk", flat=True))
    if not pages:
        return []
    found: list[str] = []
    for section in (NewsItems, LibraryItems, InformationPages):
        found += section().paths(section.model.objects.filter(pk__in=pages).values_list("slug", flat=True))
    found += Countries().paths(CountryPage.objects.filter(pk__in=pages).values_list("country", flat=True))
    return list(dict.fromkeys(found))


def paths_of_topic(topic: Topic) -> list[str]:
    """Every address where the name of a topic stands, or that bears its own: its list with the feed, the ways to find
    news, the items about it."""
    about = PageTopic.objects.filter(topic=topic, page__live=True).values("page")
    found: list[str] = []
    for section in (NewsItems, LibraryItems):
        found += section().paths(section.model.objects.filter(pk__in=about).values_list("slug", flat=True))
    if not found:
        return []
    found += NewsLists().paths([(Listing("news"), 0)])
    return list(dict.fromkeys([*found, *paths_of_listing(Listing("news", topic=topic.slug))]))


def paths_of_listing(listing: Listing) -> list[str]:
    """Every address of a list, with its feed, in every language; for a page that leaves it."""
    last = len(numbered.numbers(len(listing.entries("ru")), PAGE))
    pages: list[Any] = [(listing, number) for number in range(last + 2)]
    lists = NewsLists if listing.kind == "news" else LibraryLists
    feed = [] if listing.kind != "news" or listing.year else Feeds().paths([listing])
    return [*lists().paths(pages), *feed]


def paths_of_those_who_list() -> Iterable[str]:
    """Every address, but the lists themselves, that names news and pages of which very many came at a time."""
    yield from FirstPage().paths(["publishing:home"])
    for section in (NewsItems, InformationPages):
        yield from sitemaps.addresses(section)


def register_all() -> None:
    """Adds the newsroom to the public site, and the pictures and files that its pages show."""
    register("newsroom.news", NewsItems)
    register("newsroom.news_lists", NewsLists)
    register("newsroom.library", LibraryItems)
    register("newsroom.library_lists", LibraryLists)
    register("newsroom.first", FirstPage)
    register("newsroom.feeds", Feeds)
    register("newsroom.countries", Countries)
    register("newsroom.pages", InformationPages)
    register("newsroom.former", FormerAddresses)
    for folder in ("images/", "original_images/", "documents/"):
        register_files(folder, may_be_shown)


def _uuid(key: Key) -> UUID:
    """Pages are touched by what their translations share."""
    return key if isinstance(key, UUID) else UUID(int=0)


def _page_of(label: str, key: Key) -> NewsItem | LibraryItem | None:
    model = {NEWS: NewsItem, LIBRARY: LibraryItem}.get(label)
    return model.objects.filter(translation_key=_uuid(key)).first() if model else None


def _from(listing: Listing, page: NewsItem | LibraryItem) -> range:
    """The numbers of the pages from the one where the item stands, counted from the oldest, to one beyond the last."""
    entries = listing.entries("ru")
    last = len(numbered.numbers(len(entries), PAGE))
    first = sum(entry.day < page.day for entry in entries) // PAGE + 1
    if not len(entries) % PAGE:
        # The last page may be new: the one before leads to it now, and led to the list.
        first = min(first, max(last - 1, 1))
    return range(first, last + 2)


def _showing(model: type[PublicPage], instruments: InstrumentQuerySet) -> set[str]:
    """The addresses of pages of this kind that show one of these documents, beside or in the text."""
    shown = ShownInstrument.objects.filter(instrument__in=instruments.order_by().values("pk"))
    return set(model.objects.filter(live=True, pk__in=shown.values("page")).values_list("slug", flat=True))

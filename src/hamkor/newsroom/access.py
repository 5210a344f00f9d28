"""What readers find: live pages, each once, in the reader's language or the one that exists."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.http import Http404
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale, Page

from hamkor.audit.kernel import permission
from hamkor.core import numbered
from hamkor.core.actors import OPERATOR, Actor
from hamkor.core.alphabets import alphabetically
from hamkor.core.errors import Refused
from hamkor.core.languages import INTERFACE_LANGUAGES, chain, country_name
from hamkor.network.members import countries_of_members
from hamkor.newsroom.models import (
    CountryPage,
    FormerAddress,
    InformationPage,
    LibraryItem,
    NewsItem,
    PageCountry,
    PublicPage,
    Topic,
)

PAGE: Final = 20


def reading_order(language: str) -> tuple[str, ...]:
    """The languages in which a page is looked for: the reader's chain, then all others that there are."""
    first = chain(language)
    return (*first, *(tag for tag in INTERFACE_LANGUAGES if tag not in first))


def _rank(path: str, language: str) -> Case:
    order = {tag: place for place, tag in enumerate(reading_order(language))}
    ids = {locale.pk: order.get(locale.language_code, len(order)) for locale in Locale.objects.all()}
    whens = [When(**{path: pk}, then=Value(place)) for pk, place in ids.items()]
    return Case(*whens, default=Value(len(order)), output_field=IntegerField())


def for_reader[P: PublicPage](pages: QuerySet[P], language: str) -> QuerySet[P]:
    """The live ones among `pages`, of each page and its translations the one that a reader of `language` is given."""
    better = (
        Page.objects.filter(translation_key=OuterRef("translation_key"), live=True)
        .annotate(rank=_rank("locale_id", language))
        .filter(rank__lt=OuterRef("rank"))
    )
    chosen: QuerySet[P] = (
        pages.filter(live=True)
        .annotate(rank=_rank("locale_id", language))
        .filter(~Exists(better))
        .select_related("locale")
    )
    return chosen


def page_or_404[P: PublicPage](model: type[P], slug: str, language: str, **lookup: object) -> P:
    """The page at this address as a reader of `language` is given it; `Http404` where none is live."""
    # A handful of translations, sorted here: the query that does it costs more than the rest of the page.
    live: list[P] = list(model.objects.filter(slug=slug, live=True, **lookup).select_related("locale").order_by("pk"))
    if not live:
        raise Http404
    order = reading_order(language)
    return min(live, key=lambda page: order.index(page.locale.language_code))


def languages_of(page: PublicPage) -> list[str]:
    """The languages in which this page is live, in the order of the interface's."""
    live = set(
        Page.objects.filter(translation_key=page.translation_key, live=True).values_list(
            "locale__language_code", flat=True
        )
    )
    return [tag for tag in INTERFACE_LANGUAGES if tag in live]


@dataclass(frozen=True)
class Listing:
    """A list of news or library documents, cut into pages as `hamkor.core.numbered` says."""

    kind: str = "news"
    country: str = ""
    topic: str = ""
    year: int = 0

    def items(self, language: str) -> QuerySet[NewsItem] | QuerySet[LibraryItem]:
        """Everything on the list, the newest first."""
        model: type[NewsItem] | type[LibraryItem] = NewsItem if self.kind == "news" else LibraryItem
        found = for_reader(model.objects.filter(self._about()), language)
        return found.order_by("-day", "-page_ptr_id")

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

    def _about(self) -> Q:
        about = Q()
        if self.country:
            about &= Q(page_countries__country=self.country)
        if self.topic:
            about &= Q(page_topics__topic__slug=self.topic)
        if self.year:
            about &= Q(day__year=self.year)
        return about


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
            return numbered.cut(self.listing.items(self.language).count(), PAGE, self.number)
        except LookupError:
            raise Http404 from None

    @cached_property
    def items(self) -> list[NewsItem | LibraryItem]:
        """What stands on this page, the newest first."""
        return list(self.listing.items(self.language)[self.cut.start : self.cut.end])

    @property
    def earlier(self) -> str:
        """The address of the page with the next older items; empty where there is none."""
        return self.listing.path(self.cut.earlier) if self.cut.earlier else ""

    @property
    def later(self) -> str:
        """The address of the page with the next newer items; empty where there is none."""
        return "" if self.cut.later is None else self.listing.path(self.cut.later)


def years_with_news() -> list[int]:
    """The years that news is from, the latest first."""
    return [day.year for day in NewsItem.objects.filter(live=True).dates("day", "year", order="DESC")]


def countries_with_news() -> set[str]:
    """The codes of the countries that live news is about."""
    about = PageCountry.objects.filter(page__in=NewsItem.objects.filter(live=True))
    return set(about.values_list("country", flat=True))


def in_alphabet(codes: Collection[str], language: str) -> list[str]:
    """Codes of countries in the order of their names in the alphabet of `language`."""
    return sorted(codes, key=lambda code: alphabetically(country_name(code, in_language=language), language))


def countries() -> set[str]:
    """The countries that readers find a page about: of members, of news and documents, or of an editor's writing."""
    about = PageCountry.objects.filter(page__live=True).values_list("country", flat=True)
    written = CountryPage.objects.filter(live=True).values_list("country", flat=True)
    return {*about, *written, *countries_of_members()}


def topics_with_news(language: str) -> QuerySet[Topic]:
    """The topics that live news has, by name for a reader of `language`."""
    used = NewsItem.objects.filter(live=True, page_topics__topic=OuterRef("pk"))
    return Topic.objects.named(chain(language)).filter(Exists(used)).order_by("name", "slug")


def topic_or_404(slug: str, language: str) -> Topic:
    """The topic at this address, with its name for a reader of `language`. One that no live news has is not there."""
    found = topics_with_news(language).filter(slug=slug).first()
    if found is None:
        raise Http404
    return found


def country_words(code: str, language: str) -> CountryPage | None:
    """What an editor wrote about this country, if anything is published."""
    return for_reader(CountryPage.objects.filter(country=code), language).first()


def subjects(page: PublicPage, language: str) -> tuple[list[str], list[Topic]]:
    """The countries and topics of a page, each by name."""
    countries = in_alphabet({each.country for each in page.page_countries.all()}, language)
    keys = [each.topic_id for each in page.page_topics.all()]
    if not keys:
        return countries, []
    return countries, list(Topic.objects.named(chain(language)).filter(pk__in=keys).order_by("name", "slug"))


def related_news(item: NewsItem, language: str) -> list[NewsItem]:
    """What the editor set beside it, as a reader of `language` is given it, in the editor's order."""
    chosen = [each.related.translation_key for each in item.related_news.all()]
    if not chosen:
        return []
    found = {
        each.translation_key: each
        for each in for_reader(NewsItem.objects.filter(translation_key__in=chosen, withdrawn_on=None), language)
    }
    return [found[key] for key in chosen if key in found]


def information_pages(language: str) -> Sequence[InformationPage]:
    """The pages that stand by themselves and were not withdrawn, the oldest first."""
    return list(for_reader(InformationPage.objects.filter(withdrawn_on=None), language).order_by("pk"))


def newest(listing: Listing, language: str, number: int) -> Iterable[NewsItem | LibraryItem]:
    """The newest items that stand, for a front page or a feed."""
    return listing.items(language).filter(withdrawn_on=None)[:number]


def reader_language() -> str:
    """The language that this page is answered in."""
    return get_language() or "ru"


@permission
def check_may_move_in(by: Actor) -> None:
    """Raises `Refused` for all but the operator: who can write the database by hand may bring another site in."""
    if by.actor_kind != OPERATOR.actor_kind:
        raise Refused(_("Only the operator can bring another site in."))


def former_page(path: str) -> PublicPage | None:
    """The live page that this former address leads to."""
    found = Page.objects.live().filter(pk__in=FormerAddress.objects.filter(path=path).values("page")).first()
    page = found.specific if found else None
    return page if isinstance(page, PublicPage) else None

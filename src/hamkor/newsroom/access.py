"""What readers find: live pages, each once, in the reader's language or the one that exists."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import TypeGuard
from urllib.parse import quote
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from hamkor.audit.kernel import permission
from hamkor.core.actors import OPERATOR, Actor
from hamkor.core.alphabets import alphabetically
from hamkor.core.asked_once import asked_once
from hamkor.core.errors import Refused
from hamkor.core.languages import INTERFACE_LANGUAGES, chain, country_name
from hamkor.network.members import countries_of_members
from hamkor.newsroom.listings import reading_order, slugs_of_topics_with_news
from hamkor.newsroom.models import (
    CountryPage,
    FormerAddress,
    ImportedPost,
    InformationPage,
    LibraryItem,
    NewsItem,
    PageCountry,
    PublicPage,
    Topic,
)


def for_reader[P: PublicPage](pages: QuerySet[P], language: str) -> QuerySet[P]:
    """The live ones among `pages`, of each page and its translations the one that a reader of `language` is given. For
    a handful of pages: they are sorted here, since one query that does it costs more than all else on a page."""
    # As a list, and in no order: SQLite, asked for both at once or in that of Wagtail's tree, goes through all pages
    # that there are.
    keys = list(pages.filter(live=True).order_by().values_list("translation_key", flat=True))
    if not keys:
        return pages.none()
    together = Page.objects.filter(translation_key__in=keys, live=True).order_by()
    order = reading_order(language)
    given: dict[UUID, tuple[int, int]] = {}
    for key, pk, tag in together.values_list("translation_key", "pk", "locale__language_code"):
        rank = (order.index(tag), pk)
        given[key] = min(given.get(key, rank), rank)
    return pages.filter(pk__in=[pk for _place, pk in given.values()]).select_related("locale")


def page_or_404[P: PublicPage](model: type[P], slug: str, language: str) -> P:
    """The page at this address as a reader of `language` is given it; `Http404` where none is live."""
    order = reading_order(language)
    ranked = [(order.index(tag), pk) for pk, tag in _live_at(model, slug)]
    # Live still: the facts of a round may be some seconds old.
    own = model.objects.select_related("locale").filter(pk__in=[pk for _place, pk in sorted(ranked)[:1]], live=True)
    chosen: P | None = next(iter(own), None)
    if chosen is None:
        raise Http404
    return chosen


def languages_of(page: PublicPage) -> list[str]:
    """The languages in which this page is live, in the order of the interface's."""
    live = _written_in(page.translation_key)
    return [tag for tag in INTERFACE_LANGUAGES if tag in live]


@asked_once
def _written_in(key: UUID) -> set[str]:
    """The languages of the live ones among these translations."""
    together = Page.objects.filter(translation_key=key, live=True).order_by()
    return set(together.values_list("locale__language_code", flat=True))


@asked_once
def _live_at(model: type[PublicPage], slug: str) -> list[tuple[int, str]]:
    """The live pages at this address, which are the translations of one: key and language of each."""
    # A handful, sorted by whoever asks: the query that does it costs more than the rest of the page.
    return list(model.objects.filter(slug=slug, live=True).order_by().values_list("pk", "locale__language_code"))


def in_alphabet(codes: Collection[str], language: str) -> list[str]:
    """Codes of countries in the order of their names in the alphabet of `language`."""
    return sorted(codes, key=lambda code: alphabetically(country_name(code, in_language=language), language))


@asked_once
def countries() -> set[str]:
    """The countries that readers find a page about: of members, of news and documents, or of an editor's writing."""
    about = PageCountry.objects.filter(page__live=True).order_by().values_list("country", flat=True).distinct()
    written = CountryPage.objects.filter(live=True).order_by().values_list("country", flat=True)
    return {*about, *written, *countries_of_members()}


def topics_with_news(language: str) -> list[Topic]:
    """The topics that live news has, by name for a reader of `language`."""
    used = slugs_of_topics_with_news()
    return [topic for topic in _topics(language) if topic.slug in used]


def topic_or_404(slug: str, language: str) -> Topic:
    """The topic at this address, with its name for a reader of `language`. One that no live news has is not there."""
    for topic in topics_with_news(language):
        if topic.slug == slug:
            return topic
    raise Http404


@asked_once
def _topics(language: str) -> list[Topic]:
    return list(Topic.objects.named(chain(language)).order_by("name", "slug"))


def country_words(code: str, language: str) -> CountryPage | None:
    """What an editor wrote about this country, if anything is published."""
    return for_reader(CountryPage.objects.filter(country=code), language).first()


def subjects(page: PublicPage, language: str) -> tuple[list[str], list[Topic]]:
    """The countries and topics of a page, each by name."""
    countries = in_alphabet({each.country for each in page.page_countries.all()}, language)
    keys = {each.topic_id for each in page.page_topics.all()}
    return countries, [topic for topic in _topics(language) if topic.pk in keys] if keys else []


def related_news(item: NewsItem, language: str) -> list[NewsItem]:
    """What the editor set beside it, as a reader of `language` is given it, in the editor's order."""
    chosen = [each.related.translation_key for each in item.related_news.all()]
    return _standing(NewsItem, chosen, language)


def related_library(item: NewsItem, language: str) -> list[LibraryItem]:
    """The documents of the library that the editor set beside it, as above."""
    chosen = [each.related.translation_key for each in item.related_library.all()]
    return _standing(LibraryItem, chosen, language)


def _standing[P: PublicPage](model: type[P], keys: Sequence[UUID], language: str) -> list[P]:
    """Of these pages those that were not withdrawn, in this order."""
    if not keys:
        return []
    pages = for_reader(model.objects.filter(translation_key__in=keys, withdrawn_on=None), language)
    found = {page.translation_key: page for page in pages}
    return [found[key] for key in keys if key in found]


def information_pages(language: str) -> Sequence[InformationPage]:
    """The pages that stand by themselves and were not withdrawn, the oldest first."""
    return list(for_reader(InformationPage.objects.filter(withdrawn_on=None), language).order_by("pk"))


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


def former_addresses() -> Iterator[tuple[str, str]]:
    """Every address that a live page had on a former site, as browsers ask for it, and the one that it has now. Beside
    its path that is its number there (`/?p=5`), which no file can bear; not where two sites had given that number."""
    leads = {quote(path): page for path, page in FormerAddress.objects.values_list("path", "page")}
    numbers = defaultdict(list)
    for number, page in ImportedPost.objects.filter(page__isnull=False).values_list("wp_id", "page"):
        numbers[number].append(page)
    for number, pages in numbers.items():
        if len(pages) == 1:
            leads |= {f"/?{asked}={number}": pages[0] for asked in ("p", "page_id")}
    moved = Q(pk__in=FormerAddress.objects.values("page")) | Q(pk__in=ImportedPost.objects.values("page"))
    now = {each.pk: each.public_path() for each in Page.objects.live().filter(moved).specific() if _is_public(each)}
    for former, page in sorted(leads.items()):
        if page in now and now[page] != former:
            yield former, now[page]


def _is_public(page: Page) -> TypeGuard[PublicPage]:
    return isinstance(page, PublicPage)

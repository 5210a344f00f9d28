"""The site map: every public page in every language, each naming the others.

An index leads to a map for each list of pages, cut where it gets long. Lists go from the oldest to the newest, so a new
page changes the last part only. Written here rather than by Django's view, which asks for each address as often as
there are languages squared.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final
from xml.sax.saxutils import escape, quoteattr

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import translation

from hamkor.core.public_pages import PublicPages, sections

LIMIT: Final = 100  # items; each is as many addresses as it has languages, and is named in as many

_URLS: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
    'xmlns:xhtml="http://www.w3.org/1999/xhtml">\n{}</urlset>\n'
)
_INDEX: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{}</sitemapindex>\n'
)


def parts() -> Iterator[tuple[str, int]]:
    """Every map there is: a list's name and the part's number, from 1."""
    for name, pages in sections().items():
        if pages.in_sitemap:
            yield from parts_of(name)


def parts_of(name: str) -> Iterator[tuple[str, int]]:
    """The parts of one list's map."""
    items = sections()[name]().items()
    number = items.count() if isinstance(items, QuerySet) else len(list(items))
    for part in range(-(-number // LIMIT)):
        yield name, part + 1


def parts_from(name: str, touched: Iterable[Any]) -> Iterator[tuple[str, int]]:
    """The parts that may change with these items, and one beyond the last: an item that is new moves those behind it.
    None where there are no items."""
    among = list(touched)
    if not among:
        return
    items = list(sections()[name]().items())
    first = min((items.index(item) if item in items else 0 for item in among), default=0)
    for part in range(first // LIMIT, -(-len(items) // LIMIT) + 1):
        yield name, part + 1


def addresses(pages: type[PublicPages]) -> list[str]:
    """Every map of this list, one beyond the last, and the index: what changes where an item vanishes."""
    name = next(name for name, each in sections().items() if each is pages)
    numbers = [number for _name, number in parts_of(name)]
    return [*(address((name, number)) for number in [*numbers, len(numbers) + 1]), reverse("sitemap")]


def address(part: tuple[str, int]) -> str:
    """Where a part of the map is."""
    name, number = part
    return reverse("sitemap_part", args=[name, number])


def index() -> str:
    """The index of all parts, as XML."""
    lines = (f"<sitemap><loc>{escape(_full(address(part)))}</loc></sitemap>\n" for part in parts())
    return _INDEX.format("".join(lines))


def part(name: str, number: int) -> str | None:
    """One part as XML; None where there is none."""
    pages = sections().get(name)
    if pages is None or not pages.in_sitemap or number < 1:
        return None
    section = pages()
    items = section.items()
    some = list((items if isinstance(items, QuerySet) else list(items))[(number - 1) * LIMIT : number * LIMIT])
    return _URLS.format("".join(_entries(section, some))) if some else None


def _entries(section: PublicPages, items: Sequence[Any]) -> Iterator[str]:
    lastmod = getattr(section, "lastmod", None)
    for item, languages in zip(items, section.languages_of(items), strict=True):
        changed = lastmod(item) if lastmod else None
        dated = f"<lastmod>{changed.isoformat()}</lastmod>" if changed else ""
        places = {}
        for language in languages:
            with translation.override(language):
                places[language] = _full(section.location(item))
        others = "".join(
            f'<xhtml:link rel="alternate" hreflang="{language}" href={quoteattr(place)}/>'
            for language, place in places.items()
        )
        for place in places.values():
            yield f"<url><loc>{escape(place)}</loc>{dated}{others}</url>\n"


def _full(path: str) -> str:
    return f"{settings.HAMKOR_SITE_ORIGIN}{path}"

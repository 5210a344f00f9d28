"""What pages of other rooms show of the newsroom, and addresses as people read them."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from django import template

from hamkor.newsroom import access
from hamkor.newsroom.access import reader_language
from hamkor.newsroom.listings import Item, Listing, newest
from hamkor.newsroom.models import InformationPage

register = template.Library()


@register.simple_tag
def newest_news(number: int) -> Sequence[Item]:
    """The newest items that stand, as a reader of this language is given them."""
    return newest(Listing("news"), reader_language(), number)


@register.simple_tag
def information_pages() -> Sequence[InformationPage]:
    """The pages that stand by themselves and were not withdrawn."""
    return access.information_pages(reader_language())


@register.filter
def as_read(url: str) -> str:
    """An address without what nobody reads aloud: `https://www.network.example/news/` is `network.example/news`."""
    parts = urlsplit(url)
    return f"{parts.netloc.removeprefix('www.')}{parts.path.rstrip('/')}" + (f"?{parts.query}" if parts.query else "")

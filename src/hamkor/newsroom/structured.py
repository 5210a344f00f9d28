"""What a news item says to machines: schema.org's NewsArticle as JSON-LD, and the picture that stands for it."""

import json
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.utils import translation
from django.utils.safestring import SafeString
from wagtail.images.shortcuts import get_rendition_or_not_found

from hamkor.newsroom.models import NewsItem

# The same picture that the page shows, so that no other file is made for it.
SHOWN_AS: Final = "max-960x1200|format-webp"
# Within a script element only these could end it or begin another.
_HARMLESS: Final = str.maketrans({"<": "\\u003C", ">": "\\u003E", "&": "\\u0026"})


@dataclass(frozen=True)
class Picture:
    """`url` is without the site."""

    url: str
    alt: str


def first_picture(item: NewsItem) -> Picture | None:
    """The first picture in the text that was not deleted; None where there is none or its file is lost, or where the
    item was withdrawn."""
    if item.withdrawn_on:
        return None
    for block in item.body:
        if block.block_type == "picture" and (image := block.value["image"]):
            rendition = get_rendition_or_not_found(image, SHOWN_AS)
            return Picture(rendition.url, block.value["description"] or image.description) if rendition.pk else None
    return None


def news_article(item: NewsItem) -> SafeString:
    """A script element of data that nothing runs and no title breaks out of; empty for an item that was withdrawn."""
    if item.withdrawn_on:
        return SafeString("")
    language, site = item.locale.language_code, settings.HAMKOR_SITE_ORIGIN
    network = {
        "@type": "Organization",
        "name": settings.HAMKOR_NETWORK_NAMES.get(language, settings.HAMKOR_NETWORK_NAME),
    }
    with translation.override(language):
        address = site + item.public_path()
    picture = first_picture(item)
    said: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": item.title,
        "description": item.lead,
        "inLanguage": language,
        "datePublished": item.day.isoformat(),
        "dateModified": (item.corrected_on or item.day).isoformat(),
        "correction": item.correction if item.corrected_on else "",
        "author": {"@type": "Person", "name": item.author} if item.author else network,
        "publisher": network,
        "isBasedOn": item.source_url,
        "image": site + picture.url if picture else "",
        "mainEntityOfPage": address,
    }
    written = json.dumps({name: value for name, value in said.items() if value}, ensure_ascii=False)
    return SafeString(f'<script type="application/ld+json">{written.translate(_HARMLESS)}</script>')

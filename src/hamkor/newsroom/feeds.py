"""Atom feeds (RFC 4287) as files: the newest items with their leads."""

from datetime import UTC, datetime, time
from typing import Final

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext

from hamkor.core.languages import country_name
from hamkor.newsroom import access
from hamkor.newsroom.listings import Listing, newest
from hamkor.newsroom.models import NewsItem

NEWEST: Final = 20


class _Feed(Atom1Feed):
    """Says the same as long as its items are the same, also where it has none."""

    def latest_post_date(self) -> datetime:
        return super().latest_post_date() if self.items else datetime(1970, 1, 1, tzinfo=UTC)

    def item_attributes(self, item: dict[str, str]) -> dict[str, str]:
        """An entry that is not translated yet bears the language that it is in."""
        return {**super().item_attributes(item), "xml:lang": item["language"]}


def atom(listing: Listing, language: str) -> HttpResponse:
    """The newest items of a listing. A corrected item comes again with the day of its correction; a withdrawn one
    does not. Raises `Http404` for a topic that there is not."""
    site, name = settings.HAMKOR_SITE_ORIGIN, settings.HAMKOR_NETWORK_NAMES.get(language, settings.HAMKOR_NETWORK_NAME)
    about = _about(listing, language)
    feed = _Feed(
        title=f"{name}: {about}",
        link=site + listing.path(),
        description="",
        language=language,
        feed_url=site + listing.feed_path(),
        author_name=name,
    )
    for item in newest(listing, language, NEWEST):
        assert isinstance(item, NewsItem)
        address = site + reverse("news:item", args=[item.slug])
        published = datetime.combine(item.day, time.min, UTC)
        changed = datetime.combine(item.corrected_on or item.day, time.min, UTC)
        feed.add_item(
            title=item.title,
            link=address,
            description=item.lead,
            language=item.locale.language_code,
            unique_id=f"urn:uuid:{item.translation_key}",
            author_name=item.author or name,
            pubdate=published,
            updateddate=changed,
        )
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def _about(listing: Listing, language: str) -> str:
    if listing.country:
        return country_name(listing.country, in_language=language)
    if listing.topic:
        return str(access.topic_or_404(listing.topic, language).name)
    return gettext("News")

"""What happens to a page that readers see is noted with it, in the transaction of the editor's request."""

from collections.abc import Iterable

from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from django.dispatch import receiver
from wagtail.models import Page, UploadedFile
from wagtail.signals import page_published, page_unpublished

from hamkor.newsroom.blocks import instruments_in
from hamkor.newsroom.cleaning import cleaned
from hamkor.newsroom.editor.readiness import is_translated_from_another
from hamkor.newsroom.listings import Listing
from hamkor.newsroom.models import (
    CountryPage,
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
from hamkor.newsroom.public_pages import (
    Countries,
    listings_with,
    paths_of_listing,
    paths_of_page,
    paths_of_topic,
    paths_showing,
)
from hamkor.publishing.actions import touch

_SEEN = (NewsItem, LibraryItem, CountryPage, InformationPage)


@receiver(page_published, dispatch_uid="newsroom.published")
def published(sender: type[Page], instance: Page, **_kwargs: object) -> None:
    """Its own addresses, and whatever lists it."""
    if isinstance(instance, _SEEN):
        _note_instruments(instance)
        touch(instance._meta.label_lower, instance.translation_key)


@receiver(page_unpublished, dispatch_uid="newsroom.unpublished")
def unpublished(sender: type[Page], instance: Page, **_kwargs: object) -> None:
    """As above; another language may stand in for it, and where none does its addresses go."""
    if isinstance(instance, _SEEN):
        touch(instance._meta.label_lower, instance.translation_key, hides=True)
        _touch_all(paths_of_page(instance))


@receiver(pre_delete, dispatch_uid="newsroom.deleted")
def deleted(sender: type[Page], instance: Page, **_kwargs: object) -> None:
    if isinstance(instance, _SEEN) and instance.live:
        _touch_all(paths_of_page(instance))


@receiver(post_delete, sender=PageCountry, dispatch_uid="newsroom.country_left")
def country_left(sender: type[PageCountry], instance: PageCountry, **_kwargs: object) -> None:
    """A page leaves the lists of a country and its page: every page of them may change."""
    _touch_all(
        [*paths_of_listing(Listing("news", country=instance.country)), *Countries().paths({"", instance.country})]
    )


@receiver(post_delete, sender=PageTopic, dispatch_uid="newsroom.topic_left")
def topic_left(sender: type[PageTopic], instance: PageTopic, **_kwargs: object) -> None:
    _touch_all(paths_of_listing(Listing("news", topic=instance.topic.slug)))


@receiver(pre_save, sender=Topic, dispatch_uid="newsroom.topic_moved")
def topic_moved(sender: type[Topic], instance: Topic, **_kwargs: object) -> None:
    """A topic leaves the address of its list, and its feed's."""
    for before in Topic.objects.filter(pk=instance.pk).exclude(slug=instance.slug):
        _touch_all(paths_of_topic(before))


@receiver(post_save, sender=Topic, dispatch_uid="newsroom.topic_named")
def topic_named(sender: type[Topic], instance: Topic, created: bool, **_kwargs: object) -> None:
    """A topic's name stands on its list and on whatever is about it."""
    if not created:
        _touch_all(paths_of_topic(instance))


@receiver(pre_save, sender=CountryPage, dispatch_uid="newsroom.words_moved")
def words_moved(
    sender: type[CountryPage], instance: CountryPage, update_fields: object = None, **_kwargs: object
) -> None:
    """An editor's words leave the page of a country, which may have other things to show."""
    if update_fields is not None:
        return
    for before in CountryPage.objects.filter(pk=instance.pk, live=True).exclude(country=instance.country):
        _touch_all(Countries().paths(["", before.country]))


@receiver(post_save, dispatch_uid="newsroom.written_over")
def written_over(sender: type[Page], instance: Page, **_kwargs: object) -> None:
    """A page that is translated from another is written over while readers see it, and published after that: a kill
    between the two leaves no file behind the times."""
    if isinstance(instance, _SEEN) and instance.live and is_translated_from_another(instance):
        touch(instance._meta.label_lower, instance.translation_key)


@receiver(pre_save, sender=NewsItem, dispatch_uid="newsroom.news_moved")
@receiver(pre_save, sender=LibraryItem, dispatch_uid="newsroom.library_moved")
def moved_to_another_day(
    sender: type[NewsItem | LibraryItem],
    instance: NewsItem | LibraryItem,
    update_fields: object = None,
    **_kwargs: object,
) -> None:
    """An item leaves its place in the lists, and perhaps its year: every page of them may change."""
    if update_fields is not None:
        return
    for before in sender.objects.filter(pk=instance.pk, live=True).exclude(day=instance.day):
        kind = "news" if isinstance(before, NewsItem) else "library"
        _touch_all(path for listing in listings_with(before, kind) for path in paths_of_listing(listing))


@receiver(post_save, sender=NewsroomImage, dispatch_uid="newsroom.picture_changed")
@receiver(post_save, sender=NewsroomDocument, dispatch_uid="newsroom.file_changed")
def file_changed(
    sender: type[NewsroomImage | NewsroomDocument],
    instance: NewsroomImage | NewsroomDocument,
    created: bool,
    **_kwargs: object,
) -> None:
    """What stood in the file, or in its description, may have been what nobody should see any more."""
    if not created:
        touch(addresses=paths_showing(instance), hides=True)


# Before: afterwards nothing says where it was.
@receiver(pre_delete, sender=NewsroomImage, dispatch_uid="newsroom.picture_deleted")
@receiver(pre_delete, sender=NewsroomDocument, dispatch_uid="newsroom.file_deleted")
def file_deleted(
    sender: type[NewsroomImage | NewsroomDocument], instance: NewsroomImage | NewsroomDocument, **_kwargs: object
) -> None:
    """It is gone from readers as soon as its pages are made anew, or cannot be."""
    touch(addresses=paths_showing(instance), hides=True)


@receiver(pre_save, sender=UploadedFile, dispatch_uid="newsroom.kept_for_later")
def kept_for_later(sender: type[UploadedFile], instance: UploadedFile, **_kwargs: object) -> None:
    """An upload that waits for its title waits without its metadata."""
    if instance.file and not instance.file._committed:
        instance.file = cleaned(instance.file.file)


def _note_instruments(page: PublicPage) -> None:
    shown = set(instruments_in(page.body)) if hasattr(page, "body") else set()
    if isinstance(page, NewsItem):
        shown |= {each.instrument_id for each in page.related_instruments.all()}
    ShownInstrument.objects.note(page, shown)


def _touch_all(addresses: Iterable[str]) -> None:
    touch(addresses=addresses)

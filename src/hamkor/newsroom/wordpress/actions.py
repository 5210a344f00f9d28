"""Bringing an export of WordPress in: all of it that can come, or nothing."""

import json
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from hashlib import sha1
from itertools import batched, chain
from pathlib import Path
from typing import Final

from django.contrib.contenttypes.models import ContentType
from django.core.files.storage import default_storage
from django.db import connection
from django.db.models import CharField, Count, F, OuterRef, Subquery
from django.db.models.functions import Cast
from modelcluster.models import get_all_child_relations
from wagtail.models import Locale, Page, ReferenceIndex, Revision
from wagtail.search.backends import get_search_backend

from hamkor.audit.kernel import action, record
from hamkor.core import clock, numbered
from hamkor.core.actors import Actor
from hamkor.newsroom.access import check_may_move_in
from hamkor.newsroom.cleaning import CleanFile, clean
from hamkor.newsroom.listings import PAGE, Listing
from hamkor.newsroom.models import (
    FormerAddress,
    FormerSite,
    ImportedPost,
    InformationPage,
    LanguageHome,
    NewsItem,
    NewsroomImage,
    PageTopic,
    Topic,
    TopicName,
)
from hamkor.newsroom.public_pages import (
    Feeds,
    FormerAddresses,
    NewsLists,
    paths_of_those_who_list,
    paths_of_topic,
)
from hamkor.newsroom.wordpress.addresses import new_path
from hamkor.newsroom.wordpress.moving import Arrival, Move, Report, Tell, Topical
from hamkor.publishing.actions import touch

AT_ONCE: Final = 100  # posts

type Written = NewsItem | InformationPage


@action
def bring_in_wordpress(*, by: Actor, file: Path, media: Path | None, language: str, tell: Tell) -> Report:
    """Makes pages of the posts of an export, and notes which came, so that they do not come twice.

    Published posts are published; drafts, those awaiting review and those planned are drafts; what was private, behind
    a password or in the bin stays behind. Raises `Refused` for all but the operator, and `BrokenExportError` for a
    file that is broken or hostile: then nothing is brought in.
    """
    check_may_move_in(by)
    with closing(Move(file, media, language, tell)) as move:
        move.take_stock()
        site, _new = FormerSite.objects.get_or_create(address=move.site.address)
        _compare(move, site)
        with _Pictures() as pictures:
            arriving = _Arriving(site)
            for batch in batched(move.arrivals(pictures), AT_ONCE, strict=False):
                arriving.write(batch, move.report)
            arriving.finish()
            move.report.pictures = pictures.number
        record("newsroom.wordpress_brought_in", by=by, on=site, posts=move.report.posts, pages=move.report.pages)
        return move.report


def rehearse(*, file: Path, media: Path | None, language: str, tell: Tell) -> Report:
    """Says what `bring_in_wordpress` would, and writes nothing. Raises `BrokenExportError` likewise."""
    with closing(Move(file, media, language, tell)) as move:
        move.take_stock()
        _compare(move, FormerSite.objects.filter(address=move.site.address).first())
        pictures = _NoPictures()
        for arrival in move.arrivals(pictures):
            _count(arrival, move.report)
        move.report.pictures = pictures.number
        return move.report


def _compare(move: Move, site: FormerSite | None) -> None:
    """What came before is known by its page; every other post gets an address that is free here."""
    for numbers in move.stock.numbers(AT_ONCE):
        came = ImportedPost.objects.filter(site=site, wp_id__in=numbers) if site else ImportedPost.objects.none()
        for number, guid, slug, key in came.values_list("wp_id", "guid", "page__slug", "page__translation_key"):
            if guid != numbers[number]:
                continue
            move.report.known += 1
            if slug:
                move.stock.note_known(number, slug, key)
            else:
                move.stock.note_deleted(number)
    for families in move.stock.families(AT_ONCE):
        wanted = {slug for _family, slug in families}
        taken = set(Page.objects.filter(depth=3, slug__in=wanted).values_list("slug", flat=True))
        for family, slug in families:
            if slug in taken or not move.stock.take_slug(family, slug):
                _take_next(move, family, slug)


def _take_next(move: Move, family: str, slug: str) -> None:
    number = 2
    while True:
        longer = f"{slug}-{number}"
        if not Page.objects.filter(depth=3, slug=longer).exists() and move.stock.take_slug(family, longer):
            return
        # Many of one name: further each time, so that a thousand need no million questions.
        number += max(1, number // 8)


def _count(arrival: Arrival, report: Report) -> None:
    if not arrival.place.live:
        report.drafts += 1
    elif arrival.place.kind == "post":
        report.posts += 1
    else:
        report.pages += 1
    report.former += bool(arrival.former)


class _NoPictures:
    """A rehearsal's: any number stands for a picture."""

    def __init__(self) -> None:
        self.number = 0

    def keep(self, path: Path, title: str, description: str, language: str) -> int:
        clean(path.read_bytes(), path.name)
        self.number += 1
        return self.number

    def describe(self, key: int, description: str, language: str) -> None:
        """Nothing to write."""


class _Pictures:
    """Keeps pictures without their metadata; where the action fails, their files go with its rows."""

    def __init__(self) -> None:
        self._written: list[str] = []
        self.number = 0

    def __enter__(self) -> "_Pictures":
        return self

    def __exit__(self, kind: object, *_fault: object) -> None:
        if kind is not None:
            for name in self._written:
                default_storage.delete(name)

    def keep(self, path: Path, title: str, description: str, language: str) -> int:
        data = clean(path.read_bytes(), path.name)
        digest = sha1(data).hexdigest()  # noqa: S324 - Wagtail knows files by it; nothing is proved by it
        same = NewsroomImage.objects.filter(file_hash=digest).first()
        if same is not None:
            if description:
                self.describe(same.pk, description, language)
            return int(same.pk)
        image = NewsroomImage(title=title[:255], description=description, language=language)
        image.file = CleanFile(data, name=path.name)
        image._set_image_file_metadata()
        image.save()
        self.number += 1
        self._written.append(str(image.file.name))
        return int(image.pk)

    def describe(self, key: int, description: str, language: str) -> None:
        undescribed = NewsroomImage.objects.filter(pk=key, description="")
        undescribed.update(description=description[:255], language=language)


@dataclass
class _Arriving:
    """Writes pages by the hundred, as Wagtail would write them one by one: rows, revisions, indexes."""

    site: FormerSite
    homes: dict[str, LanguageHome] = field(default_factory=dict)
    added: dict[str, int] = field(default_factory=dict)
    topics: dict[str, int] = field(default_factory=dict)
    named: set[tuple[int, str]] = field(default_factory=set)
    renamed: set[int] = field(default_factory=set)  # topics that were here, and have a name in one more language
    came: bool = False

    def __post_init__(self) -> None:
        codes = dict(Locale.objects.values_list("pk", "language_code"))
        homes = LanguageHome.objects.filter(depth=2).select_for_update(of=("self", "page_ptr"))
        self.homes = {codes[home.locale_id]: home for home in homes}
        self.last = {code: _last_step(home) for code, home in self.homes.items()}
        self.topics = dict(Topic.objects.values_list("slug", "pk"))
        self.named = set(TopicName.objects.values_list("topic", "language"))
        self.kinds = {model: ContentType.objects.get_for_model(model) for model in (NewsItem, InformationPage)}

    def write(self, arrivals: Sequence[Arrival], report: Report) -> None:
        self._add_topics(arrivals)
        now = clock.now()
        pages = [self._page(arrival, now) for arrival in arrivals]
        self._insert(pages)
        self._add_subjects(arrivals, pages)
        self._add_revisions(arrivals, pages, now)
        ImportedPost.objects.bulk_create(
            ImportedPost(site=self.site, wp_id=arrival.number, guid=arrival.guid, page_id=page.pk)
            for arrival, page in zip(arrivals, pages, strict=True)
        )
        addresses = self._add_former(arrivals, pages)
        for arrival, page in zip(arrivals, pages, strict=True):
            _count(arrival, report)
            if arrival.has_pictures:
                ReferenceIndex.create_or_update_for_object(page)
            if arrival.place.live:
                addresses += [new_path(arrival.place.kind, tag, arrival.place.slug) for tag in self.homes]
        for model in self.kinds:
            get_search_backend().add_bulk(model, [page for page in pages if isinstance(page, model)])
        touch(addresses=addresses)
        self.came = True

    def finish(self) -> None:
        """The homes count their pages; whatever lists pages is made anew."""
        for code, number in self.added.items():
            Page.objects.filter(pk=self.homes[code].pk).update(numchild=F("numchild") + number)
        if not self.came:
            return
        for some in batched(chain(_lists(), paths_of_those_who_list()), 1000, strict=False):
            touch(addresses=some)
        for topic in Topic.objects.filter(pk__in=self.renamed):
            touch(addresses=paths_of_topic(topic))

    def _page(self, arrival: Arrival, now: datetime) -> Written:
        place = arrival.place
        home = self.homes[place.language]
        self.last[place.language] += 1
        self.added[place.language] = self.added.get(place.language, 0) + 1
        model = NewsItem if place.kind == "post" else InformationPage
        unseen = len(arrival.seen) < len(arrival.blocks)
        published = datetime.combine(arrival.day, time.min, UTC)
        page: Written = model(
            path=Page._get_path(home.path, home.depth + 1, self.last[place.language]),
            depth=home.depth + 1,
            numchild=0,
            title=arrival.title,
            draft_title=arrival.title,
            slug=place.slug,
            url_path=f"{home.url_path}{place.slug}/",
            content_type=self.kinds[model],
            locale_id=home.locale_id,
            translation_key=place.key,
            live=place.live,
            has_unpublished_changes=not place.live or unseen,
            first_published_at=published if place.live else None,
            last_published_at=now if place.live else None,
            latest_revision_created_at=now,
            lead=arrival.lead,
        )
        page.body = _body(arrival.seen)
        if isinstance(page, NewsItem):
            page.day, page.author = arrival.day, arrival.author
        for relation in get_all_child_relations(model):
            setattr(page, relation.get_accessor_name(), [])
        return page

    def _insert(self, pages: Sequence[Written]) -> None:
        """Pages are rows of two tables, which Django creates one by one only."""
        fields = [each for each in Page._meta.concrete_fields if not each.primary_key]
        rows = Page.objects.bulk_create(
            Page(**{each.attname: getattr(page, each.attname) for each in fields}) for page in pages
        )
        for page, row in zip(pages, rows, strict=True):
            page.pk = page.id = row.pk
            page._state.adding = False
        for model in self.kinds:
            own = [page for page in pages if isinstance(page, model)]
            if own:
                model._base_manager._insert(own, fields=model._meta.local_concrete_fields, using=connection.alias)

    def _add_topics(self, arrivals: Iterable[Arrival]) -> None:
        wanted: dict[str, Topical] = {topic.slug: topic for arrival in arrivals for topic in arrival.topics}
        new = Topic.objects.bulk_create(Topic(slug=slug) for slug in wanted if slug not in self.topics)
        self.topics |= {topic.slug: topic.pk for topic in new}
        names = {
            (self.topics[topic.slug], language): name for topic in wanted.values() for language, name in topic.names
        }
        added = TopicName.objects.bulk_create(
            TopicName(topic_id=topic, language=language, text=name)
            for (topic, language), name in names.items()
            if (topic, language) not in self.named
        )
        self.renamed |= {name.topic_id for name in added} - {topic.pk for topic in new}
        self.named |= names.keys()

    def _add_subjects(self, arrivals: Sequence[Arrival], pages: Sequence[Written]) -> None:
        rows = PageTopic.objects.bulk_create(
            PageTopic(page_id=page.pk, topic_id=self.topics[topic.slug])
            for arrival, page in zip(arrivals, pages, strict=True)
            for topic in arrival.topics
        )
        of_page: dict[int, list[PageTopic]] = {}
        for row in rows:
            of_page.setdefault(row.page_id, []).append(row)
        for page in pages:
            page.page_topics = of_page.get(page.pk, [])

    def _add_revisions(self, arrivals: Sequence[Arrival], pages: Sequence[Written], now: datetime) -> None:
        """What the editor opens: with the pictures that readers do not see yet."""
        base = ContentType.objects.get_for_model(Page)
        rows = []
        for arrival, page in zip(arrivals, pages, strict=True):
            content = page.serializable_data()
            content["body"] = _body(arrival.blocks)
            rows.append(
                Revision(
                    content_type=page.content_type,
                    base_content_type=base,
                    object_id=str(page.pk),
                    created_at=now,
                    object_str=page.title,
                    content=content,
                )
            )
        Revision.objects.bulk_create(rows)
        own = Revision.objects.filter(object_id=Cast(OuterRef("pk"), CharField()), base_content_type=base)
        keys = [page.pk for page in pages]
        Page.objects.filter(pk__in=keys).update(latest_revision=Subquery(own.values("pk")[:1]))
        Page.objects.filter(pk__in=keys, live=True, has_unpublished_changes=False).update(
            live_revision=F("latest_revision")
        )

    def _add_former(self, arrivals: Sequence[Arrival], pages: Sequence[Written]) -> list[str]:
        wanted = {arrival.former: page.pk for arrival, page in zip(arrivals, pages, strict=True) if arrival.former}
        taken = set(FormerAddress.objects.filter(path__in=wanted).values_list("path", flat=True))
        rows = FormerAddress.objects.bulk_create(
            FormerAddress(path=path, page_id=key) for path, key in wanted.items() if path not in taken
        )
        return list(FormerAddresses().paths([row.path for row in rows]))


def _lists() -> Iterator[str]:
    """The addresses of every list of news, by its longest possible length: what is beyond its end answers that it is
    not there. Counted at one stroke, since a site that moves in may bring a thousand topics."""
    live = NewsItem.objects.filter(live=True)
    lengths = {Listing("news"): live.count()}
    for year, number in live.values_list("day__year").annotate(Count("pk")).order_by():
        lengths[Listing("news", year=year)] = number
    of_topics = PageTopic.objects.filter(page__live=True).values_list("topic__slug").annotate(Count("pk")).order_by()
    for slug, number in of_topics:
        lengths[Listing("news", topic=slug)] = number
    for listing, number in lengths.items():
        yield from NewsLists().paths((listing, page) for page in (0, *numbered.numbers(number, PAGE)))
        if not listing.year:
            yield from Feeds().paths([listing])


def _body(blocks: Sequence[dict[str, object]]) -> str:
    return json.dumps([{**block, "id": str(uuid.uuid4())} for block in blocks], ensure_ascii=False)


def _last_step(home: LanguageHome) -> int:
    last = Page.objects.filter(path__startswith=home.path, depth=home.depth + 1).order_by("-path").first()
    return int(Page._str2int(last.path[-Page.steplen :])) if last else 0

"""What becomes of each post of an export: where it will be, in which language, with what in it, or why it stays behind.

Read twice: once to take stock, so that links, translations and pictures further down the file are known, and once to
bring in. Nothing is written to the database here.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _

from hamkor.core import clock
from hamkor.core.languages import INTERFACE_LANGUAGES
from hamkor.newsroom.wordpress.addresses import OldSite, can_be_a_file, new_path, path_of, slug_of
from hamkor.newsroom.wordpress.html import to_blocks, words_of
from hamkor.newsroom.wordpress.inventory import Attachment, Inventory, Place
from hamkor.newsroom.wordpress.items import Author, Item, Site, Term, natural
from hamkor.newsroom.wordpress.pictures import Media, file_of
from hamkor.newsroom.wordpress.reader import BrokenExportError, read
from hamkor.newsroom.wordpress.references import Keeper, References, picture_of

LONGEST_TITLE: Final = 255
LONGEST_NAME: Final = 200
_KINDS: Final = frozenset({"post", "page"})
_DRAFTS: Final = frozenset({"draft", "pending", "future", ""})
_NO_TOPIC: Final = frozenset({"uncategorized", "uncategorised", "bez-rubriki"})
_LOCALE: Final = re.compile(r's:6:"locale";s:\d+:"([A-Za-z_-]{2,20})"')
_TRANSLATED: Final = re.compile(r's:\d+:"([A-Za-z_-]{2,20})";i:(\d{1,18});')

type Tell = Callable[[int, str, str], None]
"""Told of each thing that an operator should know: the line, the post's title, a sentence."""


@dataclass(frozen=True)
class Topical:
    """A category or tag: its address here, and what it is called in which language."""

    slug: str
    names: tuple[tuple[str, str], ...]


@dataclass
class Arrival:
    """A post or page as it comes. `blocks` is what editors get; readers get those without `hidden` pictures, which
    nobody has described yet."""

    number: int
    guid: str
    place: Place
    title: str
    lead: str
    day: date
    author: str
    blocks: list[dict[str, object]]
    hidden: frozenset[int]
    topics: list[Topical]
    former: str

    @property
    def seen(self) -> list[dict[str, object]]:
        """What readers get."""
        return [block for block in self.blocks if picture_of(block) not in self.hidden]

    @property
    def has_pictures(self) -> bool:
        return any(block["type"] == "picture" for block in self.seen)


@dataclass
class Report:
    """What came and what did not, in numbers. The sentences were told on the way."""

    posts: int = 0
    pages: int = 0
    drafts: int = 0
    pictures: int = 0
    former: int = 0
    known: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    other: Counter[str] = field(default_factory=Counter)


class Move:
    """One export on its way in. `language`, if given, is that of posts that name none. Close it at the end."""

    def __init__(self, file: Path, media: Path | None, language: str, tell: Tell) -> None:
        self._file, self._language, self._tell = file, language, tell
        self._media = Media(media)
        self.stock = Inventory()
        self.report = Report()
        self.site = Site("", "")
        self._old = OldSite("")
        self._authors: dict[str, str] = {}
        self._languages: dict[str, str] = {}
        self._topics: dict[tuple[str, str], Topical] = {}
        self._missing: set[str] = set()

    def close(self) -> None:
        self.stock.close()

    def take_stock(self) -> None:
        """Reads the whole file once. Raises `BrokenExportError` where it cannot be taken at its word."""
        terms: list[Term] = []
        for part in self._parts():
            match part:
                case Site():
                    self._begin(part)
                case Author():
                    self._authors[part.login] = words_of(part.name)[:LONGEST_NAME]
                case Term():
                    terms.append(part)
                case Item():
                    if terms:
                        self._note_terms(terms)
                        terms = []
                    self._note(part)
        self._note_terms(terms)

    def arrivals(self, keeper: Keeper) -> Iterator[Arrival]:
        """Reads it again: each post that is to come, with its pictures kept already."""
        for part in self._parts():
            if not isinstance(part, Item) or part.get("wp:post_type") not in _KINDS:
                continue
            place = self.stock.place(part.post_id)
            if place is not None and not place.known:
                self.stock.note_known(part.post_id, place.slug, place.key)
                yield self._arrival(part, place, keeper)

    def _parts(self) -> "Iterator[Site | Author | Term | Item]":
        with self._file.open("rb") as file, closing(read(file)) as parts:  # type: ignore[type-var]  # a generator closes
            yield from parts

    def _begin(self, site: Site) -> None:
        self.site, self._old = site, OldSite(site.address)
        self._language = self._language or _interface(site.language)
        if not self._language:
            said = site.language[:20] or "–"
            raise BrokenExportError(
                _("The file names no language of this site (it says: %(said)s). Give it by --language.")
                % {"said": said},
                1,
            )

    def _note_terms(self, terms: Sequence[Term]) -> None:
        for term in terms:
            if term.taxonomy == "language":
                said = _LOCALE.search(term.description)
                self._languages[term.slug] = _interface(said[1] if said else term.slug)
        together: dict[str, list[tuple[str, str]]] = {}
        for term in terms:
            if term.taxonomy == "term_translations":
                pairs = _TRANSLATED.findall(term.description)
                together |= dict.fromkeys((number for _language, number in pairs), pairs)
        of_number = {term.number: term for term in terms if term.taxonomy in {"category", "post_tag"} and term.number}
        for term in of_number.values():
            pairs = [(code, of_number[number]) for code, number in together.get(term.number, ()) if number in of_number]
            if not pairs:
                continue
            names = {self._tag(code): _name(each.name or each.slug) for code, each in pairs}
            first = pairs[0][1]
            self._topics[term.taxonomy, term.slug] = Topical(
                _topic_slug(first.slug, first.name), tuple((tag, name) for tag, name in names.items() if tag and name)
            )

    def _tag(self, code: str) -> str:
        return self._languages.get(code, _interface(code))

    def _note(self, item: Item) -> None:
        kind = item.get("wp:post_type")
        if kind == "attachment":
            self._note_attachment(item)
        elif kind not in _KINDS:
            self.report.other[kind or "–"] += 1
        elif why := self._why_not(item):
            self._leave(item, why)
        else:
            language = self._language_of(item)
            slug = slug_of(item.get("wp:post_name"), words_of(item.get("title")), item.post_id)
            family = item.term("post_translations") or f"#{item.post_id}"
            path = path_of(item.get("link"))
            live = item.get("wp:status") == "publish" and _day_of(item, clock.now().date()) <= _tomorrow()
            if not self.stock.add_post(
                item.post_id, kind, language, f"{kind} {family}", slug, path=path, guid=item.guid, live=live
            ):
                self._leave(item, _("Another item has its number, or is its translation into the same language."))

    def _why_not(self, item: Item) -> str:
        status = item.get("wp:status")
        if not item.post_id:
            return _("It has no number (wp:post_id) by which it could be known again.")
        if item.get("wp:post_password"):
            return _("It is behind a password.")
        if status == "private":
            return _("It is private.")
        if status not in _DRAFTS and status != "publish":
            return _("Its state is “%(state)s”.") % {"state": status[:40]}
        if not self._language_of(item):
            return _("It is in a language that this site does not have (%(language)s).") % {
                "language": item.term("language")[:20]
            }
        return ""

    def _language_of(self, item: Item) -> str:
        named = item.term("language")
        return self._tag(named) if named else self._language

    def _leave(self, item: Item, why: str) -> None:
        self.report.left_out[why] += 1
        self._say(item, _("Left out. %(why)s") % {"why": why})

    def _say(self, item: Item, sentence: str) -> None:
        self._tell(item.line, words_of(item.get("title"))[:80] or f"№ {item.get('wp:post_id')[:20]}", sentence)

    def _note_attachment(self, item: Item) -> None:
        file = item.meta.get("_wp_attached_file", "") or file_of(item.get("wp:attachment_url"))
        if item.post_id and file and not self.stock.has(item.post_id):
            self.stock.add_attachment(
                Attachment(
                    item.post_id,
                    file,
                    words_of(item.meta.get("_wp_attachment_image_alt", "")),
                    words_of(item.get("title")),
                    words_of(item.get("excerpt:encoded")),
                ),
                natural(item.get("wp:post_parent")),
            )

    def _arrival(self, item: Item, place: Place, keeper: Keeper) -> Arrival:
        body = References(item, self._old, self._media, self.stock, keeper, place.language)
        blocks = to_blocks(item.get("content:encoded"), body)
        blocks = [*body.on_top(blocks), *blocks]
        for block in blocks:
            key, value = picture_of(block), block["value"]
            if key in body.hidden and isinstance(value, dict) and value["caption"]:
                keeper.describe(key, str(value["caption"]), place.language)
                body.described(key)
        if body.hidden and place.live:
            self._say(item, _("Readers do not see %(number)d of its pictures until an editor has described them.")
                      % {"number": len(body.hidden)})  # fmt: skip
        for sentence in body.notes:
            self._say(item, sentence)
        day = _day_of(item, None)
        if day is None:
            day = clock.now().date()
            if place.live:
                self._say(item, _("It has no date: it is dated today."))
        return Arrival(
            number=item.post_id,
            guid=item.guid,
            place=place,
            title=self._title(item),
            lead=words_of(item.get("excerpt:encoded")),
            day=day,
            author=self._authors.get(item.get("dc:creator"), "") if place.kind == "post" else "",
            blocks=blocks,
            hidden=frozenset(body.hidden),
            topics=self._topics_of(item, place.language) if place.kind == "post" else [],
            former=self._former(item, place),
        )

    def _title(self, item: Item) -> str:
        title = words_of(item.get("title"))
        if not title:
            self._say(item, _("It has no title: it is called by its number."))
            return f"№ {item.post_id}"
        if len(title) > LONGEST_TITLE:
            self._say(item, _("Its title is longer than 255 characters: it ends there."))
        return title[:LONGEST_TITLE]

    def _former(self, item: Item, place: Place) -> str:
        """The old address, where it can lead here; empty where it cannot, or is the same."""
        if not place.live or not item.get("link"):
            return ""
        path = path_of(item.get("link"))
        if not path:
            return ""
        if not can_be_a_file(path):
            self._say(item, _("Its old address cannot lead here: no file can have that name."))
            return ""
        own = new_path(place.kind, place.language, place.slug)
        return path if path != own and self.stock.take_address(path) else ""

    def _topics_of(self, item: Item, language: str) -> list[Topical]:
        found: dict[str, Topical] = {}
        for domain, slug, name in item.terms:
            domain = domain or "category"  # before WordPress 2.5
            if domain not in {"category", "post_tag"} or slug in _NO_TOPIC:
                continue
            topic = self._topics.get((domain, slug)) or Topical(_topic_slug(slug, name), ((language, _name(name)),))
            if topic.slug not in _NO_TOPIC and topic.slug and all(each for _tag, each in topic.names):
                found.setdefault(topic.slug, topic)
        return list(found.values())


def _interface(tag: str) -> str:
    """The interface language that a tag or locale (`kk_KZ`, `ru-RU`) is of; empty where it is of none."""
    base = tag.replace("_", "-").partition("-")[0].lower()
    return base if base in INTERFACE_LANGUAGES else ""


def _topic_slug(slug: str, name: str) -> str:
    return slug_of(slug, name, 0)[:60].strip("-_")


def _name(words: str) -> str:
    return words_of(words)[:100]


def _day_of[D: date | None](item: Item, otherwise: D) -> date | D:
    """The day that readers saw on it."""
    try:
        return date.fromisoformat(item.get("wp:post_date")[:10])
    except ValueError:
        pass
    try:
        return parsedate_to_datetime(item.get("pubDate")).date()
    except (ValueError, IndexError, OverflowError):
        return otherwise


def _tomorrow() -> date:
    """The latest day that it is anywhere now."""
    return clock.now().date() + timedelta(days=1)

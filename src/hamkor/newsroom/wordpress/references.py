"""What one post refers to: pages, files and pictures of the old site, and what became of them."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, Protocol

from django.utils.translation import gettext as _

from hamkor.core.errors import DomainError
from hamkor.newsroom.wordpress.addresses import OldSite, fragment_of, new_path, path_of
from hamkor.newsroom.wordpress.inventory import Attachment, Inventory, Place
from hamkor.newsroom.wordpress.items import Item, natural, number_in
from hamkor.newsroom.wordpress.pictures import Media, file_of

MOST_PICTURES: Final = 200  # of one gallery
_SUFFIXES: Final = (".jpg", ".jpeg", ".png", ".webp", ".gif")


class Keeper(Protocol):
    """Who keeps pictures."""

    def keep(self, path: Path, title: str, description: str, language: str) -> int:
        """The key of the picture that this file becomes. Raises `DomainError` for a file that cannot be cleaned."""

    def describe(self, key: int, description: str, language: str) -> None:
        """Says what is on a picture that nobody has described."""


class References:
    """What one post's HTML refers to: `html.Surroundings`."""

    def __init__(self, item: Item, old: OldSite, media: Media, stock: Inventory, keeper: Keeper, language: str) -> None:
        self._item, self._old, self._media, self._stock, self._keeper = item, old, media, stock, keeper
        self._language = language
        self.notes: dict[str, None] = {}
        # Pictures that nobody has described.
        self.hidden: set[int] = set()

    def note(self, sentence: str) -> None:
        self.notes[sentence] = None

    def described(self, key: int | None) -> None:
        self.hidden.discard(key or 0)

    def link(self, address: str) -> str:
        old = self._old
        whole = old.absolute(address)
        if not whole:
            self.note(_("A link that leads nowhere, or may not be followed, came as words."))
            return ""
        if not old.is_own(whole):
            return whole
        place = self._place(whole)
        if place is None:
            if "/wp-content/" in whole and not whole.lower().partition("?")[0].endswith(_SUFFIXES):
                self.note(_("It links to a file of the old site, which did not come: %(address)s")
                          % {"address": whole[:200]})  # fmt: skip
            return whole
        fragment = fragment_of(whole)
        return new_path(place.kind, place.language, place.slug) + (f"#{fragment}" if fragment else "")

    def picture(self, address: str, number: int, alternative: str, caption: str) -> int | None:
        stock = self._stock
        file = file_of(self._old.absolute(address)) if address else ""
        attachment = stock.attachment(number) if number else None
        attachment = attachment or stock.attachment_of_file(file)
        return self._kept(attachment.file if attachment else file, attachment, alternative, address)

    def gallery(self, numbers: Sequence[int]) -> Iterator[tuple[int, str]]:
        stock = self._stock
        if numbers:
            chosen = [each for number in numbers[:MOST_PICTURES] if (each := stock.attachment(number))]
        else:
            chosen = stock.attachments_of(self._item.post_id, MOST_PICTURES)
        if not chosen:
            self.note(_("A gallery is empty: the file does not say which pictures belong to it."))
        for attachment in chosen:
            key = self._kept(attachment.file, attachment, "", attachment.file)
            if key is not None:
                yield key, attachment.caption

    def on_top(self, blocks: Sequence[dict[str, object]]) -> list[dict[str, object]]:
        """The post's own picture, unless it stands in the text as well."""
        attachment = self._stock.attachment(natural(self._item.meta.get("_thumbnail_id", "")))
        if attachment is None:
            return []
        key = self._kept(attachment.file, attachment, "", attachment.file)
        if key is None or any(picture_of(block) == key for block in blocks):
            return []
        return [{"type": "picture", "value": {"image": key, "caption": attachment.caption[:400], "credit": ""}}]

    def _kept(self, file: str, attachment: Attachment | None, alternative: str, address: str) -> int | None:
        """The picture's key; a second time without looking at the file again."""
        stock = self._stock
        description = (alternative or (attachment.alternative if attachment else ""))[:255]
        known = stock.picture(file)
        if known is None:
            path = self._media.find(file)
            if path is None:
                self.note(_("A picture is not in the folder of pictures: %(name)s") % {"name": (file or address)[:200]})
                return None
            try:
                title = (attachment and attachment.title) or path.stem
                key = self._keeper.keep(path, title, description, self._language)
            except DomainError as error:
                self.note(f"{path.name}: {error.sentence}")
                return None
            known = (key, False)
        elif description and not known[1]:
            self._keeper.describe(known[0], description, self._language)
        stock.add_picture(file, known[0], described=known[1] or bool(description))
        if not (known[1] or description):
            self.hidden.add(known[0])
        return known[0]

    def _place(self, whole: str) -> Place | None:
        stock = self._stock
        if number := number_in(whole):
            return stock.place(number)
        path = path_of(whole)
        return stock.place_of_path(path) if path else None


def picture_of(block: dict[str, object]) -> int:
    """The key of the picture that a block is; 0 for any other."""
    value = block["value"]
    return int(value["image"]) if block["type"] == "picture" and isinstance(value, dict) else 0

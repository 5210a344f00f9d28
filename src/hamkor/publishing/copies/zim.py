"""The copy as one ZIM file, which Kiwix opens on a telephone without a network, with a full-text index inside."""

import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Final

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext
from libzim.writer import Creator, Hint, Item, StringProvider
from PIL import Image, ImageDraw

from hamkor.core.languages import INTERFACE_LANGUAGES
from hamkor.publishing.copies.contents import Contents, CopyFile
from hamkor.publishing.copies.pages import file_of
from hamkor.publishing.files import CannotWriteError

# ISO 639-3, as ZIM names languages.
_THREE_LETTERS: Final = {
    "ru": "rus", "en": "eng", "kk": "kaz", "ky": "kir", "tg": "tgk", "tk": "tuk", "uz": "uzb",
}  # fmt: skip
LONGEST_TITLE: Final = 30
LONGEST_DESCRIPTION: Final = 80
ILLUSTRATION: Final = 48  # pixels each way


class _File(Item):  # type: ignore[misc]  # the library ships no types
    def __init__(self, file: CopyFile) -> None:
        super().__init__()
        self._file = file

    def get_path(self) -> str:
        return self._file.path

    def get_title(self) -> str:
        return self._file.title

    def get_mimetype(self) -> str:
        return self._file.media_type

    def get_contentprovider(self) -> StringProvider:
        return StringProvider(self._file.body)

    def get_hints(self) -> dict[Hint, bool]:
        return {Hint.FRONT_ARTICLE: bool(self._file.title), Hint.COMPRESS: self._file.media_type.startswith("text/")}


def write_zim(place: Path, *, language: str = "") -> int:
    """Makes a ZIM file of the site in one language, or in all, where no file is; how many files are in it.

    Raises `CannotWriteError` for a place that is taken, and what `Contents.files` raises.
    """
    if place.exists():
        raise CannotWriteError(f"{place} is there already: a ZIM file goes where nothing is.")
    languages = [language] if language else list(INTERFACE_LANGUAGES)
    partial = place.with_name(f".{place.name}.partial")
    place.parent.mkdir(parents=True, exist_ok=True)
    partial.unlink(missing_ok=True)
    try:
        number = _create(partial, Contents(languages), languages)
        os.replace(partial, place)
    finally:
        partial.unlink(missing_ok=True)
    return number


def _create(place: Path, contents: Contents, languages: list[str]) -> int:
    number = 0
    with Creator(place).config_indexing(True, _THREE_LETTERS[languages[0]]) as creator:
        creator.set_mainpath(file_of(f"/{languages[0]}/" if len(languages) == 1 else "/"))
        creator.add_illustration(ILLUSTRATION, illustration())
        for name, value in _metadata(contents, languages).items():
            creator.add_metadata(name, value)
        for file in contents.files():
            creator.add_item(_File(file))
            number += 1
    return number


def _metadata(contents: Contents, languages: list[str]) -> dict[str, str]:
    language = languages[0]
    name = settings.HAMKOR_NETWORK_NAMES.get(language, settings.HAMKOR_NETWORK_NAME)
    host = settings.HAMKOR_SITE_ORIGIN.partition("//")[2]
    with translation.override(language):
        description = gettext("Copy of the site %(origin)s") % {"origin": settings.HAMKOR_SITE_ORIGIN}
    return {
        "Name": f"{host.replace(':', '_')}_{'mul' if len(languages) > 1 else language}",
        "Title": name[:LONGEST_TITLE],
        "Description": description[:LONGEST_DESCRIPTION],
        "Language": ",".join(_THREE_LETTERS[each] for each in languages),
        "Creator": name,
        "Publisher": name,
        "Source": settings.HAMKOR_SITE_ORIGIN,
        "Date": contents.made_at.date().isoformat(),
        "Scraper": "Hamkor",
        "Tags": "_ftindex:yes;_pictures:yes;_videos:no",
    }


def illustration() -> bytes:
    """A PNG of 48 by 48 pixels for the library's shelf: a sheet of paper with lines, and a seal below them."""
    scale = 8  # drawn large and made small, so that edges are smooth
    side = ILLUSTRATION * scale
    image = Image.new("RGB", (side, side), "#0b5f6b")
    draw: ImageDraw.ImageDraw = ImageDraw.Draw(image)
    at: Callable[..., list[int]] = lambda *places: [place * scale for place in places]  # noqa: E731
    draw.rectangle(at(11, 6, 37, 42), fill="#fffefb")
    for line, end in ((13, 32), (18, 32), (23, 28)):
        draw.rectangle(at(16, line, end, line + 2), fill="#1d2124")
    draw.ellipse(at(24, 28, 34, 38), fill="#8c2f1b")
    png = io.BytesIO()
    picture = image.resize((ILLUSTRATION, ILLUSTRATION), Image.Resampling.LANCZOS)
    picture.save(png, "PNG", optimize=True)
    return png.getvalue()

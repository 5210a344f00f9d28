"""What a copy holds: the pages and files of the public site as they lie there at one moment, made into a copy's."""

import errno
import os
import re
import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import translation

from hamkor.core import clock
from hamkor.core.languages import ENDONYMS, INTERFACE_LANGUAGES
from hamkor.core.public_pages import sections
from hamkor.publishing import access
from hamkor.publishing.copies.indexes import Entry, index_pages
from hamkor.publishing.copies.pages import CopiedPage, copied, file_of
from hamkor.publishing.files import media_type
from hamkor.publishing.making import file_address, public_files
from hamkor.publishing.sweep import sweep_alone

_OF_A_STYLE: Final = re.compile(r"url\(\s*['\"]?([^'\")]+)['\"]?\s*\)")


class NothingToCopyError(Exception):
    """No page has been made yet; says in a sentence what to do."""


@dataclass(frozen=True)
class CopyFile:
    """A file of a copy; a page has a `title`."""

    path: str
    body: bytes
    title: str = ""

    @property
    def media_type(self) -> str:
        return "text/css" if self.path.endswith(".css") else media_type("/" + self.path)


@dataclass
class Contents:
    """The files of a copy in some languages, one after the other. `made_at` is the moment that they show."""

    languages: Collection[str] = INTERFACE_LANGUAGES
    made_at: datetime = field(default_factory=lambda: clock.now().replace(microsecond=0))

    def files(self) -> Iterator[CopyFile]:
        """Every file, each once. Raises `NothingToCopyError`; whatever the sweep before it raises."""
        with _at_one_moment(self._addresses()) as (root, addresses):
            if not any(map(_language, addresses)):
                raise NothingToCopyError("There are no pages to copy yet: make them by ./hamkor publish rebuild.")
            known = {file_of(address) for address in addresses}
            known |= {file_of(f"/{language}/index/") for language in self.languages}
            static: set[str] = set()
            listed = _listed()
            entries: dict[str, list[Entry]] = {language: [] for language in self.languages}
            for address in addresses:
                body = (root / file_of(address)).read_bytes()
                # What belongs to no language is no page of the site's: the ledger, and the page that checks evidence.
                if media_type(address) != "text/html" or not _language(address):
                    yield CopyFile(file_of(address), body)
                    continue
                page = self._page(body.decode(), address, known)
                static |= page.static
                if address in listed and page.title:
                    entries[_language(address)].append(Entry(page.title, page.language, address, _day(page.day)))
                yield CopyFile(file_of(address), page.html.encode(), page.title or address)
            yield from self._indexes(entries, known, static)
            yield from _static_files(static)

    def _addresses(self) -> list[str]:
        """The addresses of the pages, and of the pictures and files that they show."""
        pages = [
            path
            for section in sections().values()
            if section.in_copies
            for path in section().paths()
            if not section.i18n or _language(path) in self.languages
        ]
        files = sorted({file_address(name) for _page, name in access.shown_files(pages)})
        return [*dict.fromkeys(pages), *files]

    def _indexes(self, entries: dict[str, list[Entry]], known: set[str], static: set[str]) -> Iterator[CopyFile]:
        for language in self.languages:
            made = index_pages(language, entries[language])
            reached = known | {file_of(each.address) for each in made}
            for each in made:
                html = _rendered("publishing/copies/index.html", each.address, language, self.languages, each.context)
                page = self._page(html, each.address, reached)
                static |= page.static
                yield CopyFile(file_of(each.address), page.html.encode(), each.title)
        html = _rendered("publishing/copies/root.html", "/", self._first, self.languages, {})
        page = self._page(html, "/", known)
        static |= page.static
        yield CopyFile(file_of("/"), page.html.encode(), settings.HAMKOR_NETWORK_NAME)

    @property
    def _first(self) -> str:
        return settings.LANGUAGE_CODE if settings.LANGUAGE_CODE in self.languages else next(iter(self.languages))

    def _page(self, html: str, address: str, known: Collection[str]) -> CopiedPage:
        language = _language(address) or self._first
        context = {"made_at": self.made_at.date(), "index_address": f"/{language}/index/"}
        line = _rendered("publishing/copies/line.html", address, language, self.languages, context)
        return copied(html, address, line, known)


@contextmanager
def _at_one_moment(addresses: list[str]) -> Iterator[tuple[Path, list[str]]]:
    """A folder with these pages after everything due was swept, and those of the addresses that have a file.

    Files are linked, not read, while the sweep stands still: a name that is to be hidden waits a second, not a minute.
    What a sweep writes later are other files.
    """
    files = public_files()
    root = files.root.parent / f".{files.root.name}-copying"
    found = []
    try:
        with files.alone(wait=True):
            sweep_alone(files)
            shutil.rmtree(root, ignore_errors=True)
            for address in addresses:
                place = root / file_of(address)
                place.parent.mkdir(parents=True, exist_ok=True)
                if _linked(files.path(address), place):
                    found.append(address)
        yield root, found
    finally:
        shutil.rmtree(root, ignore_errors=True)


def _linked(path: Path, place: Path) -> bool:
    try:
        os.link(path, place)
    except FileNotFoundError:
        return False
    except OSError as error:
        if error.errno not in {errno.EXDEV, errno.EPERM, errno.ENOTSUP, errno.EMLINK}:
            raise
        shutil.copyfile(path, place)
    return True


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def _language(address: str) -> str:
    head = address.split("/", 2)[1]
    return head if head in INTERFACE_LANGUAGES else ""


def _listed() -> set[str]:
    """The addresses that an index names: those that the site map names, without the first pages."""
    named = {path for each in sections().values() if each.in_sitemap and each.in_copies for path in each().paths()}
    return named - {f"/{language}/" for language in INTERFACE_LANGUAGES}


def _rendered(
    template: str, address: str, language: str, languages: Collection[str], context: dict[str, object]
) -> str:
    request = HttpRequest()
    request.path = address
    request.META["HTTP_HOST"] = urlsplit(settings.HAMKOR_SITE_ORIGIN).netloc
    request.user = AnonymousUser()
    switch = [
        {
            "code": code,
            "name": ENDONYMS[code],
            "first": f"/{code}/",
            "url": f"/{code}/index/",
            "current": code == language,
        }
        for code in languages
    ]
    with translation.override(language):
        return render_to_string(template, {"page_languages": switch, **context}, request)


def _static_files(names: Collection[str]) -> Iterator[CopyFile]:
    """Style sheets and what they refer to."""
    ahead, seen = sorted(names), set(names)
    while ahead:
        name = ahead.pop(0)
        body = _static(name)
        yield CopyFile(file_of(settings.STATIC_URL + name), body)
        if name.endswith(".css"):
            for link in _OF_A_STYLE.findall(body.decode()):
                beside = normpath(join(dirname(name), link.partition("#")[0].partition("?")[0]))
                if "//" not in link and not link.startswith("data:") and beside not in seen:
                    seen.add(beside)
                    ahead.append(beside)


def _static(name: str) -> bytes:
    if staticfiles_storage.exists(name):
        with staticfiles_storage.open(name) as file:
            return bytes(file.read())
    found = finders.find(name)
    if not isinstance(found, str):
        raise NothingToCopyError(f"The file {name} of the style is missing: ./hamkor manage collectstatic brings it.")
    return Path(found).read_bytes()

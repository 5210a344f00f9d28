"""Making the file of an address, and bringing the pictures that its page refers to."""

import logging
import os
import re
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from html import unescape
from itertools import zip_longest
from typing import BinaryIO, Final
from urllib.parse import quote, unquote

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import InterfaceError, OperationalError

from hamkor.core.asked_once import one_round
from hamkor.core.languages import INTERFACE_LANGUAGES
from hamkor.core.public_pages import file_may_be_shown
from hamkor.publishing.files import CannotWriteError, PublicFiles, is_worth_packing
from hamkor.publishing.models import IndexedPage
from hamkor.publishing.rendering import Rendered, Renderer
from hamkor.publishing.search.entries import entry_of
from hamkor.publishing.search.reading import Page

log = logging.getLogger(__name__)

CAREFULLY: Final = 10  # brotli's quality where one page is published
QUICKLY: Final = 5  # and where very many are
# Where pages are packed carefully, what is read for its own sake: it takes 30 ms, and on a slow line the text begins a
# packet sooner.
TEXTS: Final = 11
PORTION: Final = 256 * 1024  # bytes of a file that are compared at a time

_REFERENCE: Final = re.compile(r'\s(?:src|href|poster|content)="([^"]*)"|\ssrcset="([^"]*)"')


@dataclass(frozen=True)
class Made:
    """What became of an address: its page lies in the files (`found`), or nothing does; or a `fault` stopped it, in
    which case nothing was changed. `shows` are the files of `MEDIA_ROOT` that the page refers to; a page
    that is `for_readers` may have an `entry` for the search."""

    address: str
    found: bool = False
    fault: str = ""
    shows: frozenset[str] = frozenset()
    for_readers: bool = False
    entry: IndexedPage | None = None


def public_files() -> PublicFiles:
    """The folder of the public site, by the settings."""
    return PublicFiles(settings.PUBLIC_ROOT)


def make(addresses: Iterable[str], *, quality: int) -> list[Made]:
    """Makes the files of these addresses, or takes them away where nothing is there any more.

    A page that fails stops no other. Raises `CannotWriteError` where files cannot be written at all, and Django's
    errors where the database cannot be asked.
    """
    with one_round():
        return make_in_this_round(addresses, quality=quality)


def make_in_this_round(addresses: Iterable[str], *, quality: int) -> list[Made]:
    """The same, for whoever has a round open already, and asks in it which pages there are to make, one by one."""
    # Packing takes longer than rendering, and needs nothing of Python meanwhile.
    with ThreadPoolExecutor(os.cpu_count(), thread_name_prefix="packing") as packing:
        making = _Making(public_files(), Renderer(), packing, quality)
        begun = [(address, _tried(address, partial(making.begin, address), _settled)) for address in addresses]
    # What goes goes when nobody writes any more: with it go folders that it leaves empty.
    return [_tried(address, end, lambda failed: failed) for address, end in begun]


def compare(addresses: Iterable[str]) -> list[Made]:
    """Makes these pages and writes nothing: a `fault` says in a sentence how the files differ from them."""
    files, renderer = public_files(), Renderer()
    with one_round():
        return [_tried(each, partial(_compared, files, renderer, each), lambda failed: failed) for each in addresses]


def _tried[T](address: str, act: Callable[[], T], otherwise: Callable[[Made], T]) -> T:
    try:
        return act()
    except (CannotWriteError, OperationalError, InterfaceError):
        raise
    except Exception as fault:  # a page may fail in any way that code can; the others must go out
        # What the fault says may hold words of the page, so only its name is told.
        log.debug("%s", address, exc_info=fault)
        return otherwise(Made(address, fault=f"{address} cannot be made ({type(fault).__name__})."))


@dataclass(frozen=True)
class _Making:
    """A round of pages: each is rendered here, and packed and written aside."""

    files: PublicFiles
    renderer: Renderer
    aside: Executor
    quality: int
    # Files that were looked at in this round, each with whether it lies in the public site: many pages show the same.
    brought: dict[str, bool] = field(default_factory=dict)

    def begin(self, address: str) -> Callable[[], Made]:
        """Renders the page; what it gives ends the work, says what became of it, and raises what `write` raises."""
        page = self.renderer.page(address)
        if not page.found:
            return partial(self._taken_away, address)
        shows = frozenset(name for name in _referred_to(page) if self._is_there(name))
        for_readers = _is_for_readers(address, page)
        entry = entry_of(Page(address, page.language, page.body)) if for_readers else None
        quality = TEXTS if entry and self.quality == CAREFULLY else self.quality
        pack = is_worth_packing(page.media_type)
        written = self.aside.submit(self.files.write, address, page.body, pack=pack, quality=quality)
        made = Made(address, found=True, shows=shows, for_readers=for_readers, entry=entry)
        return partial(_written, made, written)

    def _is_there(self, name: str) -> bool:
        if name not in self.brought:
            self.brought[name] = _bring(self.files, name)
        return self.brought[name]

    def _taken_away(self, address: str) -> Made:
        self.files.remove(address)
        return Made(address)


def _settled(made: Made) -> Callable[[], Made]:
    return lambda: made


def _written(made: Made, written: Future[bool]) -> Made:
    written.result()
    return made


def _compared(files: PublicFiles, renderer: Renderer, address: str) -> Made:
    page = renderer.page(address)
    lies = files.read(address)
    fault = ""
    if not page.found:
        fault = f"{address} is listed, and nothing is there." if lies is None else f"{address} is there no more."
    elif lies is None:
        fault = f"{address} has no file."
    elif lies != page.body:
        fault = f"{address} is stale: its file differs from the page."
    elif not files.is_sound(address, page.body, pack=is_worth_packing(page.media_type)):
        fault = f"{address} is stale where it is compressed."
    shows = frozenset(name for name in _referred_to(page) if file_may_be_shown(name) and default_storage.exists(name))
    return Made(address, found=page.found, fault=fault, shows=shows)


def _is_for_readers(address: str, page: Rendered) -> bool:
    return page.media_type == "text/html" and address.split("/", 2)[1] in INTERFACE_LANGUAGES


def _referred_to(page: Rendered) -> set[str]:
    """The names under `MEDIA_ROOT` of what an HTML page's attributes lead to; words in a text lead nowhere."""
    if page.media_type != "text/html":
        return set()
    links: list[str] = []
    for one, several in _REFERENCE.findall(page.body.decode()):
        links += [each.split()[0] for each in several.split(",") if each.strip()] if several else [one]
    paths = (unescape(link).removeprefix(settings.HAMKOR_SITE_ORIGIN) for link in links)
    return {
        unquote(path.removeprefix(settings.MEDIA_URL)).partition("?")[0].partition("#")[0]
        for path in paths
        if path.startswith(settings.MEDIA_URL)
    }


def _bring(files: PublicFiles, name: str) -> bool:
    """Copies the file if it may be public, unless it lies there so; False where it may not be, or is not there."""
    if not file_may_be_shown(name) or not default_storage.exists(name):
        log.warning("A public page refers to a file that is not public or not there; it is left out.")
        return False
    if not is_copied(files, name):
        with default_storage.open(name) as file:
            files.write(file_address(name), file.read(), pack=False, quality=CAREFULLY)
    return True


def is_copied(files: PublicFiles, name: str) -> bool:
    """Whether a file of `MEDIA_ROOT` lies in the public site byte for byte, with nothing beside it that a web server
    would send in its place."""
    address = file_address(name)
    path = files.path(address)
    if files.is_packed(address) or not path.is_file() or path.stat().st_size != default_storage.size(name):
        return False
    with path.open("rb") as lies, default_storage.open(name) as kept:
        return all(one == other for one, other in zip_longest(_portions(lies), _portions(kept)))


def _portions(file: "BinaryIO | File[bytes]") -> Iterator[bytes]:
    return iter(lambda: file.read(PORTION), b"")


def file_address(name: str) -> str:
    """Where a file of `MEDIA_ROOT` lies in the public site."""
    return quote(f"{settings.MEDIA_URL}{name}")

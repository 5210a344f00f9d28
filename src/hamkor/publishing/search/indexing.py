"""The whole index made anew from the files. Otherwise it follows them by itself: each page that is published replaces
what was known of it, each that goes is forgotten (`hamkor.publishing.actions.settle`)."""

from collections.abc import Collection, Iterator
from itertools import batched
from typing import Final

from hamkor.core.actors import CLOCK
from hamkor.core.languages import INTERFACE_LANGUAGES
from hamkor.publishing import access
from hamkor.publishing.actions import Done, settle
from hamkor.publishing.files import PublicFiles
from hamkor.publishing.making import public_files
from hamkor.publishing.search.entries import entry_of
from hamkor.publishing.search.reading import Page

AT_ONCE: Final = 200


def reindex(files: PublicFiles | None = None) -> int:
    """Makes the whole index anew from the files, as they are; gives how many pages are in it.

    Holds the folder meanwhile; raises as a sweep does where it cannot.
    """
    files = files or public_files()
    with files.alone(wait=True):
        addresses = {files.address(path) for path in files.paths()}
        settle(by=CLOCK, done=Done(gone=sorted(access.indexed_addresses() - addresses)))
        for some in batched(_pages(files, sorted(addresses)), AT_ONCE, strict=False):
            settle(by=CLOCK, done=Done(pages={page.address: entry_of(page) for page in some}))
    return len(access.indexed_addresses())


def _pages(files: PublicFiles, addresses: Collection[str]) -> Iterator[Page]:
    for address in addresses:
        language = address.split("/", 2)[1]
        if language in INTERFACE_LANGUAGES and address.endswith("/"):
            yield Page(address, language, files.read(address) or b"")

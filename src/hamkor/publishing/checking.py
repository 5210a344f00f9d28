"""Whether the files are what the public site would show now."""

import os
from collections.abc import Iterator, Sequence

from django.core.files.storage import default_storage

from hamkor.publishing import access
from hamkor.publishing.making import Made, compare, file_address, is_copied, public_files
from hamkor.publishing.rebuild import ROUND, Progress, all_addresses, left_over
from hamkor.publishing.workers import workers


def faults(*, processes: int | None = None, progress: Progress = lambda done, of: None) -> list[str]:
    """A sentence for each file that is stale, missing, left over, or shown and not there, and for each symbolic link;
    none where all is well.

    Changes nothing, and stops no sweep meanwhile: what seems wrong at first is looked at again with the folder held.
    Raises `CannotWriteError` where the folder cannot even be held.
    """
    addresses = all_addresses()
    with workers(processes or os.cpu_count() or 1) as many:
        suspects: list[str] = []
        for start in range(0, len(addresses), ROUND):
            progress(start, len(addresses))
            compared = many(compare, addresses[start : start + ROUND])
            suspects += [each.address for each in compared if each.fault or _shows_otherwise(each)]
    progress(len(addresses), len(addresses))
    with public_files().alone(wait=True):
        return [*_faulty_pages(suspects), *_left_over(), *_faulty_files(), *_links()]


def _shows_otherwise(page: Made) -> bool:
    return {name for _address, name in access.shown_files([page.address])} != page.shows


def _faulty_pages(addresses: Sequence[str]) -> Iterator[str]:
    for page in compare(addresses):
        if page.fault:
            yield page.fault
        elif _shows_otherwise(page):
            yield f"{page.address} refers to other files than were noted."


def _left_over() -> Iterator[str]:
    files = public_files()
    for path in left_over(files):
        yield f"{files.address(path)} is left over: it belongs to no page."


def _faulty_files() -> Iterator[str]:
    files = public_files()
    for name in sorted({name for _address, name in access.shown_files()}):
        address = file_address(name)
        if not files.path(address).is_file():
            yield f"{address} is missing, and a page refers to it."
        elif not default_storage.exists(name):
            yield f"{address} is left over: what it was copied from is there no more."
        elif files.is_packed(address):
            yield f"{address} has a compressed file beside it that Hamkor does not make."
        elif not is_copied(files, name):
            yield f"{address} is stale: its file differs from what was brought in."


def _links() -> Iterator[str]:
    for address in public_files().links():
        yield f"{address} is a symbolic link, which Hamkor does not make: a web server may follow it out of the folder."

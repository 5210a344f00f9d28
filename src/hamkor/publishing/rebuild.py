"""The whole public site made anew: after an update of the program, or where the folder was lost."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Final

from django.conf import settings

import hamkor
import hamkor_proof
from hamkor.core import clock
from hamkor.core.asked_once import one_round
from hamkor.core.public_pages import sections
from hamkor.publishing import access
from hamkor.publishing.files import PublicFiles
from hamkor.publishing.making import CAREFULLY, QUICKLY, Made, file_address, make, public_files
from hamkor.publishing.sweep import Work, keep, sweep_alone
from hamkor.publishing.workers import workers

ROUND: Final = 1000  # addresses, after which what changed meanwhile goes first
# A site of so many pages is packed carefully, which takes it seconds more and spares each reader an eighth.
FEW: Final = 3000
MADE_OF: Final = frozenset({".py", ".html", ".txt", ".po", ".css", ".js", ".mjs", ".json", ".typ"})

type Progress = Callable[[int, int], None]


@dataclass
class Rebuilt:
    """Pages that were made, addresses whose files were left over and are gone, and pages that could not be made."""

    made: int = 0
    left_over: int = 0
    failed: list[str] = field(default_factory=list)


def rebuild(*, processes: int | None = None, progress: Progress = lambda done, of: None, wait: bool = True) -> Rebuilt:
    """Makes every public page, by as many processes as there are cores, and takes away what belongs to no page.

    Readers go on reading: each file changes at one stroke, and only where it differs. What changes meanwhile is swept
    between rounds, so a hidden name does not wait for the end. Raises as `sweep` does.
    """
    files, rebuilt = public_files(), Rebuilt()
    made_from = fingerprint()
    with files.alone(wait=wait), workers(processes or os.cpu_count() or 1) as many:
        work = Work()
        if next(files.paths(), None) is None:
            # Where nothing lies there is nothing to hide first: what waits is made with all else.
            work.touches = list(access.due(clock.now()).values_list("pk", flat=True))
        else:
            sweep_alone(files)
        addresses = all_addresses()
        quality = CAREFULLY if len(addresses) <= FEW else QUICKLY
        for start in range(0, len(addresses), ROUND):
            progress(start, len(addresses))
            made = many(partial(make, quality=quality), addresses[start : start + ROUND])
            keep(files, made, work)
            work = Work()
            rebuilt.made += sum(each.found for each in made)
            rebuilt.failed += [each.address for each in made if each.fault]
            sweep_alone(files)
        rebuilt.left_over = _remove_left_over(files)
        files.made_from = made_from
    progress(len(addresses), len(addresses))
    return rebuilt


@one_round()
def all_addresses() -> list[str]:
    """Every public address, each once."""
    return list(dict.fromkeys(path for pages in sections().values() for path in pages().paths()))


def left_over(files: PublicFiles) -> list[Path]:
    """The files that belong to no public page and that none refers to."""
    known = {files.path(address) for address in all_addresses()}
    known |= {files.path(file_address(name)) for _address, name in access.shown_files()}
    return [path for path in files.paths() if path not in known]


def fingerprint() -> str:
    """What pages are made from beside the rows: the program, and what it is told about the network."""
    digest = sha256()
    # Of the second are verify.html and what each evidence says of itself: both verifiers know its bytes.
    for package in (hamkor, hamkor_proof):
        source = Path(str(package.__file__)).parent
        for path in sorted(source.rglob("*")):
            if path.suffix in MADE_OF:
                digest.update(path.relative_to(source.parent).as_posix().encode() + b"\0" + path.read_bytes())
    told = (
        settings.HAMKOR_SITE_ORIGIN,
        settings.HAMKOR_SIGN_ORIGIN,
        sorted(settings.HAMKOR_NETWORK_NAMES.items()),
        settings.HAMKOR_FURTHER_CATEGORIES,
        settings.HAMKOR_DEMONSTRATION,
        settings.HAMKOR_ANALYTICS,
    )
    digest.update(repr(told).encode())
    return digest.hexdigest()


def _remove_left_over(files: PublicFiles) -> int:
    found = left_over(files)
    for path in found:
        files.take_away(path)
    keep(files, [Made(files.address(path)) for path in found])
    return len(found)

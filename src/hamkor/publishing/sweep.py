"""The sweep: brings the files of the public site to what the rows say now.

Whatever changes something that readers see has left a touch (`hamkor.publishing.actions.touch`) in its own transaction.
A sweep finds the pages that show it, makes their files, and only then notes the touch as done: killed anywhere, it
leaves whole files and undone touches, and the next one makes the same again.
"""

import logging
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from typing import Final
from uuid import UUID

from hamkor.core import clock
from hamkor.core.actors import CLOCK
from hamkor.core.asked_once import one_round
from hamkor.core.languages import INTERFACE_LANGUAGES
from hamkor.core.public_pages import PublicPages, sections
from hamkor.publishing import access
from hamkor.publishing.actions import Done, settle
from hamkor.publishing.files import PublicFiles
from hamkor.publishing.making import CAREFULLY, Made, file_address, make_in_this_round, public_files
from hamkor.publishing.models import Touch

log = logging.getLogger(__name__)

AT_ONCE: Final = 300  # addresses; then what has come meanwhile is looked at, for it may hide something


@dataclass
class Swept:
    """Addresses whose files say what the rows say; those that nothing is at any more; those that could not be made."""

    made: int = 0
    gone: int = 0
    failed: list[str] = field(default_factory=list)


@dataclass
class Work:
    """Addresses in the order in which they are to be made, each with whether its former page may not stay."""

    touches: list[UUID] = field(default_factory=list)
    unread: list[UUID] = field(default_factory=list)
    addresses: dict[str, bool] = field(default_factory=dict)
    clock_seen_until: datetime | None = None

    def added(self, addresses: Iterable[str], *, hides: bool = False) -> Iterator[str]:
        """Gives each that is new to this work."""
        for address in addresses:
            if address not in self.addresses:
                self.addresses[address] = hides
                yield address
            elif hides:
                self.addresses[address] = True


def sweep(*, wait: bool = False) -> Swept:
    """Does everything that is due. Raises `BusyError` where another process sweeps (or waits for it, if `wait`), and
    `CannotWriteError` where files cannot be written; then nothing is noted as done."""
    files = public_files()
    with files.alone(wait=wait):
        return sweep_alone(files)


def sweep_alone(files: PublicFiles) -> Swept:
    """The same, for whoever holds the folder alone already."""
    swept = Swept()
    by_clock = True
    while (found := _next(by_clock=by_clock)) is not None:
        work, made = found
        keep(files, made, work)
        swept.made += sum(each.found for each in made)
        swept.gone += sum(not each.found and not each.fault for each in made)
        swept.failed += [each.address for each in made if each.fault]
        by_clock = False
    return swept


def keep(files: PublicFiles, made: Collection[Made], work: Work | None = None) -> None:
    """Notes what was made as done, after the files of `MEDIA_ROOT` went that no page refers to any more."""
    work = work or Work()
    failed = {each.address: work.addresses.get(each.address, False) for each in made if each.fault}
    taken_away = [address for address, hides in failed.items() if hides]
    for each in made:
        if each.fault:
            log.error("%s It is tried again later.", each.fault)
    for address in taken_away:
        files.remove(address)
    shown = {each.address: each.shows for each in made if not each.fault} | dict.fromkeys(taken_away, frozenset())
    _remove_unshown(files, shown)
    settle(
        by=CLOCK,
        done=Done(
            touches=work.touches,
            unread=work.unread,
            pages={each.address: each.entry for each in made if each.for_readers},
            gone=[each.address for each in made if not each.found and not each.fault] + taken_away,
            failed=failed,
            shown=shown,
            clock_seen_until=work.clock_seen_until,
        ),
    )


def _next(*, by_clock: bool) -> tuple[Work, list[Made]] | None:
    """Makes what is due now, or a good part of it; None where nothing is."""
    now = clock.now()
    work = Work()
    changed = list(_what_the_clock_changed(work, now)) if by_clock else []
    touches = list(access.due(now)[:AT_ONCE])
    if not (touches or work.clock_seen_until):
        return None
    # The touches were read before the round began: what it asks for is no older than they are.
    with one_round():
        # Made while they are found: an article lies there before the order of all others is asked for.
        return work, make_in_this_round(chain(changed, _what_is_touched(work, touches)), quality=CAREFULLY)


def _what_is_touched(work: Work, touches: Iterable[Touch]) -> Iterator[str]:
    for touch in touches:
        if len(work.addresses) >= AT_ONCE:
            break
        try:
            yield from work.added(_pages_of(touch), hides=touch.hides)
            work.touches.append(touch.pk)
        except Exception as fault:  # a list that fails must not hold up the others
            log.error("What shows %s could not be found out (%s).", touch.label, type(fault).__name__)
            work.unread.append(touch.pk)


def _pages_of(touch: Touch) -> Iterator[str]:
    if touch.address:
        yield touch.address
        return
    for pages in sections().values():
        section = pages()
        if section.is_touched_by(touch.label):
            yield from section.paths(section.touched_by(touch.label, touch.key))
            yield from _no_longer_listed(section)


def _no_longer_listed(section: PublicPages) -> Iterator[str]:
    if not section.folder:
        return
    files, listed = public_files(), set(section.paths())
    for language in INTERFACE_LANGUAGES:
        lying = map(files.address, files.paths(f"/{language}/{section.folder}"))
        yield from (address for address in lying if address not in listed)


def _what_the_clock_changed(work: Work, now: datetime) -> Iterator[str]:
    since = access.clock_seen_until()
    if since is None:
        work.clock_seen_until = now
        return
    for pages in sections().values():
        section = pages()
        addresses = list(section.paths(section.changed_between(since, now)))
        if addresses:
            work.clock_seen_until = now
            yield from work.added(addresses)


def _remove_unshown(files: PublicFiles, shown: Mapping[str, Collection[str]]) -> None:
    """Before the rows forget them: where the sweep is killed in between, the next one finds them again."""
    still = {name for names in shown.values() for name in names}
    dropped = {name for _address, name in access.shown_files(shown.keys())} - still
    for name in dropped - access.shown_beside(dropped, shown.keys()):
        files.remove(file_address(name))

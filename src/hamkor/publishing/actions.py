"""Noting what the files of the public site still owe, and that it was done."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from hamkor.accounts.access import check_clock
from hamkor.audit.kernel import action, in_action, record
from hamkor.core import clock
from hamkor.core.actors import CLOCK, Actor
from hamkor.core.public_pages import Key
from hamkor.publishing import access
from hamkor.publishing.models import IndexedPage, ShownFile, Sweep, Touch

DONE_IS_KEPT: Final = timedelta(days=7)
FIRST_WAIT: Final = timedelta(seconds=10)
LONGEST_DOUBLING: Final = 9  # from then on each try is some 85 minutes after the last


def touch(
    label: str = "", key: Key | None = None, *, address: str = "", addresses: Iterable[str] = (), hides: bool = False
) -> None:
    """Says that this row changed, or that the pages at these addresses are to be made again (or taken away).

    Belongs into the transaction of the change: both are committed or neither is. Needs no permission, since nothing is
    told by it and nobody can ask for it. `hides`: no former page may stay up, even where a new one cannot be made.
    Raises `ValueError` for a label without a key or a key without a label.
    """
    if bool(label) != (key is not None):
        raise ValueError("a touched row has a label and a key")
    noted = [Touch(label=label, object_id=str(key), hides=hides, due=clock.now())] if label else []
    named = dict.fromkeys([address, *addresses])
    noted += [Touch(address=each, hides=hides, due=clock.now()) for each in named if each]
    if in_action():
        Touch.objects.bulk_create(noted)
    elif noted:
        note_changes(by=CLOCK, touches=noted)


@action
def note_changes(*, by: Actor, touches: Sequence[Touch]) -> None:
    """What `touch` writes where no action is running, as when Wagtail saves a page. Raises `Refused` for a person."""
    check_clock(by)
    Touch.objects.bulk_create(touches)
    record("publishing.changes_noted", by=by, on=touches[0], touches=len(touches))


@dataclass
class Done:
    """What a round of making files has come to.

    `pages` are the addresses that readers find a page at, each with what the search is to know of it; `shown` the files
    that each of these pages refers to, of which the rows know until then; `failed` the addresses that could not be
    made, with whether a former page had to go; `unread` the touches whose pages could not be found out.
    """

    touches: Collection[UUID] = ()
    unread: Collection[UUID] = ()
    pages: Mapping[str, IndexedPage | None] = field(default_factory=dict)
    gone: list[str] = field(default_factory=list)
    failed: Mapping[str, bool] = field(default_factory=dict)
    shown: Mapping[str, Collection[str]] = field(default_factory=dict)
    clock_seen_until: datetime | None = None


@action
def settle(*, by: Actor, done: Done) -> None:
    """Notes that the files say what the rows said. What failed waits, each time longer. Raises `Refused` for a person.

    Called after the files are written: where it does not happen, the same is made again.
    """
    check_clock(by)
    now = clock.now()
    sweep, _new = Sweep.objects.get_or_create(defaults={"clock_seen_until": done.clock_seen_until or now})
    if done.clock_seen_until and sweep.clock_seen_until < done.clock_seen_until:
        sweep.clock_seen_until = done.clock_seen_until
        sweep.save()
    _try_later(Touch.objects.filter(pk__in=done.unread), now)
    _note_failed(done, now)
    Touch.objects.filter(pk__in=done.touches, done_at=None).exclude(address__in=done.failed).update(done_at=now)
    Touch.objects.filter(done_at__lt=now - DONE_IS_KEPT).delete()
    _note_shown(done.shown)
    IndexedPage.objects.replace([*done.gone, *done.pages], [entry for entry in done.pages.values() if entry])
    record("publishing.swept", by=by, on=sweep, pages=len(done.pages), gone=len(done.gone), failed=len(done.failed))


def _note_failed(done: Done, now: datetime) -> None:
    """Each address that failed has one touch of its own that waits; whatever led to it is done otherwise."""
    waiting = Touch.objects.filter(address__in=done.failed, done_at=None)
    known = set(waiting.values_list("address", flat=True))
    _try_later(waiting, now)
    Touch.objects.bulk_create(
        Touch(address=address, hides=hides, due=now + FIRST_WAIT, attempts=1)
        for address, hides in done.failed.items()
        if address not in known
    )


def _try_later(touches: Iterable[Touch], now: datetime) -> None:
    for waiting in touches:
        waiting.due = now + FIRST_WAIT * 2 ** min(waiting.attempts, LONGEST_DOUBLING)
        waiting.attempts = min(waiting.attempts + 1, 1000)
        waiting.save(update_fields=["due", "attempts"])


def _note_shown(shown: Mapping[str, Collection[str]]) -> None:
    wanted = {(address, name) for address, names in shown.items() for name in names}
    known = access.shown_files(shown.keys())
    for address, name in known - wanted:
        ShownFile.objects.filter(address=address, name=name).delete()
    ShownFile.objects.bulk_create(ShownFile(address=address, name=name) for address, name in wanted - known)

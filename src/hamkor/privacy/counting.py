"""Visits on their way to the sums: gathered in memory, written down together, never one by one.

A row, a log line or an event a visit would be a list of visits in order, from which somebody's path could be read. So a
process keeps only sums until it writes them; what a killed process had not written is lost, and nobody misses it.
"""

import logging
import threading
from datetime import date
from typing import Final

from django.conf import settings
from django.db import DatabaseError, connection

from hamkor.core import clock
from hamkor.core.actors import CLOCK
from hamkor.core.languages import INTERFACE_LANGUAGES
from hamkor.privacy.actions.visits import Sums, count_visits
from hamkor.publishing.making import public_files

log = logging.getLogger(__name__)

LONGEST_ADDRESS: Final = 500


class Tally:
    """Sums in memory. Threads may add at once; `take` hands them over and begins anew."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sums = Sums()
        self._is_due = False

    def add(self, day: date, address: str, *, first_today: bool) -> bool:
        """Counts a view; True where nothing is under way yet to write the sums down."""
        language = address.split("/", 2)[1]
        with self._lock:
            self._sums.views[day, address] += 1
            self._sums.visitors[day, language] += first_today
            begins, self._is_due = not self._is_due, True
            return begins

    def take(self) -> Sums:
        with self._lock:
            taken, self._sums, self._is_due = self._sums, Sums(), False
            return taken


TALLY: Final = Tally()


def is_known(address: str) -> bool:
    """Whether this is a page that everybody may read: one that lies in the files of the public site."""
    if len(address) > LONGEST_ADDRESS or not address.endswith("/"):
        return False
    if not any(address.startswith(f"/{language}/") for language in INTERFACE_LANGUAGES):
        return False
    try:
        return public_files().path(address).is_file()
    except (ValueError, OSError):
        return False


def count(address: str, *, first_today: bool) -> None:
    """Counts a view of a known page, and a visitor if it is her first today; writes the sums down after a while."""
    begins = TALLY.add(clock.now().date(), address, first_today=first_today)
    if not begins:
        return
    if not settings.HAMKOR_VISITS_WAIT:
        write_down()
        return
    later = threading.Timer(settings.HAMKOR_VISITS_WAIT, _write_down_apart)
    later.daemon = True
    later.start()


def write_down() -> None:
    """Adds what was gathered in this process to the sums in the database."""
    taken = TALLY.take()
    if taken.views:
        count_visits(by=CLOCK, sums=taken)


def _write_down_apart() -> None:
    try:
        write_down()
    except DatabaseError as fault:
        log.warning("Some visits could not be counted (%s).", type(fault).__name__)
    finally:
        connection.close()

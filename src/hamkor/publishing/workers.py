"""Many pages made at once: processes that render while another waits, each with its own Django."""

import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from itertools import chain
from typing import Final

from hamkor.core.processes import begin_with_django
from hamkor.publishing.making import Made

PORTIONS: Final = 2  # a process; what is asked for once is asked once in each

type Work = Callable[[Sequence[str]], list[Made]]
type Many = Callable[[Work, Sequence[str]], list[Made]]


@contextmanager
def workers(processes: int) -> Iterator[Many]:
    """Gives `many(work, addresses)`, which does the work in so many processes, or in this one where it is 1.

    The processes see what is committed, and the settings that the environment names. Where one dies the work raises
    `BrokenProcessPool`.
    """
    if processes < 2:
        yield lambda work, addresses: work(addresses)
        return
    # Begun afresh, not copied: a copy would share connections, and lack the threads that set PDFs.
    fresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(
        processes, mp_context=fresh, initializer=begin_with_django, initargs=(os.getpid(),)
    ) as pool:
        yield partial(_in_portions, pool, processes * PORTIONS)


def _in_portions(pool: ProcessPoolExecutor, portions: int, work: Work, addresses: Sequence[str]) -> list[Made]:
    # Dealt out like cards: neighbours are of one kind, and some kinds take longer than others.
    dealt = [addresses[first::portions] for first in range(min(portions, len(addresses)))]
    return list(chain.from_iterable(pool.map(work, dealt)))

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

CHUNK: Final = 25  # addresses handed to a process at a time

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
        yield partial(_in_chunks, pool)


def _in_chunks(pool: ProcessPoolExecutor, work: Work, addresses: Sequence[str]) -> list[Made]:
    chunks = [addresses[start : start + CHUNK] for start in range(0, len(addresses), CHUNK)]
    return list(chain.from_iterable(pool.map(work, chunks)))

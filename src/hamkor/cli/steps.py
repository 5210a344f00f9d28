"""Saying what takes a while, while it takes it."""

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def step(name: str) -> Iterator[None]:
    """Print a line for one step of a preparation; on a terminal the seconds run."""
    started = time.monotonic()
    ended = threading.Event()
    terminal = sys.stdout.isatty()

    start = "\r" if terminal else ""

    def show(end: str) -> None:
        print(f"{start}  {name} ... {time.monotonic() - started:.0f} s", end=end, flush=True)

    def run() -> None:
        while not ended.wait(1):
            show("")

    if terminal:
        clock = threading.Thread(target=run, daemon=True)
        clock.start()
    try:
        yield
    finally:
        ended.set()
        if terminal:
            clock.join()
        show("\n")

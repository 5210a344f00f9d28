"""What the commands tell while they work."""

import sys
from collections.abc import Callable


def progress(what: str) -> Callable[[int, int], None]:
    """On a terminal one line that counts; elsewhere one at the beginning of each tenth."""
    terminal = sys.stdout.isatty()
    told = -1

    def show(done: int, of: int) -> None:
        nonlocal told
        tenth = 10 * done // of if of else 10
        if terminal:
            print(f"\r  {what}: {done} of {of}", end="\n" if done == of else "", flush=True)
        elif tenth > told:
            print(f"  {what}: {done} of {of}", flush=True)
        told = tenth

    return show

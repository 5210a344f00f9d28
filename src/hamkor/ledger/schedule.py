"""Checkpoints by the clock: once in a while, at no regular time, and never because of an act."""

import random
import time
from datetime import timedelta
from typing import Final

from django.conf import settings

from hamkor.core.actors import CLOCK
from hamkor.core.errors import NothingToDo
from hamkor.ledger.actions.checkpoints import make_checkpoint

# Of the interval: when a checkpoint comes tells nothing of when something was done.
JITTER: Final = (0.5, 1.5)


class Checkpoints:
    """A job: makes a checkpoint where one is due. The first comes within an interval after the start."""

    def __init__(self) -> None:
        self._due: float | None = None

    def __call__(self) -> None:
        now, every = time.monotonic(), timedelta(minutes=settings.HAMKOR_CHECKPOINT_MINUTES).total_seconds()
        chance = random.SystemRandom()
        if self._due is None:
            self._due = now + chance.uniform(0, 1) * every
        if now < self._due:
            return
        self._due = now + chance.uniform(*JITTER) * every
        try:
            make_checkpoint(by=CLOCK)
        except NothingToDo:
            return

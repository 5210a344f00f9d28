"""Processes that work for another one."""

import ctypes
import os
import signal
import sys
from typing import Final

PR_SET_PDEATHSIG: Final = 1


def end_with(parent: int) -> None:
    """From now on this process is ended at once when `parent`, which started it, ends in any way; on Linux only."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it ended before this was said
            os.kill(os.getpid(), signal.SIGKILL)


def begin_with_django(parent: int) -> None:
    """What a process begun afresh does first, to work for `parent` until that one ends. This module loads nothing of
    Django's, so that it can be read before."""
    import django

    end_with(parent)
    django.setup()

"""`python -m tests.support.killing`: acts that are killed after each statement that they send to the database, one
after the other, and then once more and not killed. Prints after each which it was, how many entries the ledger has, and
how many are right."""

import os
import signal
from collections.abc import Callable
from typing import Any

import django

django.setup()

from django.db import connection, connections  # noqa: E402

from hamkor.core.actors import CLOCK, OPERATOR  # noqa: E402
from hamkor.ledger import tree  # noqa: E402
from hamkor.ledger.actions.checkpoints import make_checkpoint  # noqa: E402
from hamkor.ledger.actions.descriptors import publish_descriptor  # noqa: E402
from hamkor.ledger.verification import verify  # noqa: E402


class KilledAfter:
    """Around each statement: a kill -9 of this process once so many were executed."""

    def __init__(self, statements: int) -> None:
        self._left = statements

    def __call__(self, execute: Callable[..., Any], *arguments: Any) -> Any:
        done = execute(*arguments)
        self._left -= 1
        if not self._left:
            os.kill(os.getpid(), signal.SIGKILL)
        return done


def survives(act: Callable[[], object], *, statements: int) -> bool:
    """Whether the act was done before so many statements; it is killed otherwise."""
    connections.close_all()
    child = os.fork()
    if not child:
        try:
            with connection.execute_wrapper(KilledAfter(statements)):
                act()
        except BaseException:  # whatever it is, this process has nothing more to do
            os._exit(1)
        os._exit(0)
    _pid, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or not status, "the act failed by itself"
    return not os.WIFSIGNALED(status)


def main() -> None:
    acts: dict[str, Callable[[], object]] = {
        "edition": lambda: publish_descriptor(by=OPERATOR, name="Another name"),
        "checkpoint": lambda: make_checkpoint(by=CLOCK),
    }
    for name, act in acts.items():
        statements = 1
        while not survives(act, statements=statements):
            _tell(name)
            statements += 1
        _tell(name)


def _tell(act: str) -> None:
    print(act, tree.size(), verify().entries)  # noqa: T201 - it is what this program is for


if __name__ == "__main__":
    main()

"""Facts that are asked for once where many pages are made at a time, such as the order of a long list.

Nothing is kept beyond the round in which it was asked for, and nothing at all outside of one. Whoever opens a round
sees to it that a change made meanwhile is noticed otherwise: a sweep reads its touches before.
"""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps

_known: ContextVar[dict[Hashable, object] | None] = ContextVar("known in this round", default=None)


@contextmanager
def one_round() -> Iterator[None]:
    """While it lasts, each question marked `asked_once` is put to the database once. A round in a round begins anew."""
    token = _known.set({})
    try:
        yield
    finally:
        _known.reset(token)


def asked_once[**P, R](question: Callable[P, R]) -> Callable[P, R]:
    """Marks a question whose answer hangs on its arguments and the database alone, not on the active language. The
    answer is shared: nobody may change it."""

    @wraps(question)
    def answer(*args: P.args, **kwargs: P.kwargs) -> R:
        known = _known.get()
        if known is None:
            return question(*args, **kwargs)
        key = (question, args, tuple(sorted(kwargs.items())))
        if key not in known:
            known[key] = question(*args, **kwargs)
        found: R = known[key]  # type: ignore[assignment]  # what this question answered
        return found

    return answer

"""The action kernel: one state change, its permission and its event, in one transaction.

    @action
    def adopt(*, by: Person, instrument: Instrument, …) -> Edition:
        check_can_adopt(by, instrument)
        …
        record("instrument.adopted", by=by, on=instrument, edition=edition.number)
        return edition

An action that asked no permission or recorded no event is a fault of ours and leaves nothing behind. Actions may call
actions: each asks and records for itself, and all commit or none does. Cf. zulip's and job-server's actions.
"""

import inspect
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import wraps
from typing import Final
from uuid import UUID

from django.db import models, transaction
from django.dispatch import Signal

from hamkor.audit.models import Event
from hamkor.core import clock
from hamkor.core.actors import Actor

type Code = str | int | bool | UUID | None
type Codes = Code | list[Code]

_CODE: Final = re.compile(r"[A-Za-z0-9_.:+/-]{0,80}")


class IncompleteAction(RuntimeError):
    """An action that asked no permission, or recorded no event: a fault in the code."""


@dataclass
class _Running:
    name: str
    permissions: list[str] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)


_running: ContextVar[tuple[_Running, ...]] = ContextVar("hamkor_running_actions", default=())

recorded = Signal()
"""Sent with each `event`, inside the transaction of its action: what listens writes with it, or neither stays."""

ACTIONS: dict[str, Callable[..., object]] = {}


def action[**P, R](function: Callable[P, R]) -> Callable[P, R]:
    """Registers and guards a business write.

    Refuses at import a function with positional arguments or without `by`; at the end of a call raises
    `IncompleteAction` (and rolls back) where no permission was asked or no event recorded.
    """
    parameters = inspect.signature(function).parameters
    if any(p.kind is not p.KEYWORD_ONLY for p in parameters.values()) or "by" not in parameters:
        raise TypeError(f"{function.__qualname__}: an action takes keyword arguments only, and `by`")
    room = function.__module__.removeprefix("hamkor.").split(".")[0]
    name = f"{room}.{function.__name__}"

    @wraps(function)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        running = _Running(name)
        token = _running.set((*_running.get(), running))
        try:
            with transaction.atomic():
                result = function(*args, **kwargs)
                if not running.permissions:
                    raise IncompleteAction(f"{name} asked no permission")
                if not running.events:
                    raise IncompleteAction(f"{name} recorded no event")
                return result
        finally:
            _running.reset(token)

    if name in ACTIONS:
        raise TypeError(f"two actions are called {name}")
    ACTIONS[name] = guarded
    return guarded


def permission[**P, R](check: Callable[P, R]) -> Callable[P, R]:
    """Marks a `check_…` function: it raises `Refused` or returns, and an action that called it has asked."""

    @wraps(check)
    def asked(*args: P.args, **kwargs: P.kwargs) -> R:
        result = check(*args, **kwargs)
        if running := _running.get():
            running[-1].permissions.append(check.__name__)
        return result

    return asked


def record(kind: str, *, by: Actor, on: models.Model, **codes: Codes) -> Event:
    """Writes the event of the running action. `kind` is `room.what_happened`.

    Takes codes and ids only: a string with a space, or in another alphabet, is a name or a sentence and raises
    `ValueError`. Raises `IncompleteAction` outside an action.
    """
    running = _running.get()
    if not running:
        raise IncompleteAction(f"{kind} recorded outside an action")
    event = Event.objects.create(
        kind=_as_code(kind),
        at=clock.now(),
        by_kind=by.actor_kind,
        by_id=by.actor_id,
        on_label=on._meta.label_lower,
        on_id=on.pk,
        codes={
            name: [_as_code(v) for v in value] if isinstance(value, list) else _as_code(value)
            for name, value in codes.items()
        },
    )
    running[-1].events.append(event)
    recorded.send(sender=Event, event=event)
    return event


def in_action() -> bool:
    """True while an action runs (what the tests' write guard asks)."""
    return bool(_running.get())


@contextmanager
def standing_in(name: str) -> Iterator[None]:
    """Lets the block write as an action would; for migrations of data and for test factories only."""
    token = _running.set((*_running.get(), _Running(name)))
    try:
        yield
    finally:
        _running.reset(token)


def _as_code[C: Code](value: C) -> C | str:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, str) and not _CODE.fullmatch(value):
        raise ValueError(f"{value!r} is no code: events hold codes and ids, never names or sentences")
    return value

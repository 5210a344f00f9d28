"""An example of every action: how it succeeds, who is refused, and the event that it leaves.

Each room has its file here; the contract tests ask every registered action for one.
"""

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import hamkor
from hamkor.core.actors import Actor


@dataclass(frozen=True)
class Example:
    """`allowed` are the arguments of a call that succeeds; with `stranger` as `by` it is refused. `before`, if given,
    runs ahead of the call (a mail outbox, a clock)."""

    allowed: dict[str, Any]
    stranger: Actor
    event: str
    before: Callable[[], None] = field(default=lambda: None)


EXAMPLES: dict[str, Callable[[], Example]] = {}


def example(action: str) -> Callable[[Callable[[], Example]], Callable[[], Example]]:
    """Registers how to make an example of the action called `room.name`."""

    def register(make: Callable[[], Example]) -> Callable[[], Example]:
        assert action not in EXAMPLES, f"two examples of {action}"
        EXAMPLES[action] = make
        return make

    return register


def load_all() -> dict[str, Callable[[], Example]]:
    """Every room's examples; every room's actions are known then."""
    for module in pkgutil.walk_packages(hamkor.__path__, "hamkor."):
        if "actions" in module.name.split("."):
            importlib.import_module(module.name)
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
    return EXAMPLES

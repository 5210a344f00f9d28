"""Settings that an operator gives as environment variables.

Every variable is declared once, here, with the sentence that explains it; `docs/operate.md` must name each of
them, and a test holds it to that.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Setting:
    name: str
    default: str
    explanation: str


REGISTRY: dict[str, Setting] = {}
_YES = frozenset({"1", "true", "yes", "on"})
_NO = frozenset({"0", "false", "no", "off", ""})


def text(name: str, *, default: str = "", explanation: str) -> str:
    """The variable's value, or its default where it is not set."""
    REGISTRY[name] = Setting(name, default, explanation)
    return os.environ.get(name, default)


def flag(name: str, *, default: bool = False, explanation: str) -> bool:
    """True for 1, true, yes and on, false for 0, false, no, off and nothing, in any case; raises `ValueError` for
    anything else, so that nobody believes to have switched on what is off."""
    value = text(name, default="1" if default else "", explanation=explanation)
    if value.lower() in _YES:
        return True
    if value.lower() in _NO:
        return False
    raise ValueError(f"{name} is 1 or 0, not {value!r}")


def number(name: str, *, default: int, explanation: str) -> int:
    """A whole number; raises `ValueError` where the variable holds something else."""
    value = text(name, default=str(default), explanation=explanation)
    if not value.isdecimal():
        raise ValueError(f"{name} is a whole number, not {value!r}")
    return int(value)


def words(name: str, *, default: Sequence[str] = (), explanation: str) -> list[str]:
    """A list, written with commas."""
    value = text(name, default=",".join(default), explanation=explanation)
    return [word.strip() for word in value.split(",") if word.strip()]

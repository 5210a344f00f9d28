"""Who an act is by, for the record: a kind and an id, never a name."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID


class Actor(Protocol):
    """Anything that may stand as `by=` of an action: an account, a person, or one of the two below."""

    @property
    def actor_kind(self) -> str: ...

    @property
    def actor_id(self) -> UUID | None: ...


@dataclass(frozen=True)
class Impersonal:
    """The clock, or the operator at the command line."""

    actor_kind: str
    actor_id: None = None


CLOCK = Impersonal("clock")
OPERATOR = Impersonal("operator")

"""Procedures as data: which state leads to which, who moves it there, and a picture of it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from django.db.models import TextChoices


class Mover(StrEnum):
    """Who brings a transition about: a person by an action, or a moment that comes by itself."""

    PERSON = "person"
    CLOCK = "clock"


class Transition(NamedTuple):
    """From `source` (None: from nothing) to `target`; `action` is the registered name of the act, for a person's."""

    source: str | None
    target: str
    by: Mover
    action: str = ""


@dataclass(frozen=True)
class Procedure:
    """One procedure. `name` is also the name of its page in `docs/workflows/`."""

    name: str
    title: str
    states: type[TextChoices]
    transitions: tuple[Transition, ...]

    def leads(self, source: str, target: str) -> bool:
        """True where a person may move a thing from `source` to `target`."""
        return any((t.source, t.target, t.by) == (source, target, Mover.PERSON) for t in self.transitions)

    def page(self) -> str:
        """The procedure as Markdown: a diagram, and the same as a table."""
        return "\n".join(
            [
                f"# {self.title}",
                "",
                "Drawn from the code by `./hamkor manage draw_workflows`; do not edit.",
                "",
                "```mermaid",
                "stateDiagram-v2",
                *self._diagram(),
                "```",
                "",
                "| from | to | moved by | action |",
                "|---|---|---|---|",
                *(
                    f"| {t.source or 'nothing'} | {t.target} | {t.by} | {t.action or 'none'} |"
                    for t in self.transitions
                ),
                "",
            ]
        )

    def _diagram(self) -> Iterator[str]:
        for state in self.states:
            yield f"    {_node(state)}: {state.value}"
        for t in self.transitions:
            by = t.action.partition(".")[2].replace("_", " ") if t.action else "the clock"
            yield f"    {_node(t.source) if t.source else '[*]'} --> {_node(t.target)}: {by}"
        for end in self._ends():
            yield f"    {_node(end)} --> [*]"

    def _ends(self) -> Iterable[str]:
        return [state for state in self.states if all(t.source != state for t in self.transitions)]


def _node(state: str) -> str:
    return str(state).replace("-", "_")

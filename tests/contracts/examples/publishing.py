"""Noting what the files of the public site owe, and that it is done: by the clock, never by a person."""

from hamkor.core import clock
from hamkor.core.actors import CLOCK
from hamkor.publishing.actions import Done
from hamkor.publishing.models import Touch
from tests.contracts.examples import Example, example
from tests.factories.network import coordinator


@example("publishing.note_changes")
def _() -> Example:
    touches = [Touch(address="/ru/", due=clock.now())]
    return Example(allowed={"by": CLOCK, "touches": touches}, stranger=coordinator(), event="publishing.changes_noted")


@example("publishing.settle")
def _() -> Example:
    touched = Touch.objects.create(address="/ru/", due=clock.now())
    done = Done(touches=[touched.pk], failed={"/en/": False}, shown={"/ru/": ["images/a.png"]})
    return Example(allowed={"by": CLOCK, "done": done}, stranger=coordinator(), event="publishing.swept")

"""Every action: a stranger is refused, success leaves its event, a failing event leaves nothing."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.serializers import serialize
from django.db import models

from hamkor.audit import kernel
from hamkor.audit.models import Event
from hamkor.core.actors import OPERATOR
from tests.contracts.examples import Example, load_all
from tests.factories.network import OrganisationFactory
from tests.support.rooms import load_all_actions, our_models

load_all_actions()
EXAMPLES = load_all()

pytestmark = pytest.mark.django_db


def _everything() -> dict[str, str]:
    """All rows of all our tables, to see that nothing is left behind."""
    return {m._meta.label: serialize("json", m._default_manager.order_by("pk")) for m in our_models()}


def test_every_action_has_an_example() -> None:
    assert set(kernel.ACTIONS) == set(EXAMPLES)


@pytest.fixture
def made(request: pytest.FixtureRequest) -> tuple[Callable[..., object], Example]:
    with kernel.standing_in("example"):
        example = EXAMPLES[request.param]()
    example.before()
    return kernel.ACTIONS[request.param], example


every_action = pytest.mark.parametrize("made", sorted(EXAMPLES), indirect=True)


@every_action
def test_a_stranger_is_refused_and_leaves_nothing(made: tuple[Callable[..., object], Example]) -> None:
    act, example = made
    before = _everything()
    with pytest.raises(PermissionDenied):
        act(**{**example.allowed, "by": example.stranger})
    assert _everything() == before


@every_action
def test_success_leaves_its_event(made: tuple[Callable[..., object], Example]) -> None:
    act, example = made
    before = set(Event.objects.values_list("pk", flat=True))
    act(**example.allowed)
    left = Event.objects.exclude(pk__in=before)
    assert example.event in {event.kind for event in left}
    by = example.allowed["by"]
    assert {(e.by_kind, e.by_id) for e in left if e.kind == example.event} == {(by.actor_kind, by.actor_id)}


@every_action
def test_an_event_that_cannot_be_written_leaves_nothing(
    made: tuple[Callable[..., object], Example], monkeypatch: pytest.MonkeyPatch
) -> None:
    act, example = made
    before = _everything()

    def fail(*_args: Any, **_kwargs: Any) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(Event.objects, "create", fail)
    with pytest.raises(RuntimeError, match="the disk is full"):
        act(**example.allowed)
    assert _everything() == before


class TestKernel:
    """What the kernel refuses in any action."""

    @pytest.fixture(autouse=True)
    def _registry(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(kernel, "ACTIONS", {})

    def test_an_action_must_ask_a_permission(self, thing: models.Model) -> None:
        @kernel.action
        def careless(*, by: Any) -> None:
            kernel.record("test.done", by=by, on=thing)

        with pytest.raises(kernel.IncompleteAction, match="permission"):
            careless(by=OPERATOR)
        assert not Event.objects.filter(kind="test.done").exists()

    def test_an_action_must_record_an_event(self) -> None:
        @kernel.permission
        def check_anything(_by: Any) -> None: ...

        @kernel.action
        def silent(*, by: Any) -> None:
            check_anything(by)

        with pytest.raises(kernel.IncompleteAction, match="event"):
            silent(by=OPERATOR)

    def test_an_action_takes_keywords_and_an_actor_only(self) -> None:
        with pytest.raises(TypeError):
            kernel.action(lambda by: None)
        with pytest.raises(TypeError):
            kernel.action(lambda *, thing: None)

    def test_events_hold_no_names_and_no_sentences(self, thing: models.Model) -> None:
        @kernel.permission
        def check_anything(_by: Any) -> None: ...

        @kernel.action
        def tell(*, by: Any, what: str) -> None:
            check_anything(by)
            kernel.record("test.told", by=by, on=thing, what=what)

        for name_or_sentence in ("Айгуль", "a sentence", "x" * 81, 'a"b'):
            with pytest.raises(ValueError, match="no code"):
                tell(by=OPERATOR, what=name_or_sentence)
        tell(by=OPERATOR, what="instrument.adopted")

    def test_nothing_is_recorded_outside_an_action(self, thing: models.Model) -> None:
        with pytest.raises(kernel.IncompleteAction):
            kernel.record("test.done", by=OPERATOR, on=thing)

    @pytest.fixture
    def thing(self) -> models.Model:
        return OrganisationFactory()

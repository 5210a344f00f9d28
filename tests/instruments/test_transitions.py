"""The treaty procedure is complete: every state is reached, every act exists, and nothing else is possible."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from hamkor.audit import kernel
from hamkor.core import clock
from hamkor.core.errors import DomainError, NothingToDo
from hamkor.core.management.commands.draw_workflows import procedures
from hamkor.core.workflows import Mover, Procedure
from hamkor.instruments.actions import adoption, drafting
from hamkor.instruments.models import Instrument, State
from hamkor.instruments.transitions import TREATY_PROCEDURE
from hamkor.network.models import Person
from tests.factories.instruments import InstrumentFactory
from tests.factories.network import coordinator
from tests.support.rooms import load_all_actions

load_all_actions()
every_procedure = pytest.mark.parametrize("procedure", list(procedures()), ids=lambda p: p.name)


@every_procedure
def test_every_state_is_reached(procedure: Procedure) -> None:
    reached: set[str | None] = {None}
    while True:
        further = {t.target for t in procedure.transitions if t.source in reached} - reached
        if not further:
            break
        reached |= further
    assert reached - {None} == set(procedure.states)


@every_procedure
def test_every_act_exists_and_the_clock_has_none(procedure: Procedure) -> None:
    for transition in procedure.transitions:
        if transition.by == Mover.PERSON:
            assert transition.action in kernel.ACTIONS
        else:
            assert transition.action == ""


def test_the_drawings_are_current() -> None:
    call_command("draw_workflows", check=True, verbosity=0)


def test_an_old_drawing_is_found_and_drawn_anew(tmp_path: Path) -> None:
    (tmp_path / "treaty-procedure.md").write_text("# Old\n")
    with pytest.raises(CommandError, match=r"treaty-procedure\.md"):
        call_command("draw_workflows", check=True, folder=tmp_path)
    call_command("draw_workflows", folder=tmp_path, verbosity=0)
    call_command("draw_workflows", check=True, folder=tmp_path, verbosity=0)


TRAITS = {
    State.DRAFT: {},
    State.CONSULTATION: {"in_consultation": True},
    State.ADOPTED: {"adopted": True},
    State.SIGNATURE: {"open_for_signature": True},
    State.ACCESSION: {"open_for_accession": True},
    State.ABANDONED: {"abandoned": True},
}


def _adopt(*, by: Person, instrument: Instrument) -> None:
    hashes = {text.language: text.current().sha256 for text in instrument.editions.get().texts.all()}
    adoption.adopt(by=by, instrument=instrument, adopted_on=date(2013, 2, 20), places={}, hashes=hashes)


ACTS: dict[State, Callable[..., object]] = {
    State.CONSULTATION: drafting.open_consultation,
    State.ADOPTED: _adopt,
    State.SIGNATURE: adoption.open_for_signature,
    State.ACCESSION: adoption.close_for_signature,
    State.ABANDONED: drafting.abandon,
}


@pytest.mark.django_db
@pytest.mark.parametrize("source", list(State))
@pytest.mark.parametrize("target", list(ACTS))
def test_an_act_works_just_where_the_table_says(source: State, target: State) -> None:
    instrument = InstrumentFactory(**TRAITS[source])
    if TREATY_PROCEDURE.leads(source, target):
        ACTS[target](by=coordinator(), instrument=instrument)
        assert Instrument.objects.get(pk=instrument.pk).state_at(clock.now()) == target
        return
    with pytest.raises(NothingToDo if source == target else DomainError):
        ACTS[target](by=coordinator(), instrument=instrument)
    assert Instrument.objects.get(pk=instrument.pk).state_at(clock.now()) == source


@pytest.mark.django_db
def test_signature_opens_and_turns_into_accession_by_the_clock() -> None:
    instrument, now = InstrumentFactory(adopted=True), clock.now()
    hours = [now + timedelta(hours=hour) for hour in (1, 2)]
    opened = adoption.open_for_signature(by=coordinator(), instrument=instrument, opens_at=hours[0], closes_at=hours[1])
    states = [opened.state_at(now + timedelta(hours=hour)) for hour in (0, 1, 2)]
    assert states == [State.ADOPTED, State.SIGNATURE, State.ACCESSION]

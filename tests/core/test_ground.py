"""The ground holds: append-only tables, the write guard, the factories."""

import pytest
from django.db import IntegrityError, connection, transaction

from hamkor.audit.kernel import standing_in
from hamkor.core import clock
from hamkor.instruments.models import Instrument, State, TextRevision
from hamkor.network.models import Audience, Organisation
from tests.factories.instruments import InstrumentFactory, WordFactory
from tests.factories.network import OrganisationFactory, coordinator, delegate
from tests.support.writes import WriteOutsideAction

pytestmark = pytest.mark.django_db


def test_nothing_is_written_outside_an_action() -> None:
    with pytest.raises(WriteOutsideAction):
        Audience.objects.create(label="CLEAR")


def test_a_text_revision_can_be_neither_changed_nor_deleted() -> None:
    revision = InstrumentFactory().editions.get().texts.first().current()
    for sql in ("UPDATE instruments_textrevision SET body = 'x'", "DELETE FROM instruments_textrevision"):
        with (
            standing_in("test"),
            pytest.raises(IntegrityError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql)
    assert TextRevision.objects.get(pk=revision.pk).body == revision.body


@pytest.mark.parametrize(
    ("traits", "state"),
    [
        ({}, State.DRAFT),
        ({"in_consultation": True}, State.CONSULTATION),
        ({"adopted": True}, State.ADOPTED),
        ({"open_for_signature": True}, State.SIGNATURE),
        ({"open_for_accession": True}, State.ACCESSION),
        ({"abandoned": True}, State.ABANDONED),
    ],
)
def test_state_is_facts_plus_clock(traits: dict[str, bool], state: State) -> None:
    instrument = InstrumentFactory(**traits)
    now = clock.now()
    assert instrument.state_at(now) == state
    assert [s for s in State if Instrument.objects.in_state(s, now).filter(pk=instrument.pk).exists()] == [state]


def test_people_are_who_they_are(sign_in) -> None:
    OrganisationFactory(withheld=True)
    WordFactory()
    assert Organisation.objects.count() == 2
    assert sign_in(coordinator()).get("/workspace/").status_code == 200
    assert delegate().mandates.count() == 1

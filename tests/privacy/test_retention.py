"""What nobody needs any more goes by itself, and nothing else does."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session

from hamkor.accounts.actions import open_crossing
from hamkor.accounts.models import Crossing, Notice
from hamkor.audit.kernel import standing_in
from hamkor.core import clock
from hamkor.instruments.models import EditorsDraft
from hamkor.network.actions.invitations import invite
from hamkor.network.models import Invitation, Mandate, Role
from hamkor.privacy.retention import PERIODS, retain
from hamkor.publishing.clockwork import JOBS
from hamkor.publishing.models import Touch
from tests.factories.instruments import InstrumentFactory
from tests.factories.network import OrganisationFactory, coordinator, delegate
from tests.support.people import SignIn

pytestmark = pytest.mark.django_db


def test_it_runs_by_itself_beside_the_server() -> None:
    assert JOBS["privacy.retain"].work is retain


def test_what_is_over_goes_in_its_time_and_not_before(later: Callable[..., None], sign_in: SignIn) -> None:
    person = delegate()
    sign_in(person)
    with standing_in("test"):
        now = clock.now()
        open_crossing(by=person.account, destination="/sign/", second_factor="totp")
        Notice.objects.create(user=person.account, kind="look", due=now, done_at=now)
        waiting = Notice.objects.create(user=person.account, kind="look", due=now)
        Touch.objects.create(address="/ru/", due=now, done_at=now)
        owed = Touch.objects.create(address="/en/", due=now)
        text = InstrumentFactory().editions.get().texts.get(language="ru")
        EditorsDraft.objects.create(text=text, person=person, body="half a thought", based_on=1, kept_at=now)
    assert retain() == {}
    later(hours=13)
    retain()
    assert not Session.objects.exists()
    assert Crossing.objects.exists()
    later(days=2)
    retain()
    assert not Crossing.objects.exists()
    assert Touch.objects.filter(done_at__isnull=False).exists()
    later(days=6)
    retain()
    assert list(Touch.objects.exclude(done_at__isnull=False)) == [owed]
    assert Notice.objects.filter(done_at__isnull=False).exists()
    later(days=23)
    retain()
    assert list(Notice.objects.all()) == [waiting]
    assert EditorsDraft.objects.exists()
    later(days=60)
    retain()
    assert not EditorsDraft.objects.exists()
    assert retain() == {}


def test_an_invitation_that_led_nowhere_goes_and_its_mandate_never_comes_into_force(
    later: Callable[..., None],
) -> None:
    invited = invite(by=coordinator(), organisation=OrganisationFactory(), role=Role.DELEGATE, name="Somebody")
    mandate = invited.invitation.mandate
    for days in (8, 80):
        later(days=days)
        retain()
        assert Invitation.objects.exists()
        assert not mandate.is_in_force(clock.now())
    later(days=10)
    retain()
    assert not Invitation.objects.exists()
    assert not mandate.is_in_force(clock.now())
    mandate.refresh_from_db()
    assert mandate.revoked_at is not None


def test_a_mandate_that_was_taken_up_outlives_its_invitation(later: Callable[..., None]) -> None:
    invited = invite(by=coordinator(), organisation=OrganisationFactory(), role=Role.DELEGATE, name="Somebody")
    with standing_in("test"):
        Invitation.objects.update(accepted_at=clock.now())
    later(days=100)
    retain()
    assert not Invitation.objects.exists()
    assert Mandate.objects.in_force(clock.now()).filter(pk=invited.invitation.mandate_id).exists()


def test_nothing_is_kept_for_longer_than_a_year_by_accident() -> None:
    assert all(timedelta(0) < period.kept <= timedelta(days=365) for period in PERIODS.values())

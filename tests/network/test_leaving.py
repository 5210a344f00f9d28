"""Organisations that leave the network, are merged into another, or come back."""

from datetime import date, timedelta

import pytest
from django.test import Client

from hamkor.core import clock
from hamkor.core.errors import DomainError
from hamkor.network.access import viewer_for
from hamkor.network.actions import organisations as actions
from hamkor.network.models import Mandate, Role
from tests.factories.network import MandateFactory, OrganisationFactory, coordinator, delegate
from tests.support.reading import address, read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

LIST = "/workspace/organisations/"


@pytest.fixture
def boss(sign_in) -> Client:
    return sign_in(coordinator())


class TestLeaving:
    def test_it_ends_mandates_and_stays_in_the_history(self, boss: Client, sign_in) -> None:
        organisation = OrganisationFactory(name="Gone Away")
        person = delegate(organisation)
        member = sign_in(person)
        assert boss.post(address(organisation, "leave/"), {"on": "2015-01-01"}).status_code == 302
        assert not Mandate.objects.filter(organisation=organisation, revoked_at=None).exists()
        assert member.get(LIST).status_code == 403
        told = read(boss, address(organisation))
        assert "January 1, 2015: left the network" in told

    def test_merging_says_who_carries_it_on(self, boss: Client) -> None:
        organisation, into = OrganisationFactory(name="Small One"), OrganisationFactory(name="Large One")
        form = {"into": str(into.pk), "on": "2015-01-01"}
        assert boss.post(address(organisation, "merge/"), form).status_code == 302
        assert "Carried on by Large One" in read(boss, address(organisation))

    def test_a_successor_whose_name_is_withheld_is_not_told(self, sign_in) -> None:
        into = OrganisationFactory(name="Night Lamp", withheld=True)
        organisation = OrganisationFactory(left=True, merged_into=into)
        told = sign_in(delegate()).get(address(organisation)).content.decode()
        assert "Night Lamp" not in told
        assert str(into.pk) not in told

    def test_what_cannot_be_is_refused_with_a_sentence(self, boss: Client) -> None:
        organisation, gone = OrganisationFactory(), OrganisationFactory(left=True)
        person = coordinator()
        tomorrow = clock.now().date() + timedelta(days=1)
        for call, says in (
            (lambda: actions.end_membership(by=person, organisation=organisation, on=tomorrow), "not come yet"),
            (lambda: actions.end_membership(by=person, organisation=organisation, on=date(2000, 1, 1)), "not joined"),
            (lambda: actions.end_membership(by=person, organisation=gone, on=date(2015, 1, 1)), "any more"),
            (
                lambda: actions.merge_organisation(
                    by=person, organisation=organisation, into=organisation, on=date(2015, 1, 1)
                ),
                "into itself",
            ),
            (
                lambda: actions.merge_organisation(
                    by=person, organisation=organisation, into=gone, on=date(2015, 1, 1)
                ),
                "left the network itself",
            ),
        ):
            with pytest.raises(DomainError, match=says):
                call()
        organisation.refresh_from_db()
        assert organisation.until is None

    def test_the_secretariat_does_not_lock_itself_out(self) -> None:
        person = coordinator()
        own = person.mandates.get().organisation
        with pytest.raises(DomainError, match="take her place"):
            actions.end_membership(by=person, organisation=own, on=date(2015, 1, 1))
        MandateFactory(role=Role.DEPUTY)
        actions.end_membership(by=person, organisation=own, on=date(2015, 1, 1))

    def test_it_comes_back_without_its_old_mandates(self, boss: Client) -> None:
        organisation = OrganisationFactory()
        person = delegate(organisation)
        boss.post(address(organisation, "leave/"), {"on": "2015-01-01"})
        assert boss.post(address(organisation, "readmit/")).status_code == 302
        organisation.refresh_from_db()
        assert organisation.until is None
        assert viewer_for(person).keys == {"public"}

    def test_a_coordinator_ends_her_own_organisation_with_all_its_mandates(self) -> None:
        """Hers, by which she ends the others, goes last."""
        person = coordinator()
        own = person.mandates.get().organisation
        MandateFactory(role=Role.DEPUTY)
        MandateFactory(person=person, organisation=own)
        for _one in range(8):
            delegate(own)
        actions.end_membership(by=person, organisation=own, on=date(2015, 1, 1))
        assert not own.mandates.filter(revoked_at=None).exists()

    def test_one_that_was_merged_does_not_come_back(self) -> None:
        organisation = OrganisationFactory(left=True, merged_into=OrganisationFactory())
        with pytest.raises(DomainError, match="cannot come back"):
            actions.readmit_organisation(by=coordinator(), organisation=organisation)

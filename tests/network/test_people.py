"""People and their mandates: who sees whom, and who gives and takes what."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hamkor.audit.kernel import standing_in
from hamkor.core import clock
from hamkor.core.errors import DomainError
from hamkor.network.actions.people import grant_mandate
from hamkor.network.models import Audience, Invitation, Label, Mandate, Person, Role
from tests.factories.network import MandateFactory, OrganisationFactory, PersonFactory, coordinator, delegate
from tests.support.reading import read
from tests.support.signing import signer

pytestmark = pytest.mark.django_db

PEOPLE = "/workspace/people/"


def known_to_the_secretariat(**fields: object) -> Person:
    with standing_in("factory"):
        return PersonFactory(audience=Audience.objects.of(Label.AMBER_STRICT, "group:secretariat"), **fields)


def in_force(mandate: Mandate) -> bool:
    return mandate.is_in_force(clock.now())


def test_the_list_shows_whom_she_may_see_with_organisation_and_role(sign_in) -> None:
    organisation = OrganisationFactory(name="Example Centre")
    MandateFactory(person__name="Gulnara Example", organisation=organisation)
    known_to_the_secretariat(name="Secret Example")
    body = sign_in(delegate()).get(PEOPLE).content.decode()
    assert "Gulnara Example" in body
    assert "Example Centre" in body
    assert "Secret Example" not in body
    assert "Secret Example" in sign_in(coordinator()).get(PEOPLE).content.decode()


def test_names_stand_in_the_readers_alphabet_on_every_list(sign_in) -> None:
    names = ["адиль", "Аксана", "Ёлкин", "Жанна", "Камила", "Қамбар", "Ҷамшед", "Яна", "Éva", "Zarina"]
    organisation = OrganisationFactory()
    for name in reversed(names):
        MandateFactory(person__name=name, organisation=organisation, role=Role.OBSERVER)
    client = sign_in(coordinator())
    for page in (PEOPLE, f"/workspace/organisations/{organisation.pk}/"):
        told = read(client, f"{page}?lang=ru")
        assert sorted(names, key=told.index) == names, page


def test_organisations_to_choose_from_stand_in_the_readers_alphabet(sign_in) -> None:
    for name in ("Ямал", "Zebra", "Қазан", "елань", "Ёлка"):
        OrganisationFactory(name=name)
    told = read(sign_in(coordinator()), f"{PEOPLE}invite/?lang=ru")
    names = ["елань", "Ёлка", "Қазан", "Ямал", "Zebra"]
    assert sorted(names, key=told.index) == names


def test_the_name_of_a_withheld_organisation_does_not_come_out_through_its_people(sign_in) -> None:
    organisation = OrganisationFactory(withheld=True, name="Hidden Example")
    mandate = MandateFactory(person__name="Gulnara Example", organisation=organisation, role=Role.EDITOR)
    stranger = sign_in(delegate())
    body = stranger.get(PEOPLE).content.decode()
    assert "Hidden Example" not in body
    assert "editor of the public site" not in body
    assert "Hidden Example" not in stranger.get(f"{PEOPLE}{mandate.person_id}/").content.decode()
    assert stranger.get(f"{PEOPLE}mandates/{mandate.pk}/end/").status_code == 404
    assert "Hidden Example" in sign_in(coordinator()).get(PEOPLE).content.decode()


def test_a_person_one_may_not_see_answers_like_one_who_is_not_there(sign_in) -> None:
    hidden = known_to_the_secretariat()
    client = sign_in(delegate())
    address = f"{PEOPLE}{hidden.pk}/"
    there = client.get(address)
    with standing_in("factory"):
        hidden.delete()
    nowhere = client.get(address)
    assert (there.status_code, there.headers, there.content) == (404, nowhere.headers, nowhere.content)


def test_the_list_asks_the_database_as_often_for_forty_people_as_for_two(sign_in) -> None:
    client = sign_in(coordinator())

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(PEOPLE).status_code == 200
        return len(asked)

    MandateFactory()
    client.get(PEOPLE)
    few = queries()
    MandateFactory.create_batch(40)
    assert queries() == few


def test_the_coordinator_grants_and_it_is_in_force_at_once(sign_in) -> None:
    person, organisation = PersonFactory(), OrganisationFactory()
    form = {"organisation": organisation.pk, "role": "delegate", "until": "2099-01-01"}
    assert sign_in(coordinator()).post(f"{PEOPLE}{person.pk}/grant/", form).status_code == 302
    mandate = person.mandates.get()
    assert in_force(mandate)
    assert mandate.until.year == 2099


def test_a_delegate_grants_only_what_is_hers_and_it_waits(sign_in) -> None:
    organisation, person = OrganisationFactory(), PersonFactory()
    client = sign_in(delegate(organisation))
    url = f"{PEOPLE}{person.pk}/grant/"
    assert client.post(url, {"organisation": organisation.pk, "role": "coordinator"}).status_code == 422
    assert client.post(url, {"organisation": OrganisationFactory().pk, "role": "observer"}).status_code == 422
    assert not person.mandates.exists()
    assert client.post(url, {"organisation": organisation.pk, "role": "observer"}).status_code == 302
    mandate = person.mandates.get()
    assert not in_force(mandate)
    assert client.post(f"{PEOPLE}mandates/{mandate.pk}/accept/").status_code == 403
    assert sign_in(coordinator()).post(f"{PEOPLE}mandates/{mandate.pk}/accept/").status_code == 302
    assert in_force(mandate)


def test_a_contributor_grants_nothing(sign_in) -> None:
    organisation, person = OrganisationFactory(), PersonFactory()
    client = sign_in(MandateFactory(organisation=organisation, role=Role.CONTRIBUTOR).person)
    response = client.post(f"{PEOPLE}{person.pk}/grant/", {"organisation": organisation.pk, "role": "observer"})
    assert response.status_code == 422
    assert not person.mandates.exists()


def test_the_same_mandate_twice_is_one(sign_in) -> None:
    person, organisation = PersonFactory(), OrganisationFactory()
    client = sign_in(coordinator())
    form = {"organisation": organisation.pk, "role": "delegate"}
    client.post(f"{PEOPLE}{person.pk}/grant/", form)
    assert client.post(f"{PEOPLE}{person.pk}/grant/", form).status_code == 422
    assert person.mandates.count() == 1


def test_a_mandate_that_ended_may_be_given_again(later) -> None:
    mandate = MandateFactory()
    given = {"by": coordinator(), "person": mandate.person, "organisation": OrganisationFactory(), "role": "delegate"}
    grant_mandate(**given, until=clock.now() + timedelta(days=1))
    later(days=2)
    assert in_force(grant_mandate(**given))


def test_revoking_ends_at_once_and_the_session_with_it(sign_in) -> None:
    mandate = MandateFactory()
    client = sign_in(mandate.person)
    assert client.get(PEOPLE).status_code == 200
    assert sign_in(coordinator()).post(f"{PEOPLE}mandates/{mandate.pk}/revoke/").status_code == 302
    assert client.get(PEOPLE).status_code == 403


def test_the_signing_key_goes_with_the_mandate(sign_in) -> None:
    key = signer(sign_in, delegate()).register_key()
    sign_in(coordinator()).post(f"{PEOPLE}mandates/{key.mandate_id}/revoke/")
    key.refresh_from_db()
    assert key.revoked_at


def test_a_delegate_cannot_push_out_her_co_delegate_but_may_step_down_herself(sign_in) -> None:
    organisation = OrganisationFactory()
    hers, anothers = MandateFactory(organisation=organisation), MandateFactory(organisation=organisation)
    client = sign_in(hers.person)
    assert client.post(f"{PEOPLE}mandates/{anothers.pk}/revoke/").status_code == 403
    assert in_force(anothers)
    assert client.post(f"{PEOPLE}mandates/{hers.pk}/revoke/").status_code == 302
    assert not in_force(hers)


def test_a_last_day_is_noted_and_the_past_is_refused(sign_in) -> None:
    mandate = MandateFactory()
    client = sign_in(coordinator())
    url = f"{PEOPLE}mandates/{mandate.pk}/end/"
    assert client.get(url).status_code == 200
    assert client.post(url, {"until": "2001-01-01"}).status_code == 422
    assert client.post(url, {"until": "2099-01-01"}).status_code == 302
    mandate.refresh_from_db()
    assert mandate.until.year == 2099


class TestTheEndOfAMandate:
    """It comes nearer, and is moved further away by the secretariat alone."""

    @staticmethod
    def end(client: Client, mandate: Mandate, until: date) -> int:
        return client.post(f"{PEOPLE}mandates/{mandate.pk}/end/", {"until": until.isoformat()}).status_code

    def test_she_does_not_put_off_her_own(self, sign_in) -> None:
        today = clock.now().date()
        mandate = MandateFactory(until=clock.now() + timedelta(days=9))
        client = sign_in(mandate.person)
        assert self.end(client, mandate, today + timedelta(days=99)) == 422
        assert self.end(client, mandate, today + timedelta(days=5)) == 302
        assert self.end(client, mandate, today + timedelta(days=7)) == 422
        assert self.end(sign_in(coordinator()), mandate, today + timedelta(days=99)) == 302

    @pytest.mark.parametrize("state", ["ended", "revoked"])
    def test_one_that_is_over_stays_over(self, sign_in, state: str) -> None:
        """Whoever still holds another mandate does not bring her old one back."""
        mandate = MandateFactory(**{state: True})
        MandateFactory(person=mandate.person, role=Role.OBSERVER)
        for person in (mandate.person, coordinator()):
            assert self.end(sign_in(person), mandate, date(2099, 1, 1)) == 422
        assert not in_force(mandate)

    def test_no_act_of_hers_loses_its_ground_afterwards(self, sign_in) -> None:
        mandate = MandateFactory()
        yesterday = clock.now().date() - timedelta(days=1)
        assert self.end(sign_in(coordinator()), mandate, yesterday) == 422
        assert in_force(mandate)


@pytest.mark.usefixtures("in_english")
def test_nobody_is_given_a_mandate_in_an_organisation_that_has_left() -> None:
    """The page was opened before it left; and when it comes back, its people need new mandates."""
    gone = OrganisationFactory(left=True)
    with pytest.raises(DomainError, match="not in the network"):
        grant_mandate(by=coordinator(), person=PersonFactory(), organisation=gone, role=Role.OBSERVER)
    assert not gone.mandates.exists()


@pytest.mark.parametrize("name", ["Аigуl", "Ai‮gul", "…", "a" * 201])
def test_what_is_no_name_gets_a_sentence_and_invites_nobody(sign_in, name: str) -> None:
    form = {"name": name, "organisation": OrganisationFactory().pk, "role": "delegate"}
    response = sign_in(coordinator()).post(f"{PEOPLE}invite/", form)
    assert response.status_code == 422
    assert "name" in response.context["form"].errors
    assert not Invitation.objects.exists()

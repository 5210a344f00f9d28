"""The way back after a lost second factor: two agree, all are told, 72 hours pass, anybody can stop it."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client

from hamkor.accounts.mail import send_due
from hamkor.core.errors import DomainError, Refused
from hamkor.network.actions.safety import (
    agree_to_recovery,
    ask_recovery,
    cancel_recovery,
    consent_to_lift,
    freeze_myself,
    make_recovery_link,
)
from hamkor.network.models import Person, Recovery, Role
from tests.factories.network import MandateFactory, OrganisationFactory, coordinator, delegate
from tests.support.codes import set_up_totp
from tests.support.signing import signer

pytestmark = pytest.mark.django_db

NEW = "four words that differ"


@pytest.fixture
def lost() -> Person:
    """A delegate whose phone is gone, with two co-delegates."""
    organisation = OrganisationFactory()
    person = delegate(organisation)
    MandateFactory.create_batch(2, organisation=organisation)
    return person


def co_delegates(person: Person) -> list[Person]:
    organisation = person.mandates.get().organisation
    return [mandate.person for mandate in organisation.mandates.exclude(person=person).order_by("pk")]


def agreed(person: Person) -> Recovery:
    return agree_to_recovery(by=coordinator(), recovery=ask_recovery(by=co_delegates(person)[0], person=person))


def browser() -> Client:
    return Client(headers={"host": "localhost"})


def test_the_whole_way(sign_in, lost: Person, later) -> None:
    url = f"/workspace/people/{lost.pk}/"
    before = sign_in(lost)
    set_up_totp(before)
    assert sign_in(co_delegates(lost)[0]).post(f"{url}recovery/ask/").status_code == 302
    secretariat = coordinator()
    assert sign_in(secretariat).post(f"{url}recovery/link/").status_code == 409
    assert sign_in(secretariat).post(f"{url}recovery/agree/").status_code == 302
    later(hours=71)
    assert sign_in(secretariat).post(f"{url}recovery/link/").status_code == 409
    later(hours=2)
    shown = sign_in(secretariat).post(f"{url}recovery/link/")
    link = re.search(r"http://localhost(/account/recovery/[\w-]+/)", shown.content.decode())[1]

    client = browser()
    assert client.get(link).status_code == 200
    assert client.post(link, {"password": NEW, "again": NEW}).url == "/account/2fa/"
    assert not Authenticator.objects.filter(user=lost.account).exists()
    assert client.get("/workspace/").url == "/account/2fa/"
    set_up_totp(client)
    assert client.get("/workspace/people/").status_code == 200
    assert before.get("/account/").status_code == 302
    assert browser().get(link).status_code == 404


def test_everybody_of_the_organisation_is_told_neutrally(lost: Person) -> None:
    ask_recovery(by=co_delegates(lost)[0], person=lost)
    send_due()
    told = {address for message in mail.outbox for address in message.to}
    assert told == {lost.account.email, *(c.account.email for c in co_delegates(lost))}
    assert all("/account/\n" in m.body and lost.name not in m.body for m in mail.outbox)
    mail.outbox.clear()
    agree_to_recovery(by=coordinator(), recovery=Recovery.objects.get())
    send_due()
    assert {address for message in mail.outbox for address in message.to} == told


def test_one_alone_cannot_even_with_both_roles(lost: Person) -> None:
    both = co_delegates(lost)[0]
    MandateFactory(person=both, role=Role.COORDINATOR)
    recovery = ask_recovery(by=both, person=lost)
    with pytest.raises(DomainError):
        agree_to_recovery(by=both, recovery=recovery)
    assert Recovery.objects.get().agreed_at is None


def test_two_co_delegates_do_not_suffice(lost: Person) -> None:
    first, second = co_delegates(lost)
    recovery = ask_recovery(by=first, person=lost)
    with pytest.raises(DomainError):
        agree_to_recovery(by=second, recovery=recovery)


def test_a_stranger_can_neither_ask_nor_agree_nor_stop(sign_in, lost: Person) -> None:
    url, client = f"/workspace/people/{lost.pk}/recovery/", sign_in(delegate())
    assert client.post(f"{url}ask/").status_code == 403
    ask_recovery(by=co_delegates(lost)[0], person=lost)
    for step in ("agree", "cancel", "link"):
        assert client.post(f"{url}{step}/").status_code == 403
    assert "way back" not in client.get(f"/workspace/people/{lost.pk}/").content.decode()


def test_nobody_agrees_to_her_own(lost: Person) -> None:
    with pytest.raises(Refused):
        ask_recovery(by=lost, person=lost)


@pytest.mark.parametrize("who", ["she herself", "another co-delegate", "the secretariat"])
def test_anybody_concerned_stops_it_to_the_last_moment(sign_in, lost: Person, later, who: str) -> None:
    recovery = agreed(lost)
    later(hours=73)
    token = make_recovery_link(by=coordinator(), recovery=recovery)
    stopper = {
        "she herself": lost,
        "another co-delegate": co_delegates(lost)[1],
        "the secretariat": coordinator(),
    }[who]
    assert sign_in(stopper).post(f"/workspace/people/{lost.pk}/recovery/cancel/").status_code == 302
    assert browser().get(f"/account/recovery/{token}/").status_code == 404


def test_a_link_is_good_for_a_day_and_a_new_one_ends_it(lost: Person, later) -> None:
    recovery = agreed(lost)
    later(hours=73)
    first = make_recovery_link(by=coordinator(), recovery=recovery)
    second = make_recovery_link(by=coordinator(), recovery=recovery)
    assert browser().get(f"/account/recovery/{first}/").status_code == 404
    assert browser().get(f"/account/recovery/{second}/").status_code == 200
    later(hours=25)
    assert browser().get(f"/account/recovery/{second}/").status_code == 404


def test_freezing_stops_it_and_a_frozen_account_has_none(lost: Person, later) -> None:
    recovery = agreed(lost)
    later(hours=73)
    token = make_recovery_link(by=coordinator(), recovery=recovery)
    freeze = freeze_myself(by=lost)
    assert browser().get(f"/account/recovery/{token}/").status_code == 404
    with pytest.raises(DomainError):
        ask_recovery(by=co_delegates(lost)[0], person=lost)
    for consenting in (coordinator(), co_delegates(lost)[0]):
        consent_to_lift(by=consenting, freeze=freeze)
    assert browser().get(f"/account/recovery/{token}/").status_code == 404


def test_the_old_signing_key_does_not_come_back(sign_in, later) -> None:
    hers = signer(sign_in, delegate())
    key = hers.register_key()
    recovery = ask_recovery(by=delegate(hers.organisation), person=hers.person)
    recovery = agree_to_recovery(by=coordinator(), recovery=recovery)
    later(hours=73)
    token = make_recovery_link(by=coordinator(), recovery=recovery)
    browser().post(f"/account/recovery/{token}/", {"password": NEW, "again": NEW})
    key.refresh_from_db()
    assert key.revoked_at


def test_a_cancelled_one_is_over(lost: Person) -> None:
    recovery = agreed(lost)
    cancel_recovery(by=lost, recovery=recovery)
    with pytest.raises(DomainError):
        make_recovery_link(by=coordinator(), recovery=recovery)

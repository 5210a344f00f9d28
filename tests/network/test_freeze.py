"""Freeze: one click, or a code read out over the telephone, ends everything; undoing it takes two."""

import re

import pytest
from django.core import mail
from django.test import Client

from hamkor.accounts.mail import send_due
from hamkor.core import clock
from hamkor.core.errors import Refused
from hamkor.network.actions.invitations import invite
from hamkor.network.actions.safety import consent_to_lift, freeze_myself, make_freeze_code
from hamkor.network.models import Freeze, Mandate, Person, Role
from tests.factories.network import MandateFactory, OrganisationFactory, coordinator, delegate
from tests.support.signing import signer

pytestmark = pytest.mark.django_db

PASSWORD = "a long enough password"


def browser() -> Client:
    return Client(headers={"host": "localhost"})


def frozen() -> tuple[Person, Freeze, Person]:
    """Somebody frozen, her freeze, and a co-delegate."""
    organisation = OrganisationFactory()
    person, colleague = delegate(organisation), delegate(organisation)
    return person, freeze_myself(by=person), colleague


def has_mandate(person: Person) -> bool:
    return Mandate.objects.in_force(clock.now()).filter(person=person).exists()


def test_one_click_ends_sessions_mandates_invitations_and_signing_in(sign_in) -> None:
    organisation = OrganisationFactory()
    person = delegate(organisation)
    sent = invite(by=person, organisation=organisation, role=Role.OBSERVER, name="Somebody Example")
    here, elsewhere = sign_in(person), sign_in(person)
    assert 'action="/account/freeze/"' in here.get("/account/").content.decode()

    assert here.post("/account/freeze/").status_code == 200
    for session in (here, elsewhere):
        assert session.get("/account/").status_code == 302
    assert not has_mandate(person)
    assert browser().get(f"/account/invitation/{sent.token}/").status_code == 404
    signing_in = browser().post("/account/login/", {"login": person.account.email, "password": PASSWORD})
    assert signing_in.status_code == 200


def test_her_signing_keys_are_revoked_and_stay_so(sign_in) -> None:
    hers = signer(sign_in, delegate())
    key = hers.register_key()
    freeze = freeze_myself(by=hers.person)
    for consenting in (coordinator(), delegate(hers.organisation)):
        consent_to_lift(by=consenting, freeze=freeze)
    key.refresh_from_db()
    assert key.revoked_at


def test_it_takes_no_second_factor_to_freeze_oneself(sign_in) -> None:
    person = delegate()
    assert sign_in(person, second_factor=False).post("/account/freeze/").status_code == 200
    assert not has_mandate(person)


def test_opening_an_address_freezes_nobody(sign_in) -> None:
    person = delegate()
    assert sign_in(person).get("/account/freeze/").status_code == 405
    assert has_mandate(person)


def test_her_colleagues_get_a_neutral_mail() -> None:
    _person, _freeze, colleague = frozen()
    send_due()
    assert [message.to for message in mail.outbox] == [[colleague.account.email]]
    assert re.findall(r"https?://\S+", mail.outbox[0].body) == ["http://localhost/account/"]


def test_the_paper_code_is_shown_once_and_works_by_telephone_once(sign_in) -> None:
    person = delegate()
    client = sign_in(person)
    assert "<code>" not in client.get("/account/freeze-code/").content.decode()
    shown = client.post("/account/freeze-code/")
    assert "no-store" in shown.headers["Cache-Control"]
    code = re.search(r"<code>(\d{4} \d{4} \d{4})</code>", shown.content.decode())[1]
    telephone = sign_in(coordinator())
    url = f"/workspace/people/{person.pk}/freeze/"
    assert telephone.post(url, {"code": code}).status_code == 302
    assert not has_mandate(person)
    assert Freeze.objects.get().by_telephone
    assert telephone.post(url, {"code": code}).status_code == 422


def test_after_five_wrong_codes_the_paper_is_void(sign_in) -> None:
    person = delegate()
    code = make_freeze_code(by=person)
    telephone = sign_in(coordinator())
    url = f"/workspace/people/{person.pk}/freeze/"
    for _try in range(5):
        assert telephone.post(url, {"code": "000000000000"}).status_code == 422
    assert telephone.post(url, {"code": code}).status_code == 422
    assert has_mandate(person)


def test_only_the_secretariat_freezes_by_telephone(sign_in) -> None:
    person = delegate()
    code = make_freeze_code(by=person)
    assert sign_in(delegate()).post(f"/workspace/people/{person.pk}/freeze/", {"code": code}).status_code == 422
    assert has_mandate(person)


def test_two_people_lift_it_one_of_them_of_the_secretariat(sign_in) -> None:
    person, freeze, colleague = frozen()
    url = f"/workspace/people/{person.pk}/freeze/{freeze.pk}/lift/"
    assert sign_in(colleague).post(url).status_code == 302
    assert not has_mandate(person)
    assert sign_in(colleague).post(url).status_code == 409, "the same person twice is one"
    assert sign_in(coordinator()).post(url).status_code == 302
    assert has_mandate(person)
    person.account.refresh_from_db()
    assert not person.account.is_frozen


def test_two_co_delegates_do_not_suffice() -> None:
    person, freeze, colleague = frozen()
    another = delegate(person.mandates.get().organisation)
    assert not consent_to_lift(by=colleague, freeze=freeze)
    assert not consent_to_lift(by=another, freeze=freeze)
    assert not has_mandate(person)


def test_a_delegate_of_another_organisation_has_no_say(sign_in) -> None:
    person, freeze, _colleague = frozen()
    assert sign_in(delegate()).post(f"/workspace/people/{person.pk}/freeze/{freeze.pk}/lift/").status_code == 403


def test_nobody_lifts_her_own() -> None:
    person = MandateFactory(role=Role.COORDINATOR).person
    freeze = freeze_myself(by=person)
    with pytest.raises(Refused):
        consent_to_lift(by=person, freeze=freeze)


def test_sessions_from_before_stay_ended_after_it_is_lifted(sign_in) -> None:
    organisation = OrganisationFactory()
    person, colleague = delegate(organisation), delegate(organisation)
    before = sign_in(person)
    freeze = freeze_myself(by=person)
    consent_to_lift(by=colleague, freeze=freeze)
    consent_to_lift(by=coordinator(), freeze=freeze)
    assert before.get("/account/").status_code == 302
    assert sign_in(Person.objects.get(pk=person.pk)).get("/workspace/people/").status_code == 200


def test_strangers_do_not_see_that_somebody_is_frozen(sign_in) -> None:
    person, _freeze, _colleague = frozen()
    assert "notice" not in sign_in(delegate()).get(f"/workspace/people/{person.pk}/").content.decode()

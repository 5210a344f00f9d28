"""Invitations: the only way in, by a link and a code on two ways."""

import re
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client

from hamkor.accounts.models import User
from hamkor.audit.kernel import standing_in
from hamkor.audit.models import Event
from hamkor.core import clock
from hamkor.core.errors import Conflict, NothingToDo
from hamkor.network.access import viewer_for
from hamkor.network.access_organisations import secretariat_beyond
from hamkor.network.actions.invitations import Invited, accept_invitation, invite, invite_again, revoke_invitation
from hamkor.network.actions.people import grant_mandate
from hamkor.network.actions.safety import freeze_myself
from hamkor.network.models import Invitation, Mandate, Organisation, Person, Role
from tests.factories.network import OrganisationFactory, PersonFactory, UserFactory, coordinator, delegate
from tests.support.codes import set_up_totp, without_token
from tests.support.reading import read

pytestmark = pytest.mark.django_db

PASSWORD = "four words that differ"


def browser() -> Client:
    return Client(headers={"host": "localhost", "accept-language": "en"})


def invited(organisation: Organisation | None = None, **how: object) -> Invited:
    organisation = organisation or OrganisationFactory()
    return invite(
        **{"by": coordinator(), "organisation": organisation, "role": Role.DELEGATE, "name": "Aigul Example", **how}
    )


def page(invitation: Invited) -> str:
    return f"/account/invitation/{invitation.token}/"


def answer(invitation: Invited, **changes: str) -> dict[str, str]:
    return {
        "code": invitation.code,
        "email": "aigul@members.example",
        "password": PASSWORD,
        "again": PASSWORD,
        **changes,
    }


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**8:08}"


def test_link_code_password_and_second_factor_lead_into_the_workspace() -> None:
    invitation = invited()
    client = browser()
    assert client.post(page(invitation), answer(invitation)).url == "/account/2fa/"
    assert client.get("/workspace/").url == "/account/2fa/"
    set_up_totp(client)
    assert client.get("/workspace/").status_code == 200
    person = Person.objects.get(name="Aigul Example")
    assert person.account is not None
    assert person.account.email == "aigul@members.example"
    assert person.account.language == "en"


def test_opening_the_link_consumes_nothing() -> None:
    """Messengers and mail scanners open links before people do."""
    invitation = invited()
    before = Invitation.objects.values().get()
    for _time in range(3):
        assert browser().get(page(invitation)).status_code == 200
        assert browser().head(page(invitation)).status_code == 200
    assert Invitation.objects.values().get() == before


def test_token_and_code_are_kept_as_hashes_only() -> None:
    invitation = invited()
    kept = str(Invitation.objects.values().get()) + str(list(Event.objects.values_list("codes", flat=True)))
    assert invitation.token not in kept
    assert invitation.code not in kept


def test_the_link_without_the_code_has_five_tries() -> None:
    invitation = invited()
    for _try in range(4):
        response = browser().post(page(invitation), answer(invitation, code=wrong(invitation.code)))
        assert response.status_code == 422
    assert browser().post(page(invitation), answer(invitation, code=wrong(invitation.code))).status_code == 404
    assert browser().post(page(invitation), answer(invitation)).status_code == 404
    assert not User.objects.filter(email="aigul@members.example").exists()


def test_a_link_that_is_not_open_answers_the_same_whatever_the_reason(later) -> None:
    used, revoked, tried, by_frozen, expired = (invited() for _ in range(5))
    browser().post(page(used), answer(used))
    revoke_invitation(by=revoked.invitation.invited_by, invitation=revoked.invitation)
    for _try in range(5):
        browser().post(page(tried), answer(tried, code=wrong(tried.code)))
    freeze_myself(by=by_frozen.invitation.invited_by)
    later(days=8)
    answers = set()
    paths = [page(i) for i in (used, revoked, tried, by_frozen, expired)] + [f"/account/invitation/{'x' * 43}/"]
    for path in paths:
        for response in (browser().get(path), browser().post(path, {"code": "1"})):
            headers = tuple(sorted((k, v) for k, v in response.headers.items() if k not in {"Expires", "Date"}))
            answers.add((response.status_code, headers, without_token(response.content)))
    assert len(answers) == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"password": "short", "again": "short"}, "password"),
        ({"again": "something else entirely"}, "again"),
        ({"email": "no address"}, "email"),
        ({"code": "letters"}, "code"),
    ],
)
def test_a_slip_in_the_form_costs_no_try(changes: dict[str, str], field: str) -> None:
    invitation = invited()
    response = browser().post(page(invitation), answer(invitation, **changes))
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert Invitation.objects.get().wrong_codes == 0


def test_an_address_that_is_taken_costs_a_try_and_is_not_called_taken() -> None:
    invitation = invited()
    UserFactory(email="aigul@members.example")
    for _try in range(4):
        response = browser().post(page(invitation), answer(invitation))
        assert response.status_code == 422
        assert "cannot be used" in response.content.decode()
    assert browser().post(page(invitation), answer(invitation)).status_code == 404
    assert User.objects.filter(email="aigul@members.example").count() == 1


def test_an_account_without_a_password_opens_to_no_password() -> None:
    made = invited()
    person, email = made.invitation.mandate.person, "aigul@members.example"
    accept_invitation(by=person, invitation=made.invitation, code=made.code, email=email)
    account = User.objects.get(email=email)
    assert not account.has_usable_password()
    assert not account.check_password("")


class TestBeforeItIsTakenUp:
    """Somebody invited is nobody's delegate yet."""

    def test_people_say_so(self, sign_in) -> None:
        organisation = OrganisationFactory(name="Example Centre")
        made, member = invited(organisation), sign_in(delegate())
        row = r"Aigul Example Example Centre , delegate: invited, not yet taken up"
        assert re.search(row, read(member, "/workspace/people/"))
        assert "invited, not yet taken up" in read(member, f"/workspace/people/{made.invitation.mandate.person_id}/")
        browser().post(page(made), answer(made))
        for path in ("/workspace/people/", f"/workspace/people/{made.invitation.mandate.person_id}/"):
            assert "Aigul Example" in read(member, path)
            assert "not yet taken up" not in read(member, path)

    def test_the_mandate_is_not_in_force_for_anything(self, sign_in) -> None:
        organisation = OrganisationFactory()
        known = delegate()
        made = invited(organisation, person=known)
        assert not made.invitation.mandate.is_in_force(clock.now())
        assert organisation not in viewer_for(known).delegations()
        assert known.name not in read(sign_in(delegate()), f"/workspace/organisations/{organisation.pk}/")
        sign_in(known).post(page(made), {"code": made.code})
        assert organisation in viewer_for(known).delegations()

    def test_one_who_can_come_no_more_is_not_listed_as_invited(self, sign_in, later) -> None:
        organisation = OrganisationFactory(name="Example Centre")
        made = invited(organisation)
        later(days=8)
        member = sign_in(delegate())
        assert "Example Centre" not in read(member, "/workspace/people/")
        assert not made.invitation.mandate.is_in_force(clock.now())

    def test_a_coordinator_invited_in_error_does_not_stand_for_the_one_who_leaves(self) -> None:
        boss = coordinator()
        invite(by=boss, organisation=OrganisationFactory(), role=Role.COORDINATOR, name="Aigul Example")
        assert not secretariat_beyond(boss.mandates.get().organisation)


def test_a_code_may_be_written_with_blanks() -> None:
    invitation = invited()
    spaced = f" {invitation.code[:4]} {invitation.code[4:]} "
    assert browser().post(page(invitation), answer(invitation, code=spaced)).status_code == 302


def test_whoever_has_an_account_takes_it_up_with_that(sign_in) -> None:
    known = delegate()
    organisation = OrganisationFactory()
    invitation = invited(organisation)
    response = sign_in(known).post(page(invitation), {"code": invitation.code})
    assert response.status_code == 302
    assert Mandate.objects.in_force(clock.now()).filter(person=known, organisation=organisation).exists()
    assert not Person.objects.filter(name="Aigul Example").exists()


def test_an_invitation_for_somebody_with_an_account_is_for_no_other(sign_in) -> None:
    known = delegate()
    invitation = invited(person=known)
    assert "Sign in" in browser().get(page(invitation)).content.decode()
    assert browser().post(page(invitation), answer(invitation)).status_code == 422
    assert sign_in(delegate()).post(page(invitation), {"code": invitation.code}).status_code == 422
    assert sign_in(known).post(page(invitation), {"code": invitation.code}).status_code == 302


def test_the_coordinator_invites_in_the_workspace_and_link_and_code_are_shown_once(sign_in) -> None:
    client = sign_in(coordinator())
    organisation = OrganisationFactory(name="Example Centre")
    form = {"name": "Aigul Example", "organisation": organisation.pk, "role": "delegate", "email": "a@members.example"}
    shown = client.post("/workspace/people/invite/", form)
    body = shown.content.decode()
    link = re.search(r"http://localhost(/account/invitation/[\w-]+/)", body)
    assert link
    code = "".join(re.findall(r"<code>(\d{4} \d{4})</code>", body)).replace(" ", "")
    assert "no-store" in shown.headers["Cache-Control"]
    assert browser().post(link[1], {**answer(invited()), "code": code}).status_code == 302

    assert [message.to for message in mail.outbox] == [["a@members.example"]]
    written = mail.outbox[0].subject + mail.outbox[0].body
    assert link[1] in written
    for secret in (code, "Aigul", "Example Centre", "Hamkor"):
        assert secret not in written


def test_a_delegate_invites_contributors_of_her_own_organisation_and_they_wait(sign_in) -> None:
    organisation, elsewhere = OrganisationFactory(), OrganisationFactory()
    person = delegate(organisation)
    client = sign_in(person)

    def send(**changes: object) -> int:
        form = {"name": "Bakyt Example", "organisation": organisation.pk, "role": "contributor", **changes}
        return client.post("/workspace/people/invite/", form).status_code

    assert send(role="delegate") == 422
    assert send(organisation=elsewhere.pk) == 422
    assert not Mandate.objects.filter(person__name="Bakyt Example").exists()
    assert send() == 200
    mandate = Mandate.objects.get(person__name="Bakyt Example")
    assert not mandate.is_in_force(clock.now())
    client = sign_in(coordinator())
    assert "Bakyt Example" in client.get("/workspace/people/").content.decode()
    accepted = client.post(f"/workspace/people/mandates/{mandate.pk}/accept/", follow=True)
    assert "in force once the invitation is taken up" in accepted.text
    assert not mandate.is_in_force(clock.now())
    with standing_in("test"):
        mandate.invitations.update(accepted_at=clock.now())
    assert mandate.is_in_force(clock.now())


def test_a_delegate_sees_and_revokes_her_organisations_invitations_only(sign_in) -> None:
    organisation = OrganisationFactory()
    ours, theirs = invited(organisation, name="Ours"), invited(name="Theirs")
    client = sign_in(delegate(organisation))
    body = client.get("/workspace/people/invite/").content.decode()
    assert "Ours" in body
    assert "Theirs" not in body
    assert client.post(f"/workspace/people/invitations/{theirs.invitation.pk}/revoke/").status_code == 404
    # A delegate's mandate is the secretariat's to give, and to take back.
    assert client.post(f"/workspace/people/invitations/{ours.invitation.pk}/revoke/").status_code == 403
    assert sign_in(coordinator()).post(f"/workspace/people/invitations/{ours.invitation.pk}/revoke/").status_code == 302
    assert browser().get(page(ours)).status_code == 404


def test_who_is_invited_by_an_organisation_without_public_name_is_known_to_it_and_the_secretariat_only(sign_in) -> None:
    organisation = OrganisationFactory(withheld=True, name="Hidden Example")
    invitation = invited(organisation)
    assert "Hidden Example" not in browser().get(page(invitation)).content.decode()
    assert "Aigul Example" not in sign_in(delegate()).get("/workspace/people/").content.decode()
    assert "Aigul Example" in sign_in(delegate(organisation)).get("/workspace/people/").content.decode()
    assert "Aigul Example" in sign_in(coordinator()).get("/workspace/people/").content.decode()


def test_the_first_coordinator_is_invited_at_the_command_line_and_only_the_first() -> None:
    said = StringIO()
    about = ("invite_coordinator", "Aigul Example", "Example Centre", "--country", "kg", "--language", "en")
    about += ("--since", "2013-02-20")
    call_command(*about, stdout=said)
    link, code = re.search(r"Link: http://localhost(\S+)\nCode: (\d{8})", said.getvalue()).groups()
    client = browser()
    client.post(link, {"code": code, "email": "aigul@members.example", "password": PASSWORD, "again": PASSWORD})
    set_up_totp(client)
    assert "Example Centre" in client.get("/workspace/people/invite/").content.decode()
    with pytest.raises(CommandError):
        call_command(*about, stdout=said)
    organisation = Organisation.objects.get()
    assert organisation.since == date(2013, 2, 20)
    assert [(change.kind, change.on) for change in organisation.changes.all()] == [("joined", date(2013, 2, 20))]


def test_an_unknown_person_cannot_be_invited_twice_to_the_same() -> None:
    person = PersonFactory()
    organisation = OrganisationFactory()
    invited(organisation, person=person)
    with pytest.raises(Conflict):
        invited(organisation, person=person)
    assert Invitation.objects.count() == 1


class TestInvitingAgain:
    """The letter was lost, the week went by, the tries were used up: one click, and the old link is dead."""

    @staticmethod
    def again(client: Client, invitation: Invited) -> tuple[str, str]:
        """The new link and code, as they are shown once."""
        shown = client.post(f"/workspace/people/invitations/{invitation.invitation.pk}/again/")
        assert shown.status_code == 200, shown.status_code
        assert "no-store" in shown.headers["Cache-Control"]
        body = shown.content.decode()
        link, code = re.search(r"/account/invitation/[\w-]+/", body), re.search(r"<code>(\d{4}) (\d{4})</code>", body)
        assert link
        assert code
        return link[0], code[1] + code[2]

    @pytest.mark.parametrize("state", ["open", "expired", "tried out"])
    def test_a_new_link_works_and_the_old_one_does_not(self, sign_in, later, state: str) -> None:
        old = invited(OrganisationFactory(name="Example Centre"), until=clock.now() + timedelta(days=90))
        if state == "expired":
            later(days=8)
        for _try in range(5 if state == "tried out" else 0):
            browser().post(page(old), answer(old, code=wrong(old.code)))
        boss = sign_in(coordinator())
        listed = read(boss, "/workspace/people/invite/")
        assert "Aigul Example" in listed
        assert ("leads nowhere any more" in listed) == (state != "open")
        link, code = self.again(boss, old)
        assert browser().get(page(old)).status_code == 404
        assert browser().post(link, {**answer(old), "code": code}).status_code == 302
        person = Person.objects.get(name="Aigul Example")
        mandate = Mandate.objects.in_force(clock.now()).get(person=person)
        assert (mandate.role, mandate.organisation, mandate.until) == ("delegate", *self._of(old))
        old.invitation.mandate.refresh_from_db()
        assert old.invitation.mandate.revoked_at
        assert Event.objects.filter(kind="network.invited_again").count() == 1

    @staticmethod
    def _of(invitation: Invited) -> tuple[Organisation, object]:
        return invitation.invitation.mandate.organisation, invitation.invitation.mandate.until

    def test_one_that_was_taken_up_or_revoked_is_not_made_again(self, sign_in) -> None:
        boss = sign_in(coordinator())
        used, revoked = invited(), invited()
        browser().post(page(used), answer(used))
        revoke_invitation(by=revoked.invitation.invited_by, invitation=revoked.invitation)
        for each in (used, revoked):
            response = boss.post(f"/workspace/people/invitations/{each.invitation.pk}/again/")
            assert response.status_code == 404
            with pytest.raises(NothingToDo):
                invite_again(by=each.invitation.invited_by, invitation=each.invitation)
        assert used.invitation.mandate.is_in_force(clock.now())
        assert Invitation.objects.count() == 2

    def test_a_delegate_invites_again_whom_she_could_invite_and_that_waits(self, sign_in) -> None:
        """A link to a mandate that the secretariat accepted would let her put anybody in its holder's place."""
        organisation = OrganisationFactory()
        ours = invited(organisation, role=Role.CONTRIBUTOR, name="Ours")
        colleague, theirs = invited(organisation, name="Colleague"), invited(name="Theirs")
        assert ours.invitation.mandate.accepted_at
        client = sign_in(delegate(organisation))
        for each, status in ((theirs, 404), (colleague, 403)):
            assert client.post(f"/workspace/people/invitations/{each.invitation.pk}/again/").status_code == status
            assert browser().get(page(each)).status_code == 200
        self.again(client, ours)
        assert Mandate.objects.get(person__name="Ours", revoked_at=None).accepted_at is None

    def test_what_could_not_be_taken_up_does_not_stand_in_the_way_of_a_mandate(self, later) -> None:
        known, organisation = delegate(), OrganisationFactory()
        old = invited(organisation, person=known)
        later(days=8)
        boss = coordinator()
        assert grant_mandate(by=boss, person=known, organisation=organisation, role="delegate").is_in_force(clock.now())
        old.invitation.refresh_from_db()
        assert old.invitation.revoked_at


def test_one_that_was_tried_out_is_not_called_open(sign_in) -> None:
    made = invited()
    for _try in range(5):
        browser().post(page(made), answer(made, code=wrong(made.code)))
    boss = sign_in(coordinator())
    assert "Aigul Example" not in read(boss, "/workspace/")
    assert "not yet taken up" not in read(boss, "/workspace/people/")

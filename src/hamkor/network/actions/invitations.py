"""Invitations: a link by one channel, a code by another, good for a week and for one person.

What an attacker has of it is seldom both. Who only has the link gets five tries at an eight-digit code.
"""

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum, auto
from typing import Final

from django.contrib.auth.hashers import check_password, make_password
from django.utils.translation import gettext_lazy as _

from hamkor.accounts.access import hash_of
from hamkor.accounts.models import User
from hamkor.audit.kernel import action, record
from hamkor.core import clock
from hamkor.core.actors import Actor
from hamkor.core.errors import Conflict, NothingToDo
from hamkor.network.access_people import (
    check_can_grant,
    check_can_revoke_invitation,
    check_invited,
    check_operator_founds,
)
from hamkor.network.actions.organisations import add_organisation
from hamkor.network.actions.people import new_mandate, new_person
from hamkor.network.models import Invitation, Mandate, Organisation, Person, Role
from hamkor.network.names import Name

LASTS: Final = timedelta(days=7)


@dataclass(frozen=True)
class Invited:
    """Token and code exist here and nowhere else: they are shown once."""

    invitation: Invitation
    token: str
    code: str


class Outcome(Enum):
    ACCEPTED = auto()
    WRONG_CODE = auto()
    ADDRESS_UNUSABLE = auto()


@action
def invite(
    *,
    by: Person,
    organisation: Organisation,
    role: str,
    name: str = "",
    person: Person | None = None,
    discreet: bool = False,
    until: datetime | None = None,
) -> Invited:
    """Asks somebody to take up a mandate: `person` whom the network knows, or one new to it called `name`.

    The mandate waits for the secretariat where a delegate invites. Raises `Refused` (see `check_can_grant`),
    `DomainError` for what is no name, an end that has come and an organisation that has left, `Conflict` where she
    holds the mandate already.
    """
    check_can_grant(by, organisation, role)
    if person is None:
        person = new_person(name, organisation, discreet=discreet)
    mandate = new_mandate(by=by, person=person, organisation=organisation, role=role, until=until)
    invited = _invitation(mandate, invited_by=by)
    record("network.invitation_made", by=by, on=invited.invitation, organisation=organisation.pk, role=role)
    return invited


@action
def invite_again(*, by: Person, invitation: Invitation) -> Invited:
    """Ends an invitation that was not taken up, open or not, and its mandate, and asks the same person for the same.

    Raises `Refused` (see `check_can_grant`), `NothingToDo` where it was taken up or revoked, also by another at the
    same moment, and what `invite` raises.
    """
    mandate = invitation.mandate
    check_can_grant(by, mandate.organisation, mandate.role)
    revoke_invitation(by=by, invitation=invitation)
    invited = invite(
        by=by, person=mandate.person, organisation=mandate.organisation, role=mandate.role, until=mandate.until
    )
    record("network.invited_again", by=by, on=invited.invitation, instead_of=invitation.pk)
    return invited


@action
def found_secretariat(
    *, by: Actor, name: str, organisation: str, language: str, country: str, since: date | None = None
) -> Invited:
    """Invites the first coordinator, from the command line, while there is none, and makes her organisation, which
    belongs to the network `since` that day, or since today.

    Raises `Refused` for anybody but the operator and once there is a coordinator; `DomainError` for what
    `add_organisation` does not take.
    """
    check_operator_founds(by)
    founding = add_organisation(by=by, names={language: Name(organisation)}, country_of_work=country, since=since)
    person = new_person(name, founding, discreet=False)
    mandate = new_mandate(by=None, person=person, organisation=founding, role=Role.COORDINATOR, until=None)
    invited = _invitation(mandate, invited_by=person)
    record("network.secretariat_founded", by=by, on=invited.invitation, organisation=founding.pk)
    return invited


@action
def accept_invitation(
    *,
    by: Person,
    invitation: Invitation,
    code: str,
    account: User | None = None,
    email: str = "",
    password: str = "",
    language: str = "ru",
) -> Outcome:
    """Takes up the mandate, with `account` (she is signed in with it) or with a new one of this address and password
    (without a password nobody can sign in with one).

    `by` is the person invited. A wrong code, and an address that cannot be used, cost one of five tries and are
    recorded; nothing else is changed then, and neither answer says what the matter with an address is. Raises
    `Refused` where the invitation is no longer open, or is for another account.
    """
    invitation = Invitation.objects.select_for_update().select_related("mandate__person").get(pk=invitation.pk)
    check_invited(by, invitation, account)
    invitation.wrong_codes += 1
    if not check_password(code, invitation.code_hash):
        return _tried(by, invitation, Outcome.WRONG_CODE)
    if account is None:
        if not email or User.objects.filter(email=email.strip().lower()).exists():
            return _tried(by, invitation, Outcome.ADDRESS_UNUSABLE)
        account = User.objects.create_user(email, password or None, language=language)
    person = _person_with(account, invitation)
    invitation.accepted_at = clock.now()
    invitation.save(update_fields=["accepted_at"])
    record("network.invitation_accepted", by=person, on=invitation, mandate=invitation.mandate_id)
    return Outcome.ACCEPTED


@action
def revoke_invitation(*, by: Person, invitation: Invitation) -> None:
    """The link leads nowhere from now on, and the mandate it was for ends before it began.

    Raises `NothingToDo` where it was accepted or revoked.
    """
    check_can_revoke_invitation(by, invitation)
    now = clock.now()
    if not Invitation.objects.filter(pk=invitation.pk, accepted_at=None, revoked_at=None).update(revoked_at=now):
        raise NothingToDo(_("This invitation is not open any more."))
    Mandate.objects.filter(pk=invitation.mandate_id, revoked_at=None).update(revoked_at=now, revoked_by=by)
    record("network.invitation_revoked", by=by, on=invitation)


def _invitation(mandate: Mandate, *, invited_by: Person) -> Invited:
    now = clock.now()
    token, code = secrets.token_urlsafe(32), f"{secrets.randbelow(10**8):08}"
    invitation = Invitation.objects.create(
        mandate=mandate,
        token_hash=hash_of(token),
        code_hash=make_password(code),
        invited_by=invited_by,
        made_at=now,
        expires_at=now + LASTS,
    )
    return Invited(invitation, token, code)


def _tried(by: Person, invitation: Invitation, outcome: Outcome) -> Outcome:
    invitation.save(update_fields=["wrong_codes"])
    record("network.invitation_tried", by=by, on=invitation, outcome=outcome.name.lower())
    return outcome


def _person_with(account: User, invitation: Invitation) -> Person:
    """The person whose account this is; one made for the invitation gives way to her who is here already."""
    mandate, invited = invitation.mandate, invitation.mandate.person
    known = Person.objects.filter(account=account).first()
    if known is None:
        invited.account = account
        invited.save(update_fields=["account"])
        return invited
    if known != invited:
        same = Mandate.objects.filter(person=known, organisation=mandate.organisation, role=mandate.role)
        if same.filter(revoked_at=None).exclude(until__lte=clock.now()).exists():
            raise Conflict(_("You hold this mandate already."))
        Mandate.objects.filter(pk=mandate.pk).update(person=known)
        if not invited.mandates.exists() and invitation.invited_by != invited:
            invited.delete()
    return known

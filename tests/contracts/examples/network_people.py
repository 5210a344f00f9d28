from datetime import timedelta

import time_machine

from hamkor.core import clock
from hamkor.core.actors import CLOCK, OPERATOR
from hamkor.network.actions import safety
from hamkor.network.actions.invitations import Invited, invite
from hamkor.network.models import Freeze, Person, Recovery, Role
from tests.contracts.examples import Example, example
from tests.factories.network import MandateFactory, OrganisationFactory, PersonFactory, coordinator, delegate


@example("network.grant_mandate")
def _() -> Example:
    allowed = {
        "by": coordinator(),
        "person": PersonFactory(),
        "organisation": OrganisationFactory(),
        "role": Role.DELEGATE,
    }
    return Example(allowed=allowed, stranger=delegate(), event="network.mandate_granted")


@example("network.accept_mandate")
def _() -> Example:
    allowed = {"by": coordinator(), "mandate": MandateFactory(not_accepted=True)}
    return Example(allowed=allowed, stranger=delegate(), event="network.mandate_accepted")


@example("network.end_mandate")
def _() -> Example:
    allowed = {"by": coordinator(), "mandate": MandateFactory(), "until": clock.now() + timedelta(days=30)}
    return Example(allowed=allowed, stranger=delegate(), event="network.mandate_ended")


@example("network.revoke_mandate")
def _() -> Example:
    allowed = {"by": coordinator(), "mandate": MandateFactory()}
    return Example(allowed=allowed, stranger=delegate(), event="network.mandate_revoked")


def invited() -> Invited:
    return invite(by=coordinator(), organisation=OrganisationFactory(), role=Role.DELEGATE, name="Aigul Example")


@example("network.invite")
def _() -> Example:
    allowed = {
        "by": coordinator(),
        "organisation": OrganisationFactory(),
        "role": Role.DELEGATE,
        "name": "Aigul Example",
    }
    return Example(allowed=allowed, stranger=delegate(), event="network.invitation_made")


@example("network.invite_again")
def _() -> Example:
    allowed = {"by": coordinator(), "invitation": invited().invitation}
    return Example(allowed=allowed, stranger=delegate(), event="network.invited_again")


@example("network.found_secretariat")
def _() -> Example:
    allowed = {
        "by": OPERATOR,
        "name": "Aigul Example",
        "organisation": "Example Centre",
        "language": "en",
        "country": "KG",
    }
    return Example(allowed=allowed, stranger=CLOCK, event="network.secretariat_founded")


@example("network.accept_invitation")
def _() -> Example:
    made = invited()
    allowed = {
        "by": made.invitation.mandate.person,
        "invitation": made.invitation,
        "code": made.code,
        "email": "aigul@members.example",
        "password": "four words that differ",
    }
    return Example(allowed=allowed, stranger=delegate(), event="network.invitation_accepted")


@example("network.revoke_invitation")
def _() -> Example:
    allowed = {"by": coordinator(), "invitation": invited().invitation}
    return Example(allowed=allowed, stranger=delegate(), event="network.invitation_revoked")


@example("network.make_freeze_code")
def _() -> Example:
    # It is hers whoever asks, so the only one refused is somebody frozen.
    return Example(allowed={"by": delegate()}, stranger=frozen().person, event="network.freeze_code_made")


@example("network.freeze_myself")
def _() -> Example:
    return Example(allowed={"by": delegate()}, stranger=frozen().person, event="network.person_frozen")


@example("network.freeze_by_telephone")
def _() -> Example:
    person = delegate()
    code = safety.make_freeze_code(by=person)
    allowed = {"by": coordinator(), "person": person, "code": code}
    return Example(allowed=allowed, stranger=delegate(), event="network.person_frozen")


def frozen() -> Freeze:
    return safety.freeze_myself(by=delegate())


@example("network.consent_to_lift")
def _() -> Example:
    allowed = {"by": coordinator(), "freeze": frozen()}
    return Example(allowed=allowed, stranger=delegate(), event="network.freeze_lifting_agreed")


def lost() -> tuple[Person, Person]:
    """Somebody without her second factor, and a co-delegate."""
    organisation = OrganisationFactory()
    return delegate(organisation), delegate(organisation)


def asked() -> tuple[Recovery, Person]:
    person, colleague = lost()
    return safety.ask_recovery(by=colleague, person=person), colleague


def agreed_long_ago() -> Recovery:
    with time_machine.travel(clock.now() - timedelta(hours=73)):
        return safety.agree_to_recovery(by=coordinator(), recovery=asked()[0])


@example("network.ask_recovery")
def _() -> Example:
    person, colleague = lost()
    return Example(allowed={"by": colleague, "person": person}, stranger=delegate(), event="network.recovery_asked")


@example("network.agree_to_recovery")
def _() -> Example:
    allowed = {"by": coordinator(), "recovery": asked()[0]}
    return Example(allowed=allowed, stranger=delegate(), event="network.recovery_agreed")


@example("network.cancel_recovery")
def _() -> Example:
    allowed = {"by": coordinator(), "recovery": asked()[0]}
    return Example(allowed=allowed, stranger=delegate(), event="network.recovery_cancelled")


@example("network.make_recovery_link")
def _() -> Example:
    allowed = {"by": coordinator(), "recovery": agreed_long_ago()}
    return Example(allowed=allowed, stranger=delegate(), event="network.recovery_link_made")


@example("network.complete_recovery")
def _() -> Example:
    recovery = agreed_long_ago()
    token = safety.make_recovery_link(by=coordinator(), recovery=recovery)
    allowed = {"by": recovery.person, "recovery": recovery, "token": token, "password": "four words that differ"}
    return Example(allowed=allowed, stranger=delegate(), event="network.recovery_completed")

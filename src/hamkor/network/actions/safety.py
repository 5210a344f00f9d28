"""Freezing a person in danger, and coming back: from a freeze, and from a lost second factor."""

import secrets
from datetime import timedelta
from typing import Final

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import check_password, make_password
from django.utils.translation import gettext_lazy as _

from hamkor.accounts.access import hash_of
from hamkor.accounts.actions import queue_notice
from hamkor.audit.kernel import action, record
from hamkor.core import clock
from hamkor.core.errors import Conflict, DomainError, NothingToDo
from hamkor.network.access import can_act_for_secretariat
from hamkor.network.access_people import (
    check_acts_for_herself,
    check_can_cancel_recovery,
    check_can_freeze_by_telephone,
    check_can_lift,
    check_can_recover,
    check_recovers_herself,
    delegates_beside,
    is_co_delegate,
)
from hamkor.network.actions.keys import revoke_keys_of
from hamkor.network.models import Freeze, FreezeCode, FreezeLifting, Invitation, Person, Recovery

WAIT: Final = timedelta(hours=72)
LINK_LASTS: Final = timedelta(hours=24)
TRIES: Final = 5


@action
def make_freeze_code(*, by: Person) -> str:
    """Twelve digits for paper, which end those made before. They exist here and nowhere else: shown once."""
    check_acts_for_herself(by)
    code = f"{secrets.randbelow(10**12):012}"
    kept = {"code_hash": make_password(code), "made_at": clock.now(), "wrong_codes": 0}
    made, _new = FreezeCode.objects.update_or_create(person=by, defaults=kept)
    record("network.freeze_code_made", by=by, on=made)
    return code


@action
def freeze_myself(*, by: Person) -> Freeze:
    """Ends at once her sessions, mandates, signing keys, reset links, open recovery and the invitations she sent.

    Raises `Refused` where she is frozen already.
    """
    check_acts_for_herself(by)
    return _freeze(by, by=by, by_telephone=False)


@action
def freeze_by_telephone(*, by: Person, person: Person, code: str) -> Freeze | None:
    """The secretariat freezes somebody who read out the code from her paper; None for a wrong code, which is recorded.

    After five wrong ones the paper is worth nothing. Raises `Refused` for others, `NothingToDo` where she is frozen.
    """
    check_can_freeze_by_telephone(by, person)
    kept = FreezeCode.objects.select_for_update().filter(person=person, wrong_codes__lt=TRIES).first()
    digits = "".join(filter(str.isdigit, code))
    if kept is None or not check_password(digits, kept.code_hash):
        if kept is not None:
            kept.wrong_codes += 1
            kept.save(update_fields=["wrong_codes"])
        record("network.freeze_code_wrong", by=by, on=person)
        return None
    kept.delete()
    return _freeze(person, by=by, by_telephone=True)


@action
def consent_to_lift(*, by: Person, freeze: Freeze) -> bool:
    """One person's consent; True where it was the second and the freeze is lifted.

    It takes two people, neither of them the frozen one, one of them of the secretariat. Raises `Refused` for others,
    `NothingToDo` for a second consent of the same person or a freeze that is lifted.
    """
    check_can_lift(by, freeze)
    freeze = Freeze.objects.select_for_update(of=("self",)).select_related("person__account").get(pk=freeze.pk)
    if freeze.lifted_at:
        raise NothingToDo(_("This freeze is lifted already."))
    if freeze.liftings.filter(by=by).exists():
        raise NothingToDo(_("You have consented already; it takes another person."))
    FreezeLifting.objects.create(freeze=freeze, by=by, at=clock.now())
    record("network.freeze_lifting_agreed", by=by, on=freeze, person=freeze.person_id)
    consenting = [lifting.by for lifting in freeze.liftings.select_related("by")]
    if len(consenting) < 2 or not any(map(can_act_for_secretariat, consenting)):
        return False
    freeze.lifted_at = clock.now()
    freeze.save(update_fields=["lifted_at"])
    if account := freeze.person.account:
        account.frozen_at = None
        account.save(update_fields=["frozen_at"])
    record("network.freeze_lifted", by=by, on=freeze, person=freeze.person_id)
    return True


@action
def ask_recovery(*, by: Person, person: Person) -> Recovery:
    """Opens the way back for somebody who lost her second factor, and counts as the asker's own consent.

    Raises `Refused` unless `by` is another delegate of her organisation or the secretariat; `Conflict` where one is
    open; `DomainError` for somebody without an account, or frozen.
    """
    check_can_recover(by, person)
    person = Person.objects.select_for_update(of=("self",)).select_related("account").get(pk=person.pk)
    if person.account is None or person.account.is_frozen:
        raise DomainError(_("There is no account to recover, or it is frozen."))
    if Recovery.objects.filter(person=person, cancelled_at=None, completed_at=None).exists():
        raise Conflict(_("A recovery is open for her already."))
    recovery = Recovery.objects.create(person=person, asked_at=clock.now())
    record("network.recovery_asked", by=by, on=recovery, person=person.pk)
    _consent(recovery, by)
    return recovery


@action
def agree_to_recovery(*, by: Person, recovery: Recovery) -> Recovery:
    """The other consent: it takes a co-delegate and the secretariat, two people. From then on 72 hours have to pass.

    Raises `Refused` for others, `NothingToDo` where `by` adds nothing, `DomainError` for one cancelled or completed.
    """
    recovery = _still_open(recovery)
    check_can_recover(by, recovery.person)
    if recovery.agreed_at:
        raise NothingToDo(_("Both have agreed already."))
    if by in (recovery.co_delegate, recovery.coordinator):
        raise NothingToDo(_("You have agreed already; it takes another person."))
    if not _consent(recovery, by):
        raise NothingToDo(_("This consent is there already; it takes the other one."))
    return recovery


@action
def cancel_recovery(*, by: Person, recovery: Recovery) -> None:
    """She herself, any delegate of her organisation and the secretariat may stop it, until it is completed."""
    check_can_cancel_recovery(by, recovery.person)
    recovery = _still_open(recovery)
    recovery.cancelled_at = clock.now()
    recovery.save(update_fields=["cancelled_at"])
    record("network.recovery_cancelled", by=by, on=recovery, person=recovery.person_id)
    _tell(recovery)


@action
def make_recovery_link(*, by: Person, recovery: Recovery) -> str:
    """The token of a link for a day, which ends those made before: shown once, to give to her who is recovered.

    Raises `DomainError` before both have agreed and 72 hours have passed.
    """
    check_can_recover(by, recovery.person)
    recovery = _still_open(recovery)
    now = clock.now()
    if recovery.agreed_at is None or now < recovery.agreed_at + WAIT:
        raise DomainError(_("The link can be made 72 hours after both have agreed, not before."))
    token = secrets.token_urlsafe(32)
    recovery.token_hash, recovery.link_expires_at = hash_of(token), now + LINK_LASTS
    recovery.save(update_fields=["token_hash", "link_expires_at"])
    record("network.recovery_link_made", by=by, on=recovery, person=recovery.person_id)
    return token


@action
def complete_recovery(*, by: Person, recovery: Recovery, token: str, password: str) -> None:
    """A new password; the old second factors, sessions and signing keys are gone.

    Raises `Refused` for anybody but the one who is recovered, and for a link that is no longer good.
    """
    recovery = Recovery.objects.select_for_update(of=("self",)).select_related("person__account").get(pk=recovery.pk)
    check_recovers_herself(by, recovery, token)
    account = recovery.person.account
    assert account is not None
    recovery.completed_at, recovery.token_hash = clock.now(), ""
    recovery.save(update_fields=["completed_at", "token_hash"])
    Authenticator.objects.filter(user=account).delete()
    account.set_password(password)
    account.end_sessions()
    account.save(update_fields=["password", "epoch"])
    revoke_keys_of(by=by, person=recovery.person)
    record("network.recovery_completed", by=by, on=recovery, person=recovery.person_id)
    _tell(recovery)


def _freeze(person: Person, *, by: Person, by_telephone: bool) -> Freeze:
    person = Person.objects.select_for_update(of=("self",)).select_related("account").get(pk=person.pk)
    if person.freezes.filter(lifted_at=None).exists():
        raise NothingToDo(_("She is frozen already."))
    now = clock.now()
    freeze = Freeze.objects.create(person=person, at=now, by=by, by_telephone=by_telephone)
    if person.account:
        person.account.frozen_at = now
        person.account.end_sessions()
        person.account.save(update_fields=["frozen_at", "epoch"])
    for invitation in Invitation.objects.filter(invited_by=person, accepted_at=None, revoked_at=None):
        invitation.revoked_at = now
        invitation.save(update_fields=["revoked_at"])
        invitation.mandate.revoked_at, invitation.mandate.revoked_by = now, by
        invitation.mandate.save(update_fields=["revoked_at", "revoked_by"])
    Recovery.objects.filter(person=person, cancelled_at=None, completed_at=None).update(cancelled_at=now)
    revoke_keys_of(by=by, person=person)
    record("network.person_frozen", by=by, on=freeze, person=person.pk, by_telephone=by_telephone)
    for colleague in delegates_beside(person):
        queue_notice(colleague)
    return freeze


def _consent(recovery: Recovery, by: Person) -> bool:
    """Notes whose consent `by` gives: the co-delegate's where it is missing and she is one, else the secretariat's."""
    if recovery.co_delegate is None and is_co_delegate(by, recovery.person):
        recovery.co_delegate = by
    elif recovery.coordinator is None and can_act_for_secretariat(by):
        recovery.coordinator = by
    else:
        return False
    if recovery.co_delegate and recovery.coordinator:
        recovery.agreed_at = clock.now()
    recovery.save(update_fields=["co_delegate", "coordinator", "agreed_at"])
    record("network.recovery_agreed", by=by, on=recovery, person=recovery.person_id)
    _tell(recovery)
    return True


def _still_open(recovery: Recovery) -> Recovery:
    recovery = Recovery.objects.select_for_update(of=("self",)).select_related("person__account").get(pk=recovery.pk)
    if recovery.cancelled_at or recovery.completed_at:
        raise DomainError(_("This recovery is over."))
    return recovery


def _tell(recovery: Recovery) -> None:
    """A neutral mail to every delegate of her organisations, and to herself."""
    for account in delegates_beside(recovery.person):
        queue_notice(account)
    if recovery.person.account:
        queue_notice(recovery.person.account)

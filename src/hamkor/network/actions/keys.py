"""Keys kept for signing: registered, confirmed by somebody other than the site, revoked."""

from datetime import datetime
from typing import Final

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from hamkor.accounts.actions import queue_notice
from hamkor.audit.kernel import IncompleteAction, action, in_action, record
from hamkor.core import clock
from hamkor.core.actors import Actor
from hamkor.core.errors import Conflict, DomainError, NothingToDo
from hamkor.ledger.access import this_network
from hamkor.ledger.actions.record import commit
from hamkor.network.access import check_delegate, check_may_confirm_key, check_may_revoke_key, hold_mandates
from hamkor.network.models import KeyConfirmation, Mandate, Person, Role, SigningKey
from hamkor.network.statements import SignedStatement, key_statement, registration_of
from hamkor_proof.canonical import parse_canonical
from hamkor_proof.key_events import KeyConfirmation as KeyConfirmed
from hamkor_proof.key_events import KeyRevocation, Way
from hamkor_proof.keys import key_id
from hamkor_proof.register import About
from hamkor_proof.statement import Act, Statement

_WAYS: Final[dict[str, Way]] = {"fingerprint": "fingerprint", "members": "member"}


@action
def register_key(*, by: Person, mandate: Mandate, credential_id: bytes, signed: SignedStatement) -> SigningKey:
    """Keeps the key that signed its own `key-register` statement for this mandate, and commits that to the ledger.

    Refuses (`Refused`) anybody but the mandate's own delegate while it is in force; raises `DomainError` for a
    statement about another mandate, organisation or network, `Conflict` while an earlier key of the mandate is not
    revoked, or where the key is known already. Her fellow delegates are told to look.
    """
    hold_mandates(by)
    held = check_delegate(by, mandate.organisation)
    statement = signed.statement
    network = this_network()
    expected = (Act.KEY_REGISTER, str(held.pk), str(held.organisation_id), network.hex() if network else "")
    if held.pk != mandate.pk or expected != (
        statement.act,
        statement.mandate,
        statement.organisation.id,
        statement.network,
    ):
        raise DomainError(_("This registration was begun for another mandate. Begin once more."))
    committed = commit(
        "key-register", parse_canonical(statement.to_bytes()), subject=held.organisation, under=_keys_of(held)
    )
    try:
        with transaction.atomic():
            key = SigningKey.objects.create(
                mandate=held,
                public_key=signed.evidence.public_key,
                fingerprint=key_id(signed.evidence.public_key),
                credential_id=credential_id,
                rp_id=settings.HAMKOR_SIGN_RP_ID,
                origin=settings.HAMKOR_SIGN_ORIGIN,
                statement=statement.to_bytes(),
                client_data=signed.evidence.client_data,
                authenticator_data=signed.evidence.authenticator_data,
                signature=signed.evidence.signature,
                registered_at=clock.now(),
                registered_position=committed.position,
            )
    except IntegrityError:
        raise Conflict(
            _("A signing key is registered for this mandate already. Revoke it first, then register another.")
        ) from None
    for other in (
        Mandate.objects.in_force(key.registered_at)
        .filter(organisation=held.organisation_id, role=Role.DELEGATE, person__account__isnull=False)
        .exclude(person=by)
        .select_related("person__account")
    ):
        # The 72 hours before members may confirm it are theirs to object.
        if other.person.account:
            queue_notice(other.person.account)
    record("network.key_registered", by=by, on=key, mandate=held.pk, leaf=bytes(committed.leaf).hex())
    return key


@action
def revoke_key(*, by: Person, key: SigningKey, suspect_from: datetime | None = None) -> SigningKey:
    """Ends a key, publicly and for good; signatures before `suspect_from` (or before now) keep counting.

    Its own holder may, with a mandate in force or not, and the secretariat. Raises `NothingToDo` where it is revoked
    already, `DomainError` for a `suspect_from` in the future or before the key was there.
    """
    check_may_revoke_key(by, key)
    fresh = SigningKey.objects.select_for_update().get(pk=key.pk)
    if fresh.revoked_at:
        raise NothingToDo(_("This key is revoked already."))
    if suspect_from and not fresh.registered_at <= suspect_from <= clock.now():
        raise DomainError(_("The day from which it is suspect must lie between its registration and today."))
    return _revoke(by=by, key=fresh, suspect_from=suspect_from)


def revoke_keys_of(*, by: Actor, person: Person) -> int:
    """Ends every signing key of this person inside the running action, which has asked the permission (freeze).

    Returns how many; none is no error. Raises `IncompleteAction` outside an action.
    """
    if not in_action():
        raise IncompleteAction("revoke_keys_of called outside an action")
    keys = list(SigningKey.objects.select_for_update().in_force().filter(mandate__person=person))
    for key in keys:
        _revoke(by=by, key=key, suspect_from=None)
    return len(keys)


@action
def confirm_key(*, by: Person, key: SigningKey, way: str) -> KeyConfirmation:
    """Somebody other than the site says that this key is the organisation's.

    `fingerprint`: the secretariat compared it with one obtained elsewhere (the organisation's own site, letterhead).
    `members`: a delegate of another member organisation, from 72 hours after the registration; it takes two, of two
    organisations. Raises `Refused` for others, `DomainError` before the 72 hours are over or for a revoked key,
    `NothingToDo` for a second time.
    """
    organisation = check_may_confirm_key(by, key, way)
    fresh = SigningKey.objects.select_for_update().get(pk=key.pk)
    if fresh.revoked_at:
        raise DomainError(_("This key is revoked: nothing can be confirmed about it."))
    if way == KeyConfirmation.Way.MEMBERS and clock.now() < fresh.members_may_confirm_at:
        raise DomainError(_("Other members may confirm this key 72 hours after its registration, not before."))
    try:
        with transaction.atomic():
            confirmation = KeyConfirmation.objects.create(
                key=fresh, way=way, by=by, organisation=organisation, at=clock.now()
            )
    except IntegrityError:
        raise NothingToDo(_("You or your organisation have confirmed this key already.")) from None
    found = "-" if way == KeyConfirmation.Way.FINGERPRINT else None
    event = KeyConfirmed(statement=_about(fresh, Act.KEY_CONFIRM), way=_WAYS[way], found=found)
    committed = commit(
        "key-confirm", event.to_json(), subject=fresh.mandate.organisation, under=_keys_of(fresh.mandate)
    )
    record("network.key_confirmed", by=by, on=fresh, way=way, leaf=bytes(committed.leaf).hex())
    return confirmation


def _revoke(*, by: Actor, key: SigningKey, suspect_from: datetime | None) -> SigningKey:
    event = KeyRevocation(statement=_about(key, Act.KEY_REVOKE), suspect_from=suspect_from)
    committed = commit("key-revoke", event.to_json(), subject=key.mandate.organisation, under=_keys_of(key.mandate))
    key.revoked_at, key.revoked_position, key.suspect_from = clock.now(), committed.position, suspect_from
    key.save()
    record("network.key_revoked", by=by, on=key, mandate=key.mandate_id, leaf=bytes(committed.leaf).hex())
    return key


def _keys_of(mandate: Mandate) -> About:
    return About("keys", str(mandate.organisation_id))


def _about(key: SigningKey, act: Act) -> Statement:
    return key_statement(act=act, mandate=key.mandate, fingerprint=key.fingerprint, registered=registration_of(key))

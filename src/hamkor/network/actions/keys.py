"""Keys kept for signing: registered, replaced, contested, revoked."""

from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from hamkor.accounts.actions import queue_notice
from hamkor.accounts.models import Notice
from hamkor.audit.kernel import IncompleteAction, action, in_action, record
from hamkor.core import clock
from hamkor.core.actors import Actor
from hamkor.core.errors import Conflict, DomainError, NothingToDo
from hamkor.ledger.access import newest_descriptor, this_network
from hamkor.ledger.actions.record import Committed, commit
from hamkor.network.access import check_delegate, hold_mandates
from hamkor.network.access_keys import check_may_contest_key, check_may_revoke_key, to_be_told_of_key
from hamkor.network.actions.key_confirmations import keep_vouched, keys_of, vouched_event
from hamkor.network.models import Mandate, Person, SigningKey
from hamkor.network.passkeys import SigningSite
from hamkor.network.statements import SignedStatement, about_key, check_vouches, registration_of
from hamkor_proof.canonical import parse_canonical
from hamkor_proof.key_events import KeyContest, KeyRevocation
from hamkor_proof.keys import key_id
from hamkor_proof.statement import Act


@action
def register_key(*, by: Person, mandate: Mandate, credential_id: bytes, signed: SignedStatement) -> SigningKey:
    """Keeps the key that signed its own `key-register` statement for this mandate, and commits that to the ledger.

    Refuses (`Refused`) anybody but the mandate's own delegate while it is in force; raises `DomainError` for a
    statement about another mandate, organisation or network and for a site that the network's descriptor does not name,
    `Conflict` while an earlier key of the mandate for that site is not revoked, or where the key is known already. All
    who can tell whose it is are told to look.
    """
    held = _held(by, mandate)
    committed = _commit_registration(held, signed)
    return _keep(by, held, credential_id, signed, committed)


@action
def replace_key(
    *, by: Person, key: SigningKey, credential_id: bytes, signed: SignedStatement, vouched: SignedStatement
) -> SigningKey:
    """Puts a new key in the place of hers, which signs for it (`vouched`, a `key-confirm`) and is revoked: registered,
    confirmed, revoked, in this order in the ledger, or nothing of it.

    Refuses (`Refused`) anybody but the mandate's own delegate; raises `DomainError` where the earlier key is revoked or
    contested, where the new one is for another site, or what either signed is not about them.
    """
    held = _held(by, key.mandate)
    earlier = _held_key(key)
    if earlier.revoked_at or earlier.contested_at or signed.site.rp_id != earlier.rp_id:
        raise DomainError(
            _("The key that you have cannot sign for another one any more. Revoke it, then make another.")
        )
    check_vouches(vouched, earlier=earlier, registered=signed.statement)
    registered = _commit_registration(held, signed)
    confirmed = commit(
        "key-confirm", vouched_event(vouched).to_json(), subject=held.organisation, under=keys_of(held.organisation)
    )
    # One key a mandate: the earlier one makes room.
    _revoke(by=by, key=earlier, suspect_from=None)
    new = _keep(by, held, credential_id, signed, registered)
    keep_vouched(by=by, key=new, earlier=earlier, vouched=vouched, committed=confirmed)
    return new


@action
def revoke_key(*, by: Person, key: SigningKey, suspect_from: datetime | None = None) -> SigningKey:
    """Ends a key, publicly and for good; signatures before `suspect_from` (or before now) keep counting.

    Its own holder may, with a mandate in force or not, and the secretariat. Raises `NothingToDo` where it is revoked
    already, `DomainError` for a `suspect_from` in the future or before the key was there.
    """
    check_may_revoke_key(by, key)
    fresh = _held_key(key)
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
    keys = list(
        SigningKey.objects.select_for_update(of=("self",))
        .select_related("mandate__organisation")
        .in_force()
        .filter(mandate__person=person)
    )
    for key in keys:
        _revoke(by=by, key=key, suspect_from=None)
    return len(keys)


@action
def contest_key(*, by: Person, key: SigningKey) -> SigningKey:
    """The organisation in whose name it was registered says that this key is not its own: from now on it counts as
    confirmed by nobody and signs nothing; it can only be revoked.

    Another of its delegates says so, or the secretariat for it (`Refused` for others). Raises `NothingToDo` where it is
    contested already, `DomainError` where it is revoked. There is no taking back: who was mistaken registers anew.
    """
    check_may_contest_key(by, key)
    fresh = _held_key(key)
    if fresh.contested_at:
        raise NothingToDo(_("This key is contested already."))
    if fresh.revoked_at:
        raise DomainError(_("This key is revoked: nobody can sign with it any more."))
    organisation, now = fresh.mandate.organisation, clock.now()
    registration = registration_of(fresh)
    event = KeyContest(
        network=registration.network,
        organisation=str(organisation.pk),
        key=fresh.fingerprint,
        registered=registration.digest.hex(),
        time=now.replace(microsecond=0),
    )
    committed = commit("key-contest", event.to_json(), subject=organisation, under=keys_of(organisation))
    fresh.contested_at, fresh.contested_position = now, committed.position
    fresh.save(update_fields=["contested_at", "contested_position"])
    _tell(fresh, by)
    if fresh.mandate.person.account and fresh.mandate.person != by:
        queue_notice(fresh.mandate.person.account)
    record("network.key_contested", by=by, on=fresh, mandate=fresh.mandate_id, leaf=committed.leaf.hex())
    return fresh


def _held_key(key: SigningKey) -> SigningKey:
    """The key as it is now, held until the action ends."""
    return (
        SigningKey.objects.select_for_update(of=("self",))
        .select_related("mandate__organisation", "mandate__person__account")
        .get(pk=key.pk)
    )


def _held(by: Person, mandate: Mandate) -> Mandate:
    """The mandate, where it is hers and in force, and stays so until the action ends."""
    hold_mandates(by)
    held = check_delegate(by, mandate.organisation)
    if held.pk != mandate.pk:
        raise _begun_elsewhere()
    return held


def _commit_registration(mandate: Mandate, signed: SignedStatement) -> Committed:
    statement = signed.statement
    network = this_network()
    expected = (Act.KEY_REGISTER, str(mandate.pk), str(mandate.organisation_id), network.hex() if network else "")
    if expected != (statement.act, statement.mandate, statement.organisation.id, statement.network):
        raise _begun_elsewhere()
    _check_site(signed.site)
    return commit(
        "key-register",
        parse_canonical(statement.to_bytes()),
        subject=mandate.organisation,
        under=keys_of(mandate.organisation),
    )


def _check_site(site: SigningSite) -> None:
    # Verifiers take sites from the descriptor: a key registered on another would show nothing to them.
    descriptor = newest_descriptor()
    if descriptor is None or not any(
        party.id == site.rp_id
        # A demonstration takes whatever port is free, each time anew.
        and (site.origin in party.origins or settings.HAMKOR_DEMONSTRATION)
        and party.until is None
        for party in descriptor.relying_parties
    ):
        raise DomainError(
            _(
                "The network's descriptor does not name this signing site yet, so nobody could check what is signed "
                "here. Tell whoever keeps this site running."
            )
        )


def _begun_elsewhere() -> DomainError:
    return DomainError(_("This registration was begun for another mandate. Begin once more."))


def _keep(
    by: Person, mandate: Mandate, credential_id: bytes, signed: SignedStatement, committed: Committed
) -> SigningKey:
    evidence = signed.evidence
    try:
        with transaction.atomic():
            key = SigningKey.objects.create(
                mandate=mandate,
                public_key=evidence.public_key,
                fingerprint=key_id(evidence.public_key),
                credential_id=credential_id,
                rp_id=signed.site.rp_id,
                origin=signed.site.origin,
                statement=signed.statement.to_bytes(),
                client_data=evidence.client_data,
                authenticator_data=evidence.authenticator_data,
                signature=evidence.signature,
                registered_at=clock.now(),
                registered_position=committed.position,
            )
    except IntegrityError:
        raise Conflict(
            _("A signing key is registered for this mandate already. Revoke it first, then register another.")
        ) from None
    _tell(key, by)
    if by.account:
        # She may be the only delegate, and somebody else at her account.
        queue_notice(by.account, Notice.Kind.KEY_REGISTERED)
    record("network.key_registered", by=by, on=key, mandate=mandate.pk, leaf=committed.leaf.hex())
    return key


def _tell(key: SigningKey, by: Person) -> None:
    # The 72 hours before members may confirm it are theirs to object.
    for account in to_be_told_of_key(key, by=by):
        queue_notice(account)


def _revoke(*, by: Actor, key: SigningKey, suspect_from: datetime | None) -> SigningKey:
    organisation = key.mandate.organisation
    # Statements know whole seconds.
    since = suspect_from.replace(microsecond=0) if suspect_from else None
    event = KeyRevocation(statement=about_key(key, Act.KEY_REVOKE), suspect_from=since)
    committed = commit("key-revoke", event.to_json(), subject=organisation, under=keys_of(organisation))
    key.revoked_at, key.revoked_position, key.suspect_from = clock.now(), committed.position, since
    key.save(update_fields=["revoked_at", "revoked_position", "suspect_from"])
    record("network.key_revoked", by=by, on=key, mandate=key.mandate_id, leaf=committed.leaf.hex())
    return key

"""Somebody other than the site says whose a signing key is, in one of three ways (`docs/ledger.md`, section 3)."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from hamkor.audit.kernel import IncompleteAction, action, in_action, record
from hamkor.core import clock
from hamkor.core.errors import DomainError, NothingToDo
from hamkor.ledger.actions.record import Committed, commit
from hamkor.network.access import check_delegate, hold_mandates
from hamkor.network.access_keys import check_may_compare_fingerprint, check_may_confirm_as_member
from hamkor.network.fingerprints import is_of
from hamkor.network.models import KeyConfirmation, Organisation, Person, SigningKey
from hamkor.network.names import clean_line
from hamkor.network.statements import SignedStatement, about_key, check_vouches, key_statement, registration_of
from hamkor_proof.key_events import KeyConfirmation as Confirmation
from hamkor_proof.register import About
from hamkor_proof.statement import LONGEST_NAME, Act

_Way = KeyConfirmation.Way


@action
def confirm_by_fingerprint(*, by: Person, key: SigningKey, fingerprint: str, found: str) -> KeyConfirmation:
    """The secretariat compared the key's fingerprint with one obtained elsewhere, and says where it was `found`: an
    address, "letterhead of …". What was obtained is given here (hexadecimal, or words in either language) and compared
    by the program.

    Raises `Refused` for others and for her own key, `DomainError` where it is another key's fingerprint or none, or the
    key is revoked or contested, `NothingToDo` for a second time.
    """
    check_may_compare_fingerprint(by, key)
    fresh = _standing(key)
    place = clean_line(found, longest=LONGEST_NAME)
    if not is_of(fresh, fingerprint):
        raise DomainError(
            _(
                "This is the fingerprint of another key. If there is no mistake in it, somebody else registered this "
                "key in the organisation's name: speak with the organisation, and contest the key."
            )
        )
    event = Confirmation(statement=about_key(fresh, Act.KEY_CONFIRM), way="fingerprint", found=place)
    return _confirm(by, fresh, event, organisation=None)


@action
def confirm_as_member(*, by: Person, key: SigningKey) -> KeyConfirmation:
    """A delegate of another member organisation, from 72 hours after the registration on, says that her organisation
    asked the key's; it takes two organisations. Her organisation is named in the public record.

    Raises `Refused` for others and where her organisation's name is withheld, `DomainError` before the 72 hours are
    over or for a key that is revoked or contested, `NothingToDo` for a second time.
    """
    mandate = check_may_confirm_as_member(by, key)
    fresh = _standing(key)
    if clock.now() < fresh.members_may_confirm_at:
        raise DomainError(_("Other members may confirm this key 72 hours after its registration, not before."))
    statement = key_statement(
        act=Act.KEY_CONFIRM, mandate=mandate, fingerprint=fresh.fingerprint, registered=registration_of(fresh)
    )
    return _confirm(by, fresh, Confirmation(statement=statement, way="member"), organisation=mandate.organisation)


@action
def confirm_by_earlier_key(
    *, by: Person, key: SigningKey, earlier: SigningKey, vouched: SignedStatement
) -> KeyConfirmation:
    """Her own key, which the organisation had `earlier`, signs for a later one: another delegate's, or hers for the
    spare site. It counts as confirmed where the earlier one does.

    Raises `Refused` for anybody but the earlier key's holder with her mandate in force, `DomainError` where either key
    is revoked or contested, belongs to another organisation or is the earlier of the two, or where something else was
    signed; `NothingToDo` for a second time.
    """
    hold_mandates(by)
    held = check_delegate(by, earlier.mandate.organisation)
    fresh, own = _standing(key), _standing(earlier)
    if (
        own.mandate_id != held.pk
        or fresh.mandate.organisation_id != held.organisation_id
        or fresh.registered_position <= own.registered_position
    ):
        raise DomainError(_("Your key can sign only for a later key of your own organisation."))
    check_vouches(vouched, earlier=own, registered=registration_of(fresh))
    event = vouched_event(vouched)
    committed = commit(
        "key-confirm", event.to_json(), subject=fresh.mandate.organisation, under=keys_of(fresh.mandate.organisation)
    )
    return keep_vouched(by=by, key=fresh, earlier=own, vouched=vouched, committed=committed)


def keys_of(organisation: Organisation) -> About:
    """What the registers of this organisation's keys are about."""
    return About("keys", str(organisation.pk))


def vouched_event(vouched: SignedStatement) -> Confirmation:
    """The event that an earlier key's signature for a later one is."""
    return Confirmation(statement=vouched.statement, way="earlier-key")


def keep_vouched(
    *, by: Person, key: SigningKey, earlier: SigningKey, vouched: SignedStatement, committed: Committed
) -> KeyConfirmation:
    """Inside the running action, which has asked the permission and checked what was signed: keeps the confirmation
    with its evidence. Raises `NothingToDo` for a second time, `IncompleteAction` outside an action."""
    if not in_action():
        raise IncompleteAction("keep_vouched called outside an action")
    return _keep(
        KeyConfirmation(
            key=key,
            way=_Way.EARLIER_KEY,
            by=by,
            organisation=earlier.mandate.organisation,
            earlier_key=earlier,
            client_data=vouched.evidence.client_data,
            authenticator_data=vouched.evidence.authenticator_data,
            signature=vouched.evidence.signature,
            statement=vouched.statement.to_bytes(),
            position=committed.position,
            at=vouched.statement.time,
        ),
        committed,
    )


def _standing(key: SigningKey) -> SigningKey:
    """The key as it is now, held until the action ends; raises `DomainError` where it is revoked or contested."""
    fresh = SigningKey.objects.select_for_update(of=("self",)).select_related("mandate__organisation").get(pk=key.pk)
    if fresh.revoked_at:
        raise DomainError(_("This key is revoked: nothing can be confirmed about it."))
    if fresh.contested_at:
        raise DomainError(_("This key is contested: nothing can be confirmed about it."))
    return fresh


def _confirm(by: Person, key: SigningKey, event: Confirmation, *, organisation: Organisation | None) -> KeyConfirmation:
    whose = key.mandate.organisation
    committed = commit("key-confirm", event.to_json(), subject=whose, under=keys_of(whose))
    return _keep(
        KeyConfirmation(
            key=key,
            way=event.way,
            by=by,
            organisation=organisation,
            found=event.found or "",
            statement=event.statement.to_bytes(),
            position=committed.position,
            at=event.statement.time,
        ),
        committed,
    )


def _keep(confirmation: KeyConfirmation, committed: Committed) -> KeyConfirmation:
    try:
        with transaction.atomic():
            confirmation.save(force_insert=True)
    except IntegrityError:
        raise NothingToDo(_("You or your organisation have confirmed this key already.")) from None
    record(
        "network.key_confirmed",
        by=confirmation.by,
        on=confirmation.key,
        way=confirmation.way,
        leaf=committed.leaf.hex(),
    )
    return confirmation

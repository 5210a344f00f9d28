"""Mandates: granted by a delegate or the secretariat, accepted by the depositary, ended, revoked."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from hamkor.audit.kernel import action, record
from hamkor.core import clock
from hamkor.core.errors import Conflict, DomainError, NothingToDo
from hamkor.network.access import can_act_for_secretariat, check_secretariat
from hamkor.network.access_people import check_can_grant, check_can_revoke
from hamkor.network.actions.keys import revoke_key
from hamkor.network.models import Audience, Label, Mandate, Organisation, Person, SigningKey
from hamkor.network.names import LONGEST_PERSONAL_NAME, clean_line


@action
def grant_mandate(
    *, by: Person, person: Person, organisation: Organisation, role: str, until: datetime | None = None
) -> Mandate:
    """Gives `person` a role in `organisation`.

    What the secretariat grants is accepted with it; what a delegate grants is in force once the secretariat accepts.
    Raises `Refused` (see `check_can_grant`), `Conflict` where she holds this mandate already, `DomainError` for an end
    that has come and for an organisation that has left.
    """
    check_can_grant(by, organisation, role)
    mandate = new_mandate(by=by, person=person, organisation=organisation, role=role, until=until)
    record("network.mandate_granted", by=by, on=mandate, organisation=organisation.pk, role=role)
    return mandate


def new_mandate(
    *, by: Person | None, person: Person, organisation: Organisation, role: str, until: datetime | None
) -> Mandate:
    """Inside an action that asked: the row, accepted at once where the secretariat (or the operator) grants it.

    One that she was invited to and can take up no more gives way to it.
    """
    now = clock.now()
    if until is not None and until <= now:
        raise DomainError(_("The mandate would have ended before it began."))
    # Two who grant at once wait for each other here, and for one who ends the organisation's membership.
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    if Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk).until:
        raise DomainError(_("It is not in the network any more."))
    same = Mandate.objects.filter(person=person, organisation=organisation, role=role, revoked_at=None)
    if by:
        for lapsed in same.filter(pk__in=Mandate.objects.not_taken_up()).exclude(pk__in=Mandate.objects.invited(now)):
            revoke_mandate(by=by, mandate=lapsed)
    if same.exclude(until__lte=now).exists():
        raise Conflict(_("She holds this mandate already."))
    accepted = by is None or can_act_for_secretariat(by)
    return Mandate.objects.create(
        person=person,
        organisation=organisation,
        role=role,
        since=now,
        until=until,
        granted_by=by,
        accepted_by=by if accepted else None,
        accepted_at=now if accepted else None,
    )


def new_person(name: str, organisation: Organisation, *, discreet: bool) -> Person:
    """Inside an action that asked: somebody the network knows by name, or, `discreet` or in an organisation whose name
    is withheld, whom only that organisation and the secretariat know. Raises `DomainError` for what is no name."""
    audience = (
        Audience.objects.of(Label.AMBER_STRICT, f"organisation:{organisation.pk}", "group:secretariat")
        if discreet or organisation.name_withheld
        else Audience.objects.of(Label.GREEN)
    )
    return Person.objects.create(name=clean_line(name, longest=LONGEST_PERSONAL_NAME), audience=audience)


@action
def accept_mandate(*, by: Person, mandate: Mandate) -> None:
    """The depositary takes note of a mandate that a delegate granted; it is in force from now, or once taken up.

    Raises `NothingToDo` where it is accepted, `DomainError` where it was revoked meanwhile.
    """
    check_secretariat(by)
    mandate = Mandate.objects.select_for_update().get(pk=mandate.pk)
    if mandate.revoked_at:
        raise DomainError(_("This mandate was revoked."))
    if mandate.accepted_at:
        raise NothingToDo(_("This mandate is accepted already."))
    mandate.accepted_by, mandate.accepted_at = by, clock.now()
    mandate.save(update_fields=["accepted_by", "accepted_at"])
    record("network.mandate_accepted", by=by, on=mandate)


@action
def end_mandate(*, by: Person, mandate: Mandate, until: datetime) -> None:
    """Sets the moment from which it is no longer in force; only the secretariat moves one that is set further away.

    Raises `Refused` (see `check_can_revoke`), `NothingToDo` for a mandate that is over, `DomainError` for a moment that
    has come: nothing that was done by a mandate loses its ground afterwards.
    """
    check_can_revoke(by, mandate)
    now = clock.now()
    mandate = Mandate.objects.select_for_update().get(pk=mandate.pk)
    if mandate.is_over(now):
        raise NothingToDo(_("This mandate is over."))
    if until <= now:
        raise DomainError(_("This day has come already. Take a later one, or revoke the mandate to end it at once."))
    if mandate.until and until > mandate.until:
        check_secretariat(by)
    mandate.until = until
    mandate.save(update_fields=["until"])
    record("network.mandate_ended", by=by, on=mandate, until=until.date().isoformat())


@action
def revoke_mandate(*, by: Person, mandate: Mandate) -> None:
    """Ends it at once, and the signing key that hangs on it. Raises `NothingToDo` where it was revoked already."""
    check_can_revoke(by, mandate)
    now = clock.now()
    if not Mandate.objects.filter(pk=mandate.pk, revoked_at=None).update(revoked_at=now, revoked_by=by):
        raise NothingToDo(_("This mandate was revoked."))
    mandate.invitations.filter(accepted_at=None, revoked_at=None).update(revoked_at=now)
    for key in SigningKey.objects.filter(mandate=mandate, revoked_at=None):
        revoke_key(by=by, key=key)
    record("network.mandate_revoked", by=by, on=mandate)

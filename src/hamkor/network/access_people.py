"""People: who may grant, invite, freeze and help whom, and what a viewer sees of them."""

from collections.abc import Sequence
from typing import Final, NamedTuple
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from hamkor.accounts.access import hash_of
from hamkor.accounts.models import User
from hamkor.audit.kernel import permission
from hamkor.core import clock
from hamkor.core.actors import Actor
from hamkor.core.alphabets import alphabetically
from hamkor.core.errors import Refused
from hamkor.network.access import Viewer, can_act_for_secretariat, mandates_of, viewer_for
from hamkor.network.access_organisations import in_alphabet
from hamkor.network.models import Freeze, Invitation, Mandate, Organisation, Person, Recovery, Role
from hamkor.network.models.invitations import InvitationQuerySet
from hamkor.network.models.people import MandateQuerySet

# What a delegate may give in her own organisation; everything else is the secretariat's to give.
GRANTED_BY_DELEGATES: Final = (Role.CONTRIBUTOR, Role.OBSERVER)


def roles_to_grant(viewer: Viewer) -> list[Role]:
    """The roles that the viewer may give or invite to, in the organisations where she may."""
    if viewer.is_secretariat:
        return list(Role)
    return list(GRANTED_BY_DELEGATES) if viewer.delegations() else []


def organisations_to_grant_in(viewer: Viewer, languages: Sequence[str]) -> list[Organisation]:
    """All current ones that she may see for the secretariat, for a delegate her own; by name in her alphabet."""
    current = Organisation.objects.visible_to(viewer.keys).current().named(languages)
    if not viewer.is_secretariat:
        current = current.filter(pk__in=[organisation.pk for organisation in viewer.delegations()])
    return in_alphabet(current, languages[0])


@permission
def check_can_grant(by: Person, organisation: Organisation, role: str) -> None:
    """Raises `Refused` unless `by` is of the secretariat, or a delegate who makes somebody of her own organisation
    contributor or observer."""
    if can_act_for_secretariat(by):
        return
    if role not in GRANTED_BY_DELEGATES:
        raise Refused(_("Only the coordinator or her deputy can give this role."))
    if not mandates_of(by, Role.DELEGATE).filter(organisation=organisation).exists():
        raise Refused(_("Only a delegate of this organisation can do this."))


def can_revoke(viewer: Viewer, mandate: Mandate) -> bool:
    """Whether the viewer may end this mandate: her own, or one that she could grant."""
    return (
        mandate.person == viewer.person
        or viewer.is_secretariat
        or (mandate.role in GRANTED_BY_DELEGATES and mandate.organisation in viewer.delegations())
    )


@permission
def check_can_revoke(by: Person, mandate: Mandate) -> None:
    """Raises `Refused` unless it is her own mandate, or one that she could grant."""
    if not can_revoke(viewer_for(by), mandate):
        raise Refused(_("Only its holder, her organisation or the secretariat can end this mandate."))


def people(viewer: Viewer, languages: Sequence[str]) -> list[Person]:
    """The people she may see, by name in her alphabet, with `shown`: their mandates in organisations that she may see,
    in force or for them to take up (`is_taken_up` tells which), each with its organisation named. The same number of
    queries for any number of people."""
    organisations = Organisation.objects.visible_to(viewer.keys).named(languages)
    now = clock.now()
    mandates = (
        Mandate.objects.filter(
            Q(pk__in=Mandate.objects.in_force(now)) | Q(pk__in=Mandate.objects.invited(now)),
            organisation__in=Organisation.objects.visible_to(viewer.keys),
        )
        .with_taking_up()
        .prefetch_related(Prefetch("organisation", organisations))
        .order_by("since")
    )
    seen = Person.objects.visible_to(viewer.keys).prefetch_related(Prefetch("mandates", mandates, to_attr="shown"))
    return sorted(seen, key=lambda person: (alphabetically(person.name, languages[0]), person.name, person.pk))


def mandates_shown(viewer: Viewer, person: Person, languages: Sequence[str]) -> QuerySet[Mandate]:
    """Her mandates, past ones too, in the organisations that the viewer may see."""
    organisations = Organisation.objects.visible_to(viewer.keys)
    return (
        Mandate.objects.filter(person=person, organisation__in=organisations)
        .with_taking_up()
        .select_related("person")
        .prefetch_related(Prefetch("organisation", organisations.named(languages)))
        .order_by("-since")
    )


def mandates_visible(viewer: Viewer) -> MandateQuerySet:
    """Those in the organisations that the viewer may see; `get_or_404` looks at the person's audience besides."""
    visible = Organisation.objects.visible_to(viewer.keys)
    return Mandate.objects.filter(organisation__in=visible).select_related("person", "organisation")


def mandates_to_accept(viewer: Viewer, languages: Sequence[str]) -> QuerySet[Mandate]:
    """Granted by delegates, waiting for the depositary; none for anybody else."""
    waiting = Mandate.objects.visible_to(viewer.keys).filter(accepted_at=None, revoked_at=None)
    waiting = waiting.select_related("person").prefetch_related(
        Prefetch("organisation", Organisation.objects.named(languages))
    )
    return waiting.order_by("since") if viewer.is_secretariat else waiting.none()


def invitations(viewer: Viewer) -> InvitationQuerySet:
    """Those not taken up and not revoked: all for the secretariat, for a delegate those of her organisations whose
    holders she may see."""
    waiting = Invitation.objects.waiting().visible_to(viewer.keys)
    if not viewer.is_secretariat:
        waiting = waiting.filter(mandate__organisation__in=viewer.delegations())
    return waiting.select_related("mandate__person", "invited_by").order_by("expires_at", "pk")


def invitations_named(viewer: Viewer, languages: Sequence[str]) -> InvitationQuerySet:
    """Those of `invitations` that are still open, each with its organisation named."""
    named = Organisation.objects.named(languages)
    still_open = invitations(viewer).open(clock.now())
    return still_open.prefetch_related(Prefetch("mandate__organisation", named))


class ShownInvitation(NamedTuple):
    """An invitation not taken up, and what the viewer may do about it."""

    invitation: Invitation
    is_open: bool
    may_invite_again: bool
    may_revoke: bool


def invitations_shown(viewer: Viewer, languages: Sequence[str]) -> list[ShownInvitation]:
    """Those of `invitations`, each with its organisation named; as many queries for many as for few."""
    named = Organisation.objects.named(languages)
    roles = roles_to_grant(viewer)
    return [
        ShownInvitation(
            each,
            each.is_open(clock.now()),
            may_invite_again=each.mandate.role in roles,
            may_revoke=each.mandate.role in roles or each.invited_by == viewer.person,
        )
        for each in invitations(viewer).prefetch_related(Prefetch("mandate__organisation", named))
    ]


def open_invitation(token: str) -> Invitation | None:
    """The invitation behind a link, or None: never made, used, revoked, older than a week or tried too often."""
    found = Invitation.objects.filter(token_hash=hash_of(token)).select_related("mandate__person__account").first()
    return found if found and _is_open(found) else None


def organisation_invited_to(invitation: Invitation, languages: Sequence[str]) -> Organisation:
    """With its name: the holder of the link is told it before she is anybody's viewer."""
    return Organisation.objects.named(languages).get(pk=invitation.mandate.organisation_id)


def _is_open(invitation: Invitation) -> bool:
    mandate = invitation.mandate
    return invitation.is_open(clock.now()) and mandate.revoked_at is None and not is_frozen(mandate.person)


@permission
def check_invited(by: Person, invitation: Invitation, account: User | None) -> None:
    """Raises `Refused` unless the invitation is open and for `by`; one who has an account takes it up with that."""
    person = invitation.mandate.person
    if by != person or not _is_open(invitation):
        raise Refused(_("This invitation is not open any more."))
    if person.account_id and (account is None or account.pk != person.account_id):
        raise Refused(_("This invitation is for somebody who has an account: she signs in with it first."))


@permission
def check_can_revoke_invitation(by: Person, invitation: Invitation) -> None:
    """Raises `Refused` unless `by` sent it, or could have."""
    if invitation.invited_by_id != by.pk:
        check_can_grant(by, invitation.mandate.organisation, invitation.mandate.role)


@permission
def check_operator_founds(by: Actor) -> None:
    """Raises `Refused` for anybody but the operator, and once there is a coordinator or one who may still come."""
    now = clock.now()
    coordinators = Mandate.objects.filter(role=Role.COORDINATOR, revoked_at=None)
    there = coordinators.standing(now).filter(person__account__isnull=False) | coordinators.invited(now)
    if by.actor_kind != "operator" or there.exists():
        raise Refused(_("Only the operator names the first coordinator, at the command line; she invites the rest."))


def name_in_network(account: User) -> str:
    """The name that any member may see of whom this account is, or an empty string."""
    person = Person.objects.visible_to(frozenset({"public", "network"})).filter(account=account).first()
    return person.name if person else ""


def person_of(account: User) -> Person | None:
    return Person.objects.filter(account=account).first()


def is_frozen(person: Person) -> bool:
    return person.freezes.filter(lifted_at=None).exists()


def standing_freeze(person: Person) -> Freeze | None:
    return person.freezes.filter(lifted_at=None).first()


def freeze_of(person: Person, freeze_id: UUID) -> Freeze:
    """Raises `Http404` where it is not hers or is lifted."""
    freeze = person.freezes.filter(pk=freeze_id, lifted_at=None).first()
    if freeze is None:
        raise Http404
    return freeze


def open_recovery_of(person: Person) -> Recovery | None:
    return Recovery.objects.filter(person=person, cancelled_at=None, completed_at=None).first()


def recoveries_beside(viewer: Viewer) -> QuerySet[Recovery]:
    """Recoveries under way that she may stop: of colleagues whom she may see, her own, all for the secretariat."""
    seen = Person.objects.visible_to(viewer.keys)
    under_way = Recovery.objects.filter(cancelled_at=None, completed_at=None, person__in=seen).select_related("person")
    if viewer.is_secretariat:
        return under_way.order_by("asked_at")
    beside = Mandate.objects.standing(clock.now()).filter(organisation__in=viewer.delegations()).values("person")
    return under_way.filter(Q(person__in=beside) | Q(person=viewer.person)).order_by("asked_at")


@permission
def check_acts_for_herself(by: Person) -> None:
    """For what concerns nobody but `by`. Raises `Refused` where she is frozen: nothing happens in her name then."""
    if is_frozen(by):
        raise Refused(_("This person is frozen; nothing happens in her name."))


@permission
def check_can_freeze_by_telephone(by: Person, person: Person) -> None:
    """Raises `Refused` unless `by` acts for the secretariat, for somebody else."""
    if by == person or not can_act_for_secretariat(by):
        raise Refused(_("Only the coordinator or her deputy can do this."))


def is_co_delegate(by: Person, person: Person) -> bool:
    """Another delegate, with a mandate in force, of an organisation that this person is delegate of."""
    hers = Mandate.objects.standing(clock.now()).filter(person=person).values("organisation")
    return by != person and mandates_of(by, Role.DELEGATE).filter(organisation__in=hers).exists()


def delegates_beside(person: Person) -> QuerySet[User]:
    """The accounts of all other delegates of her organisations."""
    now = clock.now()
    hers = Mandate.objects.standing(now).filter(person=person).values("organisation")
    mandates = Mandate.objects.in_force(now).filter(organisation__in=hers, role=Role.DELEGATE).exclude(person=person)
    return User.objects.filter(pk__in=mandates.values("person__account"))


def can_help(by: Person, person: Person) -> bool:
    """May lift her freeze or open her way back, together with another."""
    return by != person and (can_act_for_secretariat(by) or is_co_delegate(by, person))


@permission
def check_can_lift(by: Person, freeze: Freeze) -> None:
    """Raises `Refused` unless `by` is another person, of the secretariat or a co-delegate."""
    if not can_help(by, freeze.person):
        raise Refused(_("Only a co-delegate or the secretariat can agree to this, and nobody for herself."))


@permission
def check_can_recover(by: Person, person: Person) -> None:
    """Raises `Refused` unless `by` is another person, of the secretariat or a co-delegate."""
    if not can_help(by, person):
        raise Refused(_("Only a co-delegate or the secretariat can agree to this, and nobody for herself."))


@permission
def check_can_cancel_recovery(by: Person, person: Person) -> None:
    """Raises `Refused` unless it is she, another delegate of her organisation or the secretariat."""
    if by != person and not can_help(by, person):
        raise Refused(_("Only she herself, a co-delegate or the secretariat can stop this."))


def recovery_behind(token: str) -> Recovery | None:
    """The recovery that a link completes, or None where it is not good (any more)."""
    found = Recovery.objects.filter(token_hash=hash_of(token)).select_related("person__account").first()
    return found if found and _is_good(found, token) else None


def _is_good(recovery: Recovery, token: str) -> bool:
    account = recovery.person.account
    return (
        recovery.token_hash == hash_of(token)
        and recovery.cancelled_at is None
        and recovery.completed_at is None
        and recovery.link_expires_at is not None
        and recovery.link_expires_at > clock.now()
        and account is not None
        and not account.is_frozen
    )


@permission
def check_recovers_herself(by: Person, recovery: Recovery, token: str) -> None:
    """Raises `Refused` unless `by` is the one recovered and this link of hers is good."""
    if by != recovery.person or not _is_good(recovery, token):
        raise Refused(_("This link is no longer good."))

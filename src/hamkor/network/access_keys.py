"""Signing keys: whose they are, what a reader may rely on about them, and who may do what with them."""

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Final, NamedTuple
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.http import Http404
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hamkor.accounts.models import User
from hamkor.audit.kernel import permission
from hamkor.core import clock
from hamkor.core.errors import Refused
from hamkor.core.languages import chain
from hamkor.network.access import Viewer, can_act_for_secretariat, get_or_404, mandates_of
from hamkor.network.models import KeyConfirmation, Mandate, Organisation, Person, Role, SigningKey
from hamkor.network.models.keys import SigningKeyQuerySet, confirmed_keys
from hamkor.network.models.people import SECRETARIAT
from hamkor.network.passkeys import SigningSite, signing_site

if TYPE_CHECKING:
    from datetime import datetime

    from django_stubs_ext import StrOrPromise

NEW_FOR: Final = timedelta(days=30)
"""How long a new key stands among what needs those in whose name it was registered."""


def own_mandate_or_404(viewer: Viewer, mandate_id: UUID) -> Mandate:
    """The delegate's mandate of hers with this id; raises `Http404` for any other, hers or not."""
    for mandate in viewer.mandates:
        if mandate.pk == mandate_id and mandate.role == Role.DELEGATE:
            return mandate
    raise Http404


def key_in_force(mandate: Mandate, site: SigningSite | None = None) -> SigningKey | None:
    """The key of this mandate that is not revoked, contested or not: the one for the signing site, or for `site`."""
    rp_id = (site or signing_site()).rp_id
    return SigningKey.objects.in_force().filter(mandate=mandate, rp_id=rp_id).first()


def key_to_sign_with(mandate: Mandate) -> SigningKey | None:
    """The key that this mandate signs words with now, if it has one."""
    return SigningKey.objects.able_to_sign().filter(mandate=mandate).first()


def keys_to_vouch_for(mandate: Mandate) -> list[SigningKey]:
    """The later keys of the same organisation that this mandate's key may sign for: her own for the spare site, other
    delegates'. None where she has no key that signs."""
    own = key_to_sign_with(mandate)
    if own is None:
        return []
    return list(_vouchable(own).order_by("registered_position"))


def key_to_vouch_for_or_404(mandate: Mandate, key_id: UUID) -> tuple[SigningKey, SigningKey]:
    """Her own key that signs, and the key that it may sign for; raises `Http404` where there is not both."""
    own = key_to_sign_with(mandate)
    meant = _vouchable(own).filter(pk=key_id).first() if own else None
    if own is None or meant is None:
        raise Http404
    return own, meant


def _vouchable(own: SigningKey) -> SigningKeyQuerySet:
    """Of its organisation, registered after it, neither revoked nor contested, without an earlier key's word yet."""
    return (
        SigningKey.objects.in_force()
        .filter(
            mandate__organisation=own.mandate.organisation_id,
            contested_at=None,
            registered_position__gt=own.registered_position,
        )
        .exclude(confirmations__way=KeyConfirmation.Way.EARLIER_KEY)
        .select_related("mandate__organisation")
    )


def signing_keys(viewer: Viewer) -> SigningKeyQuerySet:
    """The keys that she may see, those in force first: of people and organisations that are both in her sight."""
    return (
        SigningKey.objects.visible_to(viewer.keys)
        .filter(mandate__organisation__in=Organisation.objects.visible_to(viewer.keys))
        .select_related("mandate__organisation")
        .prefetch_related("mandate__organisation__names", "confirmations")
        .order_by(F("revoked_at").asc(nulls_first=True), "registered_at", "pk")
    )


class ShownKey(NamedTuple):
    """A key, what a reader may rely on about it, how the viewer may confirm it, from when on where she must wait, and
    whether she may revoke it, contest it, and put its fingerprint on her organisation's pages."""

    key: SigningKey
    organisation: Organisation
    in_words: "StrOrPromise"
    way: str
    may_confirm: bool
    waits_until: "datetime | None"
    may_revoke: bool
    may_contest: bool
    is_hers: bool


def shown_keys(viewer: Viewer) -> list[ShownKey]:
    """Every key that she may see, each with its standing; as many queries for many as for few."""
    return _shown(viewer, list(signing_keys(viewer)))


def shown_key_or_404(viewer: Viewer, key_id: UUID) -> ShownKey:
    """One key that she may see, with its standing; raises `Http404` for any other, there or not."""
    return _shown(viewer, [get_or_404(signing_keys(viewer), viewer, pk=key_id)])[0]


def keys_to_look_at(viewer: Viewer) -> list[ShownKey]:
    """What was registered by somebody else in the name of an organisation that she speaks for, and nobody has confirmed
    yet or not long ago; to the secretariat, what is new in anybody's name. So those who can tell see a false key."""
    if viewer.person is None or not (viewer.is_secretariat or viewer.delegations()):
        return []
    new = Q(registered_at__gt=clock.now() - NEW_FOR)
    hers = Q(mandate__organisation__in=[each.pk for each in viewer.delegations()])
    asked = (hers & (new | ~Q(pk__in=confirmed_keys()))) | (new if viewer.is_secretariat else Q(pk__in=()))
    keys = signing_keys(viewer).in_force().filter(asked, contested_at=None).exclude(mandate__person=viewer.person)
    return [shown for shown in _shown(viewer, list(keys)) if shown.is_hers or shown.may_confirm]


def _shown(viewer: Viewer, keys: Sequence[SigningKey]) -> list[ShownKey]:
    if not keys:
        return []
    confirmed = confirmed_keys()
    named = Organisation.objects.named(chain(get_language() or "ru")).in_bulk(
        {key.mandate.organisation_id for key in keys}
    )
    own, now = viewer.person.pk if viewer.person else None, clock.now()
    delegations = {each.pk for each in viewer.delegations()}

    def shown(key: SigningKey) -> ShownKey:
        stands = not key.revoked_at and not key.contested_at
        is_open = key.pk not in confirmed and stands
        is_hers = key.mandate.organisation_id in delegations
        way = way_to_confirm(viewer, key)
        waits = is_open and way == KeyConfirmation.Way.MEMBER and now < key.members_may_confirm_at
        return ShownKey(
            key,
            named[key.mandate.organisation_id],
            key.in_words(confirmed=key.pk in confirmed),
            way,
            may_confirm=is_open and bool(way) and not waits,
            waits_until=key.members_may_confirm_at if waits else None,
            may_revoke=not key.revoked_at and (viewer.is_secretariat or key.mandate.person_id == own),
            may_contest=stands and key.mandate.person_id != own and (viewer.is_secretariat or is_hers),
            is_hers=is_hers,
        )

    return [shown(key) for key in keys]


def way_to_confirm(viewer: Viewer, key: SigningKey) -> str:
    """How she may confirm this key on the members' pages, or an empty string: the secretariat by fingerprint, never a
    key of its own holder; delegates of other members together. (Earlier keys sign on the signing pages.)"""
    if viewer.person is None or key.mandate.person_id == viewer.person.pk:
        return ""
    if viewer.is_secretariat:
        return KeyConfirmation.Way.FINGERPRINT
    others = [one for one in viewer.delegations() if one.category == "member" and one.pk != key.mandate.organisation_id]
    return KeyConfirmation.Way.MEMBER if others else ""


def confirmed_in_name_of(organisation: Organisation) -> list[int]:
    """The places in the record where this organisation says whose a key is; also another organisation's, of which the
    entry otherwise is."""
    return list(KeyConfirmation.objects.filter(organisation=organisation).values_list("position", flat=True))


def to_be_told_of_key(key: SigningKey, *, by: Person) -> QuerySet[User]:
    """The accounts of all who can tell whether a key is their organisation's: its delegates with a mandate in force,
    and the secretariat; without whoever does it herself."""
    mandates = Mandate.objects.in_force(clock.now()).filter(
        Q(organisation=key.mandate.organisation_id, role=Role.DELEGATE) | Q(role__in=SECRETARIAT)
    )
    people = Person.objects.filter(pk__in=mandates.values("person"), account__isnull=False).exclude(pk=by.pk)
    return User.objects.filter(pk__in=people.values("account"))


@permission
def check_may_revoke_key(by: Person, key: SigningKey) -> None:
    """Raises `Refused` unless the key is her own or she acts for the secretariat."""
    if key.mandate.person_id != by.pk and not can_act_for_secretariat(by):
        raise Refused(_("Only its holder, the coordinator or her deputy can revoke a key."))


@permission
def check_may_contest_key(by: Person, key: SigningKey) -> None:
    """Raises `Refused` unless she is another delegate of the organisation in whose name it was registered, or speaks
    for it as the secretariat. Its holder revokes it instead."""
    hers = mandates_of(by, Role.DELEGATE).filter(organisation=key.mandate.organisation)
    if key.mandate.person_id == by.pk or not (hers.exists() or can_act_for_secretariat(by)):
        raise Refused(
            _("Only another delegate of the organisation, or the coordinator, can say that a key is not its own.")
        )


@permission
def check_may_compare_fingerprint(by: Person, key: SigningKey) -> None:
    """Raises `Refused` unless she acts for the secretariat, and the key is not her own."""
    if not can_act_for_secretariat(by) or key.mandate.person_id == by.pk:
        raise Refused(_("Only the coordinator or her deputy confirms a key by its fingerprint, and never her own."))


@permission
def check_may_confirm_as_member(by: Person, key: SigningKey) -> Mandate:
    """The mandate by which she vouches for another organisation's key: her member organisation says so by name, in
    public. Raises `Refused` where she holds none, or that name is withheld."""
    mandates = (
        mandates_of(by, Role.DELEGATE)
        .filter(organisation__category="member")
        .exclude(organisation=key.mandate.organisation)
        .select_related("organisation")
    )
    if not mandates:
        raise Refused(_("Only a delegate of another member organisation can confirm this key."))
    named = next((each for each in mandates if not each.organisation.name_withheld), None)
    if named is None:
        raise Refused(
            _(
                "Who confirms another's key is named in the public record. Your organisation's name is withheld, so "
                "another member has to confirm this key."
            )
        )
    return named

"""Who somebody is to the network: the one door to mandates, visibility and the members' pages."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, Final, NamedTuple, cast
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hamkor.accounts.access import second_factor_given
from hamkor.accounts.models import User
from hamkor.audit.kernel import permission
from hamkor.core import clock
from hamkor.core.errors import Refused
from hamkor.core.languages import chain
from hamkor.core.views import written_in
from hamkor.network.models import KeyConfirmation, Mandate, Organisation, Person, Role, SigningKey
from hamkor.network.models.audiences import VisibleQuerySet
from hamkor.network.models.keys import SigningKeyQuerySet
from hamkor.network.models.people import SECRETARIAT

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

PUBLIC_KEYS: Final = frozenset({"public"})


@dataclass(frozen=True)
class Viewer:
    """Somebody who looks: the keys she holds, and the mandates they come from."""

    person: Person | None = None
    mandates: tuple[Mandate, ...] = ()
    keys: frozenset[str] = field(default=PUBLIC_KEYS)

    @property
    def is_secretariat(self) -> bool:
        return any(m.role in SECRETARIAT for m in self.mandates)

    def mandate(self, role: str, organisation_id: UUID) -> Mandate | None:
        """Her mandate of this role for this organisation, if she holds one."""
        held = (m for m in self.mandates if m.role == role and m.organisation_id == organisation_id)
        return next(held, None)

    def delegations(self) -> list[Organisation]:
        """The organisations whose word she may give."""
        return [m.organisation for m in self.mandates if m.role == Role.DELEGATE]


PUBLIC: Final = Viewer()


def viewer_for(person: Person | None) -> Viewer:
    """The viewer that `person` is at this moment; without a mandate in force she sees what the public sees."""
    if person is None:
        return PUBLIC
    mandates = tuple(Mandate.objects.in_force(clock.now()).filter(person=person).select_related("organisation"))
    if not mandates:
        return Viewer(person=person)
    keys = {"public", "network", f"person:{person.pk}"}
    for mandate in mandates:
        keys.add(f"organisation:{mandate.organisation_id}")
        if mandate.role == Role.DELEGATE:
            keys.add(f"delegates:{mandate.organisation_id}")
        if mandate.role in SECRETARIAT:
            keys.add("group:secretariat")
    return Viewer(person=person, mandates=mandates, keys=frozenset(keys))


def get_or_404[M: Any](queryset: VisibleQuerySet[M], viewer: Viewer, **lookup: object) -> M:
    """The one door to an object: raises the same `Http404` for what is not there and for what is not hers to see."""
    found = queryset.visible_to(viewer.keys).filter(**lookup).first()
    if found is None:
        raise Http404
    return found


def mandates_of(person: Person, *roles: str) -> QuerySet[Mandate]:
    """Her mandates in force, of these roles where any are named."""
    mandates = Mandate.objects.in_force(clock.now()).filter(person=person)
    return mandates.filter(role__in=roles) if roles else mandates


def can_act_for_secretariat(by: Person) -> bool:
    return mandates_of(by, *SECRETARIAT).exists()


@permission
def check_secretariat(by: Person) -> None:
    """Raises `Refused` unless `by` is coordinator or deputy at this moment."""
    if not can_act_for_secretariat(by):
        raise Refused(_("Only the coordinator or her deputy can do this."))


@permission
def check_delegate(by: Person, organisation: Organisation) -> Mandate:
    """The mandate by which `by` gives this organisation's word; raises `Refused` where there is none in force."""
    mandate = mandates_of(by, Role.DELEGATE).filter(organisation=organisation).first()
    if mandate is None:
        raise Refused(_("Only a delegate of this organisation can do this."))
    return mandate


def hold_mandates(by: Person) -> None:
    """Inside an action, before it asks what her mandates allow: until it ends nobody revokes one or freezes her, and no
    act of hers bears a later time than the end of her mandate."""
    list(
        Mandate.objects.select_for_update(no_key=True, of=("self", "person")).select_related("person").filter(person=by)
    )


# Every view that `member_page` guards; the URL walk expects all of the workspace here.
MEMBER_PAGES: Final[set[Callable[..., HttpResponse]]] = set()

type MemberView[**P] = Callable[Concatenate[HttpRequest, Viewer, P], HttpResponse]


def member_page[**P](view: MemberView[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """For every page under `/workspace/`: passes the viewer, who is signed in with a second factor and holds a
    mandate in force. Others are sent to sign in, to add a second factor, or told that no mandate is in force.

    What somebody wrote into a form before her session ended is shown to her again, never dropped.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not isinstance(request.user, User):
            if request.method == "POST":
                return render(request, "network/signed_out.html", {"kept": written_in(request)}, status=403)
            return redirect_to_login(request.get_full_path())
        if not second_factor_given(request):
            return redirect("mfa_index")
        viewer = viewer_for(Person.objects.filter(account=request.user).first())
        if not viewer.mandates:
            return render(request, "network/no_mandate.html", status=403)
        return view(request, viewer, *args, **kwargs)

    MEMBER_PAGES.add(view)
    return cast(Callable[Concatenate[HttpRequest, P], HttpResponse], guarded)


# Signing keys.


def own_mandate_or_404(viewer: Viewer, mandate_id: UUID) -> Mandate:
    """The delegate's mandate of hers with this id; raises `Http404` for any other, hers or not."""
    for mandate in viewer.mandates:
        if mandate.pk == mandate_id and mandate.role == Role.DELEGATE:
            return mandate
    raise Http404


def key_in_force(mandate: Mandate) -> SigningKey | None:
    """The key that this mandate signs with now, if it has one."""
    return SigningKey.objects.in_force().filter(mandate=mandate).first()


def signing_keys(viewer: Viewer) -> SigningKeyQuerySet:
    """The keys that she may see, those in force first: of people and organisations that are both in her sight."""
    return (
        SigningKey.objects.visible_to(viewer.keys)
        .filter(mandate__organisation__in=Organisation.objects.visible_to(viewer.keys))
        .select_related("mandate__organisation")
        .prefetch_related("mandate__organisation__names")
        .order_by(F("revoked_at").asc(nulls_first=True), "registered_at", "pk")
    )


class ShownKey(NamedTuple):
    """A key, what a reader may rely on about it, how the viewer may confirm it, from when on where she must wait, and
    whether she may revoke it."""

    key: SigningKey
    organisation: Organisation
    in_words: "StrOrPromise"
    way: str
    may_confirm: bool
    waits_until: datetime | None
    may_revoke: bool


def shown_keys(viewer: Viewer) -> list[ShownKey]:
    """Every key that she may see, each with its standing; as many queries for many as for few."""
    return _shown(viewer, list(signing_keys(viewer)))


def shown_key_or_404(viewer: Viewer, key_id: UUID) -> ShownKey:
    """One key that she may see, with its standing; raises `Http404` for any other, there or not."""
    return _shown(viewer, [get_or_404(signing_keys(viewer), viewer, pk=key_id)])[0]


def _shown(viewer: Viewer, keys: Sequence[SigningKey]) -> list[ShownKey]:
    confirmed = set(SigningKey.objects.confirmed().filter(pk__in=[key.pk for key in keys]).values_list("pk", flat=True))
    named = Organisation.objects.named(chain(get_language() or "ru")).in_bulk(
        {key.mandate.organisation_id for key in keys}
    )
    own, now = viewer.person.pk if viewer.person else None, clock.now()

    def shown(key: SigningKey) -> ShownKey:
        is_open = key.pk not in confirmed and not key.revoked_at
        way = way_to_confirm(viewer, key)
        waits = is_open and way == KeyConfirmation.Way.MEMBERS and now < key.members_may_confirm_at
        return ShownKey(
            key,
            named[key.mandate.organisation_id],
            key.in_words(confirmed=key.pk in confirmed),
            way,
            may_confirm=is_open and bool(way) and not waits,
            waits_until=key.members_may_confirm_at if waits else None,
            may_revoke=not key.revoked_at and (viewer.is_secretariat or key.mandate.person_id == own),
        )

    return [shown(key) for key in keys]


def way_to_confirm(viewer: Viewer, key: SigningKey) -> str:
    """How she may confirm this key, or an empty string: the secretariat by fingerprint, never a key of its own holder;
    delegates of other members together."""
    if viewer.person is None or key.mandate.person_id == viewer.person.pk:
        return ""
    if viewer.is_secretariat:
        return KeyConfirmation.Way.FINGERPRINT
    others = [one for one in viewer.delegations() if one.category == "member" and one.pk != key.mandate.organisation_id]
    return KeyConfirmation.Way.MEMBERS if others else ""


@permission
def check_may_revoke_key(by: Person, key: SigningKey) -> None:
    """Raises `Refused` unless the key is her own or she acts for the secretariat."""
    if key.mandate.person_id != by.pk and not can_act_for_secretariat(by):
        raise Refused(_("Only its holder, the coordinator or her deputy can revoke a key."))


@permission
def check_may_confirm_key(by: Person, key: SigningKey, way: str) -> Organisation | None:
    """For whom `by` may confirm this key in this way: a member organisation that is not the key's own, or nobody in
    particular for the secretariat, which compares fingerprints. Raises `Refused` otherwise."""
    if way == KeyConfirmation.Way.FINGERPRINT:
        if not can_act_for_secretariat(by) or key.mandate.person_id == by.pk:
            raise Refused(_("Only the coordinator or her deputy confirms a key by its fingerprint, and never her own."))
        return None
    mandate = (
        mandates_of(by, Role.DELEGATE)
        .filter(organisation__category="member")
        .exclude(organisation=key.mandate.organisation)
        .select_related("organisation")
        .first()
    )
    if way != KeyConfirmation.Way.MEMBERS or mandate is None:
        raise Refused(_("Only a delegate of another member organisation can confirm this key."))
    return mandate.organisation

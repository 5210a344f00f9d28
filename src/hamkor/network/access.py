"""Who somebody is to the network: the one door to mandates, visibility and the members' pages."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, Concatenate, Final, cast
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from hamkor.accounts.access import second_factor_given
from hamkor.accounts.models import User
from hamkor.audit.kernel import permission
from hamkor.core import clock
from hamkor.core.errors import Refused
from hamkor.core.views import written_in
from hamkor.network.models import Mandate, Organisation, Person, Role
from hamkor.network.models.audiences import VisibleQuerySet
from hamkor.network.models.people import SECRETARIAT

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


def is_member(request: HttpRequest) -> bool:
    """True where this session was opened with a second factor, by somebody who holds a mandate in force."""
    if not isinstance(request.user, User) or not second_factor_given(request):
        return False
    return bool(viewer_for(Person.objects.filter(account=request.user).first()).mandates)


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

"""Who may step into a role, and which roles there are."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from ipaddress import ip_address
from typing import Concatenate, Final, cast

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.request import split_domain_port

from hamkor.core import clock
from hamkor.core.languages import chain
from hamkor.instruments.models import Instrument, State, Word
from hamkor.network.access import viewer_for
from hamkor.network.models import Mandate, Organisation, Role, SigningKey
from hamkor.network.models.people import MandateQuerySet

_HOSTS: Final = frozenset({"localhost", "127.0.0.1"})
# What a proxy adds when it passes on somebody else's request: its own address is loopback, theirs is not.
_PASSED_ON: Final = ("Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip")
_ORDER: Final = (Role.DELEGATE, Role.COORDINATOR, Role.DEPUTY, Role.CONTRIBUTOR, Role.EDITOR, Role.OBSERVER)

type View[**P] = Callable[Concatenate[HttpRequest, P], HttpResponse]


def at_this_machine(request: HttpRequest) -> bool:
    """True where the demonstration runs and the request comes from the machine it runs on, straight."""
    return (
        settings.HAMKOR_DEMONSTRATION is True
        and _is_loopback(request.META.get("REMOTE_ADDR", ""))
        and split_domain_port(request.get_host())[0] in _HOSTS
        and not any(name in request.headers for name in _PASSED_ON)
    )


def only_at_this_machine[**P](view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Anywhere else the page does not exist."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not at_this_machine(request):
            raise Http404
        return view(request, *args, **kwargs)

    return cast(Callable[Concatenate[HttpRequest, P], HttpResponse], guarded)


@dataclass(frozen=True)
class Place:
    """A role to step into: the mandate, its organisation by name, how many documents await its word, and whether the
    key that it signed with is thrown away (so that another has to be registered before it signs again)."""

    mandate: Mandate
    organisation: Organisation
    awaited: int
    key_gone: bool

    @property
    def group(self) -> str:
        """The role; delegates of partners stand apart, whose word is another one."""
        if self.mandate.role == Role.DELEGATE and self.organisation.category == "partner":
            return "partner"
        return self.mandate.role


def mandates() -> MandateQuerySet:
    """The mandates in force of people with an account: what one can step into. The page that lists them is open to
    anybody at this machine, so an organisation whose name is withheld is not among them."""
    return (
        Mandate.objects.in_force(clock.now())
        .filter(person__account__isnull=False, organisation__name_withheld=False)
        .select_related("person__account")
    )


def places(language: str) -> list[Place]:
    """Every role there is, role by role; within each, those first whose word is awaited and who can sign at once."""
    open_now = Instrument.objects.in_state(State.SIGNATURE, clock.now())
    answered = set(Word.objects.standing().filter(instrument__in=open_now).values_list("organisation", "instrument"))
    named = {o.pk: o for o in Organisation.objects.named(chain(language)).filter(mandates__in=mandates())}
    with_keys = set(SigningKey.objects.in_force().values_list("mandate", flat=True))
    found = []
    for mandate in mandates():
        organisation = named[mandate.organisation_id]
        awaited = 0
        if mandate.role == Role.DELEGATE:
            seen = open_now.visible_to(viewer_for(mandate.person).keys).values_list("pk", flat=True)
            awaited = sum((organisation.pk, instrument) not in answered for instrument in seen)
        found.append(Place(mandate, organisation, awaited, mandate.pk in with_keys))
    groups = [*_ORDER[:1], "partner", *_ORDER[1:]]
    return sorted(
        found, key=lambda at: (groups.index(at.group), -at.awaited, at.key_gone, at.mandate.since, at.mandate.pk)
    )


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False

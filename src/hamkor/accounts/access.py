"""How surely we know who is at the other end, and what an account may do for itself."""

from hashlib import sha256
from typing import Final

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from hamkor.accounts.models import Crossing, Notice, User
from hamkor.audit.kernel import permission
from hamkor.core import clock
from hamkor.core.actors import Actor
from hamkor.core.errors import Refused
from hamkor.core.middleware import origins_apart

_SECOND_FACTORS = ("totp", "webauthn", "recovery_codes")


def second_factor_of(request: HttpRequest) -> str:
    """By which second factor this session was opened (`totp`, `webauthn`, `recovery_codes`), or an empty string.

    A password alone never is enough. In the demonstration, stepping into a role counts as one.
    """
    if not isinstance(request.user, User):
        return ""
    accepted = {*_SECOND_FACTORS, *(("demonstration",) if settings.HAMKOR_DEMONSTRATION else ())}
    for entry in get_authentication_records(request, request.user):
        if entry.get("method") == "mfa" and entry.get("type") in accepted:
            return str(entry["type"])
    return ""


def second_factor_given(request: HttpRequest) -> bool:
    """True where this session was opened with a second factor or a passkey."""
    return bool(second_factor_of(request))


def second_factors(user: User) -> list[Authenticator]:
    """What she can sign in with beyond a password: authenticator app and passkeys. Recovery codes only back them up."""
    return list(Authenticator.objects.filter(user=user, type__in=("totp", "webauthn")).order_by("created_at"))


def hash_of(token: str) -> str:
    """What is kept of a random token: its SHA-256, hexadecimal. Tokens hold 256 bits, so no salt is needed."""
    return sha256(token.encode()).hexdigest()


SPARE: Final = "?site=spare"
"""How a destination ends that is on the spare signing origin."""


def origin_of(destination: str) -> str:
    """The origin of its own that this path is on, or an empty string where it is on the site, or on an origin that the
    settings do not give."""
    if destination.startswith("/sign/") and destination.endswith(SPARE):
        return str(settings.HAMKOR_SPARE_SIGN_ORIGIN)
    return next((origin for prefix, origin in origins_apart().items() if destination.startswith(prefix)), "")


def bearer_of(token: str) -> User | None:
    """Whose crossing this token opens, whether or not it may still be used."""
    crossing = Crossing.objects.filter(token_hash=hash_of(token)).select_related("user").first()
    return crossing.user if crossing else None


def notices_due() -> QuerySet[Notice]:
    return Notice.objects.filter(done_at=None, due__lte=clock.now()).select_related("user").order_by("due")[:500]


@permission
def check_own_account(by: Actor, user: User) -> None:
    """Raises `Refused` unless `by` is this account itself, active and not frozen."""
    if by != user or not user.is_active or user.is_frozen:
        raise Refused(_("Only the account itself can do this."))


@permission
def check_clock(by: Actor) -> None:
    """Raises `Refused` for anybody but the clock: no person asks for this."""
    if by.actor_kind != "clock":
        raise Refused(_("Nobody can ask for this; it happens by itself."))

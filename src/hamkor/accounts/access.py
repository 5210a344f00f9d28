"""How surely we know who is at the other end."""

from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.http import HttpRequest

from hamkor.accounts.models import User


def second_factor_given(request: HttpRequest) -> bool:
    """True where this session was opened with a second factor or a passkey. A password alone never is enough."""
    if not isinstance(request.user, User):
        return False
    kinds = {
        "totp",
        "webauthn",
        "recovery_codes",
        *(("demonstration",) if settings.HAMKOR_DEMONSTRATION else ()),
    }
    return any(
        entry.get("method") == "mfa" and entry.get("type") in kinds
        for entry in get_authentication_records(request, request.user)
    )

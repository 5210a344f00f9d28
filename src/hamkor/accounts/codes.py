"""A code from an authenticator app is good once, as RFC 6238 (section 5.2) asks.

Who read it over her shoulder comes too late. allauth forgets a used code after 30 seconds and accepts it for longer.
"""

from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa import app_settings
from django.core.cache import cache

from hamkor.accounts.models import User


def is_used(user: User, code: str) -> bool:
    return cache.get(_key(user, code)) is not None


def use(user: User, code: str) -> bool:
    """True for the one who was first; the code is remembered for as long as it would be accepted."""
    steps = 2 * app_settings.TOTP_TOLERANCE + 1
    return bool(cache.add(_key(user, code), value=True, timeout=steps * app_settings.TOTP_PERIOD))


def _key(user: User, code: str) -> str:
    return f"hamkor.accounts.used-code:{user.pk}:{normalize_user_code(code)}"

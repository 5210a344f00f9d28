"""What we ask of allauth beyond its defaults."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: the only way in is an invitation."""
        return False


class SecondFactorAdapter(DefaultMFAAdapter):
    pass

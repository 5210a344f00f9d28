"""Signing in with e-mail and password; a frozen account cannot, and cannot be told from an unknown one."""

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.base_user import AbstractBaseUser


class AccountBackend(AuthenticationBackend):
    def user_can_authenticate(self, user: AbstractBaseUser | None) -> bool:
        """Asked at sign-in and again with every request of a session."""
        return super().user_can_authenticate(user) and getattr(user, "frozen_at", None) is None

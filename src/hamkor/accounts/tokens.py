"""Links by which a forgotten password is replaced."""

from django.contrib.auth.tokens import PasswordResetTokenGenerator

from hamkor.accounts.models import User


class ResetTokens(PasswordResetTokenGenerator):
    """A link dies with the password, with the epoch (freeze, all sessions ended) and while the account is frozen."""

    key_salt = "hamkor.accounts.reset"

    def _make_hash_value(self, user: User, timestamp: int) -> str:
        return "|".join(map(str, (user.pk, user.password, user.email, user.epoch, user.frozen_at, timestamp)))

    def check_token(self, user: User | None, token: str | None) -> bool:
        """Never true for a frozen account, whenever the link was made."""
        return user is not None and not user.is_frozen and super().check_token(user, token)

"""Accounts: a thin user model. Who a person is, and whose word she may give, is the network's to say."""

import secrets
from collections.abc import Callable
from typing import ClassVar
from uuid import UUID

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext

from hamkor.core.ids import new_id
from hamkor.core.models import INTERNAL, Declared, Lifecycle, Model, Personal


def new_epoch() -> str:
    """A fresh session epoch; a new one ends every session of the account."""
    return secrets.token_hex(16)


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, *, language: str = "ru") -> "User":
        """An account that can sign in once it has a password or a passkey."""
        user = self.model(email=email.strip().lower(), language=language)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, email: str | None) -> "User":
        return self.get(email=(email or "").strip().lower())


class User(AbstractBaseUser, PermissionsMixin):
    """An account. It keeps no time, place or device of a visit.

    Groups and permissions are the editors' site's; they follow from mandates and are nobody's to hand out.
    """

    declared = Declared(
        Lifecycle.MUTABLE,
        visible=INTERNAL,
        personal={"email": Personal.WITH_ROW, "password": Personal.WITH_ROW},
        about="pk",
        impersonal=("language", "epoch"),
    )
    actor_kind: ClassVar[str] = "account"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    email = models.EmailField(unique=True)
    language = models.CharField(max_length=8, choices=settings.LANGUAGES, default="ru")
    is_active = models.BooleanField(default=True)
    epoch = models.CharField(max_length=32, default=new_epoch)
    frozen_at = models.DateTimeField(null=True)
    last_login = None

    # Who is called what is the network's to say.
    called_by: ClassVar[Callable[["User"], str]] = staticmethod(lambda user: "")

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="email_in_lower_case"),
            models.CheckConstraint(condition=models.Q(is_superuser=False), name="nobody_stands_above_the_rules"),
        ]

    def __str__(self) -> str:
        return f"account {self.pk}"

    @property
    def actor_id(self) -> UUID:
        return self.id

    def get_full_name(self) -> str:
        """What colleagues at the editors' site know her by: never her address."""
        return User.called_by(self) or gettext("a colleague")

    def get_session_auth_hash(self) -> str:
        """Changes with the password and with the epoch, so either ends every session."""
        return salted_hmac("hamkor.accounts.session", f"{self.password}{self.epoch}", algorithm="sha256").hexdigest()

    def end_sessions(self) -> None:
        """Ends every session, reset link and open crossing of this account, without saving."""
        self.epoch = new_epoch()

    @property
    def is_frozen(self) -> bool:
        return self.frozen_at is not None


class Crossing(Model):
    """One passage from the site to the signing origin, by the person who is signed in, within a minute, once.

    The token travels in the body of a form, never in an address, so there is no link to forward.
    """

    declared = Declared(
        Lifecycle.MUTABLE, visible=INTERNAL, impersonal=("token_hash", "destination", "second_factor", "epoch")
    )

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    destination = models.CharField(max_length=200)
    # By which second factor the session on the site was opened; the session on the signing origin says the same.
    second_factor = models.CharField(max_length=16)
    # The account's when the crossing was opened: one that ended its sessions since does not cross.
    epoch = models.CharField(max_length=32)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class Notice(Model):
    """A mail that must go out: written inside the act it tells of, sent by a sweep, tried again until it went.

    It says nothing but that there is something to read, so a mailbox in other hands tells nothing.
    """

    class Kind(models.TextChoices):
        LOOK = "look"  # something needs you: sign in and see
        SIGN_IN_CHANGED = "sign-in-changed"
        KEY_REGISTERED = "key-registered"  # for signing, by this account
        RESET = "reset"  # the link is made when the mail is

    declared = Declared(Lifecycle.MUTABLE, visible=INTERNAL, impersonal=("kind",))

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=16, choices=Kind)
    due = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["due"], condition=models.Q(done_at=None), name="notices_to_send")]

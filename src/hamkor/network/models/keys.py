"""Keys kept for signing: passkeys of their own, one a mandate at a time."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, Self

from django.db import models
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from hamkor.core.models import Declared, Lifecycle, Model, Personal
from hamkor.core.templatetags.hamkor import written_date
from hamkor.network.models.audiences import VisibleQuerySet
from hamkor.network.models.organisations import Organisation
from hamkor.network.models.people import Mandate, Person

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

NOTICE: Final = timedelta(hours=72)
"""How long a key stands open to objection before other members may confirm it."""
MEMBERS_NEEDED: Final = 2


class SigningKeyQuerySet(VisibleQuerySet["SigningKey"]):
    def in_force(self) -> Self:
        return self.filter(revoked_at=None)

    def confirmed(self) -> Self:
        """Those of which somebody other than the site says whose they are: the twin of `SigningKey.is_confirmed`."""
        return self.annotate(
            alone=Count("confirmations", filter=~Q(confirmations__way="members"), distinct=True),
            members=Count("confirmations__organisation", filter=Q(confirmations__way="members"), distinct=True),
        ).filter(Q(alone__gt=0) | Q(members__gte=MEMBERS_NEEDED))


class SigningKey(Model):
    """Registered by the new key's own assertion over a `key-register` statement. Never recovered, only made anew."""

    declared = Declared(
        Lifecycle.MUTABLE,
        visible="mandate__person__audience",
        personal={"statement": Personal.KEPT, "credential_id": Personal.ERASABLE},
        about="mandate__person",
        impersonal=(
            "public_key",
            "fingerprint",
            "rp_id",
            "origin",
            "client_data",
            "authenticator_data",
            "signature",
        ),
    )

    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="keys")
    public_key = models.BinaryField()  # COSE, as registered
    fingerprint = models.CharField(max_length=64, unique=True)  # SHA-256 of it, hexadecimal
    credential_id = models.BinaryField(unique=True)
    rp_id = models.CharField(max_length=253)
    origin = models.CharField(max_length=300)
    statement = models.BinaryField()
    client_data = models.BinaryField()
    authenticator_data = models.BinaryField()
    signature = models.BinaryField()
    registered_at = models.DateTimeField()
    registered_position = models.PositiveBigIntegerField()
    revoked_at = models.DateTimeField(null=True)
    revoked_position = models.PositiveBigIntegerField(null=True)
    suspect_from = models.DateTimeField(null=True)

    objects = SigningKeyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mandate"], condition=Q(revoked_at=None), name="one_key_a_mandate"),
            models.CheckConstraint(
                condition=Q(suspect_from=None) | Q(revoked_at__isnull=False), name="suspect_only_when_revoked"
            ),
        ]

    @property
    def members_may_confirm_at(self) -> datetime:
        return self.registered_at + NOTICE

    def is_confirmed(self) -> bool:
        return SigningKey.objects.confirmed().filter(pk=self.pk).exists()

    def in_words(self, *, confirmed: bool | None = None) -> "StrOrPromise":
        """What a reader may rely on about this key, and no more. Who knows whether it is confirmed says so, and saves
        the question."""
        if self.suspect_from:
            day = written_date(self.suspect_from)
            return _("revoked; its holder says that somebody else may have used it since %(day)s") % {"day": day}
        if self.revoked_at:
            return _("revoked: signatures made with it since do not count")
        if self.is_confirmed() if confirmed is None else confirmed:
            return _("confirmed to be this organisation's")
        return _("only the site says this key is theirs")


class KeyConfirmationQuerySet(VisibleQuerySet["KeyConfirmation"]):
    pass


class KeyConfirmation(Model):
    """Somebody other than the site says that this key is the organisation's."""

    class Way(models.TextChoices):
        FINGERPRINT = (
            "fingerprint",
            _("its fingerprint was found on the organisation's own site or letterhead"),
        )
        MEMBERS = "members", _("two other members confirmed it after notice")

    declared = Declared(Lifecycle.APPEND_ONLY, visible="key__mandate__person__audience", impersonal=("way",))

    key = models.ForeignKey(SigningKey, on_delete=models.PROTECT, related_name="confirmations")
    way = models.CharField(max_length=16, choices=Way)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    # For whom she spoke: two members, not two people of one.
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = KeyConfirmationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "by"], name="one_confirmation_a_person"),
            models.UniqueConstraint(fields=["key", "organisation"], name="one_confirmation_a_member"),
        ]

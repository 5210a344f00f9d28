"""Keys kept for signing: passkeys of their own, one a mandate at a time."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hamkor.core.models import Declared, Lifecycle, Model, Personal
from hamkor.network.models.audiences import VisibleQuerySet
from hamkor.network.models.people import Mandate, Person


class SigningKey(Model):
    """Registered by the new key's own assertion over a `key-register` statement. Never recovered, only made anew."""

    declared = Declared(
        Lifecycle.MUTABLE,
        visible="mandate__person__audience",
        personal={"statement": Personal.KEPT, "credential_id": Personal.ERASABLE},
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

    objects = VisibleQuerySet["SigningKey"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mandate"], condition=Q(revoked_at=None), name="one_key_a_mandate")
        ]


class KeyConfirmation(Model):
    """Somebody other than the site says that this key is the organisation's."""

    class Way(models.TextChoices):
        FINGERPRINT = (
            "fingerprint",
            _("its fingerprint was found on the organisation's own site or letterhead"),
        )
        EARLIER_KEY = "earlier-key", _("an earlier confirmed key signed it")
        MEMBERS = "members", _("two other members confirmed it after notice")

    declared = Declared(Lifecycle.APPEND_ONLY, visible="key__mandate__person__audience", impersonal=("way",))

    key = models.ForeignKey(SigningKey, on_delete=models.PROTECT, related_name="confirmations")
    way = models.CharField(max_length=16, choices=Way)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = VisibleQuerySet["KeyConfirmation"].as_manager()

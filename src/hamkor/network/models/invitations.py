"""Invitations: the only way in."""

from datetime import datetime
from typing import Self

from django.db import models

from hamkor.core.models import Declared, Lifecycle, Model
from hamkor.network.models.audiences import VisibleQuerySet
from hamkor.network.models.people import TRIES, Mandate, Person


class InvitationQuerySet(VisibleQuerySet["Invitation"]):
    def waiting(self) -> Self:
        """Neither taken up nor revoked; of those not open any more she who was invited can take up none."""
        return self.filter(accepted_at=None, revoked_at=None)

    def open(self, now: datetime) -> Self:
        """Neither taken up nor revoked nor too old nor tried too often. The queryset twin of `Invitation.is_open`."""
        return self.waiting().filter(expires_at__gt=now, wrong_codes__lt=TRIES)


class Invitation(Model):
    """To take up a mandate. Opening the link consumes nothing; the code comes by another channel; both are hashed."""

    declared = Declared(Lifecycle.MUTABLE, visible="mandate__person__audience", impersonal=("token_hash", "code_hash"))

    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="invitations")
    token_hash = models.CharField(max_length=64, unique=True)
    code_hash = models.CharField(max_length=128)
    wrong_codes = models.PositiveSmallIntegerField(default=0)
    invited_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    def is_open(self, now: datetime) -> bool:
        """The twin of `InvitationQuerySet.open` for one row."""
        ended = self.accepted_at or self.revoked_at
        return not ended and self.expires_at > now and self.wrong_codes < TRIES

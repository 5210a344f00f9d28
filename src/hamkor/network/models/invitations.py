"""Invitations: the only way in."""

from datetime import datetime
from typing import Self

from django.db import models

from hamkor.core.models import Declared, Lifecycle, Model
from hamkor.network.models.audiences import VisibleQuerySet
from hamkor.network.models.people import Mandate, Person


class InvitationQuerySet(VisibleQuerySet["Invitation"]):
    def open(self, now: datetime) -> Self:
        """Neither taken up nor revoked nor too old."""
        return self.filter(accepted_at=None, revoked_at=None, expires_at__gt=now)


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

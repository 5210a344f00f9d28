"""Freezing a person in danger, and coming back."""

from django.db import models
from django.db.models import Q

from hamkor.core.models import INTERNAL, Declared, Lifecycle, Model
from hamkor.network.models.people import Person


class Freeze(Model):
    """While one is not lifted, the person has no sessions, mandates, keys, reset links or open invitations."""

    declared = Declared(Lifecycle.MUTABLE, visible=INTERNAL)

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="freezes")
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    by_telephone = models.BooleanField(default=False)
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(lifted_at=None), name="one_standing_freeze")
        ]


class FreezeCode(Model):
    """On paper: whoever reads it out to the coordinator over the telephone is taken to be the person."""

    declared = Declared(Lifecycle.MUTABLE, visible=INTERNAL, impersonal=("code_hash",))

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="+")
    code_hash = models.CharField(max_length=128)
    made_at = models.DateTimeField()
    wrong_codes = models.PositiveSmallIntegerField(default=0)


class FreezeLifting(Model):
    """One person's consent to lift a freeze; it takes two, neither of them the one who is frozen."""

    declared = Declared(Lifecycle.APPEND_ONLY, visible=INTERNAL)

    freeze = models.ForeignKey(Freeze, on_delete=models.PROTECT, related_name="liftings")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["freeze", "by"], name="one_consent_a_person")]


class Recovery(Model):
    """A lost second factor: a co-delegate and the coordinator agree, every delegate is told, 72 hours pass."""

    declared = Declared(Lifecycle.MUTABLE, visible=INTERNAL, impersonal=("token_hash",))

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    co_delegate = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    coordinator = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField(null=True)
    token_hash = models.CharField(max_length=64, blank=True)
    link_expires_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(cancelled_at=None, completed_at=None),
                name="one_open_recovery",
            )
        ]

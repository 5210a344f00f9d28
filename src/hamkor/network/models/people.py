"""People, whose accounts come and go, and the mandates by which they speak for organisations."""

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Final, Self
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from hamkor.accounts.models import User
from hamkor.core.models import Declared, Lifecycle, Model, Personal
from hamkor.network.models.audiences import Audience, VisibleQuerySet
from hamkor.network.models.organisations import Organisation

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class PersonQuerySet(VisibleQuerySet["Person"]):
    pass


class Person(Model):
    declared = Declared(Lifecycle.MUTABLE, visible="audience", personal={"name": Personal.ERASABLE}, about="pk")
    actor_kind: ClassVar[str] = "person"

    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+")
    # Optional: what she did outlives her account.
    account = models.OneToOneField(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    name = models.CharField(max_length=200)

    objects = PersonQuerySet.as_manager()

    @property
    def actor_id(self) -> UUID:
        return self.id


class Role(models.TextChoices):
    DELEGATE = "delegate", _("delegate")
    CONTRIBUTOR = "contributor", _("contributor")
    OBSERVER = "observer", _("observer")
    COORDINATOR = "coordinator", _("coordinator")
    DEPUTY = "deputy", _("deputy")
    EDITOR = "editor", _("editor")

    @property
    def in_full(self) -> "StrOrPromise":
        """The role, and what it lets its holder do."""
        return _IN_FULL[self]


_IN_FULL: "Final[dict[Role, StrOrPromise]]" = {
    Role.DELEGATE: _("delegate: may give the organisation's word"),
    Role.CONTRIBUTOR: _("contributor: drafts and comments"),
    Role.OBSERVER: _("observer: reads"),
    Role.COORDINATOR: _("coordinator, the depositary"),
    Role.DEPUTY: _("deputy of the coordinator"),
    Role.EDITOR: _("editor of the public site"),
}

SECRETARIAT: tuple[str, ...] = (Role.COORDINATOR, Role.DEPUTY)
TRIES: Final = 5
"""How many wrong codes end the invitation to take up a mandate."""


class MandateQuerySet(VisibleQuerySet["Mandate"]):
    def in_force(self, now: datetime) -> Self:
        """Accepted by the depositary, taken up, begun, not ended, not revoked; the organisation has not left; the
        person is not frozen. The queryset twin of `Mandate.is_in_force`."""
        frozen = Person.objects.filter(freezes__isnull=False, freezes__lifted_at=None)
        return self.standing(now).exclude(person__in=frozen)

    def standing(self, now: datetime) -> Self:
        """In force, or only held up by a freeze: whose colleague somebody is does not end with it."""
        return self.filter(
            Q(until=None) | Q(until__gt=now),
            Q(organisation__until=None) | Q(organisation__until__gt=now.date()),
            since__lte=now,
            accepted_at__lte=now,
            revoked_at=None,
        ).exclude(pk__in=Mandate.objects.not_taken_up())

    def not_taken_up(self) -> Self:
        """Whose holder was invited and has not come, whether or not she still can."""
        return self.filter(invitations__isnull=False, invitations__accepted_at=None)

    def invited(self, now: datetime) -> Self:
        """Whose holder was invited and can still come."""
        return self.filter(
            invitations__accepted_at=None,
            invitations__revoked_at=None,
            invitations__expires_at__gt=now,
            invitations__wrong_codes__lt=TRIES,
            revoked_at=None,
        )

    def with_taking_up(self) -> Self:
        """Adds `is_taken_up`."""
        return self.annotate(is_taken_up=~Q(pk__in=Mandate.objects.not_taken_up()))


class Mandate(Model):
    """A person's authority to act for an organisation. Granted by somebody, accepted by the depositary."""

    declared = Declared(Lifecycle.MUTABLE, visible="person__audience", impersonal=("role",))

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="mandates")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="mandates")
    role = models.CharField(max_length=16, choices=Role)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    granted_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    accepted_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    accepted_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")

    # Set by `with_taking_up()`.
    is_taken_up: bool

    objects = MandateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "organisation", "role"],
                condition=Q(revoked_at=None, until=None),
                name="one_mandate_of_a_kind",
            ),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gt=F("since")), name="mandate_ends_later"),
        ]

    @property
    def role_in_full(self) -> "StrOrPromise":
        return Role(self.role).in_full

    def is_over(self, now: datetime) -> bool:
        """Revoked or ended: it comes back no more."""
        return self.revoked_at is not None or (self.until is not None and self.until <= now)

    def is_in_force(self, now: datetime) -> bool:
        """The twin of `MandateQuerySet.in_force` for one row."""
        return Mandate.objects.in_force(now).filter(pk=self.pk).exists()

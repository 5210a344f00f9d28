"""Keys kept for signing: passkeys of their own, one a mandate and signing site at a time."""

from collections import defaultdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, Self
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from hamkor.core.models import Declared, Lifecycle, Model, Personal
from hamkor.core.templatetags.hamkor import written_date
from hamkor.network.models.audiences import VisibleQuerySet
from hamkor.network.models.organisations import Organisation
from hamkor.network.models.people import Mandate, Person
from hamkor_proof.statement import LONGEST_NAME

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

NOTICE: Final = timedelta(hours=72)
"""How long a key stands open to objection before other members may confirm it."""
MEMBERS_NEEDED: Final = 2


class SigningKeyQuerySet(VisibleQuerySet["SigningKey"]):
    def in_force(self) -> Self:
        """Not revoked; a contested key is among them, though it signs nothing."""
        return self.filter(revoked_at=None)

    def able_to_sign(self) -> Self:
        """With which words can be signed on the signing site: neither revoked nor contested, and made for that site."""
        return self.in_force().filter(contested_at=None, rp_id=settings.HAMKOR_SIGN_RP_ID)

    def confirmed(self) -> Self:
        """Those of which somebody other than the site says whose they are: the twin of `SigningKey.is_confirmed`."""
        return self.filter(pk__in=confirmed_keys())


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
    # Its organisation says that it is not its own.
    contested_at = models.DateTimeField(null=True)
    contested_position = models.PositiveBigIntegerField(null=True)

    objects = SigningKeyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["mandate", "rp_id"], condition=Q(revoked_at=None), name="one_key_a_mandate_and_site"
            ),
            models.CheckConstraint(
                condition=Q(suspect_from=None) | Q(revoked_at__isnull=False), name="suspect_only_when_revoked"
            ),
        ]

    @property
    def members_may_confirm_at(self) -> datetime:
        return self.registered_at + NOTICE

    @property
    def is_for_signing_site(self) -> bool:
        """False for one that is kept for the spare site, or of a site that was given up."""
        return self.rp_id == settings.HAMKOR_SIGN_RP_ID

    def is_confirmed(self) -> bool:
        return self.pk in confirmed_keys()

    def in_words(self, *, confirmed: bool | None = None) -> "StrOrPromise":
        """What a reader may rely on about this key, and no more. Who knows whether it is confirmed says so, and saves
        the question."""
        if self.contested_at:
            return _("contested: the organisation says that this key is not its own")
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
    """Somebody other than the site says that this key is the organisation's: what `hamkor/key-confirmation` in the
    ledger says, and by whom."""

    class Way(models.TextChoices):
        FINGERPRINT = "fingerprint", _("its fingerprint was found elsewhere")
        EARLIER_KEY = "earlier-key", _("an earlier key of the organisation signed for it")
        MEMBER = "member", _("another member asked the organisation")

    declared = Declared(
        Lifecycle.APPEND_ONLY,
        visible="key__mandate__person__audience",
        personal={"statement": Personal.KEPT},
        about="by",
        impersonal=("way", "found", "client_data", "authenticator_data", "signature"),
    )

    key = models.ForeignKey(SigningKey, on_delete=models.PROTECT, related_name="confirmations")
    way = models.CharField(max_length=16, choices=Way)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    # For whom she spoke: two members, not two people of one. The key's own for an earlier key, nobody's in particular
    # for the depositary.
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    # Where the fingerprint was found; of that way only.
    found = models.CharField(max_length=LONGEST_NAME, blank=True)
    # The earlier key, and its evidence; of that way only.
    earlier_key = models.ForeignKey(SigningKey, null=True, on_delete=models.PROTECT, related_name="+")
    client_data = models.BinaryField(null=True)
    authenticator_data = models.BinaryField(null=True)
    signature = models.BinaryField(null=True)
    statement = models.BinaryField()
    position = models.PositiveBigIntegerField()
    at = models.DateTimeField()  # as the statement says, which is what verifiers go by

    objects = KeyConfirmationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "by"], name="one_confirmation_a_person"),
            models.UniqueConstraint(fields=["key", "organisation"], name="one_confirmation_a_member"),
            models.CheckConstraint(
                condition=Q(
                    way="earlier-key",
                    earlier_key__isnull=False,
                    client_data__isnull=False,
                    authenticator_data__isnull=False,
                    signature__isnull=False,
                )
                | Q(
                    ~Q(way="earlier-key"),
                    earlier_key=None,
                    client_data=None,
                    authenticator_data=None,
                    signature=None,
                ),
                name="evidence_of_an_earlier_key",
            ),
            models.CheckConstraint(condition=Q(way="fingerprint") ^ Q(found=""), name="found_somewhere"),
        ]


def confirmed_keys() -> set[UUID]:
    """The ids of all keys of which somebody other than the site says whose they are, by the rules of
    `docs/evidence-bundle.md`, section 4: a fingerprint found elsewhere; an earlier key that is confirmed itself and was
    not suspect yet; two other organisations. A contested key is not, nor what only it vouches for. Two queries,
    whatever there is."""
    contested = set(SigningKey.objects.exclude(contested_at=None).values_list("pk", flat=True))
    confirmed: set[UUID] = set()
    members: dict[UUID, set[UUID | None]] = defaultdict(set)
    # An earlier key was registered, and confirmed, at a lower position or is confirmed later by another way: so what it
    # vouches for is settled after everything else, from the earliest on.
    vouched: list[tuple[UUID, UUID]] = []
    for key, way, organisation, earlier in (
        KeyConfirmation.objects.exclude(key__in=contested)
        .exclude(earlier_key__suspect_from__lte=F("at"))
        .order_by("key__registered_position", "key__registered_at")
        .values_list("key_id", "way", "organisation_id", "earlier_key_id")
    ):
        if way == KeyConfirmation.Way.FINGERPRINT:
            confirmed.add(key)
        elif way == KeyConfirmation.Way.MEMBER:
            members[key].add(organisation)
        elif earlier is not None:
            vouched.append((key, earlier))
    confirmed |= {key for key, who in members.items() if len(who) >= MEMBERS_NEEDED}
    for key, earlier in vouched:
        if earlier in confirmed:
            confirmed.add(key)
    return confirmed

"""An organisation's word: who stands under an instrument, how strongly it was given, and what became of it."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hamkor.core.models import Declared, Lifecycle, Model, Personal
from hamkor.instruments.models.instruments import Instrument
from hamkor.instruments.models.texts import Edition
from hamkor.network.models import Mandate, Organisation, Person, SigningKey
from hamkor.network.models.audiences import VisibleQuerySet


class Act(models.TextChoices):
    SIGN = "sign", _("signed")
    ACCEDE = "accede", _("acceded")
    ENDORSE = "endorse", _("stands by it")


class Capacity(models.TextChoices):
    SIGNATORY = "signatory", _("signatory")
    PARTNER = "partner", _("partner")


class Strength(models.TextChoices):
    RECORDED = "recorded", _("recorded by the coordinator")
    CONFIRMED = "confirmed", _("confirmed by a delegate")
    SIGNED = "signed", _("signed with a key")


class Channel(models.TextChoices):
    """By which the coordinator was told, for a recorded word."""

    EMAIL = "email", _("e-mail")
    TELEPHONE = "telephone", _("telephone")
    MESSENGER = "messenger", _("messenger")
    MEETING = "meeting", _("in person")
    LETTER = "letter", _("letter")


class WordQuerySet(VisibleQuerySet["Word"]):
    def standing(self) -> Self:
        """Neither withdrawn, nor hidden, nor given again more strongly since."""
        return self.filter(withdrawn_at=None, hidden_at=None, superseded_at=None)

    def newest(self) -> Self:
        """One for each organisation and giving: without those that it gave again more strongly."""
        return self.filter(superseded_at=None)

    def given(self) -> Self:
        """Which an organisation has given and not taken back, hidden or not: at most one of each on a document."""
        return self.newest().filter(withdrawn_at=None)

    def openly_named(self) -> Self:
        """Whose name the public is told: not withheld by the organisation or for this word, and not hidden."""
        return self.newest().filter(publish_name=True, hidden_at=None, organisation__name_withheld=False)


class Word(Model):
    """One organisation, one word on an instrument. Withdrawing is public and stays; hiding is for safety.

    A word that the organisation gives again more strongly (recorded, then confirmed, then signed) is a new row that
    supersedes the former one.
    """

    declared = Declared(
        Lifecycle.MUTABLE,
        visible="instrument__audience",
        personal={
            "reservation": Personal.KEPT,
            "statement": Personal.ERASABLE,
            "client_data": Personal.ERASABLE,
            "authenticator_data": Personal.ERASABLE,
            "signature": Personal.ERASABLE,
            "scan": Personal.ERASABLE,
        },
        impersonal=("act", "capacity", "strength", "channel", "corrections", "statement_sha256", "leaf"),
    )

    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="words")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="words")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    act = models.CharField(max_length=16, choices=Act)
    capacity = models.CharField(max_length=16, choices=Capacity)
    strength = models.CharField(max_length=16, choices=Strength)
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")  # delegate, or who recorded it
    mandate = models.ForeignKey(Mandate, null=True, on_delete=models.PROTECT, related_name="+")
    corrections = models.CharField(max_length=16, default="none")
    reservation = models.TextField(blank=True)
    publish_name = models.BooleanField(default=True)
    publish_country = models.BooleanField(default=True)
    # recorded: how the coordinator was told, and when
    channel = models.CharField(max_length=16, choices=Channel, blank=True)
    told_at = models.DateTimeField(null=True)
    scan = models.FileField(upload_to="scans", blank=True)
    # The statement's canonical bytes, erased when hidden; its hash stays, so that it cannot be used again.
    statement = models.BinaryField(null=True)
    statement_sha256 = models.CharField(max_length=64, blank=True)
    # signed: the raw evidence
    key = models.ForeignKey(SigningKey, null=True, on_delete=models.PROTECT, related_name="+")
    client_data = models.BinaryField(null=True)
    authenticator_data = models.BinaryField(null=True)
    signature = models.BinaryField(null=True)
    leaf = models.CharField(max_length=64)  # of the ledger's commitment to this act
    superseded_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    hidden_at = models.DateTimeField(null=True)
    hidden_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")

    objects = WordQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["instrument", "organisation"],
                condition=Q(withdrawn_at=None, superseded_at=None),
                name="one_organisation_one_word",
            ),
            models.CheckConstraint(
                condition=Q(strength="signed", key__isnull=False)
                | Q(strength="signed", hidden_at__isnull=False)
                | (~Q(strength="signed") & Q(key=None)),
                name="signed_with_a_key",
            ),
            models.CheckConstraint(
                condition=(Q(strength="recorded") & ~Q(channel="")) | (~Q(strength="recorded") & Q(channel="")),
                name="recorded_says_its_channel",
            ),
            models.CheckConstraint(
                condition=(Q(act="endorse", capacity="partner")) | (~Q(act="endorse") & Q(capacity="signatory")),
                name="partners_endorse_signatories_sign",
            ),
            models.UniqueConstraint(
                fields=["statement_sha256"], condition=~Q(statement_sha256=""), name="no_statement_used_twice"
            ),
            models.CheckConstraint(
                condition=Q(superseded_at=None) | Q(withdrawn_at=None), name="superseded_or_withdrawn"
            ),
            models.CheckConstraint(
                condition=Q(hidden_at=None)
                | Q(statement=None, client_data=None, authenticator_data=None, signature=None, reservation="", scan=""),
                name="hidden_keeps_nothing",
            ),
        ]

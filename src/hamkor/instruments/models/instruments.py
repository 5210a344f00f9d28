"""An instrument and where its procedure stands: facts in the row, state computed from facts and clock."""

from collections.abc import Sequence
from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from hamkor.core.localised import localised
from hamkor.core.models import Declared, Lifecycle, Model, Personal
from hamkor.network.models import Audience, Person
from hamkor.network.models.audiences import VisibleQuerySet


class Kind(models.TextChoices):
    MEMORANDUM = "memorandum", _("Memorandum")
    DECLARATION = "declaration", _("Declaration")


class State(models.TextChoices):
    """The treaty procedure."""

    DRAFT = "draft", _("draft")
    CONSULTATION = "consultation", _("in consultation")
    ADOPTED = "adopted", _("adopted")
    SIGNATURE = "open-for-signature", _("open for signature")
    ACCESSION = "open-for-accession", _("open for accession")
    ABANDONED = "abandoned", _("abandoned")


class InstrumentQuerySet(VisibleQuerySet["Instrument"]):
    def titled(self, chain: Sequence[str]) -> Self:
        """Adds `title`, `place` and `title_language` in the reader's language or the next best."""
        return self.annotate(
            **localised(
                InstrumentTitle,
                owner="instrument",
                chain=chain,
                title="title",
                place="place",
                title_language="language",
            )
        )

    def in_state(self, state: str, now: datetime) -> Self:
        """The queryset twin of `Instrument.state_at`."""
        running = self.filter(abandoned_at=None)
        adopted = running.filter(adopted_at__isnull=False)
        opened = adopted.filter(signature_opens_at__lte=now)
        match State(state):
            case State.ABANDONED:
                return self.filter(abandoned_at__isnull=False)
            case State.DRAFT:
                return running.filter(adopted_at=None, consultation_opened_at=None)
            case State.CONSULTATION:
                return running.filter(adopted_at=None, consultation_opened_at__isnull=False)
            case State.ADOPTED:
                return adopted.filter(Q(signature_opens_at=None) | Q(signature_opens_at__gt=now))
            case State.SIGNATURE:
                return opened.filter(Q(signature_closes_at=None) | Q(signature_closes_at__gt=now))
            case State.ACCESSION:
                return opened.filter(signature_closes_at__lte=now)


class Instrument(Model):
    declared = Declared(Lifecycle.MUTABLE, visible="audience", impersonal=("slug", "kind"))

    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+")
    slug = models.SlugField(max_length=80, unique=True)
    kind = models.CharField(max_length=16, choices=Kind)
    drafted_at = models.DateTimeField()
    drafted_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    consultation_opened_at = models.DateTimeField(null=True)
    adopted_at = models.DateTimeField(null=True)
    adopted_on = models.DateField(null=True)  # the date that the document bears
    published_on = models.DateField(null=True)
    signature_opens_at = models.DateTimeField(null=True)
    # From then on organisations accede; None keeps it open for signature.
    signature_closes_at = models.DateTimeField(null=True)
    abandoned_at = models.DateTimeField(null=True)
    # The whole list of names kept back behind one approved phrase.
    list_withheld = models.BooleanField(default=False)

    objects = InstrumentQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["-drafted_at", "id"], name="instruments_latest_first")]
        constraints = [
            models.CheckConstraint(
                condition=Q(abandoned_at=None) | Q(adopted_at=None), name="abandoned_only_before_adoption"
            ),
            models.CheckConstraint(
                condition=Q(adopted_at=None, adopted_on=None) | Q(adopted_at__isnull=False, adopted_on__isnull=False),
                name="adopted_with_its_date",
            ),
            models.CheckConstraint(
                condition=Q(signature_opens_at=None) | Q(adopted_at__isnull=False),
                name="opened_after_adoption",
            ),
            models.CheckConstraint(
                condition=Q(signature_closes_at=None) | Q(signature_closes_at__gt=F("signature_opens_at")),
                name="accession_after_signature",
            ),
            models.CheckConstraint(
                condition=Q(published_on=None) | Q(adopted_at__isnull=False), name="published_after_adoption"
            ),
        ]

    def state_at(self, now: datetime) -> State:
        """Where the procedure stands at `now`, from the row's facts alone."""
        if self.abandoned_at:
            return State.ABANDONED
        if not self.adopted_at:
            return State.CONSULTATION if self.consultation_opened_at else State.DRAFT
        if not self.signature_opens_at or self.signature_opens_at > now:
            return State.ADOPTED
        if self.signature_closes_at and self.signature_closes_at <= now:
            return State.ACCESSION
        return State.SIGNATURE


class InstrumentTitleQuerySet(VisibleQuerySet["InstrumentTitle"]):
    pass


class InstrumentTitle(Model):
    """Title, and place of adoption once there is one, in one language."""

    declared = Declared(Lifecycle.MUTABLE, visible="instrument__audience", impersonal=("language", "title", "place"))

    instrument = models.ForeignKey(Instrument, on_delete=models.CASCADE, related_name="titles")
    language = models.CharField(max_length=35)
    title = models.CharField(max_length=300)
    place = models.CharField(max_length=120, blank=True)

    objects = InstrumentTitleQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["instrument", "language"], name="one_title_a_language")]


class ListPhraseQuerySet(VisibleQuerySet["ListPhrase"]):
    pass


class ListPhrase(Model):
    """What stands instead of the list of names: "more than ten organisations"."""

    declared = Declared(
        Lifecycle.MUTABLE,
        visible="instrument__audience",
        personal={"text": Personal.KEPT},
        impersonal=("language",),
    )

    instrument = models.ForeignKey(Instrument, on_delete=models.CASCADE, related_name="list_phrases")
    language = models.CharField(max_length=35)
    text = models.CharField(max_length=300)
    approved_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    objects = ListPhraseQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["instrument", "language"], name="one_phrase_a_language")]

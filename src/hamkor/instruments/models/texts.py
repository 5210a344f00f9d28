"""Editions of an instrument, their texts in each language, and every revision of each text."""

from typing import Self

from django.db import models
from django.db.models import OuterRef, Q, Subquery

from hamkor.core.models import INTERNAL, Declared, Lifecycle, Model, Personal
from hamkor.instruments.models.instruments import Instrument
from hamkor.network.models import Person
from hamkor.network.models.audiences import VisibleQuerySet


class EditionQuerySet(VisibleQuerySet["Edition"]):
    def adopted(self) -> Self:
        """Those whose text is final, the one in force first. Others are work in progress: never shown in public."""
        return self.filter(adopted_at__isnull=False).order_by("-number")

    def working(self) -> Self:
        """The one that is being written or corrected, if any."""
        return self.filter(adopted_at=None, dropped_at=None)

    def at_hand(self) -> Self:
        """Those that were not dropped, the latest last: the one being written, else the one in force."""
        return self.filter(dropped_at=None).order_by("number")


class Edition(Model):
    """The first edition is what is drafted; after adoption a correction is a new one that says what it replaces.

    A correction that was dropped stays on record with its texts. Nothing signed ever named it, so it leaves its number
    to the next one: adopted editions are numbered without a gap.
    """

    declared = Declared(
        Lifecycle.MUTABLE, visible="instrument__audience", impersonal=("adoption_leaf", "correction_note")
    )

    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField(default=1)
    replaces = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    correction_note = models.TextField(blank=True)
    dropped_at = models.DateTimeField(null=True)
    adopted_at = models.DateTimeField(null=True)
    adopted_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    adoption_leaf = models.CharField(max_length=64, blank=True)

    objects = EditionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["instrument", "number"], condition=Q(dropped_at=None), name="edition_numbered_once"
            ),
            models.UniqueConstraint(fields=["replaces"], condition=Q(dropped_at=None), name="edition_replaced_once"),
            models.UniqueConstraint(
                fields=["instrument"], condition=Q(adopted_at=None, dropped_at=None), name="one_working_edition"
            ),
            models.CheckConstraint(
                condition=Q(dropped_at=None) | Q(adopted_at=None, replaces__isnull=False),
                name="only_a_correction_not_adopted_is_dropped",
            ),
            models.CheckConstraint(
                condition=Q(number=1, replaces=None) | Q(number__gt=1, replaces__isnull=False),
                name="later_edition_says_what_it_replaces",
            ),
        ]


class TextQuerySet(VisibleQuerySet["Text"]):
    def with_current(self) -> Self:
        """Adds `body`, `sha256`, `size` and `revision` of each text's newest revision."""
        newest = TextRevision.objects.filter(text=OuterRef("pk")).order_by("-number")
        return self.annotate(
            body=Subquery(newest.values("body")[:1]),
            sha256=Subquery(newest.values("sha256")[:1]),
            size=Subquery(newest.values("size")[:1]),
            revision=Subquery(newest.values("number")[:1]),
        )

    def with_standing(self) -> Self:
        """Adds what tells a missing, an outdated and a current text apart, without the bodies: `revision`, `sha256`,
        `size`, `made_at` of the newest revision, and of the revision that it renders the text and the number."""
        newest = TextRevision.objects.filter(text=OuterRef("pk")).order_by("-number")
        return self.annotate(
            revision=Subquery(newest.values("number")[:1]),
            sha256=Subquery(newest.values("sha256")[:1]),
            size=Subquery(newest.values("size")[:1]),
            made_at=Subquery(newest.values("made_at")[:1]),
            renders_text=Subquery(newest.values("renders__text")[:1], output_field=models.UUIDField()),
            renders_number=Subquery(newest.values("renders__number")[:1]),
        )


class Text(Model):
    """An edition's text in one language: authentic, or a translation."""

    declared = Declared(Lifecycle.MUTABLE, visible="edition__instrument__audience", impersonal=("language",))

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="texts")
    language = models.CharField(max_length=35)  # BCP 47
    authentic = models.BooleanField(default=False)

    objects = TextQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "language"], name="one_text_a_language")]

    def current(self) -> "TextRevision":
        """The newest revision; raises `TextRevision.DoesNotExist` where none is written yet."""
        return self.revisions.latest("number")


class TextRevisionQuerySet(VisibleQuerySet["TextRevision"]):
    pass


class TextRevision(Model):
    """One saved state of a text: the bytes that `sha256sum` is run on. After adoption the database refuses a new
    revision of an authentic text."""

    declared = Declared(
        Lifecycle.APPEND_ONLY, visible="text__edition__instrument__audience", impersonal=("body", "sha256")
    )

    text = models.ForeignKey(Text, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    body = models.TextField()  # normalised; its UTF-8 bytes are the text
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()  # bytes
    # For a translation: the revision of an authentic text that it renders.
    renders = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    objects = TextRevisionQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["text", "number"], name="revision_numbered_once")]


class EditorsDraft(Model):
    """What somebody has typed and not saved yet, kept so that a lost session loses nothing."""

    declared = Declared(Lifecycle.MUTABLE, visible=INTERNAL, personal={"body": Personal.WITH_ROW}, about="person")

    text = models.ForeignKey(Text, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    body = models.TextField()
    based_on = models.PositiveIntegerField()
    kept_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["text", "person"], name="one_draft_a_person")]

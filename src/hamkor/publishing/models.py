"""What the files of the public site still owe, how far they have come, and which pictures their pages show."""

from collections.abc import Collection, Sequence
from itertools import batched
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hamkor.core.models import INTERNAL, PUBLIC, Declared, Lifecycle, Model
from hamkor.core.public_pages import Key


class Touch(Model):
    """That a row changed which public pages show, or that the page at an address has to be made again.

    Written with the change itself and done when the files say the same; nothing in it outlives that for long.
    """

    declared = Declared(Lifecycle.MUTABLE, visible=INTERNAL, impersonal=("label", "object_id", "address"))

    label = models.CharField(max_length=100, blank=True)  # room.model
    object_id = models.CharField(max_length=36, blank=True)
    address = models.CharField(max_length=1000, blank=True)
    # After it no former page may stay up: one that cannot be made anew is taken away.
    hides = models.BooleanField(default=False)
    due = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["due"], condition=Q(done_at=None), name="touches_to_sweep")]
        constraints = [
            models.CheckConstraint(
                condition=Q(address="") & ~Q(label="") & ~Q(object_id="")
                | ~Q(address="") & Q(label="") & Q(object_id=""),
                name="touches_a_row_or_an_address",
            )
        ]

    @property
    def key(self) -> Key:
        """The key of the row that changed, as its own table writes it."""
        return int(self.object_id) if self.object_id.isdigit() else UUID(self.object_id)


class Sweep(Model):
    """How far the sweeps have come. There is one row."""

    declared = Declared(Lifecycle.MUTABLE, visible=INTERNAL)

    only = models.BooleanField(default=True, unique=True)
    # What the clock alone changed is in the files up to this moment.
    clock_seen_until = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(only=True), name="one_row_for_all_sweeps")]


class ShownFile(Model):
    """That the public page at an address refers to a file of `MEDIA_ROOT`, which is public for as long."""

    declared = Declared(Lifecycle.MUTABLE, visible=INTERNAL, impersonal=("address", "name"))

    address = models.CharField(max_length=1000)
    name = models.CharField(max_length=300)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "address"], name="a_file_once_a_page")]
        indexes = [models.Index(fields=["address"])]


class Kind(models.TextChoices):
    """What a page that can be found is, in a word."""

    DOCUMENT = "document", _("Document")
    NEWS = "news", _("News")
    LIBRARY = "library", _("Library")
    COUNTRY = "country", _("Country")
    PAGE = "page", _("Page")


class IndexedPageManager(models.Manager["IndexedPage"]):
    def replace(self, addresses: Collection[str], pages: Sequence["IndexedPage"]) -> None:
        """These pages stand in the index for these addresses from now on: their own, and those of pages that went."""
        for some in batched({*addresses, *(page.address for page in pages)}, 500, strict=False):
            self.filter(address__in=some).delete()
        self.bulk_create(pages, batch_size=500)


class IndexedPage(Model):
    """A page of the public site as the search knows it: what it shows of it, and the keys by which it is found.

    The database keeps an index of the keys by itself (migration 0002); rows are replaced, never changed.
    """

    declared = Declared(
        Lifecycle.MUTABLE,
        visible=PUBLIC,
        impersonal=("address", "place", "language", "written_in", "kind", "title", "text", "title_keys", "keys"),
    )

    # Rises with the page's day, so that the newest are found first.
    number = models.BigIntegerField(unique=True)
    address = models.CharField(max_length=1000, unique=True)
    place = models.CharField(max_length=1000)  # the address without its language
    language = models.CharField(max_length=35)
    written_in = models.CharField(max_length=35)
    kind = models.CharField(max_length=10, choices=Kind)
    day = models.DateField(null=True)
    title = models.TextField()
    title_keys = models.TextField()
    keys = models.TextField()
    text = models.TextField()

    objects = IndexedPageManager()

"""Sums of visits, made after consent. Nothing in these tables is about one person or one visit."""

from django.db import models

from hamkor.core.models import INTERNAL, Declared, Lifecycle, Model


class VisitDay(Model):
    """A day's sums in one language. An empty language stands for those with too few visitors to stand alone.

    While it is open it grows; closed, small counts are merged and it may be shown.
    """

    declared = Declared(Lifecycle.MUTABLE, visible=INTERNAL, impersonal=("language",))

    day = models.DateField()  # UTC
    language = models.CharField(max_length=8, blank=True)
    visitors = models.PositiveIntegerField(default=0)
    views = models.PositiveIntegerField(default=0)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "language"], name="visits_summed_once_a_language")]


class PageVisits(Model):
    """How often a page was viewed on a day. An empty address stands for all pages with too few views."""

    declared = Declared(Lifecycle.MUTABLE, visible=INTERNAL, impersonal=("address",))

    day = models.DateField()
    address = models.CharField(max_length=500, blank=True)
    views = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "address"], name="page_visits_once_a_day")]


class VisitMonth(Model):
    """What stays of a month's days after thirteen months: sums by language, without pages."""

    declared = Declared(Lifecycle.MUTABLE, visible=INTERNAL, impersonal=("language",))

    month = models.DateField()  # its first day
    language = models.CharField(max_length=8, blank=True)
    visitors = models.PositiveIntegerField(default=0)  # each counted once a day
    views = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["month", "language"], name="months_summed_once_a_language")]

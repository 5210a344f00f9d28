"""Sums of visits, made after consent. Nothing in these tables is about one person or one visit."""

from typing import Final

from django.db import models
from django.db.models import Q

from hamkor.core.models import INTERNAL, Declared, Lifecycle, Model

FEW: Final = 5
"""Counts below it are not kept: whoever knows the region could guess who that was."""

_NONE_OR_MANY: Final = Q(visitors=0, views=0) | Q(visitors__gte=FEW, views__gte=FEW)


class VisitDay(Model):
    """A day's sums in one language. An empty language stands for all those with too few visitors to stand alone; every
    day that was counted has this row, and noughts in it say that there were fewer than five.

    While it is open it grows; closed, no number in it is below five and it may be shown.
    """

    declared = Declared(Lifecycle.MUTABLE, visible=INTERNAL, impersonal=("language",))

    day = models.DateField()  # UTC
    language = models.CharField(max_length=8, blank=True)
    visitors = models.PositiveIntegerField(default=0)
    views = models.PositiveIntegerField(default=0)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "language"], name="visits_summed_once_a_language"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | _NONE_OR_MANY, name="no_few_visits_on_a_closed_day"
            ),
        ]


class PageVisits(Model):
    """How often a page was viewed on a day. Pages with too few views lose their row when the day is closed: they stay
    in the sum of their language, and what that has more than its pages is theirs."""

    declared = Declared(Lifecycle.MUTABLE, visible=INTERNAL, impersonal=("address",))

    day = models.DateField()
    address = models.CharField(max_length=500)
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
        constraints = [
            models.UniqueConstraint(fields=["month", "language"], name="months_summed_once_a_language"),
            models.CheckConstraint(condition=_NONE_OR_MANY, name="no_few_visits_in_a_month"),
        ]

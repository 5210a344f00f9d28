"""The sums of visits: added to, closed day by day, summed by month when they are old."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import F, Sum
from django.utils.translation import gettext_lazy as _

from hamkor.accounts.access import check_clock
from hamkor.audit.kernel import action, record
from hamkor.core import clock
from hamkor.core.actors import Actor
from hamkor.core.errors import NothingToDo
from hamkor.privacy.models import PageVisits, VisitDay, VisitMonth

FEW: Final = 5
"""Counts below it do not stand alone: whoever knows the region could guess who that was."""
LATE: Final = timedelta(hours=1)
"""How long after midnight sums of the day before may still be written down."""
MONTHS_KEPT: Final = 13


@dataclass
class Sums:
    """Views by day and address, visitors by day and language."""

    views: Counter[tuple[date, str]] = field(default_factory=Counter)
    visitors: Counter[tuple[date, str]] = field(default_factory=Counter)


@action
def count_visits(*, by: Actor, sums: Sums) -> None:
    """Adds what a process has gathered. What comes after its day was closed is left out. Raises `Refused` for a person,
    `NothingToDo` where nothing is left to add."""
    check_clock(by)
    days = {day for day, _address in sums.views}
    closed = set(VisitDay.objects.filter(day__in=days, closed_at__isnull=False).values_list("day", flat=True))
    views = {key: number for key, number in sums.views.items() if key[0] not in closed}
    by_language: Counter[tuple[date, str]] = Counter()
    for (day, address), number in sorted(views.items()):
        by_language[day, address.split("/", 2)[1]] += number
        page, _new = PageVisits.objects.get_or_create(day=day, address=address)
        PageVisits.objects.filter(pk=page.pk).update(views=F("views") + number)
    written = None
    for (day, language), number in sorted(by_language.items()):
        written, _new = VisitDay.objects.get_or_create(day=day, language=language)
        visitors = sums.visitors[day, language]
        VisitDay.objects.filter(pk=written.pk).update(views=F("views") + number, visitors=F("visitors") + visitors)
    if written is None:
        raise NothingToDo(_("These days are closed."))
    record("privacy.visits_counted", by=by, on=written)


@action
def close_days(*, by: Actor) -> None:
    """Closes the days that are over: small counts are merged for good, and what is left may be shown. Raises `Refused`
    for a person, `NothingToDo` where no day is over."""
    check_clock(by)
    now = clock.now()
    over = VisitDay.objects.filter(closed_at=None, day__lt=(now - LATE).date())
    days = sorted(set(over.values_list("day", flat=True)))
    for day in days:
        _merge_small_counts(day)
        VisitDay.objects.filter(day=day).update(closed_at=now)
    if not days:
        raise NothingToDo(_("No day is over."))
    closed = VisitDay.objects.filter(day=days[-1]).order_by("pk")[0]
    record("privacy.days_closed", by=by, on=closed, days=len(days))


@action
def sum_up_months(*, by: Actor) -> None:
    """After thirteen months only a month's sums stay, without pages. Raises `Refused` for a person, `NothingToDo` where
    nothing is that old."""
    check_clock(by)
    until = oldest_day_kept(clock.now())
    old = VisitDay.objects.filter(day__lt=until, closed_at__isnull=False)
    months = 0
    summed = None
    for first in sorted({day.replace(day=1) for day in old.values_list("day", flat=True)}):
        of_month = old.filter(day__year=first.year, day__month=first.month).order_by()
        for row in list(of_month.values("language").annotate(all_visitors=Sum("visitors"), all_views=Sum("views"))):
            summed, _new = VisitMonth.objects.get_or_create(month=first, language=row["language"])
            summed.visitors += row["all_visitors"]
            summed.views += row["all_views"]
            summed.save()
        months += 1
    PageVisits.objects.filter(day__lt=until).delete()
    old.delete()
    if summed is None:
        raise NothingToDo(_("Nothing is old enough."))
    record("privacy.months_summed", by=by, on=summed, months=months)


def oldest_day_kept(now: datetime) -> date:
    """The first day of the month thirteen months ago: what is older is summed."""
    months = now.year * 12 + now.month - 1 - MONTHS_KEPT
    return date(months // 12, months % 12 + 1, 1)


def _merge_small_counts(day: date) -> None:
    """Languages with few visitors lose their name, and their pages with them; so do pages with few views."""
    small = list(VisitDay.objects.filter(day=day, visitors__lt=FEW).exclude(language=""))
    if small:
        rest, _new = VisitDay.objects.get_or_create(day=day, language="")
        for each in small:
            rest.visitors += each.visitors
            rest.views += each.views
            each.delete()
        rest.save()
    unnamed = tuple(f"/{each.language}/" for each in small)
    rare = [
        page
        for page in PageVisits.objects.filter(day=day).exclude(address="")
        if page.views < FEW or page.address.startswith(unnamed)
    ]
    if rare:
        others, _new = PageVisits.objects.get_or_create(day=day, address="")
        for page in rare:
            others.views += page.views
            page.delete()
        others.save()

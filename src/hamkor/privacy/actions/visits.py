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
from hamkor.privacy.models import FEW, PageVisits, VisitDay, VisitMonth

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
    for (day, language), number in sorted(by_language.items()):
        written, _new = VisitDay.objects.get_or_create(day=day, language=language)
        visitors = sums.visitors[day, language]
        VisitDay.objects.filter(pk=written.pk).update(views=F("views") + number, visitors=F("visitors") + visitors)
    if not views:
        raise NothingToDo(_("These days are closed."))
    # The event names the row that every day has, so that it does not tell in which language somebody read.
    record("privacy.visits_counted", by=by, on=_rest_of(max(day for day, _address in views)))


@action
def close_days(*, by: Actor) -> None:
    """Closes the days that are over: small counts are merged or let go of for good, and what is left may be shown.
    Raises `Refused` for a person, `NothingToDo` where no day is over."""
    check_clock(by)
    now = clock.now()
    over = VisitDay.objects.filter(closed_at=None, day__lt=(now - LATE).date())
    days = sorted(set(over.values_list("day", flat=True)))
    for day in days:
        for language, views in _languages_that_stand_alone(day).items():
            _merge_small_pages(day, language, views)
        VisitDay.objects.filter(day=day).update(closed_at=now)
    if not days:
        raise NothingToDo(_("No day is over."))
    record("privacy.days_closed", by=by, on=_rest_of(days[-1]), days=len(days))


@action
def sum_up_months(*, by: Actor) -> None:
    """After thirteen months only a month's sums stay, without pages. Raises `Refused` for a person, `NothingToDo` where
    nothing is that old."""
    check_clock(by)
    until = oldest_day_kept(clock.now())
    old = VisitDay.objects.filter(day__lt=until, closed_at__isnull=False)
    last = old.order_by("-day", "language").first()
    if last is None:
        raise NothingToDo(_("Nothing is old enough."))
    months = sorted({day.replace(day=1) for day in old.values_list("day", flat=True)})
    for first in months:
        of_month = old.filter(day__year=first.year, day__month=first.month, visitors__gt=0).order_by()
        for row in list(of_month.values("language").annotate(all_visitors=Sum("visitors"), all_views=Sum("views"))):
            summed, _new = VisitMonth.objects.get_or_create(month=first, language=row["language"])
            summed.visitors += row["all_visitors"]
            summed.views += row["all_views"]
            summed.save()
    PageVisits.objects.filter(day__lt=until).delete()
    old.delete()
    record("privacy.months_summed", by=by, on=last, months=len(months))


def oldest_day_kept(now: datetime) -> date:
    """The first day of the month thirteen months ago: what is older is summed."""
    months = now.year * 12 + now.month - 1 - MONTHS_KEPT
    return date(months // 12, months % 12 + 1, 1)


def _rest_of(day: date) -> VisitDay:
    """The row of all languages that do not stand alone; every day that was counted has it."""
    rest, _new = VisitDay.objects.get_or_create(day=day, language="")
    return rest


def _languages_that_stand_alone(day: date) -> dict[str, int]:
    """Their views, by language. The others lose their name, and their pages with them; where they are fewer than five
    visitors even together, nothing of them is kept, not even in the day's sum: it would be what the rest does not add
    up to."""
    rest = _rest_of(day)
    alone: dict[str, int] = {}
    for each in VisitDay.objects.filter(day=day).exclude(language=""):
        if min(each.visitors, each.views) >= FEW:
            alone[each.language] = each.views
            continue
        rest.visitors += each.visitors
        rest.views += each.views
        each.delete()
    if min(rest.visitors, rest.views) < FEW:
        rest.visitors = rest.views = 0
    rest.save()
    pages = PageVisits.objects.filter(day=day)
    for language in alone:
        pages = pages.exclude(address__startswith=f"/{language}/")
    pages.delete()
    return alone


def _merge_small_pages(day: date, language: str, views: int) -> None:
    """Pages with few views lose their row, and after them the least read of the others until those without a row come
    to five together: else a page's few views would be what the language's pages do not add up to."""
    pages = list(PageVisits.objects.filter(day=day, address__startswith=f"/{language}/").order_by("views", "address"))
    without = views - sum(page.views for page in pages)
    for page in pages:
        if page.views >= FEW and not 0 < without < FEW:
            break
        without += page.views
        page.delete()

"""Who sees the sums of visits, and what they come to."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Q
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from hamkor.accounts.models import User
from hamkor.audit.kernel import permission
from hamkor.core.actors import Actor
from hamkor.core.errors import Refused
from hamkor.network.access import Viewer
from hamkor.network.models import Person, Role
from hamkor.privacy.models import FEW, PageVisits, VisitDay, VisitMonth

DAYS_SHOWN: Final = 30
PAGES_SHOWN: Final = 20


@dataclass(frozen=True)
class Subject:
    """Somebody whom data is about: a person of the network, her account, or either alone."""

    person: Person | None
    account: User | None

    @property
    def ids(self) -> frozenset[UUID]:
        return frozenset(each.pk for each in (self.person, self.account) if each)


def may_see_visits(viewer: Viewer) -> bool:
    """Editors and the secretariat."""
    return viewer.is_secretariat or any(mandate.role == Role.EDITOR for mandate in viewer.mandates)


def check_sees_visits(viewer: Viewer) -> None:
    """Raises `Http404` for others."""
    if not may_see_visits(viewer):
        raise Http404


@dataclass(frozen=True)
class Total:
    """Visitors and views of a day, a language or a month."""

    of: date | str
    visitors: int
    views: int

    @property
    def is_few(self) -> bool:
        """Whether nobody came or so few that it is not told how many."""
        return self.visitors < FEW


@dataclass(frozen=True)
class Visits:
    """What closed days come to: never today, and no number below five. What was too small is in no sum either, so that
    nothing can be taken from it by subtracting what is shown beside it."""

    days: Sequence[Total]  # the latest last; a day without visits is there with noughts
    languages: Sequence[Total]  # the most visited first
    pages: Sequence[tuple[str, int]]  # the most read first
    other_pages: int
    months: Sequence[Total]  # the latest first


def days_shown(now: datetime) -> Sequence[date]:
    """The thirty days before today, the latest last."""
    return [now.date() - timedelta(days=number) for number in range(DAYS_SHOWN, 0, -1)]


def visits(now: datetime, *, language: str = "", day: date | None = None) -> Visits:
    """The last thirty days before today, and the months whose days are kept no more. Of one `language` days and pages
    can be had alone, of one `day` languages and pages."""
    days = days_shown(now)
    rows = list(VisitDay.objects.filter(day__in=days, closed_at__isnull=False))
    in_language = [row for row in rows if language in ("", row.language)]
    by_day = {total.of: total for total in _totals((row.day, row.visitors, row.views) for row in in_language)}
    of_day = [row for row in rows if day in (None, row.day)]
    languages = _totals((row.language, row.visitors, row.views) for row in of_day)
    of_both = [row for row in of_day if language in ("", row.language)]
    read = Counter[str]()
    for page in PageVisits.objects.filter(day__in={row.day for row in of_both}):
        if page.address.startswith(f"/{language}/" if language else "/"):
            read[page.address] += page.views
    pages = sorted(read.items(), key=lambda item: (-item[1], item[0]))[:PAGES_SHOWN]
    months = VisitMonth.objects.order_by("-month")
    return Visits(
        days=[by_day.get(each) or Total(each, 0, 0) for each in days],
        languages=sorted(_kept(languages), key=lambda total: (-total.visitors, str(total.of))),
        pages=pages,
        other_pages=sum(row.views for row in of_both) - sum(number for _address, number in pages),
        months=_kept(_totals((row.month, row.visitors, row.views) for row in months)),
    )


def _totals(rows: Iterable[tuple[date | str, int, int]]) -> list[Total]:
    visitors, views = Counter[date | str](), Counter[date | str]()
    for of, some_visitors, some_views in rows:
        visitors[of] += some_visitors
        views[of] += some_views
    return [Total(of, visitors[of], views[of]) for of in visitors]


def _kept(totals: Iterable[Total]) -> list[Total]:
    return [total for total in totals if not total.is_few]


@permission
def check_operator_erases(by: Actor) -> None:
    """Raises `Refused` for anybody but the operator: an erasure is asked for in writing, and done at the command line
    by whoever can also throw away the copies."""
    if by.actor_kind != "operator":
        raise Refused(_("Only the operator can do this, at the command line."))


def people_meant(who: str) -> list[Subject]:
    """Whom an id, an e-mail address or a name means: nobody, one, or (by a name) several."""
    if _is_id(who):
        people = Person.objects.filter(Q(pk=who) | Q(account=who))
        accounts = User.objects.filter(pk=who)
    else:
        people = Person.objects.filter(Q(name=who) | Q(account__email=who.strip().lower()))
        accounts = User.objects.filter(email=who.strip().lower())
    found = [Subject(person, person.account) for person in people.select_related("account").order_by("pk")]
    known = {subject.account for subject in found}
    return found + [Subject(None, account) for account in accounts if account not in known]


def _is_id(who: str) -> bool:
    try:
        UUID(who)
    except ValueError:
        return False
    return True

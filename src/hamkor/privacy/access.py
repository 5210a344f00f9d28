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
from hamkor.privacy.models import PageVisits, VisitDay, VisitMonth

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


@dataclass(frozen=True)
class Visits:
    """What closed days come to: never today, and nothing that was too small to stand alone."""

    days: Sequence[Total]  # the latest last; a day without visits is there with noughts
    languages: Sequence[Total]  # the most visited first
    pages: Sequence[tuple[str, int]]  # the most read first
    other_pages: int
    months: Sequence[Total]  # the latest first


def visits(now: datetime) -> Visits:
    """The last thirty days before today, and the months whose days are kept no more."""
    since = now.date() - timedelta(days=DAYS_SHOWN)
    rows = VisitDay.objects.filter(day__gte=since, day__lt=now.date(), closed_at__isnull=False)
    by_day = {total.of: total for total in _totals((row.day, row.visitors, row.views) for row in rows)}
    days = [since + timedelta(days=number) for number in range(DAYS_SHOWN)]
    languages = _totals((row.language, row.visitors, row.views) for row in rows)
    read = Counter[str]()
    for page in PageVisits.objects.filter(day__in={row.day for row in rows}):
        read[page.address] += page.views
    other_pages = read.pop("", 0)
    pages = sorted(read.items(), key=lambda item: (-item[1], item[0]))
    return Visits(
        days=[by_day.get(day) or Total(day, 0, 0) for day in days],
        languages=sorted(languages, key=lambda total: (-total.visitors, str(total.of))),
        pages=pages[:PAGES_SHOWN],
        other_pages=other_pages + sum(number for _address, number in pages[PAGES_SHOWN:]),
        months=_totals((row.month, row.visitors, row.views) for row in VisitMonth.objects.order_by("-month")),
    )


def _totals(rows: Iterable[tuple[date | str, int, int]]) -> list[Total]:
    visitors, views = Counter[date | str](), Counter[date | str]()
    for of, some_visitors, some_views in rows:
        visitors[of] += some_visitors
        views[of] += some_views
    return [Total(of, visitors[of], views[of]) for of in visitors]


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

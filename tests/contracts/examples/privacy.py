"""Sums of visits, letting go, erasing: by the clock and the operator, never by a person."""

from collections import Counter
from datetime import date, timedelta

from hamkor.core import clock
from hamkor.core.actors import CLOCK, OPERATOR
from hamkor.network.models import Invitation
from hamkor.privacy.access import Subject
from hamkor.privacy.actions.visits import Sums
from hamkor.privacy.models import VisitDay
from hamkor.publishing.models import Touch
from tests.contracts.examples import Example, example
from tests.factories.network import LONG_AGO, MandateFactory, PersonFactory, coordinator

LONG_PAST = date(2014, 3, 2)


@example("privacy.count_visits")
def _() -> Example:
    today = clock.now().date()
    sums = Sums(Counter({(today, "/ru/news/"): 3}), Counter({(today, "ru"): 2}))
    return Example(allowed={"by": CLOCK, "sums": sums}, stranger=coordinator(), event="privacy.visits_counted")


@example("privacy.close_days")
def _() -> Example:
    VisitDay.objects.create(day=LONG_PAST, language="ru", visitors=9, views=20)
    return Example(allowed={"by": CLOCK}, stranger=coordinator(), event="privacy.days_closed")


@example("privacy.sum_up_months")
def _() -> Example:
    VisitDay.objects.create(day=LONG_PAST, language="ru", visitors=9, views=20, closed_at=clock.now())
    return Example(allowed={"by": CLOCK}, stranger=coordinator(), event="privacy.months_summed")


@example("privacy.let_go")
def _() -> Example:
    Touch.objects.create(address="/ru/", due=LONG_AGO, done_at=LONG_AGO)
    return Example(
        allowed={
            "by": CLOCK,
            "name": "touches",
            "kept": timedelta(days=1),
            "rows": lambda until: Touch.objects.filter(done_at__lt=until),
        },
        stranger=coordinator(),
        event="privacy.let_go",
    )


@example("privacy.end_unused_mandates")
def _() -> Example:
    mandate = MandateFactory()
    Invitation.objects.create(
        mandate=mandate,
        token_hash="0" * 64,
        code_hash="",
        invited_by=coordinator(),
        made_at=LONG_AGO,
        expires_at=LONG_AGO,
    )
    return Example(
        allowed={"by": CLOCK, "kept": timedelta(days=90)}, stranger=coordinator(), event="network.mandate_revoked"
    )


@example("privacy.erase")
def _() -> Example:
    person = PersonFactory(with_account=True)
    return Example(
        allowed={"by": OPERATOR, "subject": Subject(person, person.account)},
        stranger=coordinator(),
        event="privacy.person_erased",
    )

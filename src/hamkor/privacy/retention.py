"""How long things are kept that nobody needs any more, and letting go of them by itself."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any, Final

from django.conf import settings
from django.db.models import Model, Q, QuerySet

from hamkor.accounts.models import Crossing, Notice
from hamkor.core.actors import CLOCK
from hamkor.core.errors import NothingToDo
from hamkor.instruments.models import EditorsDraft
from hamkor.network.models import Invitation, Recovery
from hamkor.privacy.actions.retention import end_unused_mandates, let_go
from hamkor.privacy.actions.visits import MONTHS_KEPT, close_days, sum_up_months
from hamkor.publishing.actions import DONE_IS_KEPT
from hamkor.publishing.models import Touch


@dataclass(frozen=True)
class Period:
    """`what` is kept for so long: `rows` are those that are older than the moment it is given."""

    what: str
    kept: timedelta
    rows: Callable[[datetime], QuerySet[Any]]
    model: type[Model]


PERIODS: Final[dict[str, Period]] = {
    "crossings": Period(
        "Passages to the signing pages, good for a minute",
        timedelta(days=1),
        lambda until: Crossing.objects.filter(made_at__lt=until),
        Crossing,
    ),
    "notices": Period(
        "That a mail was sent (never its words)",
        timedelta(days=30),
        lambda until: Notice.objects.filter(done_at__lt=until),
        Notice,
    ),
    "drafts": Period(
        "What somebody typed and did not save",
        timedelta(days=90),
        lambda until: EditorsDraft.objects.filter(kept_at__lt=until),
        EditorsDraft,
    ),
    "invitations": Period(
        "Invitations that were taken up, revoked, or led nowhere",
        timedelta(days=90),
        lambda until: Invitation.objects.filter(expires_at__lt=until).filter(
            Q(accepted_at__isnull=False) | Q(mandate__revoked_at__isnull=False)
        ),
        Invitation,
    ),
    "recoveries": Period(
        "Recoveries of a lost second factor that were completed or stopped",
        timedelta(days=365),
        lambda until: Recovery.objects.filter(Q(completed_at__lt=until) | Q(cancelled_at__lt=until)),
        Recovery,
    ),
    "touches": Period(
        "That a public page was made anew",
        DONE_IS_KEPT,
        lambda until: Touch.objects.filter(done_at__lt=until),
        Touch,
    ),
}

# What is let go of in another way, for the inventory: what, and for how long.
OTHERWISE: Final = {
    "Sessions": f"{settings.SESSION_COOKIE_AGE // 3600} hours; one on the signing pages half an hour",
    "Visits by day and page": f"{MONTHS_KEPT} months; then sums by month, without pages",
}


def retain() -> dict[str, int]:
    """Lets go of everything that has been kept long enough; says how much of what. May be called at any time, as often
    as one likes: what was let go of is not there the next time."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    for whole in (close_days, sum_up_months):
        with suppress(NothingToDo):
            whole(by=CLOCK)
    with suppress(NothingToDo):
        end_unused_mandates(by=CLOCK, kept=PERIODS["invitations"].kept)
    gone = {}
    for name, period in PERIODS.items():
        with suppress(NothingToDo):
            gone[name] = let_go(by=CLOCK, name=name, kept=period.kept, rows=period.rows)
    return gone

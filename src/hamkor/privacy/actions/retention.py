"""Letting go of what has been kept long enough."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from hamkor.accounts.access import check_clock
from hamkor.audit.kernel import action, record
from hamkor.core import clock
from hamkor.core.actors import Actor
from hamkor.core.errors import NothingToDo
from hamkor.network.models import Mandate


@action
def let_go(*, by: Actor, name: str, kept: timedelta, rows: Callable[[datetime], QuerySet[Any]]) -> int:
    """Deletes the rows that are older than `kept`; returns how many. Raises `Refused` for a person, `NothingToDo` where
    there are none."""
    check_clock(by)
    old = rows(clock.now() - kept)
    one = old.order_by("pk").first()
    if one is None:
        raise NothingToDo(_("Nothing is old enough."))
    record("privacy.let_go", by=by, on=one, what=name)
    deleted, _by_model = old.delete()
    return int(deleted)


@action
def end_unused_mandates(*, by: Actor, kept: timedelta) -> int:
    """Revokes mandates whose invitation led nowhere, so long after it lapsed; returns how many. They were never in
    force. Raises `Refused` for a person, `NothingToDo` where there are none."""
    check_clock(by)
    now = clock.now()
    unused = Mandate.objects.not_taken_up().filter(revoked_at=None, invitations__expires_at__lt=now - kept)
    for mandate in unused:
        mandate.revoked_at = now
        mandate.save(update_fields=["revoked_at"])
        record("network.mandate_revoked", by=by, on=mandate)
    if not unused:
        raise NothingToDo(_("Nothing is old enough."))
    return len(unused)

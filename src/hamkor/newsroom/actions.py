"""Who stands among the editors. Pages are written by Wagtail, which keeps its own log of them."""

import logging

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Revision
from wagtail.utils.timestamps import ensure_utc

from hamkor.accounts.models import User
from hamkor.audit.kernel import action, record
from hamkor.core import clock
from hamkor.core.errors import NothingToDo
from hamkor.newsroom.access_editor import check_editor, check_no_editor, editors_group
from hamkor.newsroom.editor.readiness import NotReady

log = logging.getLogger(__name__)


@action
def admit_editor(*, by: User) -> None:
    """At her first visit: Wagtail's permissions, for as long as her mandate is in force. Raises `Refused` without one,
    `NothingToDo` where she has them."""
    check_editor(by)
    group = editors_group()
    if by.groups.filter(pk=group.pk).exists():
        raise NothingToDo(_("She is among the editors already."))
    by.groups.add(group)
    record("newsroom.editor_admitted", by=by, on=by)


@action
def dismiss_editor(*, by: User) -> None:
    """At a visit without a mandate: the permissions go. Access itself has ended with the mandate. Raises `Refused` for
    somebody who may edit, `NothingToDo` where there are none."""
    check_no_editor(by)
    if not by.groups.exists():
        raise NothingToDo(_("She is not among the editors."))
    by.groups.clear()
    record("newsroom.editor_dismissed", by=by, on=by)


def publish_scheduled_pages() -> int:
    """Takes away the pages whose time is over and publishes those whose hour has come; says how many it was.

    Each in a transaction of its own: called twice, or killed in the middle, it does each once. A page that is not
    ready any more stays a draft and waits no longer; its editor sees so.
    """
    done = 0
    now = clock.now()
    for page in Page.objects.live().filter(expire_at__lt=now).order_by("expire_at").specific():
        with transaction.atomic():
            page.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
        done += 1
    for revision in Revision.page_revisions.filter(approved_go_live_at__lt=now).order_by("approved_go_live_at", "pk"):
        try:
            with transaction.atomic():
                revision.publish(log_action="wagtail.publish.scheduled")
            done += 1
        except NotReady as fault:
            Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=None)
            log.warning("Page %s is not published at %s: it is not ready.", fault.page.pk, ensure_utc(now))
    return done

"""Erasing a person: what the models declare to be hers goes; what organisations said, and that it happened, stays."""

import json
from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import ModelLogEntry, PageLogEntry, Revision
from wagtail_localize.models import TranslationSource

from hamkor.audit.kernel import action, record
from hamkor.core import clock
from hamkor.core.actors import Actor
from hamkor.core.errors import NothingToDo
from hamkor.network.actions.keys import revoke_keys_of
from hamkor.network.models import FreezeCode, Invitation, Mandate, Person, Recovery
from hamkor.privacy.access import Subject, check_operator_erases
from hamkor.privacy.erasing import ERASED_NAME, Step, bylines, empty, is_erased, steps
from hamkor.publishing.actions import touch


@action
def erase(*, by: Actor, subject: Subject) -> list[Step]:
    """Erases what the models declare to be a person's own; returns what that was, as `steps` tells it beforehand.

    Her mandates, signing keys and open invitations end with it. Her account goes, with all that hangs on it. The row
    that stood for her stays, without her name, under what organisations said through her. Raises `Refused` for anybody
    but the operator, `NothingToDo` where nothing of her is left to erase.
    """
    check_operator_erases(by)
    if is_erased(subject):
        raise NothingToDo(_("Nothing of this person is left to erase."))
    done = steps(subject)
    name = subject.person.name if subject.person else ""
    stands_for_her = subject.person or subject.account
    assert stands_for_her is not None
    # Written while the account is there: an event names what it is about by its id.
    record("privacy.person_erased", by=by, on=stands_for_her)
    if subject.person:
        _end_what_she_may_do(by, subject.person)
    _erase_bylines(name)
    if subject.account:
        for log in (PageLogEntry, ModelLogEntry):
            log.objects.filter(user=subject.account).update(user=None)
    for step in done:
        if step.lookup:
            _erase_rows(step, subject)
    return done


def _end_what_she_may_do(by: Actor, person: Person) -> None:
    now = clock.now()
    revoke_keys_of(by=by, person=person)
    for mandate in Mandate.objects.filter(person=person, revoked_at=None):
        mandate.revoked_at = now
        mandate.save(update_fields=["revoked_at"])
        record("network.mandate_revoked", by=by, on=mandate)
    open_still = Invitation.objects.filter(accepted_at=None, revoked_at=None)
    for invitation in open_still.filter(models.Q(invited_by=person) | models.Q(mandate__person=person)):
        invitation.revoked_at = now
        invitation.save(update_fields=["revoked_at"])
        Mandate.objects.filter(pk=invitation.mandate_id, revoked_at=None).update(revoked_at=now)
        record("network.invitation_revoked", by=by, on=invitation)
    Recovery.objects.filter(person=person, cancelled_at=None, completed_at=None).update(cancelled_at=now)
    FreezeCode.objects.filter(person=person).delete()


def _erase_rows(step: Step, subject: Subject) -> None:
    model = apps.get_model(step.label)
    rows = model._default_manager.filter(**{f"{step.lookup}__in": subject.ids})
    if step.with_row:
        rows.delete()
        return
    for row in rows:
        for name in step.fields:
            setattr(row, name, empty(row, name))
        row.save(update_fields=list(step.fields))


def _erase_bylines(name: str) -> None:
    """Her name as author of news: on the pages, in their former versions, in what translations are made from."""
    if not name or name == ERASED_NAME:
        return
    items = list(bylines(name))
    for item in items:
        item.author = ""
        item.save(update_fields=["author"])
        if item.live:
            touch("newsroom.newsitem", item.translation_key)
    _without_author(Revision.objects.filter(content__author=name), "content", name)
    _without_author(TranslationSource.objects.filter(content_json__contains=json.dumps(name)), "content_json", name)


def _without_author(rows: Iterable[Any], field: str, name: str) -> None:
    for row in rows:
        kept = getattr(row, field)
        content = json.loads(kept) if isinstance(kept, str) else kept
        if content.get("author") != name:
            continue
        content["author"] = ""
        setattr(row, field, json.dumps(content) if isinstance(kept, str) else content)
        row.save(update_fields=[field])

"""Who may draft, write, lead and adopt a document. (Who may give a word on it: `access.py`.)"""

from typing import Final

from django.utils.translation import gettext_lazy as _

from hamkor.audit.kernel import permission
from hamkor.core.errors import Refused
from hamkor.instruments.models import Instrument, Text
from hamkor.network.access import Viewer, check_secretariat, viewer_for
from hamkor.network.models import Mandate, Person, Role
from hamkor.network.models.people import SECRETARIAT

DRAFTERS: Final = frozenset({Role.DELEGATE, Role.CONTRIBUTOR, Role.EDITOR, *SECRETARIAT})
"""Everybody but observers drafts for the network and betters what is drafted; a word is given later, by delegates."""

KEEPERS: Final = frozenset({Role.EDITOR, *SECRETARIAT})
"""Who looks after a document once it is adopted."""


def can_draft(viewer: Viewer) -> bool:
    return any(mandate.role in DRAFTERS for mandate in viewer.mandates)


def can_work_on(viewer: Viewer, instrument: Instrument) -> bool:
    """Add languages and titles: before adoption any drafter; afterwards the secretariat and the editors."""
    if instrument.adopted_at is None:
        return can_draft(viewer)
    return any(mandate.role in KEEPERS for mandate in viewer.mandates)


def can_write(viewer: Viewer, text: Text) -> bool:
    """Like `can_work_on`, but correcting an authentic text after adoption is the secretariat's alone."""
    instrument = text.edition.instrument
    if instrument.adopted_at is not None and text.authentic:
        return viewer.is_secretariat
    return can_work_on(viewer, instrument)


def can_lead(viewer: Viewer, instrument: Instrument) -> bool:
    """Whoever drafted a document leads it up to its adoption, and so may the secretariat."""
    is_hers = viewer.person is not None and instrument.drafted_by_id == viewer.person.pk
    return viewer.is_secretariat or (is_hers and instrument.adopted_at is None and can_draft(viewer))


@permission
def check_may_draft(by: Person) -> None:
    """Raises `Refused` unless `by` holds a mandate that lets her draft."""
    if not can_draft(viewer_for(by)):
        raise Refused(_("Your mandate lets you read documents but not draft them."))


@permission
def check_sees(by: Person, instrument: Instrument) -> None:
    """Raises `Refused` unless `by` sees the document."""
    _viewer_of(by, instrument)


@permission
def check_may_work_on(by: Person, instrument: Instrument) -> None:
    """Raises `Refused` unless `by` sees the document and `can_work_on` it."""
    if not can_work_on(_viewer_of(by, instrument), instrument):
        raise Refused(_("Your mandate does not let you work on this document."))


@permission
def check_may_write(by: Person, text: Text) -> None:
    """Raises `Refused` unless `by` sees the text's document and `can_write` it."""
    if not can_write(_viewer_of(by, text.edition.instrument), text):
        raise Refused(_("Your mandate does not let you write this text."))


@permission
def check_may_lead(by: Person, instrument: Instrument) -> None:
    """Raises `Refused` unless `by` sees the document and `can_lead` it."""
    if not can_lead(_viewer_of(by, instrument), instrument):
        raise Refused(_("Only who drafted this document, or the coordinator, can do this."))


@permission
def check_depositary(by: Person, instrument: Instrument) -> Mandate:
    """The mandate by which `by` acts as depositary of a document that she sees; else `Refused`."""
    check_secretariat(by)
    return next(mandate for mandate in _viewer_of(by, instrument).mandates if mandate.role in SECRETARIAT)


def _viewer_of(by: Person, instrument: Instrument) -> Viewer:
    viewer = viewer_for(by)
    if not Instrument.objects.visible_to(viewer.keys).filter(pk=instrument.pk).exists():
        raise Refused(_("This document is not open to you."))
    return viewer

"""The treaty procedure as data: what may follow what, and the sentence for what may not."""

from datetime import datetime
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hamkor.core.errors import DomainError, NothingToDo
from hamkor.core.workflows import Mover, Procedure, Transition
from hamkor.instruments.models import Instrument, State, Text

TRANSITIONS: Final = (
    Transition(None, State.DRAFT, Mover.PERSON, "instruments.draft_instrument"),
    Transition(State.DRAFT, State.CONSULTATION, Mover.PERSON, "instruments.open_consultation"),
    Transition(State.DRAFT, State.ABANDONED, Mover.PERSON, "instruments.abandon"),
    Transition(State.CONSULTATION, State.ADOPTED, Mover.PERSON, "instruments.adopt"),
    Transition(State.CONSULTATION, State.ABANDONED, Mover.PERSON, "instruments.abandon"),
    Transition(State.ADOPTED, State.SIGNATURE, Mover.PERSON, "instruments.open_for_signature"),
    Transition(State.ADOPTED, State.SIGNATURE, Mover.CLOCK),  # where it was opened for a later day
    Transition(State.SIGNATURE, State.ACCESSION, Mover.CLOCK),
    Transition(State.SIGNATURE, State.ACCESSION, Mover.PERSON, "instruments.close_for_signature"),
)

TREATY_PROCEDURE: Final = Procedure("treaty-procedure", "Treaty procedure", State, TRANSITIONS)
PROCEDURES: Final = (TREATY_PROCEDURE,)

_ALREADY: Final[dict[State, Promise]] = {
    State.DRAFT: _("This document is a draft already."),
    State.CONSULTATION: _("This document is in consultation already."),
    State.ADOPTED: _("This document is adopted already."),
    State.SIGNATURE: _("This document is open for signature already."),
    State.ACCESSION: _("This document is open for accession already."),
    State.ABANDONED: _("Work on this document was abandoned already."),
}
_NOT_FROM: Final[dict[State, Promise]] = {
    State.DRAFT: _("This document is still a draft: open the consultation on it first."),
    State.CONSULTATION: _("This document is still in consultation: it has to be adopted first."),
    State.ADOPTED: _("This document is adopted: that cannot be undone, and its text stays as it is."),
    State.SIGNATURE: _("This document is adopted and open for signature: there is no way back from that."),
    State.ACCESSION: _("This document is open for accession: there is no way back from that."),
    State.ABANDONED: _("Work on this document was abandoned: draft a new one instead."),
}


def check_possible(instrument: Instrument, target: State, now: datetime) -> None:
    """Whether a person may move the instrument to `target` at `now`; who may is another question (`access.py`).

    Raises `NothingToDo` where it stands there already, `DomainError` with the reason where no step leads there.
    """
    state = instrument.state_at(now)
    if state == target:
        raise NothingToDo(_ALREADY[state])
    if not TREATY_PROCEDURE.leads(state, target):
        raise DomainError(_NOT_FROM[state])


def check_not_abandoned(instrument: Instrument) -> None:
    """Raises `DomainError` for an abandoned document."""
    if instrument.abandoned_at:
        raise DomainError(_NOT_FROM[State.ABANDONED])


def closed_to_writing(text: Text) -> Promise | None:
    """Why nothing can be written to this text any more, whoever asks; None where it can."""
    if text.edition.instrument.abandoned_at:
        return _NOT_FROM[State.ABANDONED]
    if text.edition.dropped_at:
        return _("This correction was dropped. Its texts can still be read; the former edition stays in force.")
    if text.authentic and text.edition.adopted_at:
        return _("This text is adopted and stays as it is. A change to it is a correction: a new edition.")
    return None


def check_open_to_writing(text: Text) -> None:
    """Raises `DomainError` with the reason where nothing can be written to this text any more."""
    if reason := closed_to_writing(text):
        raise DomainError(reason)

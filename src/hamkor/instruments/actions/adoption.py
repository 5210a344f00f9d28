"""Adoption, which freezes the text; opening for signature; publication; corrections as new editions."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.utils.translation import gettext_lazy as _

from hamkor.audit.kernel import action, record
from hamkor.core import clock
from hamkor.core.errors import Conflict, DomainError, NothingToDo
from hamkor.instruments.actions.drafting import locked, one_line
from hamkor.instruments.depositary import adoption
from hamkor.instruments.drafting_access import check_depositary
from hamkor.instruments.models import Edition, Instrument, InstrumentTitle, State, Text, TextRevision
from hamkor.instruments.statements import about
from hamkor.instruments.text_faults import normalised
from hamkor.instruments.transitions import check_possible
from hamkor.ledger.actions.record import commit
from hamkor.network.models import Audience, Label, Person
from hamkor_proof.statement import Act, SignedText

# Somewhere on Earth it is tomorrow already.
_FARTHEST_AHEAD = timedelta(hours=14)


@action
def adopt(
    *, by: Person, instrument: Instrument, adopted_on: date, places: Mapping[str, str], hashes: Mapping[str, str]
) -> Edition:
    """Adopts the text: from now on the database itself refuses a change of it. By the secretariat.

    `adopted_on` is the date that the document bears, `places` the place of adoption in each authentic language,
    `hashes` the SHA-256 of each authentic text as the coordinator was shown them.

    Raises `Conflict` where an authentic text is no longer the one shown, `DomainError` with what is missing (a text,
    a title or a place in an authentic language) or for a date to come, `NothingToDo` where it is adopted already.
    """
    check_depositary(by, instrument)
    instrument = locked(instrument)
    check_possible(instrument, State.ADOPTED, clock.now())
    _check_not_to_come(adopted_on)
    edition = instrument.editions.working().get()
    authentic = _authentic_as_shown(edition, hashes)
    for title in InstrumentTitle.objects.filter(instrument=instrument):
        if place := places.get(title.language, "").strip():
            title.place = one_line(place)
            title.save()
    _finish(edition, Act.ADOPT, authentic, by=by, adopted_on=adopted_on)
    instrument.adopted_at, instrument.adopted_on = edition.adopted_at, adopted_on
    instrument.save()
    record("instruments.adopted", by=by, on=instrument, edition=edition.number, leaf=edition.adoption_leaf)
    return edition


@action
def open_for_signature(
    *, by: Person, instrument: Instrument, opens_at: datetime | None = None, closes_at: datetime | None = None
) -> Instrument:
    """Opens an adopted document for signature now or at a moment to come, until `closes_at` (None: until it is
    closed); afterwards organisations accede. By the secretariat.

    Raises `DomainError` for a moment past, a closing that is not later than the opening, or before adoption.
    """
    check_depositary(by, instrument)
    instrument = locked(instrument)
    now = clock.now()
    check_possible(instrument, State.SIGNATURE, now)
    if opens_at and opens_at < now:
        raise DomainError(_("It cannot open in the past: leave the day empty to open it now."))
    if closes_at and closes_at <= (opens_at or now):
        raise DomainError(_("Signature must close later than it opens."))
    instrument.signature_opens_at, instrument.signature_closes_at = opens_at or now, closes_at
    instrument.save()
    record("instruments.opened_for_signature", by=by, on=instrument)
    return instrument


@action
def close_for_signature(*, by: Person, instrument: Instrument) -> Instrument:
    """Closes signature at this moment: who comes later accedes. By the secretariat.

    Raises `DomainError` where the document is not open for signature.
    """
    check_depositary(by, instrument)
    instrument = locked(instrument)
    now = clock.now()
    check_possible(instrument, State.ACCESSION, now)
    # An opening at this same instant still comes before.
    instrument.signature_closes_at = max(now, _opened(instrument) + timedelta(microseconds=1))
    instrument.save()
    record("instruments.closed_for_signature", by=by, on=instrument)
    return instrument


@action
def publish(*, by: Person, instrument: Instrument, published_on: date | None = None) -> Instrument:
    """Makes an adopted document public (TLP:CLEAR), with its words. `published_on` is the day that its page names,
    today where none is given. By the secretariat; it cannot be undone.

    Raises `NothingToDo` where it is public, `DomainError` before adoption and for a day before it or to come.
    """
    check_depositary(by, instrument)
    instrument = locked(instrument)
    day = published_on or clock.now().date()
    if instrument.published_on:
        raise NothingToDo(_("This document is public already."))
    if not instrument.adopted_on:
        raise DomainError(_("Only an adopted document is published."))
    if day < instrument.adopted_on:
        raise DomainError(_("The day of publication cannot be earlier than the day of adoption."))
    _check_not_to_come(day)
    instrument.audience = Audience.objects.of(Label.CLEAR)
    instrument.published_on = day
    instrument.save()
    record("instruments.published", by=by, on=instrument)
    return instrument


@action
def begin_correction(*, by: Person, instrument: Instrument) -> Edition:
    """Begins a new edition that will replace the one in force: its texts are copied and can be corrected; until that
    edition is adopted, the former stays in force. By the secretariat.

    Raises `NothingToDo` where a correction is being written, `DomainError` before adoption.
    """
    check_depositary(by, instrument)
    instrument = locked(instrument)
    if not instrument.adopted_at:
        raise DomainError(_("Nothing is adopted yet: the text can simply be changed."))
    if instrument.editions.working().exists():
        raise NothingToDo(_("A correction is being written already."))
    replaced = instrument.editions.adopted()[0]
    edition = Edition.objects.create(instrument=instrument, number=replaced.number + 1, replaces=replaced)
    _copy_texts(replaced, edition)
    record("instruments.correction_begun", by=by, on=instrument, edition=edition.number)
    return edition


@action
def drop_correction(*, by: Person, instrument: Instrument) -> Edition:
    """Ends work on a correction that was begun; the edition in force stays in force. By the secretariat.

    What was written stays on record and can be read, but no longer be written to or adopted. A later correction takes
    the same number. Raises `NothingToDo` where no correction is being written.
    """
    check_depositary(by, instrument)
    instrument = locked(instrument)
    edition = instrument.editions.working().filter(replaces__isnull=False).first()
    if edition is None:
        raise NothingToDo(_("No correction is being written."))
    edition.dropped_at = clock.now()
    edition.save()
    record("instruments.correction_dropped", by=by, on=instrument, edition=edition.number)
    return edition


@action
def adopt_correction(*, by: Person, instrument: Instrument, note: str, hashes: Mapping[str, str]) -> Edition:
    """Adopts the corrected edition in place of the former, which stays on record. By the secretariat.

    `note` says for every reader what is corrected; `hashes` are the authentic texts' as the coordinator was shown.
    Raises `Conflict` where a text changed since, `NothingToDo` where no authentic text differs from the edition in
    force, `DomainError` without a note or where no correction is being written.
    """
    check_depositary(by, instrument)
    instrument = locked(instrument)
    edition = instrument.editions.working().filter(replaces__isnull=False).select_related("replaces").first()
    if edition is None or edition.replaces is None:
        raise DomainError(_("No correction is being written."))
    if not note.strip():
        raise DomainError(_("Say what is corrected: readers will see it beside the text."))
    authentic = _authentic_as_shown(edition, hashes)
    former = {text.text.language: text.sha256 for text in _newest(edition.replaces) if text.text.authentic}
    if {text.text.language: text.sha256 for text in authentic} == former:
        raise NothingToDo(_("No authentic text differs from the edition in force."))
    if instrument.adopted_on is None:
        raise DomainError(_("Nothing is adopted yet: the text can simply be changed."))
    edition.correction_note = normalised(note)
    _finish(edition, Act.CORRECT, authentic, by=by, adopted_on=instrument.adopted_on)
    record("instruments.corrected", by=by, on=instrument, edition=edition.number, leaf=edition.adoption_leaf)
    return edition


def _finish(edition: Edition, act: Act, authentic: list[TextRevision], *, by: Person, adopted_on: date) -> None:
    texts = [SignedText(r.text.language, r.sha256, r.size) for r in authentic]
    event = adoption(act, by=by, edition=edition, texts=texts, adopted_on=adopted_on)
    instrument = edition.instrument
    committed = commit("adoption", event.to_json(), subject=instrument, under=about(instrument.pk))
    edition.adopted_at, edition.adopted_by = clock.now(), by
    edition.adoption_leaf = committed.leaf.hex()
    edition.save()


def _authentic_as_shown(edition: Edition, hashes: Mapping[str, str]) -> list[TextRevision]:
    """The newest revision of each authentic text, having made sure that they are all written and those shown."""
    languages = set(Text.objects.filter(edition=edition, authentic=True).values_list("language", flat=True))
    authentic = [revision for revision in _newest(edition) if revision.text.authentic]
    if not languages:
        raise DomainError(_("No text is marked as authentic: mark the one or more that will be."))
    if languages != {revision.text.language for revision in authentic}:
        raise DomainError(_("One of the authentic texts is not written yet."))
    if {revision.text.language: revision.sha256 for revision in authentic} != dict(hashes):
        raise Conflict(
            _("An authentic text was changed after this page was shown. Nothing was adopted: read it again.")
        )
    return authentic


def _newest(edition: Edition) -> list[TextRevision]:
    revisions = TextRevision.objects.filter(text__edition=edition).select_related("text").order_by("number")
    return list({revision.text_id: revision for revision in revisions}.values())


def _copy_texts(replaced: Edition, edition: Edition) -> None:
    """Each text's newest revision becomes the first of the new edition's; a translation up to date stays so."""
    newest = {revision.pk: revision for revision in _newest(replaced)}
    written = {revision.text_id: revision for revision in newest.values()}
    copies: dict[object, TextRevision] = {}
    for text in Text.objects.filter(edition=replaced).order_by("-authentic", "language"):
        copied = Text.objects.create(edition=edition, language=text.language, authentic=text.authentic)
        if (revision := written.get(text.pk)) is None:
            continue
        copies[revision.pk] = TextRevision.objects.create(
            text=copied,
            number=1,
            body=revision.body,
            sha256=revision.sha256,
            size=revision.size,
            renders=copies.get(revision.renders_id),
            author=revision.author,
            made_at=revision.made_at,
        )


def _opened(instrument: Instrument) -> datetime:
    if instrument.signature_opens_at is None:
        raise DomainError(_("This document is not open for signature."))
    return instrument.signature_opens_at


def _check_not_to_come(day: date) -> None:
    if day > (clock.now() + _FARTHEST_AHEAD).date():
        raise DomainError(_("This day has not come yet."))

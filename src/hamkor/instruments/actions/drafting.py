"""Drafting under the treaty procedure: begin, name, consult, give up."""

import secrets
import unicodedata
from collections.abc import Mapping

from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from hamkor.audit.kernel import action, record
from hamkor.core import clock
from hamkor.core.errors import DomainError, NothingToDo
from hamkor.core.languages import standard_tag
from hamkor.instruments.drafting_access import check_may_draft, check_may_lead, check_may_work_on
from hamkor.instruments.models import Edition, Instrument, InstrumentTitle, Kind, State, Text
from hamkor.instruments.transitions import check_not_abandoned, check_possible
from hamkor.network.models import Audience, Label, Person
from hamkor_proof.faults import Fault
from hamkor_proof.text import check_line


@action
def draft_instrument(*, by: Person, kind: Kind, titles: Mapping[str, str]) -> Instrument:
    """Begins a document that the network sees (TLP:GREEN), with a text to be written in each language of `titles`.

    Those texts are authentic until `mark_authentic` says otherwise. Its address is made from the English title and
    always ends in random letters, so that it never tells whether a document of that name existed. Raises `DomainError`
    without a title, for a title that is not one visible line, or for a language that is none.
    """
    check_may_draft(by)
    cleaned = {language_tag(language): _title(title) for language, title in titles.items()}
    if not cleaned:
        raise DomainError(_("Give the document a title in at least one language."))
    instrument = Instrument.objects.create(
        audience=Audience.objects.of(Label.GREEN),
        slug=_slug(cleaned.get("en", ""), kind),
        kind=kind,
        drafted_at=clock.now(),
        drafted_by=by,
    )
    edition = Edition.objects.create(instrument=instrument)
    for language, title in cleaned.items():
        InstrumentTitle.objects.create(instrument=instrument, language=language, title=title)
        Text.objects.create(edition=edition, language=language, authentic=True)
    record("instruments.instrument_drafted", by=by, on=instrument, drafted=str(kind))
    return instrument


@action
def set_title(*, by: Person, instrument: Instrument, language: str, title: str, place: str = "") -> InstrumentTitle:
    """Names the document in one language, and its place of adoption where that is known.

    After adoption the titles in the authentic languages stay as adopted: raises `DomainError` for them, for an
    abandoned document and for a title that is not one visible line; `NothingToDo` where it is called that already.
    """
    check_may_work_on(by, instrument)
    instrument = locked(instrument)
    tag, line = language_tag(language), _title(title)
    check_not_abandoned(instrument)
    if instrument.adopted_at and instrument.editions.adopted().filter(texts__language=tag, texts__authentic=True):
        raise DomainError(_("The title in an authentic language was adopted with the text and stays as it is."))
    here = one_line(place) if place.strip() else ""
    named, created = InstrumentTitle.objects.get_or_create(
        instrument=instrument, language=tag, defaults={"title": line, "place": here}
    )
    if not created:
        if (named.title, named.place) == (line, here or named.place):
            raise NothingToDo(_("It is called that already."))
        named.title, named.place = line, here or named.place
        named.save()
    record("instruments.title_set", by=by, on=instrument, language=tag)
    return named


@action
def open_consultation(*, by: Person, instrument: Instrument) -> Instrument:
    """Puts the draft to the network for consultation: by who drafted it, or the secretariat.

    Raises `DomainError` where no text is written yet, or the document is past that.
    """
    check_may_lead(by, instrument)
    instrument = locked(instrument)
    check_possible(instrument, State.CONSULTATION, clock.now())
    if not instrument.editions.working().filter(texts__revisions__isnull=False).exists():
        raise DomainError(_("Nothing is written yet: save a text first, then open the consultation."))
    instrument.consultation_opened_at = clock.now()
    instrument.save()
    record("instruments.consultation_opened", by=by, on=instrument)
    return instrument


@action
def abandon(*, by: Person, instrument: Instrument) -> Instrument:
    """Ends work on a document before its adoption, for good; everything written stays readable.

    Raises `DomainError` once it is adopted.
    """
    check_may_lead(by, instrument)
    instrument = locked(instrument)
    check_possible(instrument, State.ABANDONED, clock.now())
    instrument.abandoned_at = clock.now()
    instrument.save()
    record("instruments.instrument_abandoned", by=by, on=instrument)
    return instrument


def locked(instrument: Instrument) -> Instrument:
    """The row as it is now, held until the action ends: no two steps at once."""
    return Instrument.objects.select_for_update(no_key=True).get(pk=instrument.pk)


def language_tag(tag: str) -> str:
    """The tag in standard form; raises `DomainError` for what is no BCP 47 language tag."""
    try:
        return standard_tag(tag)
    except ValueError:
        raise DomainError(
            _("“%(tag)s” is no language tag: write one such as ru, en or uz-Cyrl.") % {"tag": tag}
        ) from None


def _title(title: str) -> str:
    line = one_line(title)
    if len(line) > 300:
        raise DomainError(_("The title is too long: 300 characters are the most."))
    return line


def one_line(text: str) -> str:
    """The text as one visible line in NFC; raises `DomainError` for what cannot be one."""
    line = unicodedata.normalize("NFC", text.strip())
    try:
        check_line(line)
    except Fault:
        raise DomainError(_("Write it on one line, without characters that cannot be seen.")) from None
    return line


def _slug(title: str, kind: Kind) -> str:
    return f"{slugify(title)[:70].strip('-') or kind.value}-{secrets.token_hex(3)}"

from datetime import date

from hamkor.instruments.actions.adoption import begin_correction
from hamkor.instruments.actions.texts import keep_draft, save_text
from hamkor.instruments.models import Instrument, Kind, Text
from hamkor.network.models import Person, Role
from tests.contracts.examples import Example, example
from tests.factories.instruments import InstrumentFactory
from tests.factories.network import MandateFactory, PersonFactory, coordinator, delegate

PLACES = {"ru": "Киев", "en": "Kyiv"}


def _observer() -> Person:
    return MandateFactory(role=Role.OBSERVER).person


def _text(instrument: Instrument, language: str = "ru") -> Text:
    return instrument.editions.order_by("-number")[0].texts.get(language=language)


def _hashes(instrument: Instrument) -> dict[str, str]:
    edition = instrument.editions.order_by("-number")[0]
    return {text.language: text.current().sha256 for text in edition.texts.filter(authentic=True)}


def _by_the_coordinator(event: str, **arguments: object) -> Example:
    return Example(allowed={"by": coordinator(), **arguments}, stranger=delegate(), event=event)


@example("instruments.draft_instrument")
def _() -> Example:
    allowed = {"by": delegate(), "kind": Kind.MEMORANDUM, "titles": {"ru": "Меморандум", "en": "Memorandum"}}
    return Example(allowed=allowed, stranger=_observer(), event="instruments.instrument_drafted")


@example("instruments.set_title")
def _() -> Example:
    allowed = {"by": delegate(), "instrument": InstrumentFactory(), "language": "kk", "title": "Меморандум"}
    return Example(allowed=allowed, stranger=_observer(), event="instruments.title_set")


@example("instruments.open_consultation")
def _() -> Example:
    return _by_the_coordinator("instruments.consultation_opened", instrument=InstrumentFactory())


@example("instruments.abandon")
def _() -> Example:
    return _by_the_coordinator("instruments.instrument_abandoned", instrument=InstrumentFactory())


@example("instruments.add_language")
def _() -> Example:
    allowed = {"by": delegate(), "instrument": InstrumentFactory(), "language": "uz-Cyrl"}
    return Example(allowed=allowed, stranger=_observer(), event="instruments.language_added")


@example("instruments.mark_authentic")
def _() -> Example:
    text = _text(InstrumentFactory())
    return _by_the_coordinator("instruments.authentic_marked", text=text, authentic=False)


@example("instruments.save_text")
def _() -> Example:
    allowed = {"by": delegate(), "text": _text(InstrumentFactory()), "body": "Мы продолжаем.", "based_on": 1}
    return Example(allowed=allowed, stranger=_observer(), event="instruments.text_saved")


@example("instruments.keep_draft")
def _() -> Example:
    allowed = {"by": delegate(), "text": _text(InstrumentFactory()), "body": "Мы про", "based_on": 1}
    return Example(allowed=allowed, stranger=_observer(), event="instruments.draft_kept")


@example("instruments.discard_draft")
def _() -> Example:
    text, person = _text(InstrumentFactory()), delegate()
    keep_draft(by=person, text=text, body="Мы про", based_on=1)
    return Example(allowed={"by": person, "text": text}, stranger=PersonFactory(), event="instruments.draft_discarded")


@example("instruments.adopt")
def _() -> Example:
    instrument = InstrumentFactory(in_consultation=True)
    return _by_the_coordinator(
        "instruments.adopted",
        instrument=instrument,
        adopted_on=date(2013, 2, 20),
        places=PLACES,
        hashes=_hashes(instrument),
    )


@example("instruments.open_for_signature")
def _() -> Example:
    return _by_the_coordinator("instruments.opened_for_signature", instrument=InstrumentFactory(adopted=True))


@example("instruments.close_for_signature")
def _() -> Example:
    instrument = InstrumentFactory(open_for_signature=True)
    return _by_the_coordinator("instruments.closed_for_signature", instrument=instrument)


@example("instruments.publish")
def _() -> Example:
    return _by_the_coordinator("instruments.published", instrument=InstrumentFactory(adopted=True))


@example("instruments.begin_correction")
def _() -> Example:
    return _by_the_coordinator("instruments.correction_begun", instrument=InstrumentFactory(adopted=True))


@example("instruments.drop_correction")
def _() -> Example:
    instrument = InstrumentFactory(adopted=True, correcting=True)
    return _by_the_coordinator("instruments.correction_dropped", instrument=instrument)


@example("instruments.adopt_correction")
def _() -> Example:
    instrument, by = InstrumentFactory(adopted=True), coordinator()
    begin_correction(by=by, instrument=instrument)
    save_text(by=by, text=_text(instrument), body="Мы продолжаем.", based_on=1)
    return _by_the_coordinator(
        "instruments.corrected", instrument=instrument, note="One word.", hashes=_hashes(instrument)
    )

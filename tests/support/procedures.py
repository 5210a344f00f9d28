"""Documents taken through the treaty procedure by the depositary's own acts, so that the ledger knows of them."""

from datetime import date

from hamkor.instruments.actions.adoption import adopt, open_for_signature, publish
from hamkor.instruments.models import Instrument, Text
from tests.factories.instruments import InstrumentFactory
from tests.factories.network import coordinator


def adopted_and_public(**traits: object) -> Instrument:
    """A public memorandum in Russian and English, open for signature."""
    instrument = InstrumentFactory(in_consultation=True, **traits)
    by = coordinator()
    texts = Text.objects.filter(edition__instrument=instrument, authentic=True)
    adopt(
        by=by,
        instrument=instrument,
        adopted_on=date(2013, 2, 20),
        places={"ru": "Киев", "en": "Kyiv"},
        hashes={text.language: text.current().sha256 for text in texts},
    )
    open_for_signature(by=by, instrument=instrument)
    publish(by=by, instrument=instrument, published_on=date(2013, 4, 30))
    instrument.refresh_from_db()
    return instrument

"""The document that is measured: the demonstration's memorandum, with as many organisations under it as asked for."""

from datetime import UTC, datetime
from pathlib import Path

from tests.factories.instruments import InstrumentFactory, WordFactory
from tests.factories.network import OrganisationFactory, PersonFactory

import hamkor.demo
from hamkor.instruments.models import Instrument, Strength, Word
from hamkor.network.models import Organisation

TEXTS = Path(hamkor.demo.__file__).parent / "texts"
COUNTRIES = ("KZ", "KG", "TJ", "TM", "UZ")


def memorandum(**traits: object) -> Instrument:
    """Adopted and open for signature, with its Russian and English text."""
    texts = {language: (TEXTS / f"memorandum.{language}.md").read_text() for language in ("ru", "en")}
    return InstrumentFactory.create(open_for_signature=True, published=True, texts=texts, **traits)


def sign_on(instrument: Instrument, number: int) -> None:
    """This many more organisations, of the five countries in turn, each with a name of its own length."""
    recorder = PersonFactory.create()
    for count in range(number):
        organisation: Organisation = OrganisationFactory.create(
            name=f"Общественный фонд «{_word(count)} {_word(count * 7 + 3)}»", country_of_work=COUNTRIES[count % 5]
        )
        WordFactory.create(
            instrument=instrument,
            organisation=organisation,
            strength=Strength.RECORDED,
            given_by=recorder,
            given_at=datetime(2013, 2, 20, 12, tzinfo=UTC),
            leaf=f"{Word.objects.count():064x}",
        )


def _word(number: int) -> str:
    """A pronounceable word for each number, so that names do not compress better than real ones."""
    syllables = ("ба", "ве", "ги", "до", "жу", "за", "ке", "ли", "мо", "ну", "па", "ре", "си", "то", "фу", "ша")
    number = number * 2_654_435_761 % 2**20
    return "".join(syllables[number >> shift & 15] for shift in (0, 4, 8, 12, 16)[: 3 + number % 3]).capitalize()

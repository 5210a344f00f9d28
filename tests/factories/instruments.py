"""Instruments at each stage of the treaty procedure, with texts in Russian and English."""

from datetime import UTC, date, datetime
from hashlib import sha256

import factory

from hamkor.instruments.models import (
    Act,
    Capacity,
    Channel,
    Edition,
    Instrument,
    InstrumentTitle,
    Kind,
    Strength,
    Text,
    TextRevision,
    Word,
)
from hamkor.network.models import Audience, Label
from tests.factories.base import Factory
from tests.factories.network import OrganisationFactory, PersonFactory

ADOPTED = datetime(2013, 2, 20, 12, tzinfo=UTC)
BODIES = {
    "ru": "Мы продолжаем свою работу, хотя она опасна.\n\nМы советуемся друг с другом.\n",
    "en": "We continue our work although it is dangerous.\n\nWe consult one another.\n",
}


class InstrumentFactory(Factory):
    """A draft that the network sees. `texts={}` leaves out its texts; `texts__authentic=(…)` names the authentic ones,
    `texts__title` is its title in every language."""

    class Meta:
        model = Instrument
        skip_postgeneration_save = True

    class Params:
        in_consultation = factory.Trait(consultation_opened_at=datetime(2013, 1, 10, tzinfo=UTC))
        adopted = factory.Trait(in_consultation=True, adopted_at=ADOPTED, adopted_on=date(2013, 2, 20))
        open_for_signature = factory.Trait(adopted=True, signature_opens_at=ADOPTED)
        open_for_accession = factory.Trait(
            open_for_signature=True, signature_closes_at=datetime(2013, 4, 30, tzinfo=UTC)
        )
        published = factory.Trait(
            published_on=date(2013, 4, 30),
            audience=factory.LazyFunction(lambda: Audience.objects.of(Label.CLEAR)),
        )
        abandoned = factory.Trait(abandoned_at=datetime(2013, 2, 1, tzinfo=UTC))

    audience = factory.LazyFunction(lambda: Audience.objects.of(Label.GREEN))
    slug = factory.Sequence(lambda n: f"memorandum-{n}")
    kind = Kind.MEMORANDUM
    drafted_at = datetime(2013, 1, 5, tzinfo=UTC)
    drafted_by = factory.SubFactory(PersonFactory)

    @factory.post_generation
    def texts(instrument, create, extracted, *, authentic=("ru", "en"), title="", **_):
        for language, kind, place in (("ru", "Меморандум", "Киев"), ("en", "Memorandum", "Kyiv")):
            InstrumentTitle.objects.create(
                instrument=instrument, language=language, title=title or f"{kind} {instrument.slug}", place=place
            )
        edition = Edition.objects.create(
            instrument=instrument,
            # The database refuses a revision of an adopted authentic text, so adoption comes after.
            adopted_at=None,
        )
        _write(edition, BODIES if extracted is None else extracted, authentic)
        if instrument.adopted_at:
            edition.adopted_at, edition.adopted_by = instrument.adopted_at, instrument.drafted_by
            edition.adoption_leaf = "ab" * 32
            edition.save()

    @factory.post_generation
    def correcting(instrument, create, extracted, **_):
        """`correcting=True`: a second edition is being written; its texts differ from those in force."""
        if extracted:
            edition = Edition.objects.create(instrument=instrument, number=2, replaces=instrument.editions.get())
            _write(edition, {language: f"{body}\nOnce more.\n" for language, body in BODIES.items()}, BODIES)


def _write(edition, bodies, authentic):
    for language, body in bodies.items():
        TextRevision.objects.create(
            text=Text.objects.create(edition=edition, language=language, authentic=language in authentic),
            number=1,
            body=body,
            sha256=sha256(body.encode()).hexdigest(),
            size=len(body.encode()),
            author=edition.instrument.drafted_by,
            made_at=edition.instrument.drafted_at,
        )


class WordFactory(Factory):
    """A recorded word of a new organisation on a published instrument."""

    class Meta:
        model = Word
        skip_postgeneration_save = True

    class Params:
        endorsed = factory.Trait(
            act=Act.ENDORSE,
            capacity=Capacity.PARTNER,
            organisation=factory.SubFactory(OrganisationFactory, partner=True),
        )
        confirmed = factory.Trait(strength=Strength.CONFIRMED, channel="", statement=b"{}")
        # With a `key`; what it says and its evidence are not looked at.
        signed = factory.Trait(
            strength=Strength.SIGNED,
            channel="",
            statement=b"{}",
            client_data=b"{}",
            authenticator_data=b"-",
            signature=b"-",
        )
        acceded = factory.Trait(act=Act.ACCEDE)
        withdrawn = factory.Trait(withdrawn_at=datetime(2016, 1, 1, tzinfo=UTC))
        hidden = factory.Trait(hidden_at=datetime(2016, 1, 1, tzinfo=UTC))
        name_withheld = factory.Trait(publish_name=False)

    instrument = factory.SubFactory(InstrumentFactory, open_for_signature=True, published=True)
    edition = factory.LazyAttribute(lambda o: o.instrument.editions.get(number=1))
    organisation = factory.SubFactory(OrganisationFactory)
    act = Act.SIGN
    capacity = Capacity.SIGNATORY
    strength = Strength.RECORDED
    channel = Channel.EMAIL
    given_at = ADOPTED
    given_by = factory.SubFactory(PersonFactory)
    leaf = factory.Sequence(lambda n: f"{n:064x}")

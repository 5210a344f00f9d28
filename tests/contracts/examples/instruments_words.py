from hamkor.core import clock
from hamkor.instruments.actions.recorded_list import Entry
from hamkor.instruments.statements import Choices, ground_for, word_statement
from hamkor.network.statements import SignedStatement
from tests.contracts.examples import Example, example
from tests.contracts.examples.network_keys import signing_key
from tests.factories.instruments import InstrumentFactory, WordFactory
from tests.factories.network import MandateFactory, OrganisationFactory, coordinator, delegate
from tests.support.signing import soft_authenticator


@example("instruments.confirm_word")
def _() -> Example:
    mandate = MandateFactory()
    return Example(
        allowed={
            "by": mandate.person,
            "instrument": InstrumentFactory(open_for_signature=True),
            "organisation": mandate.organisation,
            "choices": Choices(read=("ru",)),
        },
        stranger=delegate(),
        event="instruments.word_given",
    )


@example("instruments.sign_word")
def _() -> Example:
    mandate, instrument = MandateFactory(), InstrumentFactory(open_for_signature=True)
    key, authenticator = signing_key(mandate), soft_authenticator()
    key.public_key, key.fingerprint = authenticator.public_key, authenticator.key_id
    key.save()
    statement = word_statement(
        ground_for(instrument, mandate.organisation),
        choices=Choices(read=("ru",)),
        mandate=mandate,
        key=key,
    )
    return Example(
        allowed={
            "by": mandate.person,
            "instrument": instrument,
            "organisation": mandate.organisation,
            "signed": SignedStatement(statement, authenticator.sign(statement.to_bytes())),
        },
        stranger=delegate(),
        event="instruments.word_given",
    )


@example("instruments.record_word")
def _() -> Example:
    organisation = OrganisationFactory()
    return Example(
        allowed={
            "by": coordinator(),
            "instrument": InstrumentFactory(open_for_signature=True),
            "organisation": organisation,
            "channel": "email",
            "told_at": clock.now(),
            "choices": Choices(),
        },
        stranger=delegate(organisation),
        event="instruments.word_given",
    )


@example("instruments.record_list")
def _() -> Example:
    return Example(
        allowed={
            "by": coordinator(),
            "instrument": InstrumentFactory(open_for_signature=True),
            "entries": [Entry(1, OrganisationFactory().pk, "email"), Entry(2, OrganisationFactory().pk, "letter")],
            "told_at": clock.now(),
            "choices": Choices(),
        },
        stranger=delegate(),
        event="instruments.list_recorded",
    )


@example("instruments.withdraw_word")
def _() -> Example:
    word = WordFactory()
    return Example(
        allowed={"by": delegate(word.organisation), "word": word},
        stranger=delegate(),
        event="instruments.word_withdrawn",
    )


@example("instruments.hide_word")
def _() -> Example:
    word = WordFactory()
    return Example(
        allowed={"by": delegate(word.organisation), "word": word},
        stranger=delegate(),
        event="instruments.word_hidden",
    )


@example("instruments.disclose_name")
def _() -> Example:
    word = WordFactory(name_withheld=True)
    return Example(
        allowed={"by": delegate(word.organisation), "word": word},
        stranger=coordinator(),
        event="instruments.name_disclosed",
    )


@example("instruments.keep_list_back")
def _() -> Example:
    return Example(
        allowed={
            "by": coordinator(),
            "instrument": InstrumentFactory(open_for_signature=True),
            "phrases": {"en": "more than ten organisations"},
        },
        stranger=delegate(),
        event="instruments.list_kept_back",
    )


@example("instruments.show_list")
def _() -> Example:
    return Example(
        allowed={
            "by": coordinator(),
            "instrument": InstrumentFactory(open_for_signature=True, list_withheld=True),
        },
        stranger=delegate(),
        event="instruments.list_shown",
    )

"""How the example organisations give their word: in all three strengths, each by the action that real ones use."""

from datetime import timedelta

from django.conf import settings

from hamkor.core import clock
from hamkor.instruments.actions.words import confirm_word, record_word, sign_word, withdraw_word
from hamkor.instruments.models import Instrument, Word
from hamkor.instruments.statements import Choices, ground_for, word_statement
from hamkor.network.actions.key_confirmations import confirm_by_fingerprint
from hamkor.network.actions.keys import register_key
from hamkor.network.models import Mandate, Organisation, Person, Role, SigningKey
from hamkor.network.statements import SignedStatement, key_statement
from hamkor_proof.soft_key import SoftAuthenticator
from hamkor_proof.statement import Act, Statement


class Delegate:
    """An organisation's delegate and, once she has signed, the key in her hand. The key is in memory alone: when the
    story is told it is gone."""

    def __init__(self, person: Person, organisation: Organisation) -> None:
        self.person = person
        self.organisation = organisation
        self.mandate = Mandate.objects.get(person=person, organisation=organisation, role=Role.DELEGATE)
        self._authenticator: SoftAuthenticator | None = None
        self.key: SigningKey | None = None

    def confirm(self, instrument: Instrument, choices: Choices) -> Word:
        return confirm_word(by=self.person, instrument=instrument, organisation=self.organisation, choices=choices)

    def sign(self, instrument: Instrument, choices: Choices) -> Word:
        """Signs with her key, which she registers when she needs it first."""
        key = self.key or self._register()
        ground = ground_for(instrument, self.organisation)
        statement = word_statement(ground, choices=choices, mandate=self.mandate, key=key)
        return sign_word(
            by=self.person, instrument=instrument, organisation=self.organisation, signed=self._signed(statement)
        )

    def withdraw(self, word: Word) -> Word:
        return withdraw_word(by=self.person, word=word)

    def _register(self) -> SigningKey:
        authenticator = self._authenticator = SoftAuthenticator(settings.HAMKOR_SIGN_RP_ID, settings.HAMKOR_SIGN_ORIGIN)
        statement = key_statement(act=Act.KEY_REGISTER, mandate=self.mandate, fingerprint=authenticator.key_id)
        self.key = register_key(
            by=self.person,
            mandate=self.mandate,
            credential_id=authenticator.credential_id,
            signed=self._signed(statement),
        )
        return self.key

    def _signed(self, statement: Statement) -> SignedStatement:
        if self._authenticator is None:
            raise RuntimeError("she has no key yet")
        return SignedStatement(statement, self._authenticator.sign(statement.to_bytes()))


def compared(depositary: Person, delegate: Delegate) -> None:
    """The depositary finds the key's fingerprint on the organisation's own site, and says so."""
    if delegate.key is None:
        raise RuntimeError("she has no key yet")
    confirm_by_fingerprint(
        by=depositary,
        key=delegate.key,
        fingerprint=delegate.key.fingerprint,
        found=delegate.organisation.website or "letterhead of the organisation",
    )


def recorded(depositary: Person, instrument: Instrument, organisation: Organisation, channel: str) -> Word:
    """The depositary writes down what she was told a quarter of an hour ago."""
    return record_word(
        by=depositary,
        instrument=instrument,
        organisation=organisation,
        channel=channel,
        told_at=clock.now() - timedelta(minutes=15),
        choices=Choices(),
    )

"""Signing statements about an organisation's word: made here for every strength, and compared with what is true now."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from hamkor.core.errors import Conflict
from hamkor.instruments.access import act_open_to, bodiless_texts, edition_in_force, standing_word
from hamkor.instruments.models import Edition, Instrument, TextRevision, Word
from hamkor.network.models import Mandate, Organisation, SigningKey
from hamkor.network.statements import common, organisation_as_named, unwritable
from hamkor_proof.faults import Fault
from hamkor_proof.hidden import Hidden
from hamkor_proof.register import About
from hamkor_proof.statement import Act, Publish, SignedText, Statement


@dataclass(frozen=True)
class Choices:
    """What a delegate chooses when she gives her organisation's word. `reservation` is normalised, without a final
    newline; `read` are the languages in which she read the text (none where the depositary records)."""

    read: tuple[str, ...] = ()
    publish_name: bool = True
    publish_country: bool = True
    reservation: str = ""


@dataclass(frozen=True)
class Ground:
    """What an organisation's word would stand on at this moment, looked up once."""

    instrument: Instrument
    organisation: Organisation
    act: Act
    edition: Edition
    texts: tuple[TextRevision, ...]
    former: Word | None


def ground_for(instrument: Instrument, organisation: Organisation) -> Ground:
    """Raises `DomainError` where the procedure does not stand open to this organisation."""
    act = Act(act_open_to(organisation, instrument))
    edition = edition_in_force(instrument)
    texts = tuple(bodiless_texts(edition))
    return Ground(instrument, organisation, act, edition, texts, standing_word(instrument, organisation))


def word_statement(
    ground: Ground,
    *,
    choices: Choices,
    mandate: Mandate | None = None,
    key: SigningKey | None = None,
) -> Statement:
    """The statement by which an organisation gives its word now: with a key to be signed, with a mandate alone
    confirmed, with neither recorded.

    It names every authentic text of the edition in force and the translations that were read. Raises `DomainError`
    where a language read is not among the texts.
    """
    texts = [
        SignedText(revision.text.language, revision.sha256, revision.size)
        for revision in ground.texts
        if revision.text.authentic or revision.text.language in choices.read
    ]
    former = ground.former
    try:
        return Statement(
            act=ground.act,
            instrument=str(ground.instrument.pk),
            edition=ground.edition.number,
            adoption=ground.edition.adoption_leaf or None,
            texts=tuple(sorted(texts)),
            read=tuple(sorted(choices.read)),
            organisation=organisation_as_named(ground.organisation),
            mandate=str(mandate.pk) if mandate else None,
            key=key.fingerprint if key else None,
            reservation=choices.reservation or None,
            publish=Publish(name=choices.publish_name, country=choices.publish_country),
            supersedes=former.statement_sha256 or None if former else None,
            **common(),
        )
    except Fault as fault:
        raise unwritable(fault) from None


def choices_in(statement: Statement) -> Choices:
    """What was chosen when this statement was made."""
    return Choices(statement.read, statement.publish.name, statement.publish.country, statement.reservation or "")


def check_still_true(statement: Statement, ground: Ground, *, mandate: Mandate, key: SigningKey) -> None:
    """Raises `Conflict` unless the statement, made a while ago, is the one that would be made now: same network, act,
    edition, texts, organisation and its name, mandate, key, and former word. Nonce, time and ledger seen may differ."""
    now = word_statement(ground, choices=choices_in(statement), mandate=mandate, key=key)
    if replace(now, nonce=statement.nonce, time=statement.time, seen=statement.seen) != statement:
        raise Conflict(_("What you were shown has changed since. Nothing was signed: begin once more."))


def later_statement(act: Act, word: Word, mandate: Mandate | None) -> Statement:
    """The statement that takes this word back, or lets its name appear; without a mandate the depositary's."""
    try:
        return Statement(
            act=act,
            instrument=str(word.instrument_id),
            edition=word.edition.number,
            adoption=word.edition.adoption_leaf or None,
            organisation=organisation_as_named(word.organisation),
            mandate=str(mandate.pk) if mandate else None,
            publish=Publish(name=word.publish_name, country=word.publish_country),
            supersedes=word.statement_sha256 or None,
            **common(),
        )
    except Fault as fault:
        raise unwritable(fault) from None


def about(instrument: UUID) -> About:
    """Whose registers list what is done on this instrument."""
    return About("instrument", str(instrument))


def hidden(instrument: Instrument, references: Sequence[str]) -> Hidden:
    """The event that says what of this instrument's entries was hidden, and of whom it does not."""
    return Hidden(network=common()["network"], instrument=str(instrument.pk), entries=tuple(sorted(references)))

"""An organisation's word: given in three strengths, withdrawn, hidden, disclosed; and the phrase instead of a list."""

from collections.abc import Mapping
from datetime import datetime

from django.core.files.base import ContentFile
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from hamkor.audit.kernel import action, record
from hamkor.core import clock
from hamkor.core.actors import Actor
from hamkor.core.errors import Conflict, DomainError, NothingToDo
from hamkor.core.templatetags.hamkor import written_moment
from hamkor.instruments import text_faults
from hamkor.instruments.access import (
    check_may_disclose,
    check_may_give_word,
    check_may_hide,
    check_may_record_word,
    check_may_withdraw,
    is_stronger,
    standing_word,
)
from hamkor.instruments.models import Capacity, Channel, Instrument, ListPhrase, Strength, Word
from hamkor.instruments.statements import (
    Choices,
    Ground,
    about,
    check_still_true,
    ground_for,
    hidden,
    later_statement,
    word_statement,
)
from hamkor.ledger.access import check_may_erase_again
from hamkor.ledger.actions.erasing import erase_openings
from hamkor.ledger.actions.record import commit
from hamkor.ledger.registers import openings_of, references_of
from hamkor.network.access import hold_mandates
from hamkor.network.models import Organisation, Person, SigningKey
from hamkor.network.statements import SignedStatement
from hamkor_proof.canonical import parse_canonical
from hamkor_proof.event import kind_of
from hamkor_proof.faults import Fault
from hamkor_proof.statement import Act, Statement
from hamkor_proof.text import check_line


@action
def confirm_word(*, by: Person, instrument: Instrument, organisation: Organisation, choices: Choices) -> Word:
    """A delegate gives her organisation's word on the site. It takes the place of a recorded one.

    Refuses (`Refused`) anybody but a delegate who sees the document; raises `Conflict` where the organisation's word
    is given already, `DomainError` where the procedure does not stand open to it.
    """
    hold_mandates(by)
    mandate = check_may_give_word(by, instrument, organisation)
    ground = ground_for(_held(instrument), organisation)
    statement = word_statement(ground, choices=choices, mandate=mandate)
    return _give(by, ground, statement, Strength.CONFIRMED, Word(mandate=mandate))


@action
def sign_word(*, by: Person, instrument: Instrument, organisation: Organisation, signed: SignedStatement) -> Word:
    """A delegate gives her organisation's word with the key that her mandate signs with; it takes the place of a
    recorded or confirmed one.

    Mandate, key, text and state are looked at again: raises `Refused` where she is no delegate now, `Conflict` where
    what she was shown is no longer true or the word is given already, `DomainError` where her key can sign no more.
    """
    hold_mandates(by)
    mandate = check_may_give_word(by, instrument, organisation)
    fresh = _held(instrument)
    key = SigningKey.objects.select_for_update(no_key=True).able_to_sign().filter(mandate=mandate).first()
    if key is None or key.fingerprint != signed.statement.key:
        raise DomainError(_("The key that signed this is not your signing key any more. Nothing was saved."))
    ground = ground_for(fresh, organisation)
    check_still_true(signed.statement, ground, mandate=mandate, key=key)
    evidence = signed.evidence
    kept = Word(
        mandate=mandate,
        key=key,
        client_data=evidence.client_data,
        authenticator_data=evidence.authenticator_data,
        signature=evidence.signature,
    )
    return _give(by, ground, signed.statement, Strength.SIGNED, kept)


@action
def record_word(
    *,
    by: Person,
    instrument: Instrument,
    organisation: Organisation,
    channel: str,
    told_at: datetime,
    choices: Choices,
    scan: "ContentFile[bytes] | None" = None,
) -> Word:
    """The depositary records a word that she was given by e-mail, telephone, messenger, letter or in person.

    `scan` must be cleaned of its metadata. Refuses (`Refused`) all but coordinator and deputy; raises `Conflict`
    where the organisation's word is given already, `DomainError` for a time in the future or an unknown channel.
    """
    check_may_record_word(by, instrument)
    if channel not in Channel:
        raise DomainError(_("Say by which channel you were told."))
    if told_at > clock.now():
        raise DomainError(_("You cannot have been told in the future."))
    ground = ground_for(_held(instrument), organisation)
    statement = word_statement(ground, choices=choices)
    kept = Word(channel=channel, told_at=told_at)
    if scan is not None:
        kept.scan.save(scan.name or "scan", scan, save=False)
    try:
        return _give(by, ground, statement, Strength.RECORDED, kept)
    except BaseException:
        if kept.scan:
            kept.scan.delete(save=False)
        raise


@action
def withdraw_word(*, by: Person, word: Word) -> Word:
    """The organisation takes its word back: a public act, which stays visible with its date.

    Its delegates may, and the secretariat for what it recorded. Raises `NothingToDo` where it is withdrawn already,
    `DomainError` where it is hidden, `Conflict` where a stronger word took its place.
    """
    mandate = check_may_withdraw(by, word)
    fresh = _fresh(word)
    if fresh.hidden_at:
        raise DomainError(_("This word is hidden. Withdrawing it would be public, so it is not possible."))
    if fresh.superseded_at:
        raise Conflict(_("This word was given again since. Open the page once more."))
    if fresh.withdrawn_at:
        raise NothingToDo(_("This word is withdrawn already."))
    leaf = _commit(later_statement(Act.WITHDRAW, fresh, mandate), fresh)
    fresh.withdrawn_at, fresh.withdrawn_by = clock.now(), by
    fresh.save()
    record("instruments.word_withdrawn", by=by, on=fresh, instrument=fresh.instrument_id, leaf=leaf)
    return fresh


@action
def hide_word(*, by: Person, word: Word) -> Word:
    """For safety: name, evidence, reservation, scan and the ledger's openings of everything that this organisation did
    on this document are erased; one entry reads as hidden, for good. Copies made before cannot be called back.

    Any delegate of the organisation may, and the secretariat. Raises `NothingToDo` where it is hidden already.
    """
    check_may_hide(by, word)
    fresh = _fresh(word)
    if fresh.hidden_at:
        raise NothingToDo(_("This word is hidden already."))
    return _hide(fresh, by)


@action
def hide_word_again(*, by: Actor, word: Word) -> Word:
    """Hides once more what was hidden before a backup was restored that still had it.

    Raises `Refused` for a person, for a person hides by `hide_word`; `NothingToDo` where it is hidden already.
    """
    check_may_erase_again(by)
    fresh = _fresh(word)
    if fresh.hidden_at:
        raise NothingToDo(_("This word is hidden already."))
    return _hide(fresh, by)


@action
def disclose_name(*, by: Person, word: Word) -> Word:
    """The organisation lets its name, withheld for this word so far, be published under this document.

    Refuses (`Refused`) all but its delegates. Raises `NothingToDo` where the name is public, `DomainError` where the
    word is not standing or the organisation's name is withheld everywhere.
    """
    mandate = check_may_disclose(by, word)
    fresh = _fresh(word)
    if fresh.hidden_at or fresh.withdrawn_at or fresh.superseded_at:
        raise DomainError(_("This word does not stand any more, so its name cannot be published."))
    if fresh.organisation.name_withheld:
        raise DomainError(_("The organisation's name is withheld everywhere. Let it be published there first."))
    if fresh.publish_name:
        raise NothingToDo(_("The name is published already."))
    fresh.publish_name = True
    leaf = _commit(later_statement(Act.DISCLOSE, fresh, mandate), fresh)
    fresh.save()
    record("instruments.name_disclosed", by=by, on=fresh, instrument=fresh.instrument_id, leaf=leaf)
    return fresh


@action
def keep_list_back(*, by: Person, instrument: Instrument, phrases: Mapping[str, str]) -> Instrument:
    """In place of all names the public reads one approved phrase ("more than ten organisations"), by language.

    Refuses (`Refused`) all but coordinator and deputy. Raises `DomainError` without a phrase or for one that is not
    one plain line, `NothingToDo` where these phrases stand there already.
    """
    check_may_record_word(by, instrument)
    given = {language: phrase.strip() for language, phrase in phrases.items() if phrase.strip()}
    if not given:
        raise DomainError(_("Write the phrase in one language at least."))
    for phrase in given.values():
        try:
            check_line(phrase)
        except Fault as fault:
            raise DomainError(text_faults.sentence(fault)) from None
    fresh = _locked(instrument)
    if fresh.list_withheld and given == dict(fresh.list_phrases.values_list("language", "text")):
        raise NothingToDo(_("This phrase stands there already."))
    fresh.list_phrases.exclude(language__in=given).delete()
    for language, phrase in given.items():
        ListPhrase.objects.update_or_create(
            instrument=fresh, language=language, defaults={"text": phrase, "approved_by": by}
        )
    fresh.list_withheld = True
    fresh.save()
    record("instruments.list_kept_back", by=by, on=fresh, languages=len(given))
    return fresh


@action
def show_list(*, by: Person, instrument: Instrument) -> Instrument:
    """The names are shown again instead of the phrase, apart from those that are withheld one by one.

    Refuses (`Refused`) all but coordinator and deputy. Raises `NothingToDo` where they are shown already.
    """
    check_may_record_word(by, instrument)
    fresh = _locked(instrument)
    if not fresh.list_withheld:
        raise NothingToDo(_("The names are shown already."))
    fresh.list_withheld = False
    fresh.save()
    record("instruments.list_shown", by=by, on=fresh)
    return fresh


def _hide(word: Word, by: Actor) -> Word:
    every = Word.objects.filter(instrument=word.instrument_id, organisation=word.organisation_id, hidden_at=None)
    openings = openings_of(word.organisation_id, under=about(word.instrument_id))
    references = references_of(openings)
    for row in every:
        if row.scan:
            row.scan.delete(save=False)
        row.hidden_at, row.hidden_by = clock.now(), by if isinstance(by, Person) else None
        row.statement = row.client_data = row.authenticator_data = row.signature = row.key = row.mandate = None
        row.reservation, row.scan = "", ""
        row.save()
    erase_openings(openings)
    # A backup may have the rows and not the openings: then the ledger has its entry already.
    leaf = None
    if references:
        gone = hidden(word.instrument, references).to_json()
        committed = commit("hidden", gone, subject=word.instrument, under=about(word.instrument_id))
        leaf = committed.leaf.hex()
    record("instruments.word_hidden", by=by, on=word, leaf=leaf)
    word.refresh_from_db()
    return word


def _give(by: Person, ground: Ground, statement: Statement, strength: Strength, word: Word) -> Word:
    """Completes and keeps `word`, which holds what is particular to its strength."""
    instrument, organisation, former = ground.instrument, ground.organisation, ground.former
    now = clock.now()
    if former is not None:
        if former.hidden_at or not is_stronger(strength, former.strength):
            raise _given_already(former)
        former.superseded_at = now
        former.save()
    word.instrument, word.organisation, word.given_by, word.given_at = instrument, organisation, by, now
    word.edition = ground.edition
    word.act, word.strength = statement.act.value, strength
    word.capacity = Capacity.PARTNER if statement.act == Act.ENDORSE else Capacity.SIGNATORY
    word.reservation = statement.reservation or ""
    word.publish_name, word.publish_country = statement.publish
    word.statement, word.statement_sha256 = statement.to_bytes(), statement.digest.hex()
    word.leaf = _commit(statement, word)
    try:
        with transaction.atomic():
            word.save(force_insert=True)
    except IntegrityError:
        # The database decides between two at the same instant.
        raise _given_already(standing_word(instrument, organisation)) from None
    record(
        "instruments.word_given",
        by=by,
        on=word,
        instrument=instrument.pk,
        act=word.act,
        strength=strength.value,
        channel=word.channel,
        leaf=word.leaf,
    )
    return word


def _given_already(word: Word | None) -> Conflict:
    if word is None:
        return Conflict(_("This statement was used already. Nothing was saved: begin once more."))
    if word.hidden_at:
        return Conflict(_("This organisation's word on this document is given and hidden."))
    return Conflict(
        _("This organisation's word was given already: %(how)s, %(when)s. It was not given a second time.")
        % {"how": word.get_strength_display(), "when": written_moment(word.given_at)}
    )


def _commit(statement: Statement, word: Word) -> str:
    kind = kind_of(statement)
    assert kind is not None, "every act of an organisation on a document is of a kind"
    committed = commit(
        kind, parse_canonical(statement.to_bytes()), subject=word.organisation, under=about(word.instrument_id)
    )
    return committed.leaf.hex()


def _held(instrument: Instrument) -> Instrument:
    """The row as it is now. Its state cannot change until the action ends; others may give their word meanwhile, and
    the database decides between two of one organisation."""
    if connection.vendor != "postgresql":
        return Instrument.objects.get(pk=instrument.pk)
    # Django has no FOR SHARE; with its exclusive lock everybody who signs one document would wait for everybody else.
    return Instrument.objects.raw("SELECT * FROM instruments_instrument WHERE id = %s FOR SHARE", [instrument.pk])[0]


def _locked(instrument: Instrument) -> Instrument:
    """The row as it is now, held until the action ends: one word at a time, and no change of state meanwhile."""
    return Instrument.objects.select_for_update(no_key=True).get(pk=instrument.pk)


def _fresh(word: Word) -> Word:
    _locked(word.instrument)
    return Word.objects.select_related("organisation", "edition", "instrument").get(pk=word.pk)

"""Writing the texts: languages, revisions, translations, and what is typed but not saved yet."""

from django.utils.translation import gettext_lazy as _

from hamkor.audit.kernel import action, record
from hamkor.core import clock
from hamkor.core.errors import Conflict, DomainError, NothingToDo
from hamkor.instruments import commonmark, text_faults
from hamkor.instruments.actions.drafting import language_tag, locked
from hamkor.instruments.depositary import depositary_statement
from hamkor.instruments.drafting_access import check_may_lead, check_may_work_on, check_may_write, check_sees
from hamkor.instruments.models import Edition, EditorsDraft, Instrument, Text, TextRevision
from hamkor.instruments.statements import about
from hamkor.instruments.transitions import check_not_abandoned, check_open_to_writing
from hamkor.ledger.actions.record import commit
from hamkor.network.models import Person
from hamkor_proof.canonical import parse_canonical
from hamkor_proof.faults import TextFault
from hamkor_proof.statement import Act, SignedText
from hamkor_proof.text import normalise, text_digest

# More of them at once than anybody reads.
_MOST_FAULTS = 5


class TextMoved(Conflict):
    """Somebody saved this text since its writer opened it. `base` is what she began from, `theirs` the newer
    revision, `mine` her own text; nothing of them is lost."""

    def __init__(self, *, base: TextRevision | None, theirs: TextRevision, mine: str) -> None:
        super().__init__(_("Somebody else saved this text after you opened it. Nothing of either is lost."))
        self.base = base
        self.theirs = theirs
        self.mine = mine


@action
def add_language(*, by: Person, instrument: Instrument, language: str) -> Text:
    """Asks for a text in one more language, as a translation; until somebody writes it, it is shown as missing.

    After adoption it is a translation of the edition in force. Raises `NothingToDo` where that language is there,
    `DomainError` for what is no language tag and for an abandoned document.
    """
    check_may_work_on(by, instrument)
    instrument = locked(instrument)
    check_not_abandoned(instrument)
    tag = language_tag(language)
    text, created = Text.objects.get_or_create(edition=edition_at_hand(instrument), language=tag)
    if not created:
        raise NothingToDo(_("There is a text in this language already."))
    record("instruments.language_added", by=by, on=instrument, language=tag)
    return text


@action
def mark_authentic(*, by: Person, text: Text, authentic: bool) -> Text:
    """Says whether this text will be authentic, or a translation; by who leads the document.

    Raises `NothingToDo` where it is so already, `DomainError` where its edition is no longer being written.
    """
    text = _held(text)
    check_may_lead(by, text.edition.instrument)
    check_open_to_writing(text)
    if text.edition.adopted_at:
        raise DomainError(_("The text is adopted: which languages are authentic stays as it is."))
    if text.authentic == authentic:
        raise NothingToDo(_("It is marked so already."))
    text.authentic = authentic
    text.save()
    record("instruments.authentic_marked", by=by, on=text, authentic=authentic)
    return text


@action
def save_text(*, by: Person, text: Text, body: str, based_on: int, renders: TextRevision | None = None) -> TextRevision:
    """Saves a new revision of a text, normalised to the bytes that will be hashed and signed. After adoption only
    translations are written to; the ledger keeps when.

    `based_on` is the number of the revision that the writer began from, 0 where there was none; `renders` is the
    revision of another text of the same edition that a translation follows. Removes her draft.

    Raises `TextMoved` where a newer revision was saved meanwhile, `NothingToDo` where nothing differs, `DomainError`
    with line and column for what a text may not hold, and with the reason where nothing is written to it any more.
    """
    text = _held(text)
    check_may_write(by, text)
    check_open_to_writing(text)
    revision = _write(by, text, body, based_on, renders)
    if text.edition.adopted_at:
        written = [SignedText(text.language, revision.sha256, revision.size)]
        statement = depositary_statement(Act.CORRECT, by=by, edition=text.edition, texts=written)
        instrument = text.edition.instrument
        commit("correction", parse_canonical(statement.to_bytes()), subject=instrument, under=about(instrument.pk))
    record("instruments.text_saved", by=by, on=text, revision=revision.number, sha256=revision.sha256)
    return revision


@action
def keep_draft(*, by: Person, text: Text, body: str, based_on: int) -> EditorsDraft:
    """Keeps what its writer has typed, as it is and for herself alone, until she saves or discards it.

    `based_on` is the number of the revision that she began from; one that never was counts as none, 0. Raises
    `NothingToDo` where just that is kept already or nothing differs from that revision, `DomainError` with the reason
    where nothing is written to this text any more.
    """
    check_may_write(by, text)
    check_open_to_writing(text)
    # PostgreSQL cannot hold this character, and no text may.
    body = body.replace("\0", "")
    began_from = TextRevision.objects.filter(text=text, number=based_on).first()
    kept = EditorsDraft.objects.filter(text=text, person=by).first()
    if _as_typed(body) == _as_typed(kept.body if kept else began_from.body if began_from else ""):
        raise NothingToDo(_("There is nothing new to keep."))
    draft, _created = EditorsDraft.objects.update_or_create(
        text=text,
        person=by,
        defaults={"body": body, "based_on": began_from.number if began_from else 0, "kept_at": clock.now()},
    )
    record("instruments.draft_kept", by=by, on=text, based_on=draft.based_on)
    return draft


@action
def discard_draft(*, by: Person, text: Text) -> None:
    """Throws her own draft away, also where she may no longer write. Raises `NothingToDo` where she has none."""
    check_sees(by, text.edition.instrument)
    deleted, _by_model = EditorsDraft.objects.filter(text=text, person=by).delete()
    if not deleted:
        raise NothingToDo(_("There is no draft of yours."))
    record("instruments.draft_discarded", by=by, on=text)


def edition_at_hand(instrument: Instrument) -> Edition:
    """The edition that is being written, else the one in force."""
    return instrument.editions.at_hand().reverse()[0]


def _held(text: Text) -> Text:
    """The text as it is now; its document is held until the action ends, so that it is not adopted meanwhile."""
    locked(text.edition.instrument)
    return Text.objects.select_related("edition__instrument").get(pk=text.pk)


def _write(by: Person, text: Text, body: str, based_on: int, renders: TextRevision | None) -> TextRevision:
    try:
        data = normalise(body)
    except TextFault as fault:
        raise DomainError(text_faults.sentence(fault)) from None
    if faults := commonmark.faults(data.decode()):
        raise DomainError(" ".join(fault.sentence for fault in faults[:_MOST_FAULTS]))
    if renders and (renders.text.edition_id != text.edition_id or not renders.text.authentic or renders.text == text):
        raise DomainError(_("A translation follows an authentic text of the same edition."))
    newest = text.revisions.order_by("-number").first()
    if newest and newest.number != based_on:
        if newest.body.encode() == data and newest.renders == renders:
            raise NothingToDo(_("The text says just that already."))
        raise TextMoved(base=text.revisions.filter(number=based_on).first(), theirs=newest, mine=data.decode())
    if newest and (newest.body.encode(), newest.renders) == (data, renders):
        raise NothingToDo(_("The text says just that already."))
    revision = TextRevision.objects.create(
        text=text,
        number=based_on + 1 if newest else 1,
        body=data.decode(),
        sha256=text_digest(data),
        size=len(data),
        renders=renders,
        author=by,
        made_at=clock.now(),
    )
    EditorsDraft.objects.filter(text=text, person=by).delete()
    return revision


def _as_typed(body: str) -> str:
    # A browser sends CR LF and may drop the last line end; neither is something typed.
    return body.replace("\r\n", "\n").removesuffix("\n")

"""The evidence bundle of a published document: what anybody can check without us (`docs/evidence-bundle.md`)."""

from collections.abc import Iterator
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID

from django.db.models import Max, Q, QuerySet

from hamkor.core.asked_once import asked_once
from hamkor.core.public_pages import Key
from hamkor.instruments.models import Instrument, TextRevision, Word
from hamkor.instruments.signatories import publicly_named
from hamkor.instruments.statements import about
from hamkor.ledger import registers, tree
from hamkor.ledger.access import this_network
from hamkor.ledger.models import Checkpoint, Descriptor, Opening, Register
from hamkor.ledger.witnesses import note_of
from hamkor.network.models import KeyConfirmation, SigningKey
from hamkor_proof import bundle
from hamkor_proof.acts import WORDS
from hamkor_proof.event import Event, parse_event, statement_of
from hamkor_proof.evidence import Evidence
from hamkor_proof.register import About
from hamkor_proof.statement import Seen, Statement
from hamkor_proof.tree import consistency_spans, inclusion_spans

# What is opened of an instrument whatever became of its words: these name no organisation that gave its word.
_OF_THE_TEXT = ("adoption", "correction")
_OF_WORDS = ("word", "withdrawal", "disclosure")


class Evident(NamedTuple):
    """A bundle as it is handed out."""

    body: bytes
    sha256: str


class Opened(NamedTuple):
    """An entry of the ledger with what opens it."""

    position: int
    salt: bytes
    body: bytes
    event: Event

    @property
    def statement(self) -> Statement | None:
        """The statement that the event is or holds, if any."""
        return statement_of(self.event)

    @property
    def digest(self) -> str:
        """The SHA-256 of its statement, in hexadecimal; nothing where it has none."""
        return self.statement.digest.hex() if self.statement else ""


@asked_once
def evidence_of(instrument: UUID) -> Evident | None:
    """The bundle of a public document, and its SHA-256; None until a checkpoint covers the adoption."""
    body = evidence_bundle(Instrument.objects.get(pk=instrument))
    return Evident(body, sha256(body).hexdigest()) if body is not None else None


def has_evidence(instrument: Instrument) -> bool:
    """Whether there is a bundle: a checkpoint covers what the ledger holds about the document's text."""
    size = Checkpoint.objects.aggregate(size=Max("size"))["size"] or 0
    listed = Opening.objects.filter(commitment__listed__about_id=instrument.pk, kind__in=_OF_THE_TEXT)
    return listed.filter(commitment__position__lt=size).exists()


def shown_anew_by(key: Key) -> QuerySet[Instrument]:
    """The instruments whose bundles this checkpoint changes, when it is new and when a witness's line comes under it:
    those of which something was recorded since the one before."""
    made = Checkpoint.objects.filter(pk=str(key)).values_list("size", flat=True).first() or 0
    before = Checkpoint.objects.filter(size__lt=made).aggregate(size=Max("size"))["size"] or 0
    grown = Register.objects.filter(commitment__position__gte=before, commitment__position__lt=made).values("about_id")
    return Instrument.objects.filter(
        Q(pk__in=grown) | Q(pk__in=Word.objects.filter(organisation__in=grown).values("instrument"))
    )


class _Chosen(NamedTuple):
    """What a bundle shows, and the checkpoint that all of it is proved against."""

    checkpoint: Checkpoint
    entries: list[Opened]


def evidence_bundle(instrument: Instrument) -> bytes | None:
    """The bundle's bytes, the same for the same state; None until a checkpoint covers the document's adoption.

    `instrument` is public. Shows what the public may know now of what the checkpoint covers, and no more.
    """
    network, chosen = this_network(), _chosen(instrument)
    if network is None or chosen is None:
        return None
    size, seen = chosen.checkpoint.size, _seen(chosen.entries)
    included = tree.proofs([inclusion_spans(entry.position, size) for entry in chosen.entries])
    consistent = tree.proofs([consistency_spans(each.size, size) for each in seen])
    evidence = _evidence(chosen.entries)
    return bundle.make(
        network=network,
        instrument=str(instrument.pk),
        names="kept-back" if instrument.list_withheld else "shown",
        checkpoint=note_of(chosen.checkpoint),
        descriptors=_descriptors(size),
        entries=[
            bundle.Entry(
                entry.position,
                entry.salt,
                entry.body,
                evidence.get(entry.digest),
                proof,
            )
            for entry, proof in zip(chosen.entries, included, strict=True)
        ],
        seen=[
            bundle.SeenCheckpoint(each.size, bytes.fromhex(each.root), proof)
            for each, proof in zip(seen, consistent, strict=True)
        ],
        texts=_texts(instrument, chosen.entries),
    )


def _chosen(instrument: Instrument) -> _Chosen | None:
    newest = Checkpoint.objects.order_by("-size").first()
    entries = list(_of_instrument(instrument, newest.size)) if newest else []
    if newest is None or not entries:
        return None
    if not instrument.list_withheld:
        signers = sorted({_signer(entry.statement) for entry in entries if entry.statement and entry.statement.key})
        keys = Opening.objects.filter(commitment__listed__about_kind="keys", commitment__listed__about_id__in=signers)
        entries += _opened(keys.filter(commitment__position__lt=newest.size))
        subjects = [about(instrument.pk), *(About("keys", str(signer)) for signer in signers)]
        made = [register for subject in subjects if (register := registers.newest(subject, below=newest.size))]
        entries += _opened(Opening.objects.filter(commitment__register__in=made))
    last = max(entry.position for entry in entries)
    covering = Checkpoint.objects.filter(size__gt=last).order_by("size")[0]
    heads, editions = (
        Q(commitment__position=covering.size - 1),
        Q(kind="network", commitment__position__lt=covering.size),
    )
    entries += _opened(Opening.objects.filter(heads | editions))
    return _Chosen(covering, sorted(entries, key=lambda entry: entry.position))


def _of_instrument(instrument: Instrument, below: int) -> Iterator[Opened]:
    """Of what is listed under it: all about its text, what was hidden, and of words what the public list names."""
    listed = Opening.objects.filter(commitment__listed__about_id=instrument.pk, commitment__position__lt=below)
    yield from _opened(listed.filter(kind__in=_OF_THE_TEXT))
    if instrument.list_withheld:
        return
    yield from _opened(listed.filter(kind="hidden"))
    named = publicly_named(instrument)
    shown = Word.objects.filter(instrument=instrument, organisation__in=named, publish_name=True, hidden_at=None)
    shown_words = set(shown.values_list("statement_sha256", flat=True))
    for entry in _opened(listed.filter(kind__in=_OF_WORDS, subject_id__in=named)):
        if entry.statement and _word_meant(entry.statement) in shown_words:
            yield entry


def _word_meant(statement: Statement) -> str | None:
    """The word's own statement; a withdrawal and a disclosure name the word that they are about."""
    return statement.digest.hex() if statement.act in WORDS else statement.supersedes


def _signer(statement: Statement) -> UUID:
    return UUID(statement.organisation.id)


def _opened(openings: QuerySet[Opening]) -> list[Opened]:
    rows = openings.values_list("commitment__position", "salt", "event")
    return [Opened(position, bytes(salt), bytes(body), parse_event(bytes(body))) for position, salt, body in rows]


def _evidence(entries: list[Opened]) -> dict[str, Evidence]:
    """The raw evidence of what was signed among these, by the SHA-256 of the statement."""
    digests = {entry.digest for entry in entries if entry.statement and entry.statement.key}
    found: dict[str, Evidence] = {}
    for word in Word.objects.filter(statement_sha256__in=digests, key__isnull=False).select_related("key"):
        if word.key:
            found[word.statement_sha256] = _raw(word, word.key)
    fingerprints = {entry.statement.key for entry in entries if entry.statement and entry.statement.key}
    for key in SigningKey.objects.filter(fingerprint__in=fingerprints):
        found[sha256(key.statement).hexdigest()] = _raw(key, key)
    signed = KeyConfirmation.objects.filter(earlier_key__fingerprint__in=fingerprints).select_related("earlier_key")
    for confirmation in signed:
        if confirmation.earlier_key:
            found[sha256(confirmation.statement).hexdigest()] = _raw(confirmation, confirmation.earlier_key)
    return found


def _raw(row: Word | SigningKey | KeyConfirmation, key: SigningKey) -> Evidence:
    parts = (row.client_data, row.authenticator_data, row.signature, key.public_key)
    return Evidence(*(bytes(part or b"") for part in parts))


def _seen(entries: list[Opened]) -> list[Seen]:
    seen = {entry.statement.seen for entry in entries if entry.statement and entry.statement.seen.size}
    return sorted(seen, key=lambda one: one.size)


def _descriptors(size: int) -> list[bytes]:
    """The editions that the ledger of this size knows: the first, and those that it holds entries of."""
    later = Opening.objects.filter(kind="network", commitment__position__lt=size).order_by("commitment__position")
    first = bytes(Descriptor.objects.get(edition=1).body)
    return [first, *(bytes(body) for body in later.values_list("event", flat=True))]


def _texts(instrument: Instrument, entries: list[Opened]) -> list[tuple[int, str, bytes]]:
    """Every version that an opened entry names, and every text as it is now, of the adopted editions."""
    statements = [entry.statement for entry in entries if entry.statement]
    named = {(statement.edition, text.sha256) for statement in statements for text in statement.texts}
    revisions = TextRevision.objects.filter(
        text__edition__instrument=instrument, text__edition__adopted_at__isnull=False
    ).select_related("text__edition")
    found: dict[tuple[int, str, str], bytes] = {}
    newest: dict[UUID, tuple[int, str, str]] = {}
    bodies: dict[tuple[int, str, str], str] = {}
    for revision in revisions.order_by("number"):
        place = (revision.text.edition.number, revision.text.language, revision.sha256)
        bodies[place] = revision.body
        newest[revision.text_id] = place
        if (place[0], place[2]) in named:
            found[place] = revision.body.encode()
    found |= {place: bodies[place].encode() for place in newest.values()}
    return [(edition, language, body) for (edition, language, _sha256), body in sorted(found.items())]

"""The receipt of a signed word, for who signed it to keep elsewhere. What it proves, and to whom: decision 9."""

from django.http import Http404

from hamkor.instruments.access import standing_word
from hamkor.instruments.models import Instrument, Strength, Word
from hamkor.ledger.models import Opening
from hamkor.network.models import Organisation, Person
from hamkor_proof.evidence import Evidence


def is_signers(word: Word | None, person: Person) -> bool:
    """Whether the receipt of this word is hers: she signed it herself, and it is not hidden."""
    if word is None or word.hidden_at:
        return False
    return word.strength == Strength.SIGNED and word.given_by_id == person.pk


def signed_word_or_404(instrument: Instrument, organisation: Organisation, person: Person) -> Word:
    """The word that `person` signed for this organisation, while it is neither withdrawn nor hidden; else `Http404`,
    for her fellow delegates and the secretariat too."""
    word = standing_word(instrument, organisation)
    if word is None or not is_signers(word, person):
        raise Http404
    return word


def receipt_of(word: Word) -> dict[str, object]:
    """Statement and evidence of a signed word, the ledger's leaf, and what opens it."""
    assert word.key is not None  # a signed word that is not hidden has its key
    opening = Opening.objects.filter(commitment__leaf=bytes.fromhex(word.leaf)).first()
    evidence = Evidence(
        bytes(word.client_data or b""),
        bytes(word.authenticator_data or b""),
        bytes(word.signature or b""),
        bytes(word.key.public_key),
    )
    return {
        "type": "hamkor/receipt",
        "version": 1,
        "statement": bytes(word.statement or b"").decode(),
        "sha256": word.statement_sha256,
        "evidence": evidence.to_dict(),
        "leaf": word.leaf,
        "salt": bytes(opening.salt).hex() if opening else None,
        "position": opening.commitment_id if opening else None,
    }

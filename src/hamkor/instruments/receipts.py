"""The receipt of a signed word, to keep elsewhere."""

from django.http import Http404

from hamkor.instruments.models import Instrument, Strength, Word
from hamkor.ledger.models import Opening
from hamkor.network.models import Organisation
from hamkor_proof.evidence import Evidence


def signed_word_or_404(instrument: Instrument, organisation: Organisation) -> Word:
    """The word that this organisation signed and did not hide; else `Http404`."""
    words = Word.objects.filter(instrument=instrument, organisation=organisation, strength=Strength.SIGNED)
    word = words.filter(hidden_at=None).select_related("key").order_by("-given_at").first()
    if word is None:
        raise Http404
    return word


def receipt_of(word: Word) -> dict[str, object]:
    """Statement and evidence of a signed word, the ledger's leaf, and what opens it."""
    assert word.key is not None  # a signed word that is not hidden has its key
    opening = Opening.objects.filter(commitment__leaf=bytes.fromhex(word.leaf)).select_related("commitment").first()
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
        "position": opening.commitment.position if opening else None,
    }

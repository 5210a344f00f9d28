from hamkor.audit.kernel import standing_in
from hamkor.core.actors import CLOCK, OPERATOR
from hamkor.ledger.actions.checkpoints import make_checkpoint
from hamkor.ledger.actions.descriptors import publish_descriptor
from hamkor.ledger.actions.erasing import erase_openings
from hamkor.ledger.actions.record import commit
from hamkor.ledger.models import Opening
from hamkor_proof.checkpoint import Checkpoint, cosign
from hamkor_proof.note import Note, SignerKey
from tests.contracts.examples import Example, example
from tests.factories.network import OrganisationFactory, delegate

WITNESS = SignerKey("partner.example/witness", b"\7" * 32)


@example("ledger.publish_descriptor")
def _() -> Example:
    return Example(
        allowed={"by": OPERATOR, "witnesses": [str(WITNESS.verifier)], "threshold": 1},
        stranger=CLOCK,
        event="ledger.descriptor_published",
    )


@example("ledger.keep_cosignatures")
def _() -> Example:
    publish_descriptor(by=OPERATOR, witnesses=[str(WITNESS.verifier)])
    made = make_checkpoint(by=CLOCK)
    line = cosign(Checkpoint.parse(Note.parse(bytes(made.note)).text), WITNESS, at=1_400_000_000)
    return Example(
        allowed={"by": OPERATOR, "checkpoint": made, "lines": [line]},
        stranger=CLOCK,
        event="ledger.cosignatures_kept",
    )


@example("ledger.erase_again")
def _() -> Example:
    """An opening that was erased, and is there again."""
    with standing_in("test"):
        made = commit("test", {"type": "test"}, subject=OrganisationFactory())
        [former] = Opening.objects.filter(commitment_id=made.position)
        erase_openings(Opening.objects.filter(commitment_id=made.position))
        former.save(force_insert=True)
    return Example(allowed={"by": CLOCK}, stranger=delegate(), event="ledger.erased_again")

"""Checkpoints: the root of the ledger, signed under the network's log key."""

from hamkor.audit.kernel import action, record
from hamkor.core import clock
from hamkor.core.actors import Actor
from hamkor.core.errors import NothingToDo
from hamkor.ledger import tree
from hamkor.ledger.access import check_may_make_checkpoints, this_network
from hamkor.ledger.actions.record import hold_the_sequence
from hamkor.ledger.log_key import signer
from hamkor.ledger.models import Checkpoint
from hamkor_proof import checkpoint
from hamkor_proof.note import signed
from hamkor_proof.tree import root_hash


@action
def make_checkpoint(*, by: Actor) -> Checkpoint:
    """Signs the root of the ledger as it stands. Raises `NothingToDo` where nothing was added since the last time or
    the network is not founded, `DomainError` where the log key is lost or another one lies in its place, and `Refused`
    for whoever is neither the clock nor the operator."""
    check_may_make_checkpoints(by)
    hold_the_sequence()
    size, last = tree.size(), Checkpoint.objects.order_by("-size").first()
    if this_network() is None or size == (last.size if last else 0):
        raise NothingToDo("Nothing was added to the ledger since its last checkpoint.")
    root = root_hash(size, tree.Hashes())
    key = signer()
    made = Checkpoint.objects.create(
        size=size,
        root=root,
        note=signed(checkpoint.Checkpoint(key.name, size, root).to_text(), key),
        made_at=clock.now(),
    )
    record("ledger.checkpoint_made", by=by, on=made, size=size, root=root.hex())
    return made

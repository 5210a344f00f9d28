"""Checkpoints: what was recorded since the last one is brought into registers, and the root of it all is signed."""

from functools import partial
from uuid import UUID

from django.db import transaction

from hamkor.audit.kernel import action, record
from hamkor.core import clock
from hamkor.core.actors import Actor
from hamkor.core.errors import NothingToDo
from hamkor.ledger import registers, tree
from hamkor.ledger.access import check_may_make_checkpoints, this_network
from hamkor.ledger.actions.record import append
from hamkor.ledger.last_signed import check_continues, keep_signed
from hamkor.ledger.log_key import signer
from hamkor.ledger.models import Checkpoint, Descriptor, Register
from hamkor.ledger.sequence import hold_the_sequence
from hamkor_proof import checkpoint
from hamkor_proof.note import signed
from hamkor_proof.register import Heads


@action
def make_checkpoint(*, by: Actor) -> Checkpoint:
    """Writes the registers of what has grown and the heads, and signs the root of the ledger as it stands then.

    Raises `NothingToDo` where nothing was added since the last time or the network is not founded, `DomainError` where
    the log key is lost or another one lies in its place, `AnotherHistoryError` where the ledger does not continue the
    last checkpoint that was signed, and `Refused` for whoever is neither the clock nor the operator.
    """
    check_may_make_checkpoints(by)
    hold_the_sequence()
    network, last = this_network(), Checkpoint.objects.order_by("-size").first()
    since = last.size if last else 0
    if network is None or tree.size() == since:
        raise NothingToDo("Nothing was added to the ledger since its last checkpoint.")
    key = signer()
    check_continues()
    _bring_up_to_date(network, since)
    size = tree.size()
    root = tree.root(size)
    made = Checkpoint.objects.create(
        size=size,
        root=root,
        note=signed(checkpoint.Checkpoint(key.name, size, root).to_text(), key),
        made_at=clock.now(),
    )
    # The checkpoint stands, whatever becomes of the file: it would be covered by the next.
    transaction.on_commit(partial(keep_signed, bytes(made.note)), robust=True)
    record("ledger.checkpoint_made", by=by, on=made, size=size, root=root.hex())
    return made


def _bring_up_to_date(network: bytes, since: int) -> None:
    """Registers first, the heads last: whoever holds the checkpoint finds them in its last entry."""
    for about in list(registers.grown(since)):
        register = registers.next_register(network, about)
        made = append("register", register.to_json(), subject=UUID(about.id))
        Register.objects.create(
            commitment_id=made.position,
            about_kind=about.kind,
            about_id=UUID(about.id),
            sequence=register.sequence,
            reference=made.reference,
        )
    first = Descriptor.objects.get(edition=1)
    append("heads", Heads(network=network.hex(), registers=tuple(registers.heads())).to_json(), subject=first.pk)

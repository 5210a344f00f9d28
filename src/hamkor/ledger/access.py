"""What may be asked of the ledger, and by whom it is written."""

from hashlib import sha256

from hamkor.audit.kernel import permission
from hamkor.core.actors import Actor
from hamkor.core.errors import Refused
from hamkor.ledger.models import Checkpoint, Descriptor
from hamkor_proof import descriptor
from hamkor_proof.leaf import empty_root
from hamkor_proof.statement import Seen


def this_network() -> bytes | None:
    """The network's id, raw: SHA-256 of its descriptor's first edition; None before it is founded."""
    first = Descriptor.objects.filter(edition=1).values_list("body", flat=True).first()
    return sha256(first).digest() if first is not None else None


def newest_descriptor() -> descriptor.Descriptor | None:
    """The newest edition of the network's descriptor; None before it is founded."""
    latest = Descriptor.objects.order_by("-edition").values_list("body", flat=True).first()
    return None if latest is None else descriptor.Descriptor.parse(bytes(latest))


def latest_seen() -> Seen:
    """The newest checkpoint, which a signer's statement names; the empty tree while there is none."""
    last = Checkpoint.objects.order_by("-size").values_list("size", "root").first()
    return Seen(last[0], bytes(last[1]).hex()) if last else Seen(0, empty_root().hex())


@permission
def check_operator(by: Actor) -> None:
    """Raises `Refused` for anybody but the operator at the command line."""
    if by.actor_kind != "operator":
        raise Refused("Only the operator can do this, at the command line.")


@permission
def check_may_make_checkpoints(by: Actor) -> None:
    """Raises `Refused` for a person: checkpoints come by the clock, or from the operator's hand."""
    if by.actor_kind not in {"clock", "operator"}:
        raise Refused("Checkpoints are made by the clock.")


@permission
def check_may_erase_again(by: Actor) -> None:
    """Raises `Refused` for a person: what a backup brought back goes by the clock, or by the operator's hand."""
    if by.actor_kind not in {"clock", "operator"}:
        raise Refused("What was erased is erased again by the clock.")

"""Keeping what witnesses say of the ledger's checkpoints."""

from collections.abc import Sequence

from hamkor.audit.kernel import action, record
from hamkor.core import clock
from hamkor.core.actors import Actor
from hamkor.core.errors import DomainError, NothingToDo
from hamkor.ledger.access import check_operator
from hamkor.ledger.models import Checkpoint, Cosignature
from hamkor.ledger.witnesses import MOST_LINES, checked
from hamkor_proof.note import Signature


@action
def keep_cosignatures(*, by: Actor, checkpoint: Checkpoint, lines: Sequence[Signature]) -> list[Cosignature]:
    """Keeps the lines under this checkpoint that are of witnesses whom the newest descriptor names; passes over others.

    Raises `Refused` for anybody but the operator, `DomainError` for a line under a witness's name that it did not make
    or of a time to come, and `NothingToDo` where every line is kept already, or none is of a witness.
    """
    check_operator(by)
    found = checked(checkpoint, lines)
    if not found:
        raise NothingToDo("None of these lines is by a witness that the network's descriptor names.")
    there = Cosignature.objects.filter(checkpoint=checkpoint)
    known = set(there.values_list("witness", "at"))
    new = {(str(key), at): line for key, at, line in found if (str(key), at) not in known}
    if not new:
        raise NothingToDo("These lines are kept already.")
    if len({witness for witness, _at in known | new.keys()}) > MOST_LINES:
        raise DomainError(f"A checkpoint has room for the lines of {MOST_LINES} witnesses. Nothing was kept.")
    now = clock.now()
    kept = [
        Cosignature(checkpoint=checkpoint, witness=witness, at=at, value=line.value, kept_at=now)
        for (witness, at), line in new.items()
    ]
    Cosignature.objects.bulk_create(kept)
    record("ledger.cosignatures_kept", by=by, on=checkpoint, size=checkpoint.size, lines=len(kept))
    return kept

"""Erasing once more what a restored backup brought back."""

from itertools import batched

from hamkor.audit.kernel import action, record
from hamkor.core.actors import Actor
from hamkor.core.errors import NothingToDo
from hamkor.ledger.access import check_may_erase_again
from hamkor.ledger.erasure import openings_that_came_back
from hamkor.ledger.models import Descriptor, Opening


@action
def erase_again(*, by: Actor) -> int:
    """Erases every opening that the list of erasures names and that is there nevertheless; how many there were.

    Raises `NothingToDo` where there is none, `Refused` for whoever is neither the clock nor the operator, and
    `DamagedErasuresError` for a list that cannot be read whole.
    """
    check_may_erase_again(by)
    back = openings_that_came_back()
    if not back:
        raise NothingToDo("Nothing that was erased is there.")
    for some in batched(back, 500, strict=False):
        Opening.objects.filter(pk__in=some).delete()
    record("ledger.erased_again", by=by, on=Descriptor.objects.get(edition=1), openings=len(back))
    return len(back)

"""Erasing what opens entries of the ledger, for good: also once more, where a restored backup brought it back."""

from itertools import batched

from django.db.models import QuerySet

from hamkor.audit.kernel import IncompleteAction, action, in_action, record
from hamkor.core.actors import Actor
from hamkor.core.errors import NothingToDo
from hamkor.ledger.access import check_may_erase_again
from hamkor.ledger.erasure import note_erased, openings_that_came_back
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


def erase_openings(openings: QuerySet[Opening]) -> int:
    """Erases these openings, events and salts, for good; how many there were. The commitments stay.

    Belongs into the action that asks for it (`IncompleteAction` otherwise). The leaves are on the list, and the list on
    the disk, before anything is committed: where the action fails after that, `erase_again` finishes it.
    """
    if not in_action():
        raise IncompleteAction("openings erased outside an action")
    found = {pk: bytes(leaf) for pk, leaf in openings.values_list("pk", "commitment__leaf")}
    note_erased(found.values())
    for some in batched(found, 500, strict=False):
        Opening.objects.filter(pk__in=some).delete()
    return len(found)

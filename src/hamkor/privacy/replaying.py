"""After a restore from an older backup: what had been hidden or erased since goes once more, before anybody sees it."""

from dataclasses import dataclass
from itertools import batched

from hamkor.core.actors import CLOCK, Actor
from hamkor.core.errors import NothingToDo
from hamkor.instruments.actions.words import hide_word_again
from hamkor.instruments.models import Word
from hamkor.ledger.actions.erasing import erase_again
from hamkor.ledger.erasure import erased_leaves


@dataclass(frozen=True)
class Replayed:
    """How many organisations' words were hidden again, and how many openings were erased beside them."""

    words: int
    openings: int


def replay_erasures(*, by: Actor) -> Replayed:
    """Hides the words and erases the openings that the list of erasures names and that are there nevertheless.

    Killed in the middle it leaves whole words hidden, and the next call goes on. Raises `NothingToDo` where nothing
    came back, `DamagedErasuresError` for a list that cannot be read whole, and `Refused` for a person.
    """
    words = 0
    while (word := _a_word_that_came_back()) is not None:
        hide_word_again(by=by, word=word)
        words += 1
    try:
        openings = erase_again(by=by)
    except NothingToDo:
        if not words:
            raise
        openings = 0
    return Replayed(words, openings)


def replay() -> None:
    """The same as a job of the clock's: does what there is to do, and nothing where there is nothing."""
    try:
        replay_erasures(by=CLOCK)
    except NothingToDo:
        return


def _a_word_that_came_back() -> Word | None:
    for some in batched(sorted(erased_leaves()), 500, strict=False):
        found = Word.objects.filter(leaf__in=[leaf.hex() for leaf in some], hidden_at=None).first()
        if found is not None:
            return found
    return None

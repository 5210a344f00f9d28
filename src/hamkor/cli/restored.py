"""Before anything is served or published: what a restored backup brought back of what was erased goes again, and a
record of before what was signed is not gone on from."""

from hamkor.cli.checkout import ObstacleError


def look_after() -> None:
    """Does the one, and raises `ObstacleError` for the other and for a damaged list of erasures."""
    from hamkor.ledger.last_signed import AnotherHistoryError, check_continues

    replay_erasures()
    try:
        check_continues()
    except AnotherHistoryError as other:
        raise ObstacleError(f"Nothing is served or published, lest somebody sign what is forgotten. {other}") from other


def replay_erasures() -> None:
    """Erases again what came back, and says how much there was. Raises `ObstacleError` for a damaged list of erasures:
    what it named may be there."""
    from hamkor.core.actors import OPERATOR
    from hamkor.core.errors import NothingToDo
    from hamkor.ledger.erasure import DamagedErasuresError
    from hamkor.privacy import replaying

    try:
        replayed = replaying.replay_erasures(by=OPERATOR)
    except NothingToDo:
        return
    except DamagedErasuresError as damaged:
        raise ObstacleError(str(damaged)) from damaged
    print(f"Hidden again: {replayed.words} words. Erased again: {replayed.openings} further openings.", flush=True)

"""Before anything is served or published: what a restored backup brought back of what was erased goes again."""

from hamkor.cli.checkout import ObstacleError


def replay() -> None:
    """Erases it and says how much there was; nothing where nothing came back. Raises `ObstacleError` for a damaged list
    of erasures: what it named may be there."""
    from hamkor.core.actors import OPERATOR
    from hamkor.core.errors import NothingToDo
    from hamkor.ledger.erasure import DamagedErasuresError
    from hamkor.privacy.replaying import replay_erasures

    try:
        replayed = replay_erasures(by=OPERATOR)
    except NothingToDo:
        return
    except DamagedErasuresError as damaged:
        raise ObstacleError(str(damaged)) from damaged
    print(f"Hidden again: {replayed.words} words. Erased again: {replayed.openings} further openings.", flush=True)

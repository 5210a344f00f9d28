"""`./hamkor ledger`: the record of what was done."""

import argparse
import sys
from collections.abc import Sequence

from hamkor.cli.checkout import ObstacleError
from hamkor.cli.loading import database_in_words, load
from hamkor.cli.telling import progress


def run(arguments: Sequence[str]) -> int:
    """Runs the verb. Raises `ObstacleError` for unusable settings and for a database that cannot be used."""
    parser = argparse.ArgumentParser(prog="./hamkor ledger", description="The record of what was done.")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    verbs.add_parser("verify", help="work out every hash again; name the first entry that is wrong")
    verbs.add_parser("checkpoint", help="sign the ledger as it stands now, without waiting for the clock")
    given = parser.parse_args(arguments)
    load()
    with database_in_words():
        return {"verify": _verify, "checkpoint": _checkpoint}[given.verb]()


def _verify() -> int:
    from hamkor.ledger.verification import WrongLedgerError, verify

    try:
        found = verify(progress=progress("Entries"))
    except WrongLedgerError as wrong:
        print(wrong, file=sys.stderr)
        return 1
    print(f"Entries: {found.entries}, open: {found.opened}, checkpoints: {found.checkpoints}. Everything is right.")
    return 0


def _checkpoint() -> int:
    from hamkor.core.actors import OPERATOR
    from hamkor.core.errors import DomainError, NothingToDo
    from hamkor.ledger.actions.checkpoints import make_checkpoint

    try:
        made = make_checkpoint(by=OPERATOR)
    except NothingToDo as nothing:
        print(nothing.sentence)
        return 0
    except DomainError as lost:
        raise ObstacleError(str(lost.sentence)) from lost
    print(bytes(made.note).decode(), end="")
    return 0

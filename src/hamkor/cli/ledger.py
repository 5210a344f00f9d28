"""`./hamkor ledger`: the record of what was done."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from hamkor.cli import restored
from hamkor.cli.checkout import ObstacleError
from hamkor.cli.loading import database_in_words, load
from hamkor.cli.telling import progress

NAMED: Final = 20
"""Entries of which no opening is kept that are named."""


def run(arguments: Sequence[str]) -> int:
    """Runs the verb. Raises `ObstacleError` for unusable settings, a database or file that cannot be used, and for what
    the ledger refuses."""
    parser = argparse.ArgumentParser(prog="./hamkor ledger", description="The record of what was done.")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    verbs.add_parser("verify", help="work out every hash again; name the first entry that is wrong")
    verbs.add_parser("checkpoint", help="sign the ledger as it stands now, without waiting for the clock")
    cosignature = verbs.add_parser("cosignature", help="keep the line of a witness under a checkpoint")
    cosignature.add_argument("file", metavar="FILE", help="a checkpoint with further lines, or the lines; - for input")
    descriptor = verbs.add_parser(
        "descriptor", help="publish the next edition of the network's descriptor; what is not given stays as it is"
    )
    descriptor.add_argument("--name", help="the network's name")
    descriptor.add_argument(
        "--witness", action="append", metavar="VERIFIER-KEY", help="a witness (repeatable); name all of them"
    )
    descriptor.add_argument("--no-witnesses", action="store_true", help="from now on there are none")
    descriptor.add_argument("--threshold", type=int, help="how many witnesses a verifier asks for")
    descriptor.add_argument(
        "--add-site", nargs="+", action="append", default=[], metavar=("RP_ID", "ORIGIN"), help="a further signing site"
    )
    descriptor.add_argument("--end-site", action="append", default=[], metavar="RP_ID", help="it counts no longer")
    verbs.add_parser("replay-erasures", help="erase again what a restored backup brought back")
    given = parser.parse_args(arguments)
    load()
    with database_in_words():
        match given.verb:
            case "verify":
                return _verify()
            case "checkpoint":
                return _checkpoint()
            case "cosignature":
                return _cosignature(given.file)
            case "descriptor":
                return _descriptor(given)
            case _:
                restored.replay_erasures()
                return 0


def _verify() -> int:
    from hamkor.ledger.faults import WrongLedgerError
    from hamkor.ledger.verification import verify

    try:
        found = verify(progress=progress("Entries"))
    except WrongLedgerError as wrong:
        print(wrong, file=sys.stderr)
        return 1
    print(
        f"Entries: {found.entries}, open: {found.opened}, erased: {found.erased}, checkpoints: {found.checkpoints}, "
        f"registers: {found.registers}, cosignatures: {found.cosignatures}, editions of the descriptor: "
        f"{found.editions}. {'Everything' if not found.lost else 'The rest'} is right."
    )
    if found.lost:
        first = ", ".join(map(str, found.lost[:NAMED])) + (", …" if len(found.lost) > NAMED else "")
        print(
            "Of so many entries nothing is kept that opens them, and nothing says that it was erased: "
            f"{len(found.lost)} ({first}).",
            file=sys.stderr,
        )
    return 1 if found.lost else 0


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


def _cosignature(file: str) -> int:
    from hamkor.core.actors import OPERATOR
    from hamkor.core.errors import DomainError, NothingToDo
    from hamkor.ledger.actions.witnesses import keep_cosignatures
    from hamkor.ledger.witnesses import read_lines

    try:
        data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        raise ObstacleError(f"{file} cannot be read: {error.strerror}.") from error
    try:
        checkpoint, lines = read_lines(data)
        kept = keep_cosignatures(by=OPERATOR, checkpoint=checkpoint, lines=lines)
    except NothingToDo as nothing:
        print(nothing.sentence)
        return 0
    except DomainError as refused:
        raise ObstacleError(str(refused.sentence)) from refused
    for each in kept:
        print(f"Kept under the checkpoint of {checkpoint.size} entries: {each.witness}, {each.at:%Y-%m-%d %H:%M} UTC.")
    return 0


def _descriptor(given: argparse.Namespace) -> int:
    from hamkor.core.actors import OPERATOR
    from hamkor.core.errors import DomainError, NothingToDo
    from hamkor.ledger.actions.descriptors import publish_descriptor

    sites: dict[str, list[str]] = {}
    for rp_id, *origins in given.add_site:
        sites.setdefault(rp_id, []).extend(origins)
    if not all(sites.values()):
        raise ObstacleError("Give each signing site its origin: --add-site sign.example https://sign.example")
    if given.witness and given.no_witnesses:
        raise ObstacleError("Give witnesses, or --no-witnesses, and not both.")
    try:
        written = publish_descriptor(
            by=OPERATOR,
            witnesses=[] if given.no_witnesses else given.witness,
            threshold=given.threshold,
            name=given.name,
            added_sites=sites,
            ended_sites=given.end_site,
        )
    except NothingToDo as nothing:
        print(nothing.sentence)
        return 0
    except DomainError as refused:
        raise ObstacleError(str(refused.sentence)) from refused
    print(bytes(written.body).decode())
    return 0

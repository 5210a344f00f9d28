"""Check a signing statement, a document's evidence or a copy of a site: `python -m hamkor_proof …`."""

import argparse
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hamkor_proof import verify_command
from hamkor_proof.canonical import parse_strict
from hamkor_proof.copies import check_copy
from hamkor_proof.cosigning import CosigningFault, cosign_checkpoint, read_proof
from hamkor_proof.descriptor import Descriptor
from hamkor_proof.evidence import Evidence, check_evidence
from hamkor_proof.faults import EvidenceFault, Fault
from hamkor_proof.mirror import LONGEST_DELEGATION, Delegation
from hamkor_proof.note import SignerKey, VerifierKey
from hamkor_proof.statement import Statement

SIGNED, CONTRADICTED, CANNOT_TELL = 0, 1, 2


def main(arguments: Sequence[str] | None = None, *, prog: str = "hamkor-proof") -> int:
    """Print what was found; return 0 if it is proved or done, 1 if something contradicts it, 2 if one cannot tell."""
    parser = argparse.ArgumentParser(prog=prog)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    check = commands.add_parser("check-statement", help="check that a key signed a statement")
    check.add_argument("statement", type=Path, metavar="STATEMENT.json")
    check.add_argument("evidence", type=Path, metavar="EVIDENCE.json")
    check.add_argument("--origin", required=True, action="append", help="origin of the signing site (repeatable)")
    check.add_argument("--rp-id", required=True, help="relying-party id of the signing site")
    check.set_defaults(act=lambda o: _check_statement(o.statement, o.evidence, o.origin, o.rp_id))

    verify_command.add_to(commands)

    copy = commands.add_parser("verify-mirror", help="check that a copy of a site is complete, genuine and fresh")
    copy.add_argument("place", type=Path, metavar="DIR|FILE.zip")
    copy.add_argument("--key", metavar="VERIFIER-KEY", help="the network's offline key, obtained elsewhere")
    copy.add_argument("--demo", action="store_true", help="let the copy of a demonstration count")
    copy.set_defaults(act=lambda o: _verify_mirror(o.place, o.key, o.demo))

    new = commands.add_parser("new-key", help="make a key for signing copies, or the offline key that delegates")
    new.add_argument("name", metavar="NAME", help="such as network.example/offline-2026")
    new.add_argument("file", type=Path, metavar="FILE", help="where the private key is written; must not be there yet")
    new.set_defaults(act=lambda o: _new_key(o.name, o.file))

    delegate = commands.add_parser("delegate", help="let a key sign copies for some days")
    delegate.add_argument("file", type=Path, metavar="DELEGATION.note", help="where the delegation is written")
    delegate.add_argument("--offline-key", type=Path, required=True, metavar="FILE", help="the offline private key")
    delegate.add_argument("--to", required=True, metavar="VERIFIER-KEY", help="the key that may sign")
    delegate.add_argument("--days", type=int, default=90, help="for how long (default: %(default)s)")
    delegate.set_defaults(act=lambda o: _delegate(o.file, o.offline_key, o.to, o.days))

    cosign = commands.add_parser("cosign", help="say of a ledger's checkpoint that it continues the last one seen")
    cosign.add_argument("checkpoint", metavar="CHECKPOINT", help="the checkpoint's file; - for standard input")
    cosign.add_argument("--key", type=Path, required=True, metavar="FILE", help="the private key (see new-key)")
    cosign.add_argument("--state", type=Path, required=True, metavar="FILE", help="keeps the last one cosigned")
    log = cosign.add_mutually_exclusive_group(required=True)
    log.add_argument("--network", type=Path, metavar="NETWORK.json", help="the descriptor, which names the log")
    log.add_argument("--log", metavar="VERIFIER-KEY", help="the log's key")
    by = cosign.add_mutually_exclusive_group()
    by.add_argument("--ledger", metavar="URL|DIR", help="where the ledger's files are, such as https://…/ledger")
    by.add_argument("--proof", type=Path, metavar="FILE", help="a consistency proof: one hash in base64 to a line")
    cosign.set_defaults(act=_cosign)

    given = parser.parse_args(arguments)
    status, words = given.act(given)
    _tell(words)
    return int(status)


def _tell(words: str) -> None:
    """To whoever still reads: `| head` may not any more, and the status is told nevertheless."""
    try:
        print(words, flush=True)
    except BrokenPipeError:
        # Python would complain once more when it ends and empties its output.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _verify_mirror(place: Path, key: str | None, demonstration: bool) -> tuple[int, str]:
    try:
        pinned = VerifierKey.parse(key) if key else None
    except Fault as fault:
        return CANNOT_TELL, f"Cannot tell: {fault}"
    verdict = check_copy(place, key=pinned, now=datetime.now(UTC), demonstration=demonstration)
    return verdict.status, "\n".join(verdict.lines)


def _new_key(name: str, file: Path) -> tuple[int, str]:
    try:
        key = SignerKey.new(name)
        with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as secret:
            secret.write(key.to_secret() + "\n")
    except Fault as fault:
        return CANNOT_TELL, str(fault)
    except OSError as error:
        return CANNOT_TELL, f"{file} cannot be written: {error.strerror}."
    return SIGNED, str(key.verifier)


def _delegate(file: Path, offline: Path, to: str, days: int) -> tuple[int, str]:
    since = datetime.now(UTC).replace(microsecond=0)
    try:
        delegation = Delegation(VerifierKey.parse(to), since, since + timedelta(days=days))
        file.write_bytes(delegation.note(SignerKey.parse(offline.read_text().strip())))
    except Fault as fault:
        return CANNOT_TELL, str(fault)
    except OverflowError:
        # More days than a calendar has.
        return CANNOT_TELL, str(Fault("mirror-delegation-long", days=LONGEST_DELEGATION.days))
    except OSError as error:
        return CANNOT_TELL, f"{error.filename} cannot be used: {error.strerror}."
    return SIGNED, f"{delegation.key.name} may sign copies until {delegation.until:%Y-%m-%d %H:%M} UTC."


def _cosign(given: argparse.Namespace) -> tuple[int, str]:
    # Loads what speaks HTTP, which takes as long as many signatures.
    from hamkor_proof.tile_reading import tiles_at

    try:
        note = sys.stdin.buffer.read() if given.checkpoint == "-" else Path(given.checkpoint).read_bytes()
        log = given.log or Descriptor.parse(given.network.read_bytes()).log
        done = cosign_checkpoint(
            note,
            log=VerifierKey.parse(log),
            key=SignerKey.parse(given.key.read_text().strip()),
            state=given.state.absolute(),
            at=int(datetime.now(UTC).timestamp()),
            proved_by=tiles_at(given.ledger) if given.ledger else given.proof and read_proof(given.proof.read_bytes()),
        )
    except CosigningFault as fault:
        return CONTRADICTED, f"Not cosigned. {fault}"
    except Fault as fault:
        return CANNOT_TELL, f"Not cosigned, because one cannot tell. {fault}"
    except UnicodeDecodeError:
        return CANNOT_TELL, f"{given.key} holds no private key."
    except OSError as error:
        why = f": {error.strerror}" if error.strerror else ""
        return CANNOT_TELL, f"{error.filename or error} cannot be used{why}."
    if done.before is None:
        print("This is the first checkpoint that is cosigned with this state.", file=sys.stderr)
    return SIGNED, done.line.removesuffix("\n")


def _check_statement(statement: Path, evidence: Path, origins: list[str], rp_id: str) -> tuple[int, str]:
    try:
        parsed = Statement.parse(statement.read_bytes())
        check_evidence(Evidence.from_dict(parse_strict(evidence.read_bytes())), parsed, origins=origins, rp_id=rp_id)
    except EvidenceFault as fault:
        return CONTRADICTED, f"Not shown to be signed: {fault}"
    except Fault as fault:
        return CANNOT_TELL, f"Cannot tell: {fault}"
    except OSError as error:
        return CANNOT_TELL, f"Cannot tell: {error.filename} cannot be read."
    return SIGNED, (
        f"The key {parsed.key} signed this statement on this signing site; whose key it is was not checked."
    )


if __name__ == "__main__":
    sys.exit(main(prog="python -m hamkor_proof"))

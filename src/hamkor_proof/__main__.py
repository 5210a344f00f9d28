"""Check one signing statement from the command line: `python -m hamkor_proof check-statement …`."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from hamkor_proof.canonical import parse_strict
from hamkor_proof.evidence import Evidence, check_evidence
from hamkor_proof.faults import EvidenceFault, Fault
from hamkor_proof.statement import Statement

SIGNED, CONTRADICTED, CANNOT_TELL = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Print one sentence; return 0 if the key signed the statement, 1 if not, 2 if one cannot tell."""
    parser = argparse.ArgumentParser(prog="python -m hamkor_proof")
    commands = parser.add_subparsers(required=True)
    check = commands.add_parser("check-statement", help="check that a key signed a statement")
    check.add_argument("statement", type=Path, metavar="STATEMENT.json")
    check.add_argument("evidence", type=Path, metavar="EVIDENCE.json")
    check.add_argument("--origin", required=True, action="append", help="origin of the signing site (repeatable)")
    check.add_argument("--rp-id", required=True, help="relying-party id of the signing site")
    given = parser.parse_args(arguments)
    verdict, sentence = _check_statement(given.statement, given.evidence, given.origin, given.rp_id)
    print(sentence)
    return verdict


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
    sys.exit(main())

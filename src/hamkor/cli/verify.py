"""`./hamkor verify`: the evidence of a document, checked without an installation and without a network."""

from collections.abc import Sequence

from hamkor_proof.__main__ import main as check


def run(arguments: Sequence[str]) -> int:
    """Status 0: proved, 1: something contradicts, 2: cannot tell."""
    return check(["verify", *arguments], prog="./hamkor")

"""The catalogue of bundles, made once for all tests of the page."""

from typing import Final

from tests.proof.bundles import Case, cases

ALL: Final[dict[str, Case]] = {case.name: case for case in cases()}
GOOD: Final = ALL["good"]


def of_code(code: str) -> Case:
    """One that gets this code, and is no demonstration."""
    return next(case for case in ALL.values() if case.code == code and not case.demonstration)

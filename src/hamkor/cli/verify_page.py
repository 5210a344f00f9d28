"""`./hamkor verify-page FILE.html`: the page that checks evidence without any network, and its SHA-256."""

from collections.abc import Sequence

from hamkor_proof.page.__main__ import main


def run(arguments: Sequence[str]) -> int:
    """Write the page and print its SHA-256, which travels by another way than the page; 2: the file cannot be used."""
    return main(arguments, prog="./hamkor verify-page")

"""`python -m hamkor_proof.page FILE.html`: write the page, print its SHA-256."""

import argparse
import sys
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from hamkor_proof.page import build, unpack


def main(arguments: Sequence[str] | None = None, *, prog: str = "python -m hamkor_proof.page") -> int:
    """Status 0, or 2 where the file cannot be used: one sentence on standard error says why."""
    parser = argparse.ArgumentParser(prog=prog, description="Write verify.html, and print its SHA-256.")
    parser.add_argument("file", type=Path, metavar="FILE.html")
    parser.add_argument("--unpack", action="store_true", help="print the program that is in this page instead")
    given = parser.parse_args(arguments)
    try:
        if given.unpack:
            sys.stdout.write(unpack(given.file.read_bytes()))
            return 0
        given.file.write_bytes(build())
    except OSError as error:
        sys.stderr.write(f"{given.file} cannot be used: {error.strerror}.\n")
        return 2
    except ValueError as error:
        sys.stderr.write(f"{given.file} cannot be read. {error}\n")
        return 2
    sys.stdout.write(f"{sha256(build()).hexdigest()}  {given.file}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

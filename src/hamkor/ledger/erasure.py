"""What was erased, kept outside the database: so that a restore from an older backup does not bring it back.

`erasures` in the home folder has a line for each leaf whose opening was erased: the leaf in hexadecimal, a space, and
the first sixteen digits of the SHA-256 of those 64. Lines are added and never changed; a leaf tells nothing to whoever
lacks the salt.
"""

import fcntl
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from itertools import batched
from pathlib import Path

from django.conf import settings

from hamkor.ledger.models import Opening


class DamagedErasuresError(Exception):
    """Says in a sentence which line of the list cannot be read: what it names may have come back."""


def erased_leaves() -> frozenset[bytes]:
    """The leaves whose openings must not be there. Raises `DamagedErasuresError` for a list that is not whole."""
    with _held() as file:
        return frozenset(_read(file))


def openings_that_came_back() -> list[int]:
    """The places of openings that were erased and are there nevertheless, as after a restore from an older backup."""
    back: list[int] = []
    for some in batched(sorted(erased_leaves()), 500, strict=False):
        back += Opening.objects.filter(commitment__leaf__in=some).values_list("pk", flat=True)
    return back


def erasures_file() -> Path:
    return Path(settings.HAMKOR_HOME) / "erasures"


def note_erased(leaves: Iterable[bytes]) -> None:
    """Puts these leaves on the list, and the list on the disk, before the erasure itself is committed: where that fails
    afterwards, the replay finishes it. Raises `DamagedErasuresError` for a list that is not whole."""
    with _held() as file:
        known = set(_read(file))
        lines = "".join(map(_line, sorted(set(leaves) - known)))
        if not lines:
            return
        # What a kill left half-written was never committed.
        os.ftruncate(file, len(_whole_lines(file)))
        os.lseek(file, 0, os.SEEK_END)
        os.write(file, lines.encode())
        os.fsync(file)
    folder = os.open(erasures_file().parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


@contextmanager
def _held() -> Iterator[int]:
    path = erasures_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file
    finally:
        os.close(file)


def _read(file: int) -> Iterator[bytes]:
    for number, line in enumerate(_whole_lines(file).decode("ascii", "replace").splitlines(keepends=True), 1):
        try:
            leaf = bytes.fromhex(line[:64])
        except ValueError:
            leaf = b""
        if len(leaf) != 32 or _line(leaf) != line:
            raise DamagedErasuresError(
                f"Line {number} of {erasures_file()} is damaged. Take the file from the newest backup that is whole."
            )
        yield leaf


def _whole_lines(file: int) -> bytes:
    body = os.pread(file, os.fstat(file).st_size, 0)
    return body[: body.rfind(b"\n") + 1]


def _line(leaf: bytes) -> str:
    return f"{leaf.hex()} {sha256(leaf.hex().encode()).hexdigest()[:16]}\n"

"""Files kept in memory, packed and plain, and looked at again on disk each time they are asked for."""

import os
import stat
import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Final
from urllib.parse import quote

from hamkor.publishing.files import PublicFiles

type Stamp = tuple[int, int, int]
type Headers = list[tuple[str, str]]

PACKINGS: Final = {"br": ".br", "gzip": ".gz"}
MOST_BYTES: Final = 64 * 1024 * 1024
LARGE: Final = 4 * 1024 * 1024  # a file that is larger is read from disk each time


@dataclass(slots=True, eq=False)
class Kept:
    """A file as it was when its stamp was taken. `forms` are its bytes by packing, "" for the plain ones; none where
    it is too large to be kept. `answers` is for whoever answers with it."""

    file: str
    stamp: Stamp
    tag: str
    forms: dict[str, bytes]
    answers: dict[tuple[str, bool, bool, bool], tuple[str, Headers, list[bytes]]] = field(default_factory=dict)

    @property
    def bytes(self) -> int:
        return sum(map(len, self.forms.values()))

    def is_current(self) -> bool:
        """Whether the same file still lies there. A sweep puts each new one in place under a new number."""
        try:
            return _stamp(os.stat(self.file)) == self.stamp
        except OSError:
            return False


class KeptFiles:
    """The files under some folders, each folder standing for the addresses below a prefix. Safe to use from several
    threads; the least recently asked for are forgotten where they come to more than `most` bytes."""

    def __init__(self, folders: dict[str, Path], *, most: int = MOST_BYTES) -> None:
        self._folders = folders
        self._most = most
        self._kept: OrderedDict[str, Kept] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def get(self, path: str) -> Kept | None:
        """The file of this path, decoded and as WSGI writes it, or None where the path leads to none.

        Nothing is given that lies elsewhere than its path says: no dotted name, no link, no folder, nothing outside.
        """
        kept = self._kept.get(path)
        if kept is not None:
            if kept.is_current():
                try:  # noqa: SIM105 - this is where a reader's time goes
                    self._kept.move_to_end(path)
                except KeyError:
                    pass  # another thread has just forgotten it
                return kept
            self._forget(path)
        fresh = self._read(path)
        if fresh is not None and fresh.forms:
            self._keep(path, fresh)
        return fresh

    def _read(self, path: str) -> Kept | None:
        prefix = next(prefix for prefix in self._folders if path.startswith(prefix))
        folder = os.path.realpath(self._folders[prefix])
        try:
            file = str(PublicFiles(Path(folder)).path(quote(f"/{path.removeprefix(prefix)}", encoding="latin-1")))
        except ValueError:
            return None
        plain = _read(file)
        if plain is None:
            return None
        stamp, body = plain
        if body is None:
            return Kept(file, stamp, "-".join(f"{number:x}" for number in stamp), {})
        forms = {"": body}
        for packing, suffix in PACKINGS.items():
            packed = _read(file + suffix)
            if packed is not None and packed[1] is not None:
                forms[packing] = packed[1]
        return Kept(file, stamp, sha256(body).hexdigest()[:32], forms)

    def _keep(self, path: str, kept: Kept) -> None:
        with self._lock:
            self._drop(path)
            self._kept[path] = kept
            self._bytes += kept.bytes
            while self._bytes > self._most:
                self._drop(next(iter(self._kept)))

    def _forget(self, path: str) -> None:
        with self._lock:
            self._drop(path)

    def _drop(self, path: str) -> None:
        gone = self._kept.pop(path, None)
        if gone is not None:
            self._bytes -= gone.bytes


def _read(file: str) -> tuple[Stamp, bytes | None] | None:
    """Stamp and bytes of a file, no bytes of a large one; None where no file lies there itself."""
    try:
        if os.path.realpath(file) != file:
            return None
        with open(file, "rb") as opened:
            found = os.fstat(opened.fileno())
            if not stat.S_ISREG(found.st_mode):
                return None
            return _stamp(found), opened.read() if found.st_size <= LARGE else None
    except (OSError, ValueError):
        return None


def _stamp(found: os.stat_result) -> Stamp:
    return found.st_mtime_ns, found.st_ino, found.st_size

"""The public site on disk: which file an address is, and how files come and go without a reader ever meeting half of
one.

Beside each file that is worth it lies the same compressed, under its name and `.br` or `.gz`.
"""

import errno
import fcntl
import gzip
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Final
from urllib.parse import quote, unquote

import brotli

INDEX: Final = "index.html"
PACKED: Final = (".br", ".gz")
# What a web server says each file is.
MEDIA_TYPES: Final = {
    ".html": "text/html",
    ".xml": "application/xml",
    ".atom": "application/atom+xml",
    ".txt": "text/plain",
    ".md": "text/markdown",
    ".json": "application/json",
    ".pdf": "application/pdf",
    ".zip": "application/zip",
}
# What no ending of its name says.
_NAMED: Final = {"/ledger/checkpoint": "text/plain"}
# At quality 11 brotli packs about half a megabyte a second: what is larger gets 5 always.
LARGE: Final = 256 * 1024
NOT_OURS_TO_MEND: Final = frozenset({errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT})


class CannotWriteError(Exception):
    """The folder of the public site cannot be written; says in a sentence which file and why."""


class BusyError(Exception):
    """Another process is writing the public site now."""


class PublicFiles:
    """The folder of the public site. Names that begin with a dot in it are its own: the lock, files being written."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._partial = root / ".partial"

    @contextmanager
    def alone(self, *, wait: bool = False) -> Iterator[None]:
        """Holds the folder against every other sweep. Raises `BusyError`, or waits; `CannotWriteError` for a folder
        that cannot be made."""
        try:
            self._partial.mkdir(parents=True, exist_ok=True)
            lock = os.open(self.root / ".sweeping", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise _cannot_write(error) from error
        try:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
            except BlockingIOError:
                raise BusyError from None
            with _in_words():
                # What a killed sweep left half-written.
                for rest in self._partial.iterdir():
                    rest.unlink()
            yield
        finally:
            os.close(lock)

    def path(self, address: str) -> Path:
        """The file of an address: `/ru/news/` is `ru/news/index.html`, `/robots.txt` is itself.

        Raises `ValueError` for an address that leads out of the folder or cannot be a file's name.
        """
        if not address.startswith("/") or "?" in address or "#" in address:
            raise ValueError(f"{address} is no public address")
        *folders, name = unquote(address, errors="strict").removeprefix("/").split("/")
        name = name or INDEX
        for part in (*folders, name):
            if not part or part.startswith(".") or "\0" in part or "\\" in part or len(part.encode()) > 250:
                raise ValueError(f"{address} cannot be a file")
        if name.endswith(PACKED):
            raise ValueError(f"{address} is named like a compressed file")
        return self.root.joinpath(*folders, name)

    def address(self, path: Path) -> str:
        """The address of a file: the way back from `path`."""
        name = quote(path.relative_to(self.root).as_posix())
        return "/" + (name.removesuffix(INDEX) if PurePosixPath(name).name == INDEX else name)

    def read(self, address: str) -> bytes | None:
        """What lies at this address, or None."""
        try:
            return self.path(address).read_bytes()
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return None

    def write(self, address: str, body: bytes, *, pack: bool, quality: int) -> bool:
        """Puts these bytes at the address, and beside them compressed ones if `pack`; False where all lay there so.

        Each file changes at one stroke. The plain one comes last: where it has the new bytes, the others have them too.
        """
        path = self.path(address)
        if self.is_sound(address, body, pack=pack):
            return False
        with _in_words():
            path.parent.mkdir(parents=True, exist_ok=True)
            if pack:
                self._put(path.with_name(f"{path.name}.br"), _brotli(body, quality))
                self._put(path.with_name(f"{path.name}.gz"), gzip.compress(body, 9 if quality > 5 else 6, mtime=0))
            else:
                for suffix in PACKED:
                    _unlink(path.with_name(path.name + suffix))
            self._put(path, body)
        return True

    def is_sound(self, address: str, body: bytes, *, pack: bool) -> bool:
        """Whether exactly these bytes lie at the address, plain and compressed."""
        path = self.path(address)
        if self.read(address) != body:
            return False
        if not pack:
            return not self.is_packed(address)
        packed = [path.with_name(path.name + suffix) for suffix in PACKED]
        try:
            return brotli.decompress(packed[0].read_bytes()) == body and gzip.decompress(packed[1].read_bytes()) == body
        except (OSError, EOFError, brotli.error):
            return False

    def is_packed(self, address: str) -> bool:
        """Whether something compressed lies beside the address, which a web server sends in its place."""
        path = self.path(address)
        return any(os.path.lexists(path.with_name(path.name + suffix)) for suffix in PACKED)

    def remove(self, address: str) -> bool:
        """Takes the address away, with folders that it leaves empty; False where nothing was there."""
        return self.take_away(self.path(address))

    def take_away(self, path: Path) -> bool:
        """The same for a file that lies in the folder under whatever name."""
        with _in_words():
            found = [_unlink(path.with_name(path.name + suffix)) for suffix in (*PACKED, "")]
            for folder in path.parents if any(found) else ():
                if folder == self.root or any(folder.iterdir()):
                    break
                folder.rmdir()
        return any(found)

    def paths(self, address: str = "/") -> Iterator[Path]:
        """Every file from this address down, by its plain name even where only a compressed form is left of it."""
        for folder, folders, names in os.walk(self.path(address).parent):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in sorted({_plain(name) for name in names if not name.startswith(".")}):
                yield Path(folder, name)

    def links(self) -> Iterator[str]:
        """The address of each symbolic link in the folder. Nothing of ours makes one, and a web server may follow it
        out of the folder."""
        for folder, folders, names in os.walk(self.root):
            for name in sorted(folders + names):
                path = Path(folder, name)
                if path.is_symlink():
                    yield "/" + quote(path.relative_to(self.root).as_posix())

    @property
    def made_from(self) -> str:
        """What the whole site was last made from (a fingerprint of the program), or nothing."""
        try:
            return (self.root / ".made-from").read_text()
        except OSError:
            return ""

    @made_from.setter
    def made_from(self, fingerprint: str) -> None:
        with _in_words():
            self._put(self.root / ".made-from", fingerprint.encode())

    def _put(self, path: Path, body: bytes) -> None:
        partial = self._partial / f"{os.getpid()}-{threading.get_ident()}"
        handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o644)
        with os.fdopen(handle, "wb") as file:
            file.write(body)
        os.replace(partial, path)


def media_type(address: str) -> str:
    """What the file of an address is, by its name; bytes without a meaning for a name that says nothing."""
    if address in _NAMED:
        return _NAMED[address]
    suffix = ".html" if address.endswith("/") else PurePosixPath(address).suffix
    return MEDIA_TYPES.get(suffix, "application/octet-stream")


def is_worth_packing(kind: str) -> bool:
    """True for text of any sort; pictures and PDFs are packed already."""
    return kind.startswith("text/") or kind.endswith(("+xml", "/xml", "/json", "+json"))


def _brotli(body: bytes, quality: int) -> bytes:
    packed: bytes = brotli.compress(body, quality=quality if len(body) < LARGE else min(quality, 5))
    return packed


def _unlink(path: Path) -> bool:
    try:
        path.unlink()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return False
    return True


def _plain(name: str) -> str:
    for suffix in PACKED:
        if name.endswith(suffix):
            return name.removesuffix(suffix)
    return name


@contextmanager
def _in_words() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno not in NOT_OURS_TO_MEND:
            raise
        raise _cannot_write(error) from error


def _cannot_write(error: OSError) -> CannotWriteError:
    return CannotWriteError(f"{error.filename or 'The public site'} cannot be written: {error.strerror}.")

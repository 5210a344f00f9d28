"""Whether a copy of the public site is complete, genuine, and how old: read from a folder or a ZIP file, unpacking
nothing and trusting nothing in it."""

import os
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import IO, Final, Protocol

from hamkor_proof.faults import Fault
from hamkor_proof.mirror import (
    ABOUT_THE_COPY,
    DELEGATION_NOTE,
    MANIFEST,
    MANIFEST_NOTE,
    CopiedFile,
    Delegation,
    Manifest,
    check_manifest_note,
    check_path,
)
from hamkor_proof.note import LONGEST as LONGEST_NOTE
from hamkor_proof.note import Note, VerifierKey, verified

PROVED, CONTRADICTED, CANNOT_TELL = 0, 1, 2

# Pages pack ten to one, and deflate cannot pack better than a thousand to one.
MOST_TIMES_ITS_SIZE: Final = 200
SLACK: Final = 1_000_000  # bytes that a small ZIP file may unpack to in any case
LONGEST_MANIFEST: Final = 256 * 1024 * 1024
CLOCKS_DIFFER: Final = timedelta(days=1)

_PIECE: Final = 1 << 20


class Copy(Protocol):
    """The files of a copy, each path once and none leading out of it."""

    paths: frozenset[str]

    def open(self, path: str) -> AbstractContextManager[IO[bytes]]: ...


class FolderCopy:
    """A copy in a folder. Raises a `Fault` for anything in it that is neither a file nor a folder."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self.paths = frozenset(self._walk(root))

    def _walk(self, folder: Path) -> Iterator[str]:
        with os.scandir(folder) as entries:
            for entry in entries:
                path = Path(entry.path)
                if entry.is_dir(follow_symlinks=False):
                    yield from self._walk(path)
                elif entry.is_file(follow_symlinks=False):
                    yield path.relative_to(self._root).as_posix()
                else:
                    raise Fault("copy-link", path=path.relative_to(self._root).as_posix())

    @contextmanager
    def open(self, path: str) -> Iterator[IO[bytes]]:
        with open(os.open(self._root / path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC), "rb") as file:
            yield file


class ZipCopy:
    """A copy in a ZIP file. Raises a `Fault` for one that would harm who unpacks it: paths that lead out of it, the
    same path twice, links, bombs."""

    def __init__(self, place: Path) -> None:
        try:
            self._zip = zipfile.ZipFile(place)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise Fault("copy-not-zip", why=_harmless(str(error))) from None
        self._entries: dict[str, zipfile.ZipInfo] = {}
        folded: set[str] = set()
        unpacked = 0
        for entry in self._zip.infolist():
            self._check(entry)
            # Where capital letters make no difference one of two such files would replace the other.
            if entry.filename.rstrip("/").casefold() in folded:
                raise Fault("copy-twice", path=entry.filename)
            folded.add(entry.filename.rstrip("/").casefold())
            unpacked += entry.file_size
            if not entry.is_dir():
                self._entries[entry.filename] = entry
        size = place.stat().st_size
        if unpacked > MOST_TIMES_ITS_SIZE * size + SLACK:
            raise Fault("copy-bomb", times=unpacked // max(size, 1))
        self.paths = frozenset(self._entries)
        self._check_folders()

    @contextmanager
    def open(self, path: str) -> Iterator[IO[bytes]]:
        try:
            with self._zip.open(self._entries[path]) as file:
                yield file
        except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError) as error:
            raise Fault("copy-not-zip", why=_harmless(str(error))) from None

    @staticmethod
    def _check(entry: zipfile.ZipInfo) -> None:
        # `filename` is what is left after the library cleaned it; what others unpack is the original.
        for path in (entry.orig_filename, entry.filename):
            try:
                check_path(path.removesuffix("/") if entry.is_dir() else path)
            except Fault:
                raise Fault("copy-path", path=path) from None
        kind = stat.S_IFMT(entry.external_attr >> 16)
        if kind not in {0, stat.S_IFREG, stat.S_IFDIR} or (kind and (kind == stat.S_IFDIR) != entry.is_dir()):
            raise Fault("copy-link", path=entry.filename)
        if entry.flag_bits & 0x1 or entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise Fault("copy-packed", path=entry.filename)

    def _check_folders(self) -> None:
        for path in self.paths:
            folder = path
            while folder := folder.rpartition("/")[0]:
                if folder in self.paths:
                    raise Fault("copy-twice", path=folder)


def open_copy(place: Path) -> Copy:
    """The copy at this place; a `Fault` for a place or a ZIP file that cannot be looked at safely."""
    if place.is_dir():
        return FolderCopy(place)
    if place.is_file():
        return ZipCopy(place)
    raise Fault("copy-not-here", place=str(place))


@dataclass
class Verdict:
    """`status` is 0 where all is proved, 1 where something contradicts, 2 where one cannot tell; `lines` say why."""

    status: int = PROVED
    lines: list[str] = field(default_factory=list)

    def say(self, line: str, status: int = PROVED) -> None:
        """Adds a line. A contradiction outweighs not knowing, and that outweighs proof."""
        self.lines.append(line)
        if status == CONTRADICTED or self.status == PROVED:
            self.status = status


def check_copy(place: Path, *, key: VerifierKey | None, now: datetime, demonstration: bool = False) -> Verdict:
    """What can honestly be said of the copy at this place at this moment.

    `key` is the network's offline key, obtained elsewhere than in the copy; without it nothing says whose the copy is.
    A demonstration's copy is never proved unless `demonstration` allows it. Raises no `Fault`: what cannot be read is a
    verdict too.
    """
    verdict = Verdict()
    try:
        copy = open_copy(place)
        body = _read(copy, MANIFEST, LONGEST_MANIFEST)
        if body is None:
            verdict.say("Cannot tell: there is no manifest.json, so nothing says what belongs to it.", CANNOT_TELL)
            return verdict
        manifest = Manifest.parse(body)
    except Fault as fault:
        verdict.say(f"Cannot tell: {_harmless(str(fault))}", CANNOT_TELL)
        return verdict
    except OSError as error:
        verdict.say(f"Cannot tell: {_harmless(str(error.filename or place))} cannot be read.", CANNOT_TELL)
        return verdict
    verdict.say(
        f"It says that it is copy {manifest.sequence} of {manifest.origin}, made on {_moment(manifest.issued)} and "
        f"good until {_moment(manifest.expires)}."
    )
    _check_signatures(verdict, copy, manifest, body, key)
    _check_files(verdict, copy, manifest)
    _check_age(verdict, manifest, now)
    if manifest.demonstration and not demonstration:
        verdict.say("It is a demonstration: its organisations, people and signatures are examples.", CANNOT_TELL)
    return verdict


def _check_signatures(verdict: Verdict, copy: Copy, manifest: Manifest, body: bytes, key: VerifierKey | None) -> None:
    try:
        note = _read(copy, MANIFEST_NOTE, LONGEST_NOTE)
        delegating = _read(copy, DELEGATION_NOTE, LONGEST_NOTE)
        if note is None or delegating is None:
            verdict.say("Whose it is cannot be told: it is not signed.", CANNOT_TELL)
            return
        if key is None:
            delegation = Delegation.parse(Note.parse(delegating).text)
        else:
            delegation = Delegation.parse(verified(delegating, [key])[0])
        check_manifest_note(note, body, delegation.key)
    except Fault as fault:
        verdict.say(f"Not genuine: {_harmless(str(fault))}", CONTRADICTED)
        return
    if not delegation.covers(manifest):
        verdict.say("Not genuine: its key was not allowed to sign for that time.", CONTRADICTED)
    elif key is None:
        verdict.say(
            "Whose it is cannot be told: give the network's offline key, obtained elsewhere, with --key.", CANNOT_TELL
        )
    else:
        verdict.say(
            f"Genuine: {delegation.key.name} signed it, as {key.name} allowed from {_moment(delegation.since)} until "
            f"{_moment(delegation.until)}."
        )


def _check_files(verdict: Verdict, copy: Copy, manifest: Manifest) -> None:
    differing = 0
    for entry in manifest.files:
        if entry.path not in copy.paths:
            verdict.say(f"missing: {entry.path}", CONTRADICTED)
            differing += 1
        elif not _is_unchanged(copy, entry):
            verdict.say(f"changed: {entry.path}", CONTRADICTED)
            differing += 1
    for path in sorted(copy.paths - {entry.path for entry in manifest.files} - ABOUT_THE_COPY):
        verdict.say(f"extra: {_harmless(path)}", CONTRADICTED)
        differing += 1
    if differing:
        verdict.say(f"Not what the manifest says: {differing} files differ, of {len(manifest.files)}.", CONTRADICTED)
    else:
        verdict.say(f"Complete: {len(manifest.files)} files are as the manifest says, and there are no others.")


def _check_age(verdict: Verdict, manifest: Manifest, now: datetime) -> None:
    age = now - manifest.issued
    if age < -CLOCKS_DIFFER:
        verdict.say("Its age cannot be told: it was made in the future, or this clock is wrong.", CANNOT_TELL)
        return
    days = max(age, timedelta()).days
    old = "less than a day" if not days else "a day" if days == 1 else f"{days} days"
    if now >= manifest.expires:
        verdict.say(f"Out of date: it is {old} old. The site may say something else by now.", CANNOT_TELL)
    else:
        verdict.say(f"It is {old} old.")


def _is_unchanged(copy: Copy, entry: CopiedFile) -> bool:
    """Reads no further than the manifest says the file goes, so that nothing swells here."""
    digest, left = sha256(), entry.size
    try:
        with copy.open(entry.path) as file:
            while piece := file.read(min(_PIECE, left + 1)):
                left -= len(piece)
                if left < 0:
                    return False
                digest.update(piece)
    except (Fault, OSError):
        return False
    return left == 0 and digest.hexdigest() == entry.sha256


def _read(copy: Copy, path: str, longest: int) -> bytes | None:
    if path not in copy.paths:
        return None
    with copy.open(path) as file:
        body = file.read(longest + 1)
    if len(body) > longest:
        raise Fault("copy-too-long", path=path)
    return body


def _moment(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M UTC")


def _harmless(words: str) -> str:
    """What others named, without the control characters that could write over a terminal."""
    return "".join(letter if letter.isprintable() else f"\\u{ord(letter):04x}" for letter in words)

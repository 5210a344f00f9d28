"""Writing a mirror: a folder or a ZIP file with the copy's files, its manifest, and what signs it."""

import fcntl
import os
import shutil
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Final

from django.conf import settings

from hamkor.ledger.access import this_network
from hamkor.publishing.copies.contents import Contents
from hamkor.publishing.files import CannotWriteError
from hamkor_proof.mirror import (
    DELEGATION_NOTE,
    MANIFEST,
    MANIFEST_NOTE,
    CopiedFile,
    Delegation,
    Manifest,
    manifest_note,
)
from hamkor_proof.note import Note, SignerKey

# ZIP cannot date a file earlier. A real date would make two equal copies differ.
_NO_DATE: Final = (1980, 1, 1, 0, 0, 0)

type Add = Callable[[str, bytes], None]


@dataclass(frozen=True)
class Signing:
    """The key that signs a copy, and the delegation that lets it, as the offline key signed it."""

    key: SignerKey
    delegation: bytes

    def until(self, now: datetime, wished: datetime) -> datetime:
        """When a copy made now expires: when wished, or before it when the key does. Raises a `Fault` for a delegation
        of another key or another time."""
        allowed = Delegation.parse(Note.parse(self.delegation).text)
        allowed.check_may_sign(self.key.verifier, now)
        return min(wished, allowed.until)


def write_mirror(
    place: Path, *, signing: Signing | None = None, days: int = 30, after: bytes | None = None
) -> Manifest:
    """Makes a mirror at a place where nothing is: a ZIP file where the name says so, else a folder.

    `after` is the manifest that this one follows, where this machine does not know it. It appears at once or not at
    all. Raises `CannotWriteError` for a place that is taken or cannot be written, a `Fault` for what cannot sign, and
    what `Contents.files` raises.
    """
    if place.exists() and (place.is_file() or any(place.iterdir())):
        raise CannotWriteError(f"{place} is there already: a mirror goes where nothing is.")
    contents = Contents()
    wished = contents.made_at + timedelta(days=days)
    expires = signing.until(contents.made_at, wished) if signing else wished
    with _last_manifest() as last, _written(place) as add:
        former = after if after is not None else last.read_bytes() if last.exists() else None
        entries = []
        for each in contents.files():
            add(each.path, each.body)
            entries.append(CopiedFile.of(each.path, each.body))
        network = this_network()
        manifest = Manifest(
            network=network.hex() if network else None,
            origin=settings.HAMKOR_SITE_ORIGIN,
            sequence=Manifest.parse(former).sequence + 1 if former else 1,
            previous=sha256(former).hexdigest() if former else None,
            issued=contents.made_at,
            expires=expires,
            demonstration=settings.HAMKOR_DEMONSTRATION,
            files=tuple(sorted(entries)),
        )
        body = manifest.to_bytes()
        add(MANIFEST, body)
        if signing:
            add(MANIFEST_NOTE, manifest_note(body, signing.key))
            add(DELEGATION_NOTE, signing.delegation)
        # Before the copy appears: a number may be left out, never given twice.
        partial = last.with_suffix(".partial")
        partial.write_bytes(body)
        os.replace(partial, last)
    return manifest


@contextmanager
def _last_manifest() -> Iterator[Path]:
    """The file of the manifest that was made last, held against another mirror that is being made."""
    folder = settings.HAMKOR_HOME / "mirrors"
    folder.mkdir(parents=True, exist_ok=True)
    lock = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder / "last-manifest.json"
    finally:
        os.close(lock)


@contextmanager
def _written(place: Path) -> Iterator[Add]:
    """Gives `add(path, body)`; what was added is at the place afterwards, unless something was raised."""
    partial = place.with_name(f".{place.name}.partial")
    is_zip = place.suffix.lower() == ".zip"
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        if is_zip:
            with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as file:
                yield lambda path, body: file.writestr(_entry(path), body)
        else:
            shutil.rmtree(partial, ignore_errors=True)
            partial.mkdir()
            yield lambda path, body: _put(partial / path, body)
        os.replace(partial, place)
    finally:
        if is_zip:
            partial.unlink(missing_ok=True)
        else:
            shutil.rmtree(partial, ignore_errors=True)


def _entry(path: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(path, _NO_DATE)
    entry.create_system = 3  # Unix, wherever it was made
    entry.external_attr = 0o100644 << 16
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _put(path: Path, body: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body)

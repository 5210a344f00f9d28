"""What a copy of the public site says of itself: its files, and whose key, delegated by an offline key, signed them.

Three files lie in the copy's root. `manifest.json` names every other file with its SHA-256. `manifest.note` is a signed
note over the manifest's SHA-256. `delegation.note` is a signed note of the offline key: from when until when the key of
`manifest.note` may sign. `docs/mirror.md` is their specification.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final, NamedTuple

from hamkor_proof import form
from hamkor_proof.canonical import JSON, LARGEST_INTEGER, Writable, canonical_json, parse_canonical
from hamkor_proof.faults import Fault
from hamkor_proof.note import SignerKey, VerifierKey, signed, verified

MANIFEST: Final = "manifest.json"
MANIFEST_NOTE: Final = "manifest.note"
DELEGATION_NOTE: Final = "delegation.note"
ABOUT_THE_COPY: Final = frozenset({MANIFEST, MANIFEST_NOTE, DELEGATION_NOTE})

MANIFEST_TYPE: Final = "hamkor/mirror"
DELEGATION_TYPE: Final = "hamkor/mirror-delegation"
VERSION: Final = 1
LONGEST_DELEGATION: Final = timedelta(days=100)
"""A quarter of a year, and a week to carry the next delegation from the offline machine. There is no revoking: so long
a stolen key may count."""

_MANIFEST_KEYS: Final = (
    "type", "version", "network", "origin", "sequence", "previous", "issued", "expires", "demonstration", "files",
)  # fmt: skip
_DELEGATION_KEYS: Final = ("type", "version", "key", "from", "until")
_ORIGIN: Final = re.compile(r"https?://[a-z0-9.-]+(:[0-9]{1,5})?")
_TIME: Final = re.compile(r"[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z")


class CopiedFile(NamedTuple):
    """A file of the copy: its path from the copy's root, the SHA-256 of its bytes in hexadecimal, and how many."""

    path: str
    sha256: str
    size: int

    @classmethod
    def of(cls, path: str, body: bytes) -> "CopiedFile":
        """The entry for a file's bytes."""
        return cls(path, sha256(body).hexdigest(), len(body))


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What a copy of `origin` holds. Making a malformed one raises a `Fault`.

    `network` is the network's id in hexadecimal, or None before it is founded; `previous` the SHA-256 of the manifest
    with the sequence number before; `issued` and `expires` are whole seconds in UTC; `files` are in order of path.
    """

    network: str | None
    origin: str
    sequence: int
    previous: str | None
    issued: datetime
    expires: datetime
    demonstration: bool
    files: tuple[CopiedFile, ...]

    def __post_init__(self) -> None:
        form.match(form.SHA256_HEX, self.network, "network")
        form.match(_ORIGIN, self.origin, "origin")
        if not 1 <= self.sequence <= LARGEST_INTEGER:
            raise Fault("form-value", field="sequence")
        form.match(form.SHA256_HEX, self.previous, "previous")
        if (self.sequence == 1) != (self.previous is None):
            raise Fault("mirror-previous")
        _check_time(self.issued, "issued")
        _check_time(self.expires, "expires")
        if self.issued >= self.expires:
            raise Fault("mirror-manifest-times")
        form.in_order([each.path for each in self.files], "files")
        for path, digest, size in self.files:
            check_path(path)
            if path in ABOUT_THE_COPY:
                raise Fault("mirror-path", path=path)
            form.match(form.SHA256_HEX, digest, "files")
            if not 0 <= size <= LARGEST_INTEGER:
                raise Fault("form-value", field="files")

    def to_bytes(self) -> bytes:
        """The canonical JSON."""
        return canonical_json(
            {
                "type": MANIFEST_TYPE,
                "version": VERSION,
                "network": self.network,
                "origin": self.origin,
                "sequence": self.sequence,
                "previous": self.previous,
                "issued": _write_time(self.issued),
                "expires": _write_time(self.expires),
                "demonstration": self.demonstration,
                "files": [list(each) for each in self.files],
            }
        )

    @classmethod
    def parse(cls, data: bytes) -> "Manifest":
        """Read a manifest; a `Fault` unless it is canonical, with exactly its members, each well formed."""
        given = _members(data, MANIFEST_TYPE, _MANIFEST_KEYS)
        return cls(
            network=form.optional_string(given, "network"),
            origin=form.string(given, "origin"),
            sequence=form.integer(given, "sequence"),
            previous=form.optional_string(given, "previous"),
            issued=_read_time(given, "issued"),
            expires=_read_time(given, "expires"),
            demonstration=form.boolean(given, "demonstration"),
            files=tuple(map(_read_file, form.array(given, "files"))),
        )


@dataclass(frozen=True)
class Delegation:
    """That a key may sign manifests issued from `since` on and expiring no later than `until`. Making one that is
    longer than `LONGEST_DELEGATION`, or ends before it begins, raises a `Fault`: to who delegates, as to who
    verifies."""

    key: VerifierKey
    since: datetime
    until: datetime

    def __post_init__(self) -> None:
        _check_time(self.since, "from")
        _check_time(self.until, "until")
        if self.since >= self.until:
            raise Fault("mirror-delegation-times")
        if self.until - self.since > LONGEST_DELEGATION:
            raise Fault("mirror-delegation-long", days=LONGEST_DELEGATION.days)

    def covers(self, manifest: Manifest) -> bool:
        """Whether the manifest was issued, and expires, while the key may sign."""
        return self.since <= manifest.issued and manifest.expires <= self.until

    def check_may_sign(self, key: VerifierKey, now: datetime) -> None:
        """Raises a `Fault` unless it is this key's and holds at this moment."""
        if self.key != key:
            raise Fault("mirror-delegation-key")
        if not self.since <= now < self.until:
            raise Fault("mirror-delegation-over")

    def note(self, offline: SignerKey) -> bytes:
        """The delegation as the offline key signs it."""
        body: dict[str, Writable] = {
            "type": DELEGATION_TYPE,
            "version": VERSION,
            "key": str(self.key),
            "from": _write_time(self.since),
            "until": _write_time(self.until),
        }
        return signed(canonical_json(body).decode() + "\n", offline)

    @classmethod
    def parse(cls, text: str) -> "Delegation":
        """Read the text of a delegation's note; a `Fault` unless it is one line of canonical JSON, well formed."""
        if text.count("\n") != 1:
            raise Fault("mirror-note")
        given = _members(text.removesuffix("\n").encode(), DELEGATION_TYPE, _DELEGATION_KEYS)
        key = VerifierKey.parse(form.string(given, "key"))
        return cls(key, _read_time(given, "from"), _read_time(given, "until"))


def manifest_note(manifest: bytes, key: SignerKey) -> bytes:
    """The note over a manifest's bytes. Its second line is one that `sha256sum --check` reads."""
    return signed(_manifest_text(manifest), key)


def check_manifest_note(note: bytes, manifest: bytes, key: VerifierKey) -> None:
    """Raises a `Fault` unless `key` signed a note over exactly this manifest."""
    text, _keys = verified(note, [key])
    if text != _manifest_text(manifest):
        raise Fault("mirror-note")


def check_path(path: str) -> None:
    """Refuse, with a `Fault`, what is not the relative path of a file, the same on every system."""
    parts = path.split("/")
    if any(part in {"", ".", ".."} for part in parts) or not path.isprintable() or "\\" in path or ":" in path:
        raise Fault("mirror-path", path=path)


def files_of(bodies: Iterable[tuple[str, bytes]]) -> tuple[CopiedFile, ...]:
    """The entries for these files, in the manifest's order."""
    return tuple(sorted(CopiedFile.of(path, body) for path, body in bodies))


def _manifest_text(manifest: bytes) -> str:
    return f"{MANIFEST_TYPE}\n{sha256(manifest).hexdigest()}  {MANIFEST}\n"


def _members(data: bytes, of_type: str, keys: tuple[str, ...]) -> dict[str, JSON]:
    value = parse_canonical(data)
    if isinstance(value, dict) and (value.get("type"), value.get("version")) != (of_type, VERSION):
        raise Fault("form-version", type=of_type)
    given = form.members(value, keys, of_type)
    form.integer(given, "version")
    return given


def _read_file(entry: JSON) -> CopiedFile:
    match entry:
        case [str(path), str(digest), int(size)] if not isinstance(size, bool):
            return CopiedFile(path, digest, size)
    raise Fault("form-type", field="files")


def _check_time(moment: datetime, field: str) -> None:
    if moment.utcoffset() != timedelta(0) or moment.microsecond or moment.year < 1000:
        raise Fault("form-value", field=field)


def _write_time(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _read_time(given: dict[str, JSON], key: str) -> datetime:
    written = form.string(given, key)
    form.match(_TIME, written, key)
    try:
        return datetime.fromisoformat(written)
    except ValueError:
        raise Fault("form-value", field=key) from None

"""What the ledger records about a key after its registration: who confirmed it and how, that it was revoked, that its
organisation contests it (`docs/ledger.md`, section 3)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, cast

from hamkor_proof import form
from hamkor_proof.acts import Act
from hamkor_proof.canonical import JSON, canonical_json, parse_canonical
from hamkor_proof.faults import Fault
from hamkor_proof.statement import LONGEST_NAME, Statement
from hamkor_proof.text import check_line

CONFIRMATION: Final = "hamkor/key-confirmation"
REVOCATION: Final = "hamkor/key-revocation"
CONTEST: Final = "hamkor/key-contest"
VERSION: Final = 1

type Way = Literal["fingerprint", "earlier-key", "member"]

_WAYS: Final = ("fingerprint", "earlier-key", "member")


@dataclass(frozen=True, kw_only=True)
class KeyConfirmation:
    """A `key-confirm` statement, the way in which the key was confirmed, and for a fingerprint where it was found.

    Making a malformed one raises a `Fault`.
    """

    statement: Statement
    way: Way
    found: str | None = None

    def __post_init__(self) -> None:
        if self.statement.act is not Act.KEY_CONFIRM:
            raise Fault("form-value", field="statement.act")
        if self.way not in _WAYS:
            raise Fault("form-value", field="way")
        if (self.way == "fingerprint") != (self.found is not None):
            raise Fault("form-value", field="found")
        if self.found is not None:
            check_line(self.found)
            if len(self.found) > LONGEST_NAME:
                raise Fault("form-value", field="found")

    def to_json(self) -> JSON:
        """The event as a value."""
        return {
            "type": CONFIRMATION,
            "version": VERSION,
            "statement": parse_canonical(self.statement.to_bytes()),
            "way": self.way,
            "found": self.found,
        }

    def to_bytes(self) -> bytes:
        """The canonical JSON."""
        return canonical_json(self.to_json())

    @classmethod
    def parse(cls, data: bytes) -> "KeyConfirmation":
        """Read one; a `Fault` unless it is canonical, with exactly its members, each well formed."""
        given = form.event(parse_canonical(data), CONFIRMATION, VERSION, ("statement", "way", "found"))
        return cls(
            statement=Statement.parse(canonical_json(given["statement"])),
            # Checked with the other forms as soon as the event is made.
            way=cast(Way, form.string(given, "way")),
            found=form.optional_string(given, "found"),
        )


@dataclass(frozen=True, kw_only=True)
class KeyRevocation:
    """A `key-revoke` statement, and the time from which somebody else may have used the key, not after the statement's.

    Making a malformed one raises a `Fault`.
    """

    statement: Statement
    suspect_from: datetime | None = None

    def __post_init__(self) -> None:
        if self.statement.act is not Act.KEY_REVOKE:
            raise Fault("form-value", field="statement.act")
        if self.suspect_from is not None and self.suspect_from > self.statement.time:
            raise Fault("form-value", field="suspect_from")

    def to_json(self) -> JSON:
        """The event as a value."""
        return {
            "type": REVOCATION,
            "version": VERSION,
            "statement": parse_canonical(self.statement.to_bytes()),
            "suspect_from": None if self.suspect_from is None else form.written_time(self.suspect_from),
        }

    def to_bytes(self) -> bytes:
        """The canonical JSON."""
        return canonical_json(self.to_json())

    @classmethod
    def parse(cls, data: bytes) -> "KeyRevocation":
        """Read one; a `Fault` unless it is canonical, with exactly its members, each well formed."""
        given = form.event(parse_canonical(data), REVOCATION, VERSION, ("statement", "suspect_from"))
        suspect = form.optional_string(given, "suspect_from")
        return cls(
            statement=Statement.parse(canonical_json(given["statement"])),
            suspect_from=None if suspect is None else form.time(suspect, "suspect_from"),
        )


@dataclass(frozen=True, kw_only=True)
class KeyContest:
    """An organisation says that a key registered in its name is not its own. A malformed one raises a `Fault`."""

    network: str
    organisation: str
    key: str
    registered: str
    time: datetime

    def __post_init__(self) -> None:
        form.match(form.UUID, self.organisation, "organisation")
        for field, value in (("network", self.network), ("key", self.key), ("registered", self.registered)):
            form.match(form.SHA256_HEX, value, field)

    def to_json(self) -> JSON:
        """The event as a value."""
        return {
            "type": CONTEST,
            "version": VERSION,
            "network": self.network,
            "organisation": self.organisation,
            "key": self.key,
            "registered": self.registered,
            "time": form.written_time(self.time),
        }

    def to_bytes(self) -> bytes:
        """The canonical JSON."""
        return canonical_json(self.to_json())

    @classmethod
    def parse(cls, data: bytes) -> "KeyContest":
        """Read one; a `Fault` unless it is canonical, with exactly its members, each well formed."""
        members = ("network", "organisation", "key", "registered", "time")
        given = form.event(parse_canonical(data), CONTEST, VERSION, members)
        return cls(
            network=form.string(given, "network"),
            organisation=form.string(given, "organisation"),
            key=form.string(given, "key"),
            registered=form.string(given, "registered"),
            time=form.time(form.string(given, "time"), "time"),
        )

"""The network descriptor: its log key, signing sites and witnesses, edition by edition."""

import re
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from dataclasses import dataclass
from hashlib import sha256
from typing import NamedTuple

from hamkor_proof import form
from hamkor_proof.canonical import JSON, LARGEST_INTEGER, Writable, canonical_json, parse_canonical
from hamkor_proof.faults import Fault
from hamkor_proof.keys import check_ed25519_point
from hamkor_proof.text import check_line

TYPE = "hamkor/network"
VERSION = 1

_ED25519_NOTE = b"\x01"
LONGEST_NAME = 500  # characters, of a network as of an organisation

# What Unicode calls white space, the control characters, and what separates the parts of a key.
NOT_IN_NAMES = re.compile("[\x00-\x20+\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]")
_ORIGIN = re.compile(r"(https?)://([^:/]*)(?::([1-9][0-9]{0,4}))?")
_HIGHEST_PORT = 65_535
_KEYS = (
    "type", "version", "edition", "name", "log", "relying_parties", "witnesses", "threshold", "demonstration",
    "previous",
)  # fmt: skip


def verifier_key(name: str, public_key: bytes) -> str:
    """A C2SP signed-note verifier key for Ed25519: `<name>+<key id in hex>+<base64 of 0x01 ‖ public key>`.

    The key id is the first four bytes of SHA-256(name ‖ LF ‖ 0x01 ‖ public key). Refuses, with a `Fault`, a
    name that is empty or holds white space, a control character or a plus sign, and a public key that is no point of
    the curve.
    """
    if not name or NOT_IN_NAMES.search(name):
        raise Fault("verifier-key")
    if len(public_key) != 32:
        raise Fault("verifier-key")
    check_ed25519_point(public_key)
    key = _ED25519_NOTE + public_key
    identity = sha256(name.encode() + b"\n" + key).digest()[:4]
    return f"{name}+{identity.hex()}+{b64encode(key).decode()}"


def parse_verifier_key(text: str) -> tuple[str, bytes]:
    """The name and the Ed25519 public key of a verifier key; a `Fault` unless it is written exactly so."""
    try:
        # The name holds no plus sign, but base64 may.
        name, _, encoded = text.split("+", 2)
        key = b64decode(encoded, validate=True)
    except (ValueError, Base64Error):
        raise Fault("verifier-key") from None
    if key[:1] != _ED25519_NOTE or verifier_key(name, key[1:]) != text:
        raise Fault("verifier-key")
    return name, key[1:]


class RelyingParty(NamedTuple):
    """A signing site: its relying-party id and exact origins, and the ledger indices it holds for.

    `since` is the first index that counts, `until` the first that no longer does, or None. In JSON `since` is
    called `from`.
    """

    id: str
    origins: tuple[str, ...]
    since: int
    until: int | None


@dataclass(frozen=True, kw_only=True)
class Descriptor:
    """One edition of a network descriptor; making a malformed one raises a `Fault`.

    `previous` is the SHA-256 of the edition before, in hexadecimal. A demonstration says so, and only a
    demonstration may sign on plain HTTP, and only under `localhost`.
    """

    edition: int
    name: str
    log: str
    relying_parties: tuple[RelyingParty, ...]
    demonstration: bool
    witnesses: tuple[str, ...] = ()
    threshold: int = 0
    previous: str | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.edition <= LARGEST_INTEGER:
            raise Fault("form-value", field="edition")
        check_line(self.name)
        if len(self.name) > LONGEST_NAME:
            raise Fault("form-value", field="name")
        parse_verifier_key(self.log)
        for party in self.relying_parties:
            self._check_relying_party(party)
        if len({party.id for party in self.relying_parties}) < len(self.relying_parties):
            raise Fault("descriptor-twice", field="relying_parties")
        # A threshold counts witnesses: two keys under one name are not two of them.
        if len({parse_verifier_key(witness)[0] for witness in self.witnesses}) < len(self.witnesses):
            raise Fault("descriptor-twice", field="witnesses")
        form.in_order(self.witnesses, "witnesses")
        if not 0 <= self.threshold <= len(self.witnesses):
            raise Fault("descriptor-threshold")
        form.match(form.SHA256_HEX, self.previous, "previous")
        if (self.edition == 1) != (self.previous is None):
            raise Fault("descriptor-previous")

    def to_bytes(self) -> bytes:
        """The canonical JSON."""
        parties: list[Writable] = [
            {"id": party.id, "origins": list(party.origins), "from": party.since, "until": party.until}
            for party in self.relying_parties
        ]
        return canonical_json(
            {
                "type": TYPE,
                "version": VERSION,
                "edition": self.edition,
                "name": self.name,
                "log": self.log,
                "relying_parties": parties,
                "witnesses": list(self.witnesses),
                "threshold": self.threshold,
                "demonstration": self.demonstration,
                "previous": self.previous,
            }
        )

    @classmethod
    def parse(cls, data: bytes) -> "Descriptor":
        """Read one edition; a `Fault` unless it is canonical, with exactly its members, each well formed."""
        value = parse_canonical(data)
        if isinstance(value, dict) and (value.get("type"), value.get("version")) != (TYPE, VERSION):
            raise Fault("form-version", type=TYPE)
        given = form.members(value, _KEYS, "network")
        form.integer(given, "version")
        return cls(
            edition=form.integer(given, "edition"),
            name=form.string(given, "name"),
            log=form.string(given, "log"),
            relying_parties=tuple(_read_relying_party(entry) for entry in form.array(given, "relying_parties")),
            witnesses=form.strings(given, "witnesses"),
            threshold=form.integer(given, "threshold"),
            demonstration=form.boolean(given, "demonstration"),
            previous=form.optional_string(given, "previous"),
        )

    def _check_relying_party(self, party: RelyingParty) -> None:
        if not _is_host(party.id):
            raise Fault("form-value", field="relying_parties.id")
        if not party.origins:
            raise Fault("form-value", field="relying_parties.origins")
        form.in_order(party.origins, "relying_parties.origins")
        for origin in party.origins:
            if not self._is_origin_of(origin, party.id):
                raise Fault("descriptor-origin", origin=origin, id=party.id)
        if not 0 <= party.since <= LARGEST_INTEGER:
            raise Fault("form-value", field="relying_parties.from")
        if party.until is not None and not party.since < party.until <= LARGEST_INTEGER:
            raise Fault("descriptor-range")

    def _is_origin_of(self, origin: str, rp_id: str) -> bool:
        written = _ORIGIN.fullmatch(origin)
        if not written:
            return False
        scheme, host, port = written.groups()
        if not _is_host(host) or (port and int(port) > _HIGHEST_PORT) or (scheme, port) in _DEFAULT_PORTS:
            return False
        local = self.demonstration and (host == "localhost" or host.endswith(".localhost"))
        return (scheme == "https" or local) and (host == rp_id or host.endswith(f".{rp_id}"))


_DEFAULT_PORTS = (("https", "443"), ("http", "80"))


def _is_host(written: str) -> bool:
    return len(written) <= form.LONGEST_HOST and bool(form.HOST.fullmatch(written))


def network_id(first_edition: bytes) -> bytes:
    """A network's id: SHA-256 of its first edition's bytes, raw; a `Fault` for anything else."""
    if Descriptor.parse(first_edition).edition != 1:
        raise Fault("descriptor-not-first")
    return sha256(first_edition).digest()


def _read_relying_party(entry: JSON) -> RelyingParty:
    given = form.members(entry, ("id", "origins", "from", "until"), "relying_parties")
    return RelyingParty(
        form.string(given, "id"),
        form.strings(given, "origins"),
        form.integer(given, "from"),
        form.optional_integer(given, "until"),
    )

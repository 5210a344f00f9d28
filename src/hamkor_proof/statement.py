"""The signing statement: what a delegate's key signs, exactly; or what she confirms, or the depositary records.

Canonical JSON whose SHA-256 is the WebAuthn challenge. It names the network, the act, the texts by their
hashes, the organisation and the key if there is one; no person. `docs/signing-statement.md` is its specification.
"""

import json
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property, lru_cache
from hashlib import sha256
from typing import Literal, NamedTuple, TypedDict, cast

from hamkor_proof import form
from hamkor_proof.acts import WORDS, rules
from hamkor_proof.acts import Act as Act
from hamkor_proof.canonical import JSON, LARGEST_INTEGER, Writable, canonical_json, parse_canonical
from hamkor_proof.faults import Fault
from hamkor_proof.leaf import empty_root
from hamkor_proof.text import check_line, normalise, text_digest

TYPE = "hamkor/statement"
VERSION = 1
LONGEST_NAME = 500
LONGEST_PROSE = 10_000

type Corrections = Literal["editorial", "none"]


class SignedText(NamedTuple):
    """One language version: its BCP 47 tag, the SHA-256 of its bytes in hexadecimal, and how many bytes."""

    language: str
    sha256: str
    size: int

    @classmethod
    def of(cls, language: str, text: bytes) -> "SignedText":
        """The entry for a text's normalised bytes."""
        return cls(language, text_digest(text), len(text))


class Organisation(NamedTuple):
    """Who acts: a random id, the name as it stood that day, and the ISO 3166-1 code of the country."""

    id: str
    name: str
    country: str


class Publish(NamedTuple):
    """Whether the organisation lets its name, and its country, be published."""

    name: bool
    country: bool


class Seen(NamedTuple):
    """The ledger as it was shown to the signer: number of leaves and root hash in hexadecimal."""

    size: int
    root: str


_EMPTY_ROOT = empty_root().hex()

_KEYS = (
    "type", "version", "network", "act", "instrument", "edition", "adoption", "texts", "read", "corrections",
    "organisation", "mandate", "key", "reservation", "publish", "supersedes", "seen", "nonce", "time",
)  # fmt: skip


def new_nonce() -> str:
    """256 random bits in hexadecimal: no two statements are the same, none is guessed from its hash."""
    return secrets.token_hex(32)


@dataclass(frozen=True, kw_only=True)
class Statement:
    """One signing statement; an object of this class is always well formed, or making it raised a `Fault`."""

    network: str
    act: Act
    organisation: Organisation
    publish: Publish
    seen: Seen
    nonce: str
    time: datetime
    # Without a key nobody signed: a delegate confirmed it. Without a mandate too, the depositary recorded it.
    mandate: str | None = None
    key: str | None = None
    instrument: str | None = None
    edition: int | None = None
    adoption: str | None = None
    texts: tuple[SignedText, ...] = ()
    read: tuple[str, ...] = ()
    corrections: Corrections | None = None
    reservation: str | None = None
    supersedes: str | None = None

    def __post_init__(self) -> None:
        self._check_forms()
        self._check_act()

    def to_bytes(self) -> bytes:
        """The canonical JSON: the bytes to keep, to show and to hash."""
        return self._bytes

    @cached_property
    def digest(self) -> bytes:
        """SHA-256 of the bytes, raw: the WebAuthn challenge."""
        return sha256(self._bytes).digest()

    @classmethod
    def parse(cls, data: bytes) -> "Statement":
        """Read a statement's bytes.

        Refuses, with a `Fault`: JSON that is not strict and canonical, another type or version, an unknown or
        missing member anywhere, a value of the wrong form, and what the act does not allow.
        """
        statement = cls(**(_read_plain(data) or _read_any(data)))
        # Canonical, so these are the bytes that writing it again would give.
        statement.__dict__["_bytes"] = data
        return statement

    @cached_property
    def _bytes(self) -> bytes:
        members: dict[str, Writable] = {
            "type": TYPE,
            "version": VERSION,
            "network": self.network,
            "act": str(self.act),
            "instrument": self.instrument,
            "edition": self.edition,
            "adoption": self.adoption,
            "texts": [list(text) for text in self.texts],
            "read": list(self.read),
            "corrections": self.corrections,
            "organisation": self.organisation._asdict(),
            "mandate": self.mandate,
            "key": self.key,
            "reservation": self.reservation,
            "publish": self.publish._asdict(),
            "supersedes": self.supersedes,
            "seen": self.seen._asdict(),
            "nonce": self.nonce,
            "time": form.written_time(self.time),
        }
        return canonical_json(members)

    def _check_forms(self) -> None:
        for field in ("network", "adoption", "key", "supersedes", "nonce"):
            form.match(form.SHA256_HEX, getattr(self, field), field)
        form.match(form.SHA256_HEX, self.seen.root, "seen.root")
        for field in ("instrument", "mandate"):
            form.match(form.UUID, getattr(self, field), field)
        form.match(form.UUID, self.organisation.id, "organisation.id")
        if self.act not in Act:
            raise Fault("form-value", field="act")
        if self.edition is not None and not 1 <= self.edition <= LARGEST_INTEGER:
            raise Fault("form-value", field="edition")
        _check_texts(self.texts)
        _check_read(self.read)
        if self.corrections not in ("editorial", "none", None):
            raise Fault("form-value", field="corrections")
        check_line(self.organisation.name)
        if len(self.organisation.name) > LONGEST_NAME:
            raise Fault("form-value", field="organisation.name")
        form.match(form.COUNTRY, self.organisation.country, "organisation.country")
        check_prose(self.reservation, "reservation")
        empty = self.seen.size == 0
        if not 0 <= self.seen.size <= LARGEST_INTEGER or empty != (self.seen.root == _EMPTY_ROOT):
            raise Fault("form-value", field="seen")
        if self.time.utcoffset() != timedelta(0) or self.time.microsecond or self.time.year < 1000:
            raise Fault("form-value", field="time")

    def _check_act(self) -> None:
        needed, forbidden = rules(self.act, self.key is not None, self.mandate is not None)
        for field in needed:
            if not getattr(self, field):
                raise Fault("statement-needs", act=self.act, field=field)
        for field in forbidden:
            if getattr(self, field):
                raise Fault("statement-forbids", act=self.act, field=field)
        if self.act in WORDS and (self.adoption is None) == (self.corrections is None):
            raise Fault("statement-adoption-or-corrections")
        if not {text.language for text in self.texts}.issuperset(self.read):
            raise Fault("statement-read-not-listed")


def check_prose(value: str | None, field: str) -> None:
    """Refuse, with a `Fault` that names `field`, a value other than None that is longer than `LONGEST_PROSE` characters
    or not the normalised form of a text, without its final newline."""
    if value is not None and (len(value) > LONGEST_PROSE or normalise(value) != f"{value}\n".encode()):
        raise Fault("form-value", field=field)


# All statements about one instrument list the same texts, so what was found of the last few is kept.
@lru_cache(maxsize=64)
def _check_texts(texts: tuple[SignedText, ...]) -> None:
    for text in texts:
        form.match(form.LANGUAGE, text.language, "texts")
        form.match(form.SHA256_HEX, text.sha256, "texts")
        if not 1 <= text.size <= LARGEST_INTEGER:
            raise Fault("form-value", field="texts")
    form.in_order([text.language for text in texts], "texts")


@lru_cache(maxsize=64)
def _check_read(read: tuple[str, ...]) -> None:
    for language in read:
        form.match(form.LANGUAGE, language, "read")
    form.in_order(read, "read")


class _Members(TypedDict):
    network: str
    act: Act
    instrument: str | None
    edition: int | None
    adoption: str | None
    texts: tuple[SignedText, ...]
    read: tuple[str, ...]
    corrections: Corrections | None
    organisation: Organisation
    mandate: str | None
    key: str | None
    reservation: str | None
    publish: Publish
    supersedes: str | None
    seen: Seen
    nonce: str
    time: datetime


def _read_any(data: bytes) -> _Members:
    value = parse_canonical(data)
    if isinstance(value, dict) and (value.get("type"), value.get("version")) != (TYPE, VERSION):
        raise Fault("form-version", type=TYPE)
    given = form.members(value, _KEYS, "statement")
    form.integer(given, "version")
    act = _read_act(form.string(given, "act"))
    organisation = form.members(given["organisation"], Organisation._fields, "organisation")
    publish = form.members(given["publish"], Publish._fields, "publish")
    seen = form.members(given["seen"], Seen._fields, "seen")
    return {
        "network": form.string(given, "network"),
        "act": act,
        "instrument": form.optional_string(given, "instrument"),
        "edition": form.optional_integer(given, "edition"),
        "adoption": form.optional_string(given, "adoption"),
        "texts": tuple(_read_text(entry) for entry in form.array(given, "texts")),
        "read": form.strings(given, "read"),
        # Checked with the other forms as soon as the statement is made.
        "corrections": cast(Corrections | None, form.optional_string(given, "corrections")),
        "organisation": Organisation(*(form.string(organisation, name) for name in Organisation._fields)),
        "mandate": form.optional_string(given, "mandate"),
        "key": form.optional_string(given, "key"),
        "reservation": form.optional_string(given, "reservation"),
        "publish": Publish(*(form.boolean(publish, name) for name in Publish._fields)),
        "supersedes": form.optional_string(given, "supersedes"),
        "seen": Seen(form.integer(seen, "size"), form.string(seen, "root")),
        "nonce": form.string(given, "nonce"),
        "time": form.time(form.string(given, "time"), "time"),
    }


def _read_plain(data: bytes) -> _Members | None:
    """What `_read_any` reads, in one match where nothing is out of the ordinary; None where anything is.

    Reading JSON and writing it again, to see that it is canonical, takes as long as checking a signature.
    """
    try:
        plain = _PLAIN.fullmatch(data.decode())
    except UnicodeDecodeError:
        return None
    if not plain:
        return None
    (
        act, adoption, corrections, edition, instrument, key, mandate, network, nonce, country, organisation, name,
        publish_country, publish_name, read, reservation, root, size, supersedes, texts, time,
    ) = plain.groups()  # fmt: skip
    members: _Members = {
        "network": network,
        "act": _read_act(act),
        "instrument": instrument,
        "edition": None if edition is None else int(edition),
        "adoption": adoption,
        "texts": _read_texts(texts),
        "read": tuple(_STRING.findall(read)),
        "corrections": cast(Corrections | None, corrections),
        "organisation": Organisation(organisation, _unescaped(name), country),
        "mandate": mandate,
        "key": key,
        "reservation": None if reservation is None else _unescaped(reservation),
        "publish": Publish(publish_name == "true", publish_country == "true"),
        "supersedes": supersedes,
        "seen": Seen(int(size), root),
        "nonce": nonce,
        "time": form.time(time, "time"),
    }
    return members


@lru_cache(maxsize=64)
def _read_texts(listed: str) -> tuple[SignedText, ...]:
    return tuple(SignedText(language, digest, int(size)) for language, digest, size in _TEXT.findall(listed))


def _unescaped(prose: str) -> str:
    if prose.count("\\") == prose.count('\\"'):  # nothing but quotes, as names have them
        return prose.replace('\\"', '"')
    return cast(str, _JSON.decode(f'"{prose}"')) if "\\" in prose else prose


_JSON = json.JSONDecoder()


# Canonical as they stand: strings without escapes, whole numbers of at most fifteen digits.
_STRING = re.compile(r'"([^"\\\x00-\x1f]*+)"')
_NUMBER = "(0|[1-9][0-9]{0,14}+)"
_TEXT = re.compile(rf"\[{_STRING.pattern},{_STRING.pattern},{_NUMBER}\]")


def _plain_pattern() -> re.Pattern[str]:
    """The members of a canonical statement in their order, and nothing between them."""
    string = _STRING.pattern
    prose = r'"((?:[^"\\\x00-\x1f]++|\\["\\n])*+)"'
    optional = f"(?:null|{string})"
    members = {
        "type": f'"{TYPE}"',
        "version": str(VERSION),
        "network": string,
        "act": string,
        "instrument": optional,
        "edition": f"(?:null|{_NUMBER})",
        "adoption": optional,
        "texts": _array(_TEXT),
        "read": _array(_STRING),
        "corrections": optional,
        "organisation": rf'\{{"country":{string},"id":{string},"name":{prose}\}}',
        "mandate": optional,
        "key": optional,
        "reservation": f"(?:null|{prose})",
        "publish": r'\{"country":(true|false),"name":(true|false)\}',
        "supersedes": optional,
        "seen": rf'\{{"root":{string},"size":{_NUMBER}\}}',
        "nonce": string,
        "time": string,
    }
    return re.compile(r"\{" + ",".join(f'"{key}":{members[key]}' for key in sorted(members)) + r"\}")


def _array(entry: re.Pattern[str]) -> str:
    uncaptured = entry.pattern.replace("(", "(?:")
    return rf"\[((?:{uncaptured}(?:,{uncaptured})*+)?)\]"


_PLAIN = _plain_pattern()


def _read_act(value: str) -> Act:
    if value not in Act:
        raise Fault("form-value", field="act")
    return Act(value)


def _read_text(entry: JSON) -> SignedText:
    match entry:
        case [str(language), str(digest), int(size)] if not isinstance(size, bool):
            return SignedText(language, digest, size)
    raise Fault("form-type", field="texts")

"""What a bundle that contradicts nothing shows, told apart (`docs/evidence-bundle.md`, section 4)."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Final, Literal, NamedTuple

from hamkor_proof.acts import WORDS, Act
from hamkor_proof.bundle import Bundle, Opened
from hamkor_proof.form import written_time
from hamkor_proof.hidden import Hidden
from hamkor_proof.key_events import KeyConfirmation, KeyContest, KeyRevocation
from hamkor_proof.kinds import Kind
from hamkor_proof.register import Register
from hamkor_proof.statement import Organisation, Statement

NOTICE: Final = timedelta(hours=72)
MEMBERS_NEEDED: Final = 2

type Strength = Literal["recorded", "confirmed", "signed"]
type Confirmed = Literal["fingerprint", "earlier-key", "members", "site-only"]


class ShownText(NamedTuple):
    """A text of the bundle: authentic where an adoption names it; how many opened words name it."""

    edition: int
    language: str
    sha256: str
    authentic: bool
    words: int


class ShownKey(NamedTuple):
    """How the key of a signature is confirmed, and what speaks against it. `found` is where a fingerprint was;
    `suspect_from` is when others may have begun to use it, where the signature is not from before."""

    fingerprint: str
    confirmed: Confirmed
    found: str | None
    revoked_later: bool
    suspect: bool
    suspect_from: str | None
    contested: bool
    given: bool


class ShownWord(NamedTuple):
    """An organisation that gave its word, by the name in its newest statement, and with what reservation."""

    name: str
    country: str
    capacity: Literal["signatory", "partner"]
    strength: Strength
    edition: int
    reservation: str | None
    withdrawn: bool
    key: ShownKey | None


class Cosigned(NamedTuple):
    """A witness (its verifier key) who cosigned the checkpoint, and when (POSIX seconds)."""

    witness: str
    at: int


@dataclass(frozen=True, kw_only=True)
class Findings:
    """`titles` are those of the newest adopted edition, by language. `uncovered` are the texts that no opened entry
    names. `unopened` counts what registers list and the file does not show, by kind, hidden entries included; `hidden`
    is how many of these are told as hidden. `unmatched` are the given fingerprints that signed no word that is told
    here."""

    network: str
    network_name: str
    demonstration: bool
    instrument: str
    kept_back: bool
    titles: dict[str, str]
    texts: tuple[ShownText, ...]
    uncovered: tuple[ShownText, ...]
    words: tuple[ShownWord, ...]
    unopened: dict[str, int]
    hidden: int
    size: int
    root: str
    cosigned: tuple[Cosigned, ...]
    threshold: int
    unmatched: tuple[str, ...]


def found_in(bundle: Bundle, cosigned: Mapping[str, int], keys: Collection[str]) -> Findings:
    """What a bundle shows of which every stage of the check holds."""
    known, texts = _Keys(bundle, keys), _texts(bundle)
    words = _words(bundle, known)
    listed = [entry for made in bundle.entries if isinstance(made.event, Register) for entry in made.event.entries]
    opened = {entry.reference for entry in bundle.entries}
    newest = bundle.editions[-1]
    adoptions = [entry.event for entry in bundle.entries if entry.kind is Kind.ADOPTION]
    used = {word.key.fingerprint for word in words if word.key}
    return Findings(
        network=bundle.network.hex(),
        network_name=newest.name,
        demonstration=newest.demonstration,
        instrument=bundle.instrument,
        kept_back=bundle.names == "kept-back",
        titles={named.language: named.title for named in getattr(adoptions[-1], "named", ())},
        texts=texts,
        uncovered=_uncovered(bundle, texts),
        words=words,
        unopened=dict(Counter(kind for kind, reference in listed if reference not in opened)),
        hidden=len(
            {each for entry in bundle.entries if isinstance(entry.event, Hidden) for each in entry.event.entries}
        ),
        size=bundle.checkpoint.size,
        root=bundle.checkpoint.root.hex(),
        cosigned=tuple(Cosigned(witness, at) for witness, at in sorted(cosigned.items())),
        threshold=newest.threshold,
        unmatched=tuple(sorted(key for key in set(keys) if not any(each.startswith(key) for each in used))),
    )


type _Place = tuple[int | None, str, str]


def _named_by(statement: Statement) -> list[_Place]:
    return [(statement.edition, text.language, text.sha256) for text in statement.texts]


def _uncovered(bundle: Bundle, texts: tuple[ShownText, ...]) -> tuple[ShownText, ...]:
    covered = {place for entry in bundle.entries if entry.statement for place in _named_by(entry.statement)}
    return tuple(text for text in texts if text[:3] not in covered)


def _texts(bundle: Bundle) -> tuple[ShownText, ...]:
    authentic, named = set[_Place](), Counter[_Place]()
    for entry in bundle.entries:
        if entry.statement is None:
            continue
        places = _named_by(entry.statement)
        if entry.kind is Kind.ADOPTION:
            authentic.update(places)
        elif entry.kind is Kind.WORD:
            named.update(places)
    return tuple(
        ShownText(*place, place in authentic, named[place])
        for place in ((text.edition, text.language, text.sha256) for text in bundle.texts)
    )


def _words(bundle: Bundle, keys: "_Keys") -> tuple[ShownWord, ...]:
    """The last word of each organisation, and whether a withdrawal followed it."""
    last: dict[str, Opened] = {}
    newest: dict[str, Organisation] = {}
    withdrawn: set[str] = set()
    for entry in bundle.entries:
        if entry.statement is None:
            continue
        organisation = entry.statement.organisation.id
        newest[organisation] = entry.statement.organisation
        if entry.statement.act in WORDS:
            last[organisation] = entry
            withdrawn.discard(organisation)
        elif entry.statement.act is Act.WITHDRAW:
            withdrawn.add(organisation)
    return tuple(_word(entry, newest[by], by in withdrawn, keys) for by, entry in last.items())


def _word(entry: Opened, by: Organisation, withdrawn: bool, keys: "_Keys") -> ShownWord:
    statement = entry.statement
    assert statement is not None  # a word has one,
    assert statement.edition is not None  # and that an edition
    strength: Strength = "signed" if statement.key else "confirmed" if statement.mandate else "recorded"
    return ShownWord(
        by.name,
        by.country,
        "partner" if statement.act is Act.ENDORSE else "signatory",
        strength,
        statement.edition,
        statement.reservation,
        withdrawn,
        keys.shown(statement) if statement.key else None,
    )


class _Keys:
    """What the opened entries say of keys, by fingerprint."""

    def __init__(self, bundle: Bundle, given: Collection[str]) -> None:
        self._given = tuple(given)
        self._registered: dict[str, Statement] = {}
        self._found: dict[str, str] = {}
        self._earlier: dict[str, set[tuple[str, datetime]]] = defaultdict(set)
        self._members: dict[str, set[str]] = defaultdict(set)
        self._suspect: dict[str, datetime | None] = {}
        self._contested: set[str] = set()
        by_digest: dict[str, Statement] = {}
        for entry in bundle.entries:
            if entry.kind is Kind.KEY_REGISTER and entry.statement and entry.statement.key:
                self._registered[entry.statement.key] = entry.statement
                by_digest[entry.statement.digest.hex()] = entry.statement
        for entry in bundle.entries:
            match entry.event:
                case KeyConfirmation():
                    self._confirm(entry.event, by_digest[entry.event.statement.supersedes or ""])
                case KeyRevocation():
                    self._suspect[entry.event.statement.key or ""] = entry.event.suspect_from
                case KeyContest():
                    self._contested.add(entry.event.key)

    def _confirm(self, event: KeyConfirmation, registered: Statement) -> None:
        key, by = registered.key or "", event.statement
        if event.way == "fingerprint":
            self._found.setdefault(key, event.found or "")
        elif event.way == "earlier-key":
            self._earlier[key].add((by.key or "", by.time))
        elif by.time - registered.time >= NOTICE:
            self._members[key].add(by.organisation.id)

    def shown(self, word: Statement) -> ShownKey:
        key = word.key or ""
        return ShownKey(
            fingerprint=key,
            confirmed=self._confirmed(key),
            found=self._found.get(key),
            revoked_later=key in self._suspect,
            suspect=self._is_suspect(key, word.time),
            suspect_from=written_time(since) if (since := self._suspect_since(key, word.time)) else None,
            contested=key in self._contested,
            given=key.startswith(self._given),
        )

    def _suspect_since(self, key: str, at: datetime) -> datetime | None:
        since = self._suspect.get(key)
        return since if since is not None and since <= at else None

    def _is_suspect(self, key: str, at: datetime) -> bool:
        return self._suspect_since(key, at) is not None

    def _confirmed(self, key: str) -> Confirmed:
        if key not in self._trusted:
            return "site-only"
        if key in self._found:
            return "fingerprint"
        return "members" if len(self._members[key]) >= MEMBERS_NEEDED else "earlier-key"

    @cached_property
    def _trusted(self) -> frozenset[str]:
        """The keys that are confirmed, also through others; keys that confirm only one another are not among them."""
        trusted = {key for key in self._registered if key in self._found or len(self._members[key]) >= MEMBERS_NEEDED}
        trusted -= self._contested
        confirms: dict[str, set[str]] = defaultdict(set)
        for key, earlier in self._earlier.items():
            for each, at in earlier:
                if not self._is_suspect(each, at):
                    confirms[each].add(key)
        new = set(trusted)
        while new:
            new = {key for each in new for key in confirms[each]} - trusted - self._contested
            trusted |= new
        return frozenset(trusted)

"""What a bundle that contradicts nothing shows, told apart (`docs/evidence-bundle.md`, section 4)."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal, NamedTuple

from hamkor_proof.acts import WORDS, Act
from hamkor_proof.bundle import Bundle, Opened
from hamkor_proof.hidden import Hidden
from hamkor_proof.key_events import KeyConfirmation, KeyContest, KeyRevocation
from hamkor_proof.kinds import Kind
from hamkor_proof.register import Register
from hamkor_proof.statement import Statement

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
    """How the key of a signature is confirmed, and what speaks against it. `found` is where a fingerprint was."""

    fingerprint: str
    confirmed: Confirmed
    found: str | None
    revoked_later: bool
    suspect: bool
    contested: bool
    given: bool


class ShownWord(NamedTuple):
    """An organisation that gave its word, by the name in its newest statement."""

    name: str
    country: str
    capacity: Literal["signatory", "partner"]
    strength: Strength
    edition: int
    withdrawn: bool
    key: ShownKey | None


class Cosigned(NamedTuple):
    """A witness (its verifier key) who cosigned the checkpoint, and when (POSIX seconds)."""

    witness: str
    at: int


@dataclass(frozen=True, kw_only=True)
class Findings:
    """`titles` are those of the newest adopted edition, by language. `unopened` counts what registers list and the file
    does not show, by kind, hidden entries included; `hidden` is how many of these are told as hidden. `unmatched` are
    the given fingerprints that signed nothing here."""

    network: str
    network_name: str
    demonstration: bool
    instrument: str
    kept_back: bool
    titles: dict[str, str]
    texts: tuple[ShownText, ...]
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
    known = _Keys(bundle, keys)
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
        texts=_texts(bundle),
        words=words,
        unopened=dict(Counter(kind for kind, reference in listed if reference not in opened)),
        hidden=sum(len(entry.event.entries) for entry in bundle.entries if isinstance(entry.event, Hidden)),
        size=bundle.checkpoint.size,
        root=bundle.checkpoint.root.hex(),
        cosigned=tuple(Cosigned(witness, at) for witness, at in sorted(cosigned.items())),
        threshold=newest.threshold,
        unmatched=tuple(sorted(set(keys) - used)),
    )


def _texts(bundle: Bundle) -> tuple[ShownText, ...]:
    authentic, named = set(), Counter[tuple[int | None, str, str]]()
    for entry in bundle.entries:
        if entry.statement is None:
            continue
        places = [(entry.statement.edition, text.language, text.sha256) for text in entry.statement.texts]
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
    withdrawn: set[str] = set()
    for entry in bundle.entries:
        if entry.statement is None:
            continue
        organisation = entry.statement.organisation.id
        if entry.statement.act in WORDS:
            last[organisation] = entry
            withdrawn.discard(organisation)
        elif entry.statement.act is Act.WITHDRAW:
            withdrawn.add(organisation)
    return tuple(_word(entry, organisation in withdrawn, keys) for organisation, entry in last.items())


def _word(entry: Opened, withdrawn: bool, keys: "_Keys") -> ShownWord:
    statement = entry.statement
    assert statement is not None  # a word has one,
    assert statement.edition is not None  # and that an edition
    strength: Strength = "signed" if statement.key else "confirmed" if statement.mandate else "recorded"
    return ShownWord(
        statement.organisation.name,
        statement.organisation.country,
        "partner" if statement.act is Act.ENDORSE else "signatory",
        strength,
        statement.edition,
        withdrawn,
        keys.shown(statement) if statement.key else None,
    )


class _Keys:
    """What the opened entries say of keys, by fingerprint."""

    def __init__(self, bundle: Bundle, given: Collection[str]) -> None:
        self._given = frozenset(given)
        self._registered: dict[str, Statement] = {}
        self._found: dict[str, str] = {}
        self._earlier: dict[str, set[str]] = defaultdict(set)
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
            self._earlier[key].add(by.key or "")
        elif by.time - registered.time >= NOTICE:
            self._members[key].add(by.organisation.id)

    def shown(self, word: Statement) -> ShownKey:
        key = word.key or ""
        since = self._suspect.get(key)
        return ShownKey(
            fingerprint=key,
            confirmed=self._confirmed(key, frozenset()),
            found=self._found.get(key),
            revoked_later=key in self._suspect,
            suspect=since is not None and since <= word.time,
            contested=key in self._contested,
            given=key in self._given,
        )

    def _confirmed(self, key: str, asked: frozenset[str]) -> Confirmed:
        if key in self._contested:
            return "site-only"
        if key in self._found:
            return "fingerprint"
        if len(self._members[key]) >= MEMBERS_NEEDED:
            return "members"
        earlier = self._earlier[key] - asked
        if any(self._confirmed(each, asked | {key}) != "site-only" for each in earlier):
            return "earlier-key"
        return "site-only"

"""A small network's record, made with keys in memory, and the evidence bundles of it.

Nothing is random: one story has one file. Trees, proofs and containers come from `plain.py`, so that what the package
writes has something to be held against. Whoever tampers with a record takes part in its story (`story.py`): `alter`,
`evidence`, `drop`, `unlisted` and `after` name its steps.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Literal, NamedTuple
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from hamkor_proof.adoption import Adoption, Named
from hamkor_proof.bundle import readme
from hamkor_proof.canonical import canonical_json, parse_canonical
from hamkor_proof.checkpoint import Checkpoint, cosign
from hamkor_proof.descriptor import Descriptor, RelyingParty
from hamkor_proof.event import Event, kind_of, statement_of
from hamkor_proof.evidence import Evidence
from hamkor_proof.key_events import KeyConfirmation, KeyContest
from hamkor_proof.kinds import KINDS_OF_KEYS
from hamkor_proof.note import Note, SignerKey
from hamkor_proof.register import About, Heads, Register
from hamkor_proof.soft_key import SoftAuthenticator
from hamkor_proof.statement import Act, Organisation, Publish, Seen, SignedText, Statement
from tests.proof.plain import Tree, zipped

type Alter = Callable[[Event], Event]
type Reseal = Callable[[Evidence | None], Evidence | None]
type Names = Literal["shown", "kept-back"]

INSTRUMENT = "6d5a4c3b-2a19-4807-b6e5-d4c3b2a19080"
FIRST_DAY = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)
SITE, SPARE = "sign.coalition.example", "sign.spare.example"
LOG = SignerKey("log.coalition.example", b"\x09" * 32)
WITNESSES = (SignerKey("a.witness.example", b"\x0a" * 32), SignerKey("b.witness.example", b"\x0b" * 32))

TEXTS = {
    (1, "en"): b"# Memorandum\n\n1. The signatories consult one another.\n",
    (1, "ru"): "# Меморандум\n\n1. Подписавшие советуются друг с другом.\n".encode(),
    (2, "en"): b"# Memorandum\n\n1. The signatories consult each other.\n",
    (2, "ru"): "# Меморандум\n\n1. Подписавшие консультируются друг с другом.\n".encode(),
    (2, "kk"): "# Меморандум\n\n1. Қол қоюшылар өзара кеңеседі.\n".encode(),
}


def identifier(name: str) -> str:
    """A UUID that belongs to this name."""
    return str(UUID(bytes=sha256(name.encode()).digest()[:16]))


def organisation(name: str) -> Organisation:
    """One of the story's organisations; its name begins with its country's code."""
    return Organisation(identifier(name), f'Общественный фонд "{name}"', name[:2].upper())


def es256(secret: int, site: str = SITE) -> SoftAuthenticator:
    """A P-256 key on a signing site."""
    return SoftAuthenticator(site, f"https://{site}", ec.derive_private_key(secret, ec.SECP256R1()))


KEYS = {
    "kg": es256(11),
    "kg-2": es256(12),
    "kz": SoftAuthenticator(SITE, f"https://{SITE}", Ed25519PrivateKey.from_private_bytes(b"\x0d" * 32)),
    "kz-x": es256(14),
    "tj": es256(15, SPARE),
}


@dataclass
class Recorded:
    """An entry of the ledger, and all that opens it."""

    label: str
    event: Event
    body: bytes
    salt: bytes
    evidence: Evidence | None
    leaf: bytes
    reference: str


class Shown(NamedTuple):
    """A checkpoint of the story: size and root."""

    size: int
    root: bytes


@dataclass
class Record:
    """A ledger that is written step by step."""

    demonstration: bool = False
    threshold: int = 1
    alter: Mapping[str, Alter] = field(default_factory=dict)
    evidence: Mapping[str, Reseal] = field(default_factory=dict)
    drop: Collection[str] = ()
    unlisted: Collection[str] = ()
    after: Mapping[str, "Callable[[Record], None]"] = field(default_factory=dict)
    second: Alter = field(default=lambda descriptor: descriptor)

    def __post_init__(self) -> None:
        self.entries: list[Recorded] = []
        self.checkpoints: list[Shown] = []
        self.descriptors = [self._first().to_bytes()]
        self.network = sha256(self.descriptors[0]).digest()
        self._listed: dict[About, list[tuple[str, str]]] = defaultdict(list)
        self._newest: dict[About, tuple[int, int, str]] = {}  # how many entries, sequence, reference
        self._tree = Tree([])

    # writing

    def do(self, label: str, event: Event, signer: SoftAuthenticator | None = None) -> Recorded | None:
        """Record an event, signed where a key is given, unless the step is dropped."""
        if label in self.drop:
            return None
        event = self.alter.get(label, lambda given: given)(event)
        statement, body = statement_of(event), written(event)
        evidence = signer.sign(statement.to_bytes()) if signer and statement else None
        evidence = self.evidence.get(label, lambda given: given)(evidence)
        salt = sha256(f"salt {label}".encode()).digest()
        made = Recorded(
            label,
            event,
            body,
            salt,
            evidence,
            sha256(b"hamkor/leaf/v1\0" + self.network + salt + body).digest(),
            sha256(b"hamkor/entry/v1\0" + self.network + salt + body).hexdigest(),
        )
        self.entries.append(made)
        kind = kind_of(event)
        if kind and label not in self.unlisted:
            about = self._about_keys(event) if kind in KINDS_OF_KEYS else About("instrument", INSTRUMENT)
            self._listed[about].append((kind, made.reference))
        if label in self.after:
            self.after[label](self)
        return made

    def list_also(self, about: About, kind: str, label: str) -> None:
        """Let the registers from here on list an entry that has no place there."""
        self._listed[about].append((kind, self.reference_of(label)))

    def checkpoint(self) -> None:
        """Registers of what is new, the heads, and what was signed over them."""
        number = len(self.checkpoints) + 1
        for about in sorted(self._listed):
            entries = tuple(sorted(self._listed[about]))
            known, sequence, previous = self._newest.get(about, (0, 0, None))
            if len(entries) == known:
                continue
            register = Register(
                network=self.network.hex(), about=about, sequence=sequence + 1, previous=previous, entries=entries
            )
            made = self.do(f"register/{about.kind}/{about.id}/{number}", register)
            if made:
                self._newest[about] = (len(entries), sequence + 1, made.reference)
        heads = tuple(sorted(reference for _count, _sequence, reference in self._newest.values()))
        self.do(f"heads/{number}", Heads(network=self.network.hex(), registers=heads))
        size = len(self.entries)
        self.checkpoints.append(Shown(size, self.tree(size).root(0, size)))

    def statement(self, act: Act, who: str, **members: object) -> Statement:
        """What an organisation states as the record's next entry, having seen its last checkpoint."""
        given: dict[str, object] = {
            "network": self.network.hex(),
            "act": act,
            "organisation": organisation(who),
            "publish": Publish(name=True, country=True),
            "seen": self.seen(),
            "nonce": sha256(f"nonce {len(self.entries)}".encode()).hexdigest(),
            "time": FIRST_DAY + timedelta(days=len(self.entries)),
        }
        if not act.startswith("key-"):
            given |= {"instrument": INSTRUMENT, "edition": 1}
        return Statement(**(given | members))  # type: ignore[arg-type]  # the dataclass checks each of them

    def word(self, act: Act, who: str, edition: int = 1, key: str | None = None, **members: object) -> Statement:
        """A word on the adopted text of an edition, read in Russian where a delegate gave it."""
        given: dict[str, object] = {
            "edition": edition,
            "adoption": self.leaf_of({1: "adopt", 2: "adopt-2"}[edition]),
            "texts": texts(edition),
            "read": ("ru",),
            "mandate": identifier(f"mandate {who}"),
            "key": None if key is None else KEYS[key].key_id,
        }
        return self.statement(act, who, **(given | members))

    def about_key(self, act: Act, who: str, key: str, registered: str | None = None, **members: object) -> Statement:
        """A statement about a key, which its registration (a label) is named by."""
        given: dict[str, object] = {
            "mandate": identifier(f"mandate {who}"),
            "key": KEYS[key].key_id,
            "supersedes": None if registered is None else self.digest_of(registered),
        }
        return self.statement(act, who, **(given | members))

    def seen(self) -> Seen:
        """The last checkpoint, as a statement names it."""
        if not self.checkpoints:
            return Seen(0, sha256(b"").hexdigest())
        return Seen(self.checkpoints[-1].size, self.checkpoints[-1].root.hex())

    def word_on_working_text(self, who: str) -> Statement:
        """A partner's word, told to the depositary by other means, while the text could still change."""
        return self.statement(Act.ENDORSE, who, texts=texts(1), corrections="editorial")

    def act_of(self, act: Act, who: str, word: str, **members: object) -> Statement:
        """A withdrawal or a disclosure of a word (a label)."""
        given = {"mandate": identifier(f"mandate {who}"), "supersedes": self.digest_of(word)}
        return self.statement(act, who, **(given | members))

    def _first(self) -> Descriptor:
        return Descriptor(
            edition=1,
            name="Example network",
            log=str(LOG.verifier),
            relying_parties=(RelyingParty(SITE, (f"https://{SITE}",), 0, None),),
            demonstration=self.demonstration,
            witnesses=tuple(sorted(str(witness.verifier) for witness in WITNESSES)),
            threshold=self.threshold,
        )

    def second_edition(self) -> Descriptor:
        """The signing site was lost: from here on another one counts."""
        here = len(self.entries)
        sites = (
            RelyingParty(SITE, (f"https://{SITE}",), 0, here),
            RelyingParty(SPARE, (f"https://{SPARE}",), here, None),
        )
        previous = sha256(self.descriptors[0]).hexdigest()
        return replace(self._first(), edition=2, relying_parties=sites, previous=previous)

    def _about_keys(self, event: Event) -> About:
        if isinstance(event, KeyContest):
            return About("keys", event.organisation)
        statement = statement_of(event)
        assert statement is not None
        if isinstance(event, KeyConfirmation):
            meant = next((each for each in self.entries if _digest(each) == statement.supersedes), None)
            confirmed = statement_of(meant.event) if meant else statement
            assert confirmed is not None
            return About("keys", confirmed.organisation.id)
        return About("keys", statement.organisation.id)

    # asking

    def of(self, label: str) -> Recorded:
        """The entry of a step."""
        return next(each for each in self.entries if each.label == label)

    def position(self, label: str) -> int:
        """Its position."""
        return self.entries.index(self.of(label))

    def digest_of(self, label: str) -> str:
        """The SHA-256 of its statement; of a dropped one, that of nothing known."""
        return next((_digest(each) for each in self.entries if each.label == label), None) or "0f" * 32

    def leaf_of(self, label: str) -> str:
        """Its leaf; of a dropped one, one that no ledger holds."""
        return next((each.leaf.hex() for each in self.entries if each.label == label), "0f" * 32)

    def reference_of(self, label: str) -> str:
        """Its reference; of a dropped one, one that no register lists."""
        return next((each.reference for each in self.entries if each.label == label), "0f" * 32)

    def newest_register(self, about: About) -> str:
        """The label of the newest register about something."""
        return [each.label for each in self.entries if each.label.startswith(f"register/{about.kind}/{about.id}/")][-1]

    def tree(self, size: int) -> Tree:
        """The tree of at least the first `size` entries."""
        self._tree.leaves += [each.leaf for each in self.entries[len(self._tree.leaves) : size]]
        return self._tree

    # the bundle

    def note(
        self, at: int = -1, *, log: SignerKey = LOG, by: Sequence[SignerKey] = WITNESSES[:1], origin: str = LOG.name
    ) -> bytes:
        """The signed checkpoint."""
        shown = self.checkpoints[at]
        checkpoint = Checkpoint(origin, shown.size, shown.root)
        when = int(datetime(2026, 6, 1, tzinfo=UTC).timestamp())
        lines = (log.sign(checkpoint.to_text()), *(cosign(checkpoint, witness, at=when) for witness in by))
        return Note(checkpoint.to_text(), lines).to_bytes()

    def members(
        self, at: int = -1, *, names: Names = "shown", unopened: Collection[str] = ("word-uz", "word-tm"),
        opened: Collection[str] = (),
    ) -> dict[str, bytes]:  # fmt: skip
        """What the bundle at a checkpoint holds. Older registers and heads stay unopened unless `opened` names them."""
        size = self.checkpoints[at].size
        shown = [
            (position, each)
            for position, each in enumerate(self.entries[:size])
            if each.label in opened or (each.label not in unopened and self._is_opened(each, size, names))
        ]
        editions = 1 + sum(isinstance(each.event, Descriptor) for each in self.entries[:size])
        stated = [statement.seen.size for _, each in shown if (statement := statement_of(each.event))]
        seen = [each for each in self.checkpoints[: len(self.checkpoints) + at + 1 if at < 0 else at + 1]
                if each.size in stated]  # fmt: skip
        members = {
            "README.txt": readme(),
            "bundle.json": canonical_json(
                {
                    "type": "hamkor/evidence", "version": 1, "network": self.network.hex(),
                    "instrument": INSTRUMENT, "names": names,
                }
            ),
            "checkpoint": self.note(at),
            "seen.json": canonical_json(
                {
                    "type": "hamkor/seen",
                    "version": 1,
                    "seen": [
                        {
                            "size": each.size,
                            "root": each.root.hex(),
                            "proof": hexed(self.tree(size).consistency(each.size, 0, size)),
                        }
                        for each in seen
                    ],
                }
            ),
        }  # fmt: skip
        members |= {f"network/{number:04}.json": body for number, body in enumerate(self.descriptors[:editions], 1)}
        members |= {f"entries/{position:012}.json": self.opened(position, size) for position, _ in shown}
        named = {
            (statement.edition, text.language)
            for _, each in shown
            if (statement := statement_of(each.event))
            for text in statement.texts
        }
        members |= {text_name(*key): body for key, body in TEXTS.items() if key in named}
        return members

    def bundle(self, at: int = -1, **options: Collection[str]) -> bytes:
        """The file."""
        return zipped(self.members(at, **options))  # type: ignore[arg-type]  # each option is one of `members`

    def opened(self, position: int, size: int) -> bytes:
        """The member of an entry."""
        entry = self.entries[position]
        return canonical_json(
            {
                "type": "hamkor/entry",
                "version": 1,
                "position": position,
                "salt": entry.salt.hex(),
                "event": parse_canonical(entry.body),
                "evidence": entry.evidence.to_dict() if entry.evidence else None,
                "proof": hexed(self.tree(size).path(position, 0, size)),
            }
        )

    def _is_opened(self, entry: Recorded, size: int, names: Names) -> bool:
        if isinstance(entry.event, Heads):
            return self.entries.index(entry) == size - 1
        if names == "kept-back":
            return entry.label in {"adopt", "adopt-2", "correct-kk", "network-2"}
        if isinstance(entry.event, Register):
            later = self.entries[self.entries.index(entry) + 1 : size]
            return all(getattr(each.event, "about", None) != entry.event.about for each in later)
        return True


def texts(edition: int) -> tuple[SignedText, ...]:
    """The authentic texts of an edition."""
    return tuple(SignedText.of(language, TEXTS[edition, language]) for language in ("en", "ru"))


def titles() -> tuple[Named, ...]:
    """What the document calls itself."""
    return (Named("en", "Memorandum", "Kyiv"), Named("ru", "Меморандум", "Киев"))


def text_name(edition: int, language: str) -> str:
    """The member of a text."""
    return f"texts/{edition:04}/{language}.{sha256(TEXTS[edition, language]).hexdigest()}.md"


def es_on(site: str, key: str) -> SoftAuthenticator:
    """A key of the story, used on another signing site."""
    return SoftAuthenticator(site, f"https://{site}", KEYS[key].private_key)


def written(event: Event) -> bytes:
    """An event's canonical JSON."""
    return canonical_json(event.to_json()) if isinstance(event, Adoption) else event.to_bytes()


def hexed(hashes: Sequence[bytes]) -> list[str]:
    return [each.hex() for each in hashes]


def _digest(entry: Recorded) -> str | None:
    statement = statement_of(entry.event)
    return statement.digest.hex() if statement else None

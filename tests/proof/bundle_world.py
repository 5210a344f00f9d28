"""A ledger in memory, kept as the network keeps its own, and whatever somebody could do with it who holds its log key.

Nothing in it is left to chance: the same acts give the same bytes.
"""

import random
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from hamkor_proof import tree
from hamkor_proof.acts import Act
from hamkor_proof.adoption import Adoption, Named
from hamkor_proof.bundle import Entry, SeenCheckpoint, make
from hamkor_proof.checkpoint import Checkpoint, cosign, with_signatures
from hamkor_proof.descriptor import Descriptor, RelyingParty
from hamkor_proof.event import Event, kind_of, statement_of
from hamkor_proof.evidence import Evidence
from hamkor_proof.hidden import Hidden
from hamkor_proof.key_events import KeyConfirmation, KeyContest, KeyRevocation, Way
from hamkor_proof.leaf import empty_root, leaf_hash, reference
from hamkor_proof.note import SignerKey, signed
from hamkor_proof.register import About, Heads, Register
from hamkor_proof.soft_key import SoftAuthenticator
from hamkor_proof.statement import Organisation, Publish, Seen, SignedText, Statement
from hamkor_proof.tree import Subtree, entry_hash

RP_ID, ORIGIN = "sign.coalition.example", "https://sign.coalition.example"
SPARE_RP_ID, SPARE_ORIGIN = "sign.spare.example", "https://sign.spare.example"
BEGIN = datetime(2013, 2, 20, 12, tzinfo=UTC)
RUSSIAN = "Мы продолжаем свою работу, хотя она опасна.\n".encode()
ENGLISH = b"We continue our work although it is dangerous.\n"
KAZAKH = "Жұмысымыз қауіпті болса да, біз оны жалғастырамыз.\n".encode()


@dataclass
class Kept:
    """An entry as its keeper has it. `event` may be put in its place as bytes that no honest keeper would commit to."""

    event: Event
    body: bytes
    salt: bytes
    evidence: Evidence | None = None
    about: About | None = None
    open: bool = True


@dataclass
class Delegate:
    """Who speaks for an organisation, with the key in her hand."""

    organisation: Organisation
    mandate: str
    key: SoftAuthenticator
    registered: Statement | None = None


@dataclass
class World:
    """A network, its ledger, one document. Every act moves the clock by an hour."""

    seed: int = 1
    demonstration: bool = False
    witnesses: tuple[SignerKey, ...] = ()
    threshold: int = 0
    entries: list[Kept] = field(default_factory=list)
    sequences: dict[About, int] = field(default_factory=dict)
    previous: dict[About, str] = field(default_factory=dict)
    texts: list[tuple[int, str, bytes]] = field(default_factory=list)
    seen: Seen = field(default_factory=lambda: Seen(0, empty_root().hex()))
    checkpoints: list[tuple[int, bytes]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)  # noqa: S311 - nothing here is secret
        self.now = BEGIN
        self.log = SignerKey("coalition.example", self._bytes(32))
        self.instrument = self.id()
        self.descriptors = [self._descriptor().to_bytes()]
        self.network = sha256(self.descriptors[0]).digest()
        self.adoption = ""

    # what chance gives

    def _bytes(self, number: int) -> bytes:
        return self._chance.randbytes(number)

    def id(self) -> str:
        return str(UUID(bytes=self._bytes(16), version=4))

    def delegate(self, name: str, country: str = "KG", *, of: Organisation | None = None, ed25519: bool = False):
        secret = int.from_bytes(self._bytes(31)) + 1
        private = Ed25519PrivateKey.from_private_bytes(self._bytes(32)) if ed25519 else None
        key = SoftAuthenticator(RP_ID, ORIGIN, private or ec.derive_private_key(secret, ec.SECP256R1()))
        return Delegate(of or Organisation(self.id(), name, country), self.id(), key)

    # the ledger

    def add(
        self, event: Event, *, evidence: Evidence | None = None, about: About | None = None, body: bytes | None = None
    ) -> Kept:
        self.now += timedelta(hours=1)
        kept = Kept(event, event.to_bytes() if body is None else body, self._bytes(32), evidence, about)
        self.entries.append(kept)
        return kept

    def reference(self, kept: Kept) -> str:
        return reference(self.network, kept.salt, kept.body).hex()

    def leaf(self, kept: Kept) -> str:
        return leaf_hash(self.network, kept.salt, kept.body).hex()

    def register(self, about: About, *, without: Collection[int] = (), sequence: int | None = None) -> Kept:
        listed = [
            (str(kind_of(kept.event)), self.reference(kept))
            for kept in self.entries
            if kept.about == about and id(kept) not in without
        ]
        number = self.sequences.get(about, 0) + 1 if sequence is None else sequence
        made = self.add(
            Register(
                network=self.network.hex(),
                about=about,
                sequence=number,
                previous=self.previous.get(about) if number > 1 else None,
                entries=tuple(sorted(listed)),
            )
        )
        self.sequences[about], self.previous[about] = number, self.reference(made)
        return made

    def checkpoint(self, *, heads: Callable[[list[str]], list[str]] = lambda heads: heads) -> None:
        """What comes with one: registers of what has grown, the heads, the log's signature."""
        since = self.checkpoints[-1][0] if self.checkpoints else 0
        for about in sorted({kept.about for kept in self.entries[since:] if kept.about}):
            self.register(about)
        self.close(heads(sorted(self.previous.values())))

    def close(self, heads: list[str]) -> None:
        self.add(Heads(network=self.network.hex(), registers=tuple(heads)))
        self.sign()

    def sign(self) -> None:
        size, root = len(self.entries), tree.root_hash(len(self.entries), self._known)
        note = signed(Checkpoint(self.log.name, size, root).to_text(), self.log)
        at = int(self.now.timestamp())
        lines = [cosign(Checkpoint(self.log.name, size, root), witness, at=at) for witness in self.witnesses]
        self.checkpoints.append((size, with_signatures(note, lines)))
        self.seen = Seen(size, root.hex())

    def _known(self, part: Subtree) -> bytes:
        hashes = [
            entry_hash(leaf_hash(self.network, kept.salt, kept.body))
            for kept in self.entries[part.number << part.level : (part.number + 1) << part.level]
        ]
        while len(hashes) > 1:
            hashes = [tree.node_hash(*pair) for pair in zip(hashes[::2], hashes[1::2], strict=True)]
        return hashes[0]

    # what is done

    def statement(self, act: Act, by: Organisation, **members) -> Statement:
        return Statement(
            **{
                "network": self.network.hex(),
                "act": act,
                "instrument": self.instrument,
                "organisation": by,
                "publish": Publish(name=True, country=True),
                "seen": self.seen,
                "nonce": self._bytes(32).hex(),
                "time": self.now.replace(microsecond=0),
                **members,
            }
        )

    @property
    def about(self) -> About:
        return About("instrument", self.instrument)

    def named(self, edition: int = 1) -> tuple[SignedText, ...]:
        return tuple(sorted(SignedText.of(tag, body) for number, tag, body in self.texts if number == edition))

    def adopt(self, *texts: tuple[str, bytes], edition: int = 1) -> Kept:
        """Adopts an edition; the texts given are authentic."""
        self.texts += [(edition, language, body) for language, body in texts]
        authentic = tuple(sorted(SignedText.of(tag, body) for tag, body in texts))
        statement = self.statement(
            Act.ADOPT if edition == 1 else Act.CORRECT,
            Organisation(self.id(), "Секретариат", "KG"),
            edition=edition,
            adoption=None if edition == 1 else self.adoption,
            texts=authentic,
            mandate=self.id(),
        )
        named = tuple(Named(text.language, f"Меморандум ({text.language})", "Киев") for text in authentic)
        correction = None if edition == 1 else "Исправлена опечатка."
        event = Adoption(statement=statement, adopted_on=BEGIN.date(), named=named, correction=correction)
        made = self.add(event, about=self.about)
        self.adoption = self.leaf(made)
        return made

    def translate(self, language: str, body: bytes, edition: int = 1) -> Kept:
        self.texts.append((edition, language, body))
        by = Organisation(self.id(), "Секретариат", "KG")
        texts = (SignedText.of(language, body),)
        statement = self.statement(
            Act.CORRECT, by, edition=edition, adoption=self.adoption, texts=texts, mandate=self.id()
        )
        return self.add(statement, about=self.about)

    def word(self, by: Delegate, strength: str = "signed", *, act: Act = Act.SIGN, **members) -> Kept:
        edition = members.pop("edition", 1)
        statement = self.statement(
            act,
            by.organisation,
            **{
                "edition": edition,
                "adoption": self.adoption,
                "texts": self.named(edition),
                "read": ("ru",) if strength != "recorded" else (),
                "mandate": by.mandate if strength != "recorded" else None,
                "key": by.key.key_id if strength == "signed" else None,
                **members,
            },
        )
        evidence = by.key.sign(statement.to_bytes()) if strength == "signed" else None
        return self.add(statement, evidence=evidence, about=self.about)

    def withdraw(self, word: Kept) -> Kept:
        former = statement_of(word.event)
        assert former
        statement = self.statement(
            Act.WITHDRAW,
            former.organisation,
            edition=former.edition,
            adoption=former.adoption,
            mandate=former.mandate,
            supersedes=former.digest.hex(),
        )
        return self.add(statement, about=self.about)

    def hide(self, *words: Kept) -> Kept:
        entries = tuple(sorted(self.reference(word) for word in words))
        for word in words:
            word.open = False
        return self.add(
            Hidden(network=self.network.hex(), instrument=self.instrument, entries=entries), about=self.about
        )

    # keys

    def keys_of(self, by: Delegate) -> About:
        return About("keys", by.organisation.id)

    def about_key(self, act: Act, by: Delegate, **members) -> Statement:
        return self.statement(
            act,
            members.pop("organisation", by.organisation),
            instrument=None,
            **{"mandate": by.mandate, "key": by.key.key_id, **members},
        )

    def register_key(self, by: Delegate) -> Kept:
        statement = self.about_key(Act.KEY_REGISTER, by)
        by.registered = statement
        return self.add(statement, evidence=by.key.sign(statement.to_bytes()), about=self.keys_of(by))

    def confirm_key(self, of: Delegate, way: Way, by: Delegate | None = None) -> Kept:
        assert of.registered
        about = {"supersedes": of.registered.digest.hex()}
        evidence = None
        if way == "fingerprint":
            statement = self.about_key(Act.KEY_CONFIRM, of, **about)
        elif way == "earlier-key":
            assert by
            statement = self.about_key(Act.KEY_CONFIRM, by, **about)
            evidence = by.key.sign(statement.to_bytes())
        else:
            assert by
            statement = self.about_key(Act.KEY_CONFIRM, by, key=of.key.key_id, **about)
        found = "https://bridge.example/key" if way == "fingerprint" else None
        event = KeyConfirmation(statement=statement, way=way, found=found)
        return self.add(event, evidence=evidence, about=self.keys_of(of))

    def revoke_key(self, of: Delegate, suspect_from: datetime | None = None) -> Kept:
        assert of.registered
        statement = self.about_key(Act.KEY_REVOKE, of, supersedes=of.registered.digest.hex())
        return self.add(KeyRevocation(statement=statement, suspect_from=suspect_from), about=self.keys_of(of))

    def contest_key(self, of: Delegate) -> Kept:
        assert of.registered
        event = KeyContest(
            network=self.network.hex(),
            organisation=of.organisation.id,
            key=of.key.key_id,
            registered=of.registered.digest.hex(),
            time=self.now,
        )
        return self.add(event, about=self.keys_of(of))

    # the descriptor

    def _descriptor(self, **members) -> Descriptor:
        return Descriptor(
            **{
                "edition": 1,
                "name": "Coalition",
                "log": str(self.log.verifier),
                "relying_parties": (RelyingParty(RP_ID, (ORIGIN,), 0, None),),
                "witnesses": tuple(sorted(str(witness.verifier) for witness in self.witnesses)),
                "threshold": self.threshold,
                "demonstration": self.demonstration,
                **members,
            }
        )

    def publish_descriptor(self, **members) -> Kept:
        number = len(self.descriptors) + 1
        former = sha256(self.descriptors[-1]).hexdigest()
        edition = self._descriptor(edition=number, previous=former, **members)
        self.descriptors.append(edition.to_bytes())
        return self.add(edition)

    # the file

    def bundle(self, **changes) -> bytes:
        """The honest file of the newest checkpoint; `changes` replace what `make` is given."""
        size, note = self.checkpoints[-1]
        newest = set(self.previous.values())
        shown = [
            (position, kept)
            for position, kept in enumerate(self.entries[:size])
            if kept.open
            and (not isinstance(kept.event, Register) or self.reference(kept) in newest)
            and (not isinstance(kept.event, Heads) or position == size - 1)
        ]
        seen = {
            statement.seen
            for _position, kept in shown
            if (statement := statement_of(kept.event)) and statement.seen.size
        }
        return make(
            **{
                "network": self.network,
                "instrument": self.instrument,
                "names": "shown",
                "checkpoint": note,
                "descriptors": self.descriptors,
                "entries": [self.entry(position, size) for position, _kept in shown],
                "seen": [self.seen_checkpoint(one, size) for one in sorted(seen)],
                "texts": self.texts,
                **changes,
            }
        )

    def entry(self, position: int, size: int | None = None) -> Entry:
        kept, size = self.entries[position], size or self.checkpoints[-1][0]
        proof = tuple(tree.proof(tree.inclusion_spans(position, size), self._known))
        return Entry(position, kept.salt, kept.body, kept.evidence, proof)

    def seen_checkpoint(self, seen: Seen, size: int | None = None) -> SeenCheckpoint:
        spans = tree.consistency_spans(seen.size, size or self.checkpoints[-1][0])
        return SeenCheckpoint(seen.size, bytes.fromhex(seen.root), tuple(tree.proof(spans, self._known)))

    def sign_anew(self, kept: Kept, by: Delegate, **changes) -> None:
        """Puts another statement in the place of one, with the evidence that its signer would make."""
        statement = replace(kept.event, **changes)  # type: ignore[type-var]  # of a bare statement
        kept.event, kept.body = statement, statement.to_bytes()
        kept.evidence = by.key.sign(kept.body)

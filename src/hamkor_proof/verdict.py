"""The verdict on an evidence bundle: whether it is proved, contradicts itself, or does not tell.

The stages of `docs/evidence-bundle.md`, section 3, each in its order: the first rule that fails decides.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import Final, NamedTuple

from hamkor_proof.acts import WORDS, Act
from hamkor_proof.adoption import Adoption
from hamkor_proof.bundle import Bundle, Opened, UnreadableError
from hamkor_proof.checkpoint import cosigned_at
from hamkor_proof.descriptor import Descriptor
from hamkor_proof.evidence import check_evidence
from hamkor_proof.faults import Fault
from hamkor_proof.findings import Findings, found_in
from hamkor_proof.hidden import Hidden
from hamkor_proof.key_events import KeyConfirmation, KeyContest, KeyRevocation
from hamkor_proof.kinds import KINDS_OF_KEYS, Kind
from hamkor_proof.note import VerifierKey, verified
from hamkor_proof.register import About, Heads, Register
from hamkor_proof.statement import Statement
from hamkor_proof.tree import check_consistency, check_inclusion, entry_hash

PROVED: Final = 0
CONTRADICTED: Final = 1
CANNOT_TELL: Final = 2


@dataclass(frozen=True)
class Verdict:
    """`status` is 0, 1 or 2; `code` is one of the page's; `part` names the member where a rule failed.

    `findings` is None where one failed: nothing that the file says counts then.
    """

    status: int
    code: str
    part: str | None = None
    findings: Findings | None = None


def verify(
    data: bytes, *, pinned: str | None = None, demonstration: bool = False, keys: Collection[str] = ()
) -> Verdict:
    """Judge a bundle. `pinned` is the SHA-256, in hexadecimal, of an edition of the network's descriptor that was
    obtained elsewhere; `demonstration` lets a demonstration count; `keys` are fingerprints that were obtained from
    their organisations, and change no status.

    Never raises, whatever the bytes are.
    """
    try:
        bundle = Bundle.read(data)
        proof = _Proof(bundle, pinned)
        for stage in _STAGES:
            stage(proof)
    except UnreadableError as unreadable:
        return Verdict(CANNOT_TELL, unreadable.code, unreadable.part)
    except _Failed as failed:
        return Verdict(failed.status, failed.code, failed.part)
    status, code = _unproved(proof, demonstration)
    return Verdict(status, code, None, found_in(bundle, proof.cosigned, keys))


class _Failed(Exception):
    def __init__(self, code: str, part: str | None = None, status: int = CONTRADICTED) -> None:
        super().__init__(code, part)
        self.code, self.part, self.status = code, part, status


class _Key(NamedTuple):
    """A registered key: where, by which statement."""

    position: int
    statement: Statement


@dataclass
class _Proof:
    """A bundle on its way through the stages, and what earlier ones found."""

    bundle: Bundle
    pinned: str | None
    cosigned: dict[str, int] = field(default_factory=dict)
    keys: dict[str, _Key] = field(default_factory=dict)
    revoked: dict[str, int] = field(default_factory=dict)

    @property
    def newest(self) -> Descriptor:
        return self.bundle.editions[-1]

    @property
    def shown(self) -> bool:
        return self.bundle.names == "shown"

    @cached_property
    def registers(self) -> dict[About, Register]:
        return {entry.event.about: entry.event for entry in self.bundle.entries if isinstance(entry.event, Register)}

    @cached_property
    def of_instrument(self) -> Register | None:
        return self.registers.get(About("instrument", self.bundle.instrument))

    @cached_property
    def listed(self) -> tuple[frozenset[tuple[str, str]], frozenset[tuple[str, str]]]:
        """What the instrument's register lists, and what the registers about keys list."""
        about_keys = [register.entries for about, register in self.registers.items() if about.kind == "keys"]
        mine = self.of_instrument.entries if self.of_instrument else ()
        return frozenset(mine), frozenset(entry for entries in about_keys for entry in entries)

    @cached_property
    def words_unopened(self) -> bool:
        """Whether the instrument's register lists words that are not opened."""
        opened = {entry.reference for entry in self.bundle.entries if entry.kind is Kind.WORD}
        return any(kind == Kind.WORD and reference not in opened for kind, reference in self.listed[0])

    def of_kind(self, *kinds: Kind) -> Iterator[Opened]:
        return (entry for entry in self.bundle.entries if entry.kind in kinds)

    def statements(self) -> Iterator[tuple[Opened, Statement]]:
        return ((entry, entry.statement) for entry in self.bundle.entries if entry.statement is not None)

    def is_signed(self, entry: Opened, statement: Statement) -> bool:
        """Whether the entry's evidence shows the statement's signature on a signing site in force at its position."""
        if entry.evidence is None:
            return False
        for party in self.newest.relying_parties:
            if party.since <= entry.position and (party.until is None or entry.position < party.until):
                try:
                    check_evidence(entry.evidence, statement, origins=party.origins, rp_id=party.id)
                except Fault:
                    continue
                return True
        return False


def _network(proof: _Proof) -> None:
    bundle = proof.bundle
    if sha256(bundle.descriptors[0]).digest() != bundle.network:
        raise _Failed("network-id", "network/0001.json")
    entered = {entry.body for entry in bundle.entries if isinstance(entry.event, Descriptor)}
    for number, edition in enumerate(bundle.editions, start=1):
        former, name = bundle.editions[max(number - 2, 0)], f"network/{number:04}.json"
        sites = {party.id: party.since for party in former.relying_parties}
        followed = number == 1 or (
            edition.previous == sha256(bundle.descriptors[number - 2]).hexdigest()
            and (edition.log, edition.demonstration) == (former.log, former.demonstration)
            and all(sites.get(party.id, party.since) == party.since for party in edition.relying_parties)
            and bundle.descriptors[number - 1] in entered
        )
        if edition.edition != number or not followed:
            raise _Failed("network-chain", name)
    if proof.pinned is not None and proof.pinned not in {sha256(body).hexdigest() for body in bundle.descriptors}:
        raise _Failed("other-network", "bundle.json")


def _checkpoint(proof: _Proof) -> None:
    log = VerifierKey.parse(proof.newest.log)
    try:
        signers = verified(proof.bundle.note.to_bytes(), [log])[1]
    except Fault:
        signers = []
    if proof.bundle.checkpoint.origin != log.name or log not in signers:
        raise _Failed("checkpoint", "checkpoint")
    for witness in map(VerifierKey.parse, proof.newest.witnesses):
        try:
            at = cosigned_at(proof.bundle.note, witness)
        except Fault:
            raise _Failed("cosignature", "checkpoint") from None
        if at is not None:
            proof.cosigned[str(witness)] = at


def _entries(proof: _Proof) -> None:
    checkpoint = proof.bundle.checkpoint
    for entry in proof.bundle.entries:
        try:
            check_inclusion(entry.position, checkpoint.size, entry_hash(entry.leaf), checkpoint.root, entry.proof)
        except Fault:
            raise _Failed("not-included", entry.name) from None


def _heads(proof: _Proof) -> None:
    last = proof.bundle.entries[-1]
    if last.position != proof.bundle.checkpoint.size - 1:
        raise _Failed("heads-missing", status=CANNOT_TELL)
    for entry in proof.bundle.entries:
        if isinstance(entry.event, Heads) != (entry is last):
            raise _Failed("heads", entry.name)


def _registers(proof: _Proof) -> None:
    bundle, last = proof.bundle, proof.bundle.entries[-1].event
    registers = [entry for entry in bundle.entries if isinstance(entry.event, Register)]
    about: set[About] = set()
    for entry in registers:
        assert isinstance(entry.event, Register)  # that is what they were chosen by
        if entry.event.about in about:
            raise _Failed("register-twice", entry.name)
        about.add(entry.event.about)
    newest = frozenset(last.registers) if isinstance(last, Heads) else frozenset()
    for entry in registers:
        if entry.reference not in newest:
            raise _Failed("register-not-latest", entry.name)
    if proof.shown:
        _check_registers_are_there(proof, about)
        _check_all_is_registered(proof)
    else:
        _check_names_are_kept_back(proof)


def _check_registers_are_there(proof: _Proof, about: set[About]) -> None:
    if proof.of_instrument is None:
        raise _Failed("register-missing", status=CANNOT_TELL)
    for entry in proof.of_kind(Kind.WORD):
        statement = entry.statement
        if statement and statement.key and About("keys", statement.organisation.id) not in about:
            raise _Failed("register-missing", entry.name, CANNOT_TELL)


def _check_names_are_kept_back(proof: _Proof) -> None:
    for entry in proof.bundle.entries:
        if entry.kind not in (None, Kind.ADOPTION, Kind.CORRECTION) or isinstance(entry.event, Register):
            raise _Failed("kept-back", entry.name)


def _check_all_is_registered(proof: _Proof) -> None:
    mine, keys = proof.listed
    for entry in proof.bundle.entries:
        if entry.kind is not None and (entry.kind, entry.reference) not in (
            keys if entry.kind in KINDS_OF_KEYS else mine
        ):
            raise _Failed("not-registered", entry.name)
    listed = {reference for _kind, reference in mine}
    opened = {entry.reference for entry in proof.bundle.entries}
    for entry in proof.of_kind(Kind.HIDDEN):
        if isinstance(entry.event, Hidden) and not set(entry.event.entries) <= listed - opened:
            raise _Failed("hidden", entry.name)


def _seen(proof: _Proof) -> None:
    bundle, now = proof.bundle, proof.bundle.checkpoint
    for shown in bundle.seen:
        try:
            check_consistency(shown.size, now.size, shown.root, now.root, shown.proof)
        except Fault:
            raise _Failed("seen", "seen.json") from None
    known = {(shown.size, shown.root.hex()) for shown in bundle.seen}
    for entry, statement in proof.statements():
        if statement.seen.size and (statement.seen.size, statement.seen.root) not in known:
            raise _Failed("seen-missing", entry.name, CANNOT_TELL)
    for entry, statement in proof.statements():
        if statement.seen.size > entry.position:
            raise _Failed("seen", entry.name)


def _texts(proof: _Proof) -> None:
    for text in proof.bundle.texts:
        if sha256(text.body).hexdigest() != text.sha256:
            raise _Failed("text", text.name)
    there = {(text.edition, text.language, text.sha256, len(text.body)) for text in proof.bundle.texts}
    for entry in proof.of_kind(Kind.ADOPTION, Kind.CORRECTION, Kind.WORD):
        if entry.statement:
            for named in entry.statement.texts:
                if (entry.statement.edition, named.language, named.sha256, named.size) not in there:
                    raise _Failed("text-missing", entry.name, CANNOT_TELL)


def _adoptions(proof: _Proof) -> None:
    adopted: dict[str, tuple[int, Statement]] = {}
    for number, entry in enumerate(proof.of_kind(Kind.ADOPTION), start=1):
        assert isinstance(entry.event, Adoption)  # that is what the kind says
        statement = entry.event.statement
        if statement.edition != number or (statement.act is Act.ADOPT) != (number == 1):
            raise _Failed("adoption", entry.name)
        adopted[entry.leaf.hex()] = (entry.position, statement)
    if not adopted:
        raise _Failed("adoption")
    for entry in proof.of_kind(Kind.WORD):
        statement = _statement(entry)
        if statement.adoption is None:
            continue
        position, adoption = adopted.get(statement.adoption, (entry.position, statement))
        if (
            position >= entry.position
            or adoption.edition != statement.edition
            or not set(adoption.texts) <= set(statement.texts)
        ):
            raise _Failed("word-text", entry.name)


def _keys(proof: _Proof) -> None:
    for entry in proof.of_kind(Kind.KEY_REGISTER):
        statement = _statement(entry)
        if statement.key is None or statement.key in proof.keys or not proof.is_signed(entry, statement):
            raise _Failed("key-register", entry.name)
        proof.keys[statement.key] = _Key(entry.position, statement)
    registered = {key.statement.digest.hex(): key for key in proof.keys.values()}
    for entry in proof.of_kind(Kind.KEY_CONFIRM, Kind.KEY_REVOKE, Kind.KEY_CONTEST):
        _check_key_entry(proof, entry, registered)
    for entry in proof.of_kind(Kind.KEY_CONFIRM):
        _check_confirmation(proof, entry, registered)


def _check_key_entry(proof: _Proof, entry: Opened, registered: dict[str, _Key]) -> None:
    event = entry.event
    assert isinstance(event, KeyConfirmation | KeyRevocation | KeyContest)  # that is what the kinds say
    if isinstance(event, KeyContest):
        meant, key, organisation = event.registered, event.key, event.organisation
    else:
        meant, key = event.statement.supersedes or "", event.statement.key or ""
        organisation = event.statement.organisation.id
    known = registered.get(meant)
    if known is None or known.position >= entry.position:
        raise _Failed("key-entry", entry.name)
    by_another = isinstance(event, KeyConfirmation) and event.way == "earlier-key"
    if (key == known.statement.key) == by_another:
        raise _Failed("key-entry", entry.name)
    if not isinstance(event, KeyConfirmation) and organisation != known.statement.organisation.id:
        raise _Failed("key-entry", entry.name)
    if isinstance(event, KeyRevocation):
        if key in proof.revoked:
            raise _Failed("key-entry", entry.name)
        proof.revoked[key] = entry.position


def _check_confirmation(proof: _Proof, entry: Opened, registered: dict[str, _Key]) -> None:
    assert isinstance(entry.event, KeyConfirmation)  # that is what the kind says
    statement, way = entry.event.statement, entry.event.way
    own = registered[statement.supersedes or ""].statement.organisation.id
    same = statement.organisation.id == own
    if way == "earlier-key":
        earlier = proof.keys.get(statement.key or "")
        right = (
            same
            and earlier is not None
            and earlier.statement.organisation.id == own
            and _in_force(proof, statement.key or "", entry.position)
            and proof.is_signed(entry, statement)
        )
    else:
        right = entry.evidence is None and same == (way == "fingerprint")
    if not right:
        raise _Failed("key-confirm", entry.name)


def _in_force(proof: _Proof, key: str, position: int) -> bool:
    """Registered at an earlier position, and not revoked at an earlier one."""
    known = proof.keys.get(key)
    return known is not None and known.position < position and proof.revoked.get(key, position) >= position


def _words(proof: _Proof) -> None:
    acts = list(proof.of_kind(Kind.WORD, Kind.WITHDRAWAL, Kind.DISCLOSURE, Kind.CORRECTION))
    for entry in acts:
        statement = _statement(entry)
        signed = proof.is_signed(entry, statement) if statement.key else entry.evidence is None
        if not signed:
            raise _Failed("signature", entry.name)
    for entry in acts:
        statement = _statement(entry)
        if statement.key is None:
            continue
        known = proof.keys.get(statement.key)
        by = (statement.organisation.id, statement.mandate)
        if (
            known is None
            or by != (known.statement.organisation.id, known.statement.mandate)
            or not _in_force(proof, statement.key, entry.position)
        ):
            raise _Failed("word-key", entry.name)
    _check_order(proof, [entry for entry in acts if entry.kind is not Kind.CORRECTION])


def _check_order(proof: _Proof, acts: list[Opened]) -> None:
    standing: dict[str, str | None] = defaultdict(lambda: None)
    opened = {_statement(entry).digest.hex() for entry in acts}
    for entry in acts:
        statement = _statement(entry)
        organisation, stands = statement.organisation.id, standing[statement.organisation.id]
        # A word that is not shown may stand between two that are.
        unseen = proof.words_unopened and statement.supersedes is not None and statement.supersedes not in opened
        if statement.supersedes != stands and not unseen:
            raise _Failed("word-order", entry.name)
        if statement.act in WORDS:
            standing[organisation] = statement.digest.hex()
        elif stands is None and not unseen:
            raise _Failed("word-order", entry.name)
        elif statement.act is Act.WITHDRAW:
            standing[organisation] = None


def _statement(entry: Opened) -> Statement:
    assert entry.statement is not None  # of these kinds every event has one
    return entry.statement


def _unproved(proof: _Proof, demonstration: bool) -> tuple[int, str]:
    """What is missing although nothing failed."""
    opened = {entry.reference for entry in proof.bundle.entries}
    if proof.pinned is None:
        return CANNOT_TELL, "origin-unconfirmed"
    if proof.newest.demonstration and not demonstration:
        return CANNOT_TELL, "demonstration"
    if len(proof.cosigned) < proof.newest.threshold:
        return CANNOT_TELL, "witnesses"
    if any(reference not in opened for _kind, reference in proof.listed[1]):
        return CANNOT_TELL, "keys-unopened"
    return PROVED, "proved"


_STAGES: Final[tuple[Callable[[_Proof], None], ...]] = (
    _network,
    _checkpoint,
    _entries,
    _heads,
    _registers,
    _seen,
    _texts,
    _adoptions,
    _keys,
    _words,
)

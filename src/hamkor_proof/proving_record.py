"""The stages about the network, its ledger and its registers (`docs/evidence-bundle.md`, section 3, stages 4 to 9).

Each raises `FailedError` for the first rule that does not hold.
"""

from hashlib import sha256
from typing import Final

from hamkor_proof.checkpoint import cosigned_at
from hamkor_proof.descriptor import Descriptor
from hamkor_proof.faults import Fault
from hamkor_proof.hidden import Hidden
from hamkor_proof.kinds import KINDS_OF_KEYS, Kind
from hamkor_proof.note import VerifierKey, verified
from hamkor_proof.proving import CANNOT_TELL, FailedError, Proof
from hamkor_proof.register import About, Heads, Register
from hamkor_proof.tree import check_consistency, check_inclusion, entry_hash

# 9999-12-31 23:59:59 UTC. Later ones no calendar shows, and not everybody has whole numbers as large as the format has.
LATEST: Final = 253_402_300_799


def network(proof: Proof) -> None:
    """The network is the one named, its editions follow from one another, and the pinned one is among them."""
    bundle = proof.bundle
    if sha256(bundle.descriptors[0]).digest() != bundle.network:
        raise FailedError("network-id", "network/0001.json")
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
            raise FailedError("network-chain", name)
    later = set(bundle.descriptors[1:])
    for entry in bundle.entries:
        if isinstance(entry.event, Descriptor) and entry.body not in later:
            raise FailedError("network-chain", entry.name)
    pinned = proof.pinned
    if pinned is not None and not any(sha256(body).hexdigest().startswith(pinned) for body in bundle.descriptors):
        raise FailedError("other-network", "bundle.json")


def checkpoint(proof: Proof) -> None:
    """The log signed the checkpoint, and every line under a witness's name is the witness's."""
    log = VerifierKey.parse(proof.newest.log)
    try:
        signers = verified(proof.bundle.note.to_bytes(), [log])[1]
    except Fault:
        signers = []
    if proof.bundle.checkpoint.origin != log.name or log not in signers:
        raise FailedError("checkpoint", "checkpoint")
    for witness in map(VerifierKey.parse, proof.newest.witnesses):
        try:
            at = cosigned_at(proof.bundle.note, witness)
        except Fault:
            raise FailedError("cosignature", "checkpoint") from None
        if at is not None:
            if at > LATEST:
                raise FailedError("cosignature", "checkpoint")
            proof.cosigned[str(witness)] = at


def entries(proof: Proof) -> None:
    """Every opened entry is in the ledger at its position."""
    checkpoint = proof.bundle.checkpoint
    for entry in proof.bundle.entries:
        try:
            check_inclusion(entry.position, checkpoint.size, entry_hash(entry.leaf), checkpoint.root, entry.proof)
        except Fault:
            raise FailedError("not-included", entry.name) from None


def heads(proof: Proof) -> None:
    """The last entry lists the newest registers."""
    last = proof.bundle.entries[-1]
    if last.position != proof.bundle.checkpoint.size - 1:
        raise FailedError("heads-missing", status=CANNOT_TELL)
    for entry in proof.bundle.entries:
        if isinstance(entry.event, Heads) != (entry is last):
            raise FailedError("heads", entry.name)


def registers(proof: Proof) -> None:
    """Registers are the newest, and list what is opened; what was hidden is not."""
    bundle, last = proof.bundle, proof.bundle.entries[-1].event
    registers = [entry for entry in bundle.entries if isinstance(entry.event, Register)]
    about: set[About] = set()
    for entry in registers:
        assert isinstance(entry.event, Register)  # that is what they were chosen by
        if entry.event.about in about:
            raise FailedError("register-twice", entry.name)
        about.add(entry.event.about)
    newest = frozenset(last.registers) if isinstance(last, Heads) else frozenset()
    for entry in registers:
        if entry.reference not in newest:
            raise FailedError("register-not-latest", entry.name)
    if proof.shown:
        _check_registers_are_there(proof, about)
        _check_all_is_registered(proof)
    else:
        _check_names_are_kept_back(proof)


def _check_registers_are_there(proof: Proof, about: set[About]) -> None:
    if proof.of_instrument is None:
        raise FailedError("register-missing", status=CANNOT_TELL)
    for entry in proof.of_kind(Kind.WORD):
        statement = entry.statement
        if statement and statement.key and About("keys", statement.organisation.id) not in about:
            raise FailedError("register-missing", entry.name, CANNOT_TELL)


def _check_names_are_kept_back(proof: Proof) -> None:
    for entry in proof.bundle.entries:
        if entry.kind not in (None, Kind.ADOPTION, Kind.CORRECTION) or isinstance(entry.event, Register):
            raise FailedError("kept-back", entry.name)


def _check_all_is_registered(proof: Proof) -> None:
    mine, keys = proof.listed
    for entry in proof.bundle.entries:
        if entry.kind is not None and (entry.kind, entry.reference) not in (
            keys if entry.kind in KINDS_OF_KEYS else mine
        ):
            raise FailedError("not-registered", entry.name)
    listed = {reference for _kind, reference in mine}
    opened = {entry.reference for entry in proof.bundle.entries}
    for entry in proof.of_kind(Kind.HIDDEN):
        if isinstance(entry.event, Hidden) and not set(entry.event.entries) <= listed - opened:
            raise FailedError("hidden", entry.name)


def seen(proof: Proof) -> None:
    """What signers were shown is part of the checkpoint."""
    bundle, now = proof.bundle, proof.bundle.checkpoint
    for shown in bundle.seen:
        try:
            check_consistency(shown.size, now.size, shown.root, now.root, shown.proof)
        except Fault:
            raise FailedError("seen", "seen.json") from None
    known = {(shown.size, shown.root.hex()) for shown in bundle.seen}
    for entry, statement in proof.statements():
        if statement.seen.size and (statement.seen.size, statement.seen.root) not in known:
            raise FailedError("seen-missing", entry.name, CANNOT_TELL)
    for entry, statement in proof.statements():
        if statement.seen.size > entry.position:
            raise FailedError("seen", entry.name)

"""The verdict on an evidence bundle: whether it is proved, contradicts itself, or does not tell.

The stages of `docs/evidence-bundle.md`, section 3, each in its order: the first rule that fails decides.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Final

from hamkor_proof import proving_acts, proving_record
from hamkor_proof.bundle import Bundle, UnreadableError
from hamkor_proof.findings import Findings, found_in
from hamkor_proof.proving import CANNOT_TELL as CANNOT_TELL
from hamkor_proof.proving import CONTRADICTED as CONTRADICTED
from hamkor_proof.proving import PROVED as PROVED
from hamkor_proof.proving import FailedError, Proof

STAGES: Final[tuple[Callable[[Proof], None], ...]] = (
    proving_record.network,
    proving_record.checkpoint,
    proving_record.entries,
    proving_record.heads,
    proving_record.registers,
    proving_record.seen,
    proving_acts.texts,
    proving_acts.adoptions,
    proving_acts.keys,
    proving_acts.words,
)


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
    obtained elsewhere, or its first 32 digits, for which words stand; `demonstration` lets a demonstration count;
    `keys` are fingerprints that were obtained from their organisations, and change no status.

    Never raises, whatever the bytes are.
    """
    try:
        bundle = Bundle.read(data)
        proof = Proof(bundle, pinned)
        for stage in STAGES:
            stage(proof)
    except UnreadableError as unreadable:
        return Verdict(CANNOT_TELL, unreadable.code, unreadable.part)
    except FailedError as failed:
        return Verdict(failed.status, failed.code, failed.part)
    status, code = _unproved(proof, demonstration)
    return Verdict(status, code, None, found_in(bundle, proof.cosigned, keys))


def _unproved(proof: Proof, demonstration: bool) -> tuple[int, str]:
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

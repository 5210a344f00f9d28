"""What the ledger commits to: salted commitments, and the root of a ledger with nothing in it."""

import secrets
from hashlib import sha256

from hamkor_proof.canonical import parse_canonical
from hamkor_proof.faults import Fault

LEAF_PREFIX = b"hamkor/leaf/v1\0"
REFERENCE_PREFIX = b"hamkor/entry/v1\0"


def new_salt() -> bytes:
    """32 random bytes. A salt belongs to one event, is derived from nothing, and is erased with its event."""
    return secrets.token_bytes(32)


def leaf_hash(network_id: bytes, salt: bytes, event: bytes) -> bytes:
    """SHA-256("hamkor/leaf/v1\\0" ‖ network id ‖ salt ‖ canonical JSON of the event).

    Whoever has salt and event can show that the ledger held them; without the salt the 32 bytes tell nothing,
    even to someone who guesses the event. Refuses, with a `Fault`, an id or a salt that is not 32 bytes long
    and an event that is not in canonical form.
    """
    return leaf_and_reference(network_id, salt, event)[0]


def reference(network_id: bytes, salt: bytes, event: bytes) -> bytes:
    """SHA-256("hamkor/entry/v1\\0" ‖ network id ‖ salt ‖ canonical JSON of the event): how registers call an entry.

    Without the salt nobody can tell which leaf it belongs to, so a register tells nothing of the places of what it does
    not open. Refuses what `leaf_hash` refuses.
    """
    return leaf_and_reference(network_id, salt, event)[1]


def leaf_and_reference(network_id: bytes, salt: bytes, event: bytes) -> tuple[bytes, bytes]:
    """`leaf_hash` and `reference` of the same event, which is looked at once."""
    if len(network_id) != 32 or len(salt) != 32:
        raise Fault("leaf-length")
    parse_canonical(event)
    opened = network_id + salt + event
    return sha256(LEAF_PREFIX + opened).digest(), sha256(REFERENCE_PREFIX + opened).digest()


def empty_root() -> bytes:
    """The root of a tree without leaves: SHA-256 of nothing (RFC 6962, section 2.1)."""
    return sha256(b"").digest()

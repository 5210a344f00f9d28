"""Writing the ledger: the network's descriptor once, and a commitment inside every act that must be provable."""

import os
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import connection, models

from hamkor.audit.kernel import IncompleteAction, action, in_action, record
from hamkor.core import clock
from hamkor.core.actors import Actor
from hamkor.core.errors import DomainError, NothingToDo
from hamkor.ledger import tree
from hamkor.ledger.access import check_may_make_checkpoints, check_operator, this_network
from hamkor.ledger.models import Checkpoint, Commitment, Descriptor, Node, Opening
from hamkor_proof import checkpoint, descriptor
from hamkor_proof.canonical import Writable, canonical_json
from hamkor_proof.leaf import leaf_hash, new_salt
from hamkor_proof.note import SignerKey, VerifierKey, signed
from hamkor_proof.tree import root_hash

# Any number, as long as nothing else in the database takes the same advisory lock.
_SEQUENCE_LOCK = 0x68616D6B


@action
def found_network(*, by: Actor) -> Descriptor:
    """Makes the log key in the home folder and writes the descriptor's first edition, which gives the network its id.

    Raises `NothingToDo` where the network is founded already.
    """
    check_operator(by)
    if Descriptor.objects.exists():
        raise NothingToDo("The network is founded already.")
    name = settings.HAMKOR_NETWORK_NAMES["en"]
    edition = descriptor.Descriptor(
        edition=1,
        name=name,
        log=descriptor.verifier_key(
            settings.HAMKOR_SITE_ORIGIN.partition("://")[2], _new_log_key().public_key().public_bytes_raw()
        ),
        relying_parties=(descriptor.RelyingParty(settings.HAMKOR_SIGN_RP_ID, (settings.HAMKOR_SIGN_ORIGIN,), 0, None),),
        demonstration=settings.HAMKOR_DEMONSTRATION,
    )
    founded = Descriptor.objects.create(edition=1, body=edition.to_bytes(), made_at=clock.now())
    record("ledger.network_founded", by=by, on=founded, network=sha256(founded.body).hexdigest())
    return founded


def commit(kind: str, event: Writable, *, subject: models.Model) -> Commitment:
    """Appends a commitment to `event` (and keeps its opening) inside the action that it records.

    `subject` is whom or what the event is about, so that its opening can be found and erased. Raises
    `IncompleteAction` outside an action and `DomainError` before the network is founded.
    """
    if not in_action():
        raise IncompleteAction(f"{kind} committed outside an action")
    network = this_network()
    if network is None:
        raise DomainError("The network is not founded yet: run found_network first.")
    body = canonical_json(event)
    salt = new_salt()
    _hold_the_sequence()
    position, leaf = tree.size(), leaf_hash(network, salt, body)
    commitment = Commitment.objects.create(position=position, leaf=leaf, made_at=clock.now())
    Node.objects.bulk_create(tree.completed_by(position, leaf))
    Opening.objects.create(commitment=commitment, kind=kind, subject_id=_id_of(subject), salt=salt, event=body)
    return commitment


@action
def make_checkpoint(*, by: Actor) -> Checkpoint:
    """Signs the root of the ledger as it stands. Raises `NothingToDo` where nothing was added since the last time or
    the network is not founded, `DomainError` where the log key is lost or another one lies in its place, and `Refused`
    for whoever is neither the clock nor the operator."""
    check_may_make_checkpoints(by)
    _hold_the_sequence()
    size, last = tree.size(), Checkpoint.objects.order_by("-size").first()
    if this_network() is None or size == (last.size if last else 0):
        raise NothingToDo("Nothing was added to the ledger since its last checkpoint.")
    root = root_hash(size, tree.Hashes())
    key = _signer()
    made = Checkpoint.objects.create(
        size=size,
        root=root,
        note=signed(checkpoint.Checkpoint(key.name, size, root).to_text(), key),
        made_at=clock.now(),
    )
    record("ledger.checkpoint_made", by=by, on=made, size=size, root=root.hex())
    return made


def _id_of(subject: models.Model) -> UUID:
    key: UUID = subject.pk
    return key


def _hold_the_sequence() -> None:
    """Until the transaction ends nobody else appends."""
    # SQLite's write transactions are exclusive from their start; PostgreSQL needs to be told.
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_SEQUENCE_LOCK])


def _signer() -> SignerKey:
    """The log key, which must be the one that the descriptor names: under another nobody could check anything."""
    latest = Descriptor.objects.order_by("-edition").first()
    path = _log_key_file()
    if latest is None or not path.exists():
        raise DomainError(f"There is no log key: {path} belongs there, from a backup of the home folder.")
    named = VerifierKey.parse(descriptor.Descriptor.parse(bytes(latest.body)).log)
    key = SignerKey(named.name, bytes.fromhex(path.read_text().strip()))
    if key.verifier != named:
        raise DomainError(f"The key in {path} is not the log key that the network's descriptor names.")
    return key


def _log_key_file() -> Path:
    return Path(settings.HAMKOR_HOME) / "log-key"


def _new_log_key() -> Ed25519PrivateKey:
    """A fresh one in the home folder, or the one that an earlier try to found the network left there."""
    path = _log_key_file()
    if path.exists():
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(path.read_text().strip()))
    key = Ed25519PrivateKey.generate()
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(key.private_bytes_raw().hex() + "\n")
    return key

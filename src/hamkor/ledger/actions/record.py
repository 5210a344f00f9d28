"""Entries of the ledger: a commitment inside every act that must be provable."""

from uuid import UUID

from django.db import connection, models

from hamkor.audit.kernel import IncompleteAction, in_action
from hamkor.core import clock
from hamkor.core.errors import DomainError
from hamkor.ledger import tree
from hamkor.ledger.access import this_network
from hamkor.ledger.models import Commitment, Node, Opening
from hamkor_proof.canonical import Writable, canonical_json
from hamkor_proof.leaf import leaf_hash, new_salt

# Any number, as long as nothing else in the database takes the same advisory lock.
_SEQUENCE_LOCK = 0x68616D6B


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
    hold_the_sequence()
    position, leaf = tree.size(), leaf_hash(network, salt, body)
    commitment = Commitment.objects.create(position=position, leaf=leaf, made_at=clock.now())
    Node.objects.bulk_create(tree.completed_by(position, leaf))
    Opening.objects.create(commitment=commitment, kind=kind, subject_id=_id_of(subject), salt=salt, event=body)
    return commitment


def hold_the_sequence() -> None:
    """Until the transaction ends nobody else appends."""
    # SQLite's write transactions are exclusive from their start; PostgreSQL needs to be told.
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_SEQUENCE_LOCK])


def _id_of(subject: models.Model) -> UUID:
    key: UUID = subject.pk
    return key

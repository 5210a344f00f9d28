"""Entries of the ledger: a commitment inside every act that must be provable."""

from typing import NamedTuple
from uuid import UUID

from django.db import models

from hamkor.audit.kernel import IncompleteAction, in_action
from hamkor.core import clock
from hamkor.core.errors import DomainError
from hamkor.ledger import tree
from hamkor.ledger.rows import Listing, write_entry
from hamkor.ledger.sequence import hold_the_end
from hamkor_proof.canonical import Writable, canonical_json
from hamkor_proof.leaf import leaf_and_reference, new_salt
from hamkor_proof.register import About


class Committed(NamedTuple):
    """An entry that was appended: its place, its leaf, and the reference that registers call it by."""

    position: int
    leaf: bytes
    reference: bytes


def commit(kind: str, event: Writable, *, subject: models.Model, under: About | None = None) -> Committed:
    """Appends a commitment to `event` (and keeps its opening) inside the action that it records.

    `kind` and the event's form are those of `docs/ledger.md`, section 3. `subject` is whom or what the event is about,
    so that its opening can be found and erased; `under` is whose registers list it, if any. Raises `IncompleteAction`
    outside an action and `DomainError` before the network is founded.
    """
    return append(kind, event, subject=_id_of(subject), under=under)


def append(kind: str, event: Writable, *, subject: UUID, under: About | None = None) -> Committed:
    """What `commit` does, where only the subject's id is known."""
    if not in_action():
        raise IncompleteAction(f"{kind} committed outside an action")
    body = canonical_json(event)
    salt = new_salt()
    end = hold_the_end()
    if end.network is None:
        raise DomainError("The network is not founded yet: run found_network first.")
    leaf, called = leaf_and_reference(end.network, salt, body)
    write_entry(
        end.size,
        leaf,
        made_at=clock.now(),
        completed=tree.completed_by(leaf, end),
        kind=kind,
        subject=subject,
        salt=salt,
        event=body,
        listing=Listing(under.kind, UUID(under.id), called) if under else None,
    )
    return Committed(end.size, leaf, called)


def _id_of(subject: models.Model) -> UUID:
    key: UUID = subject.pk
    return key

"""Commitments: salted hashes of what was done, in order, for good; the tree over them, and its signed checkpoints; the
registers that say what belongs together; and the openings, which can be erased.

What an entry consists of is keyed by its place (`docs/decisions/0023-entries-are-keyed-by-their-place.md`).
"""

from typing import override

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from hamkor.core.models import INTERNAL, PUBLIC, Declared, Lifecycle, Model, Personal, Row


class PlaceField(models.PositiveBigIntegerField):  # type: ignore[type-arg]  # generic for the type checker only
    """An entry's or a node's place as a key. SQLite takes a key of this very type for the row's own number, and needs
    no index for it; of Django's fields only those that count by themselves have it."""

    @override
    def db_type(self, connection: BaseDatabaseWrapper) -> str | None:
        return "integer" if connection.vendor == "sqlite" else super().db_type(connection)

    @override
    def rel_db_type(self, connection: BaseDatabaseWrapper) -> str:
        return "integer" if connection.vendor == "sqlite" else super().rel_db_type(connection)


class Descriptor(Model):
    """The network descriptor's editions as canonical bytes; the network's id is the SHA-256 of the first."""

    declared = Declared(Lifecycle.APPEND_ONLY, visible=PUBLIC, impersonal=("body",))

    edition = models.PositiveIntegerField(unique=True)
    body = models.BinaryField()
    made_at = models.DateTimeField()


class Commitment(Row):
    """A leaf: SHA-256 over network, salt and event. Its place in the tree is the ledger's order (`position`)."""

    declared = Declared(Lifecycle.APPEND_ONLY, visible=PUBLIC, impersonal=("leaf",))

    position = PlaceField(primary_key=True)
    leaf = models.BinaryField(max_length=32)
    made_at = models.DateTimeField()


class Node(Row):
    """The hash of a complete subtree of two commitments or more (RFC 6962, section 2.1). Written with the last of them;
    its place is how many became complete before it (`tree.place`)."""

    declared = Declared(Lifecycle.APPEND_ONLY, visible=PUBLIC, impersonal=("hash",))

    place = PlaceField(primary_key=True)
    hash = models.BinaryField(max_length=32)


class Checkpoint(Model):
    """The root of the tree at a size, as a note signed by the network's log key."""

    declared = Declared(Lifecycle.APPEND_ONLY, visible=PUBLIC, impersonal=("root", "note"))

    size = models.PositiveBigIntegerField(unique=True)
    root = models.BinaryField(max_length=32)
    note = models.BinaryField()
    made_at = models.DateTimeField()


class RegisterEntry(Row):
    """Where an entry is listed: in the registers about an instrument, or about an organisation's keys. By its
    reference, which stays when the opening is erased, and then leads nowhere (`docs/ledger.md`, section 1)."""

    declared = Declared(Lifecycle.APPEND_ONLY, visible=INTERNAL, impersonal=("about_kind", "kind", "reference"))

    commitment = models.OneToOneField(Commitment, on_delete=models.PROTECT, primary_key=True, related_name="listed")
    about_kind = models.CharField(max_length=16)
    about_id = models.UUIDField()
    kind = models.CharField(max_length=32)
    reference = models.BinaryField(max_length=32)

    class Meta:
        indexes = [models.Index(fields=["about_id"], name="listed_about")]


class Register(Model):
    """What of the ledger is about one instrument, or one organisation's keys, as it was at a checkpoint: a list of
    references. Its commitment is the newest about it until a later register is made."""

    declared = Declared(Lifecycle.APPEND_ONLY, visible=INTERNAL, impersonal=("about_kind", "reference"))

    commitment = models.OneToOneField(Commitment, on_delete=models.PROTECT, related_name="register")
    about_kind = models.CharField(max_length=16)
    about_id = models.UUIDField()
    sequence = models.PositiveIntegerField()
    reference = models.BinaryField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["about_id", "sequence"], name="registers_are_numbered")]


class Cosignature(Model):
    """A witness's line under a checkpoint: that at this time it knew of no other history (C2SP `tlog-cosignature`)."""

    declared = Declared(Lifecycle.APPEND_ONLY, visible=PUBLIC, impersonal=("witness", "value"))

    checkpoint = models.ForeignKey(Checkpoint, on_delete=models.PROTECT, related_name="cosignatures")
    witness = models.CharField(max_length=500)  # its verifier key
    at = models.DateTimeField()  # as the witness says
    value = models.BinaryField()  # what is signed with: the time, and the signature proper
    kept_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["checkpoint", "witness", "at"], name="a_witness_cosigns_once_at_a_time")
        ]


class Opening(Row):
    """What a commitment commits to. Deleting it erases event and salt together; the commitment stays."""

    declared = Declared(
        Lifecycle.MUTABLE,
        visible=INTERNAL,
        personal={"event": Personal.WITH_ROW},
        about="subject_id",
        impersonal=("salt", "kind"),
    )

    commitment = models.OneToOneField(Commitment, on_delete=models.PROTECT, primary_key=True, related_name="opening")
    kind = models.CharField(max_length=32)
    subject_id = models.UUIDField(db_index=True)
    salt = models.BinaryField(max_length=32)
    event = models.BinaryField()

"""Commitments: salted hashes of what was done, in order, for good; the tree over them, and its signed checkpoints; and
the openings, which can be erased."""

from django.db import models

from hamkor.core.models import INTERNAL, PUBLIC, Declared, Lifecycle, Model, Personal


class Descriptor(Model):
    """The network descriptor's editions as canonical bytes; the network's id is the SHA-256 of the first."""

    declared = Declared(Lifecycle.APPEND_ONLY, visible=PUBLIC, impersonal=("body",))

    edition = models.PositiveIntegerField(unique=True)
    body = models.BinaryField()
    made_at = models.DateTimeField()


class Commitment(Model):
    """A leaf: SHA-256 over network, salt and event. Its place in the tree is the ledger's order (`position`)."""

    declared = Declared(Lifecycle.APPEND_ONLY, visible=PUBLIC, impersonal=("leaf",))

    position = models.PositiveBigIntegerField(unique=True)
    leaf = models.BinaryField(max_length=32)
    made_at = models.DateTimeField()


class Node(Model):
    """The hash of a complete subtree of two commitments or more (RFC 6962, section 2.1): of those from
    `number * 2**level` up to, and without, `(number + 1) * 2**level`. Written with the last of them."""

    declared = Declared(Lifecycle.APPEND_ONLY, visible=PUBLIC, impersonal=("hash",))

    level = models.PositiveSmallIntegerField()
    number = models.PositiveBigIntegerField()
    hash = models.BinaryField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["level", "number"], name="a_subtree_has_one_hash")]


class Checkpoint(Model):
    """The root of the tree at a size, as a note signed by the network's log key."""

    declared = Declared(Lifecycle.APPEND_ONLY, visible=PUBLIC, impersonal=("root", "note"))

    size = models.PositiveBigIntegerField(unique=True)
    root = models.BinaryField(max_length=32)
    note = models.BinaryField()
    made_at = models.DateTimeField()


class Opening(Model):
    """What a commitment commits to. Deleting it erases event and salt together; the commitment stays."""

    declared = Declared(
        Lifecycle.MUTABLE,
        visible=INTERNAL,
        personal={"event": Personal.WITH_ROW},
        about="subject_id",
        impersonal=("salt", "kind"),
    )

    commitment = models.OneToOneField(Commitment, on_delete=models.PROTECT, related_name="opening")
    kind = models.CharField(max_length=32)
    subject_id = models.UUIDField(db_index=True)
    salt = models.BinaryField(max_length=32)
    event = models.BinaryField()

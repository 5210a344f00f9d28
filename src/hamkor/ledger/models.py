"""Commitments: salted hashes of what was done, in order, for good; and their openings, which can be erased."""

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

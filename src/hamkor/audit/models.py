"""What was done, by whom, on what: append-only, in codes and ids, without foreign keys, so that erasing a person or a
thing never erases that something happened."""

from django.db import models

from hamkor.core.models import INTERNAL, Declared, Lifecycle, Model


class Event(Model):
    declared = Declared(Lifecycle.APPEND_ONLY, visible=INTERNAL, impersonal=("kind", "by_kind", "on_label", "codes"))

    kind = models.CharField(max_length=64)
    at = models.DateTimeField()
    by_kind = models.CharField(max_length=16)
    by_id = models.UUIDField(null=True)
    on_label = models.CharField(max_length=64)
    on_id = models.UUIDField()
    codes = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["on_id", "at"]), models.Index(fields=["by_id", "at"])]

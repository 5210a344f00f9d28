"""The base of every table, and what every table must declare about itself.

A model that declares nothing fails the contract tests: each says whether rows may change, who may see them, and for
every field that can hold words whether it is about a person.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar

from django.db import models

from hamkor.core.ids import new_id


class Lifecycle(StrEnum):
    MUTABLE = "mutable"
    APPEND_ONLY = "append-only"  # held by a database trigger, see `hamkor.core.triggers`


class Personal(StrEnum):
    """What becomes of a personal field when a person asks to be erased."""

    ERASABLE = "erasable"
    WITH_ROW = "with-its-row"  # the row holds nothing else worth keeping
    KEPT = "kept"


PUBLIC = "public"
INTERNAL = "internal"


@dataclass(frozen=True)
class Declared:
    """`visible` is the lookup path to the row's `network.Audience`, or `PUBLIC`, or `INTERNAL` (no list or page shows
    rows of it by itself). `personal` and `impersonal` together name every field that can hold words or bytes.
    `about` is the lookup path to the id of the person or account whom the erasable fields are about, where one leads to
    her."""

    lifecycle: Lifecycle
    visible: str
    personal: Mapping[str, Personal] = field(default_factory=dict)
    impersonal: tuple[str, ...] = ()
    about: str = ""


class Row(models.Model):
    """What every table is. Only rows whose place is public, as in the ledger, have another key than `Model`'s."""

    declared: ClassVar[Declared]

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self._meta.label} {self.pk}"


class Model(Row):
    """A row with a random key, from which nobody learns an order, a count or a neighbour."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)

    class Meta:
        abstract = True

"""What the publishing of pages tells to whoever keeps something of them, such as an index."""

from dataclasses import dataclass

from django.dispatch import Signal


@dataclass(frozen=True)
class Page:
    """A page as it lies in the files now; `body` is HTML in UTF-8."""

    address: str
    language: str
    body: bytes


published = Signal()
"""Sent with `pages` (those whose files were made or confirmed) and `gone` (addresses that answer no more), inside the
transaction that notes the work as done: what listens writes with it, or both are done again."""

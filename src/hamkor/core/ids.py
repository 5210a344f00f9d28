"""Identifiers: random, so that nobody learns an order, a count or a neighbour from one."""

from uuid import UUID, uuid4


def new_id() -> UUID:
    """A random UUID (RFC 9562, version 4)."""
    return uuid4()

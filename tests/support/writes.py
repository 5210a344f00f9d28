"""The write guard: tables of ours are written by actions only."""

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from django.apps import apps
from django.db import connection

from hamkor.audit.kernel import in_action
from tests.support.rooms import written_by_wagtail

# allauth saves accounts itself: a changed password, a new passkey.
WRITTEN_BY_LIBRARIES = {"accounts_user"}

_WRITE = re.compile(r'\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM|REPLACE INTO)\s+"?(\w+)"?', re.IGNORECASE)


def our_tables() -> set[str]:
    return {
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.startswith("hamkor.") and not written_by_wagtail(model)
    } - WRITTEN_BY_LIBRARIES


class WriteOutsideAction(AssertionError):
    """Something wrote to one of our tables and no action was running."""


def _each_write(seen: Callable[[str, str], None]) -> AbstractContextManager[None]:
    """Inside, `seen(table, sql)` is told of every write before it happens."""

    def wrapper(execute: Callable, sql: str, params: object, many: bool, context: dict) -> object:
        if found := _WRITE.match(sql):
            seen(found[1], sql)
        return execute(sql, params, many, context)

    return connection.execute_wrapper(wrapper)


@contextmanager
def only_in_actions() -> Iterator[None]:
    """Raises `WriteOutsideAction` for a write to a table of ours while no action runs."""
    tables = our_tables()

    def refuse(table: str, sql: str) -> None:
        if table in tables and not in_action():
            raise WriteOutsideAction(sql[:200])

    with _each_write(refuse):
        yield


@contextmanager
def watched() -> Iterator[set[str]]:
    """The tables that were written, anybody's, also by what was rolled back later."""
    written: set[str] = set()
    with _each_write(lambda table, _sql: written.add(table)):
        yield written

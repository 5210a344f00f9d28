"""The write guard: tables of ours are written by actions only."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.apps import apps
from django.db import connection

from hamkor.audit.kernel import in_action

# allauth saves accounts itself: a changed password, a new passkey.
WRITTEN_BY_LIBRARIES = {"accounts_user"}

_WRITE = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM|REPLACE INTO)\s+"?(\w+)"?', re.IGNORECASE)


def our_tables() -> set[str]:
    return {
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.startswith("hamkor.")
    } - WRITTEN_BY_LIBRARIES


class WriteOutsideAction(AssertionError):
    """Something wrote to one of our tables and no action was running."""


@contextmanager
def only_in_actions() -> Iterator[None]:
    tables = our_tables()

    def guard(execute: Callable, sql: str, params: object, many: bool, context: dict) -> object:
        found = _WRITE.match(sql)
        if found and found[1] in tables and not in_action():
            raise WriteOutsideAction(sql[:200])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(guard):
        yield

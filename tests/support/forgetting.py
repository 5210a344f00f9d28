"""Taking away what the template database holds for good, as if it had never been; until the test is over."""

from django.db import connection

from hamkor.audit.kernel import standing_in


def forget(table: str) -> None:
    """Empties an append-only table."""
    with standing_in("test"), connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"DROP TRIGGER {table}_append_only_1")
        else:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {table}_append_only")
        cursor.execute(f"DELETE FROM {table}")  # noqa: S608

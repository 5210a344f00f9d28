"""Loading Django for a command, with its usual troubles put into words."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from hamkor.cli.checkout import ObstacleError

PRODUCTION = "hamkor.config.production"


def load(settings: str | None = None) -> None:
    """Set Django up with these settings, or with those that DJANGO_SETTINGS_MODULE names, or for production.

    Raises `ObstacleError` where the settings are not usable.
    """
    import django
    from django.core.exceptions import ImproperlyConfigured

    if settings:
        os.environ["DJANGO_SETTINGS_MODULE"] = settings
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", PRODUCTION)
    try:
        django.setup()
    except (ImproperlyConfigured, ValueError) as error:
        raise ObstacleError(f"The settings are not usable: {error}") from error


@contextmanager
def database_in_words() -> Iterator[None]:
    """Turn a database that cannot be reached or written into a `ObstacleError`."""
    from django.db import DatabaseError, InterfaceError, OperationalError, connection

    try:
        yield
    except (OperationalError, InterfaceError) as error:
        # PostgreSQL says itself where it was looked for; SQLite does not.
        where = f" {connection.settings_dict['NAME']}" if connection.vendor == "sqlite" else ""
        raise ObstacleError(f"The database{where} cannot be used: {str(error).strip()}") from error
    except DatabaseError as error:
        if "read" not in str(error) or "only" not in str(error):
            raise
        raise ObstacleError(f"The database cannot be written: {str(error).strip()}") from error

"""`./hamkor manage`: Django's own commands, with the production settings unless DJANGO_SETTINGS_MODULE
differs."""

from collections.abc import Sequence

from hamkor.cli import catalogues
from hamkor.cli.loading import database_in_words, load


def run(arguments: Sequence[str]) -> int:
    """Hand over to Django. Raises `ObstacleError` for unusable settings or an unreachable database."""
    from django.core.management import execute_from_command_line

    catalogues.compile_all()
    load()
    with database_in_words():
        execute_from_command_line(["./hamkor manage", *arguments])
    return 0

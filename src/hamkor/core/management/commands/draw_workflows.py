"""Draws every procedure that a room's `transitions.py` names into docs/workflows/."""

from argparse import ArgumentParser
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError

import hamkor
from hamkor.core.workflows import Procedure


class Command(BaseCommand):
    help = "Draws the procedures into docs/workflows/; with --check only says whether the drawings are current."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing; fail where a drawing is out of date")
        parser.add_argument(
            "--folder",
            type=Path,
            default=Path(hamkor.__path__[0]).parents[1] / "docs" / "workflows",
            help="where the drawings are",
        )

    def handle(self, *_args: object, check: bool, folder: Path, **_options: object) -> None:
        outdated = []
        for procedure in procedures():
            path = folder / f"{procedure.name}.md"
            if path.exists() and path.read_text() == procedure.page():
                continue
            outdated.append(path.name)
            if not check:
                path.write_text(procedure.page())
        if check and outdated:
            raise CommandError(f"Out of date: {', '.join(outdated)}. Run draw_workflows.")
        self.stdout.write(f"Drawn: {', '.join(outdated)}." if outdated else "All drawings are current.")


def procedures() -> Iterator[Procedure]:
    """The procedures of all rooms, as their `PROCEDURES` list them."""
    for room in apps.get_app_configs():
        if room.name.startswith("hamkor.") and find_spec(f"{room.name}.transitions"):
            yield from import_module(f"{room.name}.transitions").PROCEDURES

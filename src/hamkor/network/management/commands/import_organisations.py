"""`./hamkor import organisations FILE.csv`: a list of organisations from the command line."""

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hamkor.core.actors import OPERATOR
from hamkor.core.errors import DomainError
from hamkor.network.access_organisations import known_names
from hamkor.network.actions.organisation_list import bring_in_organisations
from hamkor.network.organisation_list import LARGEST_FILE, Defaults, Doubtful, Listing, doubtful, read


class Command(BaseCommand):
    help = "Bring a list of organisations in from a CSV file: all of it, or nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.formatter_class = argparse.RawDescriptionHelpFormatter
        parser.add_argument("file", type=Path, help="CSV in UTF-8 with a line of column names; only `name` is needed")
        parser.add_argument("--language", default="ru", help="language of the column `name` (default: %(default)s)")
        parser.add_argument("--country", default="", help="country of work where the list gives none, as KG")
        parser.add_argument("--category", default="member", help="category where none is given (default: %(default)s)")
        parser.add_argument("--dry-run", action="store_true", help="show what it would do, and stop")
        doubles = parser.add_mutually_exclusive_group()
        doubles.add_argument("--accept-doubles", action="store_true", help="bring likely doubles in all the same")
        doubles.add_argument("--skip-doubles", action="store_true", help="leave likely doubles out")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises `CommandError` (exit status 1, nothing saved) for faults in the file and undecided doubles."""
        listing = self._read(options["file"], Defaults(options["language"], options["country"], options["category"]))
        doubts = doubtful(listing.rows, known_names())
        leave_out = [each.row.line for each in doubts] if options["skip_doubles"] else []
        self._show(listing, doubts)
        if options["dry_run"]:
            self.stdout.write(_("Nothing was saved: this was a dry run."))
            return
        if doubts and not (options["skip_doubles"] or options["accept_doubles"]):
            raise CommandError(
                _("Nothing was saved. Give --skip-doubles or --accept-doubles to say what is to become of the doubles.")
            )
        try:
            added = bring_in_organisations(
                by=OPERATOR, rows=listing.rows, leave_out=leave_out, bring_in=[each.row.line for each in doubts]
            )
        except DomainError as error:
            raise CommandError(str(error.sentence)) from None
        number = len(added)
        self.stdout.write(
            ngettext("%(number)d organisation was brought in.", "%(number)d organisations were brought in.", number)
            % {"number": number}
        )

    def _read(self, path: Path, defaults: Defaults) -> Listing:
        try:
            with path.open("rb") as file:
                data = file.read(LARGEST_FILE + 1)
        except OSError as error:
            raise CommandError(_("%(file)s cannot be read: %(why)s.") % {"file": path, "why": error.strerror}) from None
        listing = read(data, defaults)
        if listing.faults:
            for fault in listing.faults:
                place = ":".join(str(number) for number in (path, fault.line, fault.column) if number)
                self.stderr.write(f"{place}: {fault.sentence}")
            raise CommandError(_("Nothing was saved: mend the file and start again."))
        return listing

    def _show(self, listing: Listing, doubts: list[Doubtful]) -> None:
        lines = {each.row.line: each for each in doubts}
        for row in listing.rows:
            names = " / ".join(name.text for name in row.names.values())
            self.stdout.write(f"{row.line}: {names} ({row.country_of_work}, {row.category})")
            if row.line in lines:
                likely = "; ".join(known.text for known in lines[row.line].likely)
                self.stdout.write("   " + _("much like: %(names)s") % {"names": likely})

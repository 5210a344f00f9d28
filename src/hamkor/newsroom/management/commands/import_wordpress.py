"""`./hamkor import wordpress FILE.xml`: another site's posts and pages, from its export."""

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from hamkor.core.actors import OPERATOR
from hamkor.core.languages import INTERFACE_LANGUAGES
from hamkor.newsroom.wordpress.actions import bring_in_wordpress, rehearse
from hamkor.newsroom.wordpress.moving import Report
from hamkor.newsroom.wordpress.reader import BrokenExportError


class Command(BaseCommand):
    help = "Bring posts and pages in from an export of WordPress (WXR): all that can come, or nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.formatter_class = argparse.RawDescriptionHelpFormatter
        parser.add_argument("file", type=Path, help="what WordPress exports under Tools: an XML file")
        parser.add_argument("--media", type=Path, metavar="DIR", help="a copy of the old site's wp-content/uploads")
        parser.add_argument(
            "--language", choices=INTERFACE_LANGUAGES, default="", help="of posts that name none (default: the site's)"
        )
        parser.add_argument("--dry-run", action="store_true", help="say what it would do, and stop")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises `CommandError` (exit status 1, nothing brought in) for a file that is broken or hostile."""
        file, media = options["file"], options["media"]
        if media is not None and not media.is_dir():
            raise CommandError(_("%(folder)s is no folder.") % {"folder": media})
        act = rehearse if options["dry_run"] else None
        given = {"file": file, "media": media, "language": options["language"], "tell": self._tell}
        try:
            report = act(**given) if act else bring_in_wordpress(by=OPERATOR, **given)
        except BrokenExportError as error:
            place = f"{file}:{error.line}"
            item = _(" (item %(number)d)") % {"number": error.item} if error.item else ""
            raise CommandError(f"{place}{item}: {error.sentence} " + _("Nothing was brought in.")) from None
        except OSError as error:
            raise CommandError(
                _("%(file)s cannot be read: %(why)s.") % {"file": error.filename or file, "why": error.strerror}
            ) from None
        self._show(report)
        if act:
            self.stdout.write(_("Nothing was saved: this was a dry run."))

    def _tell(self, line: int, title: str, sentence: str) -> None:
        # Titles are a stranger's: nothing in them may steer a terminal.
        self.stdout.write("".join(c if c.isprintable() else "�" for c in f"{line}: {title}: {sentence}"))

    def _show(self, report: Report) -> None:
        lines = [
            (report.posts, _("Posts published as news")),
            (report.pages, _("Pages published")),
            (report.drafts, _("Drafts, which editors see")),
            (report.pictures, _("Pictures")),
            (report.former, _("Old addresses that lead to the new ones")),
            (report.known, _("Here already, and left as they are")),
            *((number, _("Left out: %(why)s") % {"why": why}) for why, number in sorted(report.left_out.items())),
            *(
                (number, _("Not posts or pages: %(kind)s") % {"kind": kind[:60]})
                for kind, number in sorted(report.other.items())
            ),
        ]
        for number, what in lines:
            if number:
                self.stdout.write(f"{number:>7}  {what}")
        if not any(number for number, _what in lines):
            self.stdout.write(_("There was nothing to bring in."))

"""`./hamkor manage invite_coordinator`: founds the network, with its ledger's key, and makes the first invitation; the
coordinator makes all others."""

from argparse import ArgumentParser
from contextlib import suppress
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from hamkor.core.actors import OPERATOR
from hamkor.core.errors import DomainError, NothingToDo
from hamkor.ledger.actions.founding import found_network
from hamkor.network.actions.invitations import found_secretariat


class Command(BaseCommand):
    help = "Founds the network and invites its first coordinator, with the organisation that she belongs to."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="her name, as the members will see it")
        parser.add_argument("organisation", help="her organisation's name")
        parser.add_argument("--language", default="ru", help="language of that name (default: %(default)s)")
        parser.add_argument(
            "--since",
            type=date.fromisoformat,
            help="the day since which it is in the network, as 2013-02-20 (default: today)",
        )
        parser.add_argument("--country", required=True, help="its country, two letters")

    def handle(self, *args: object, **options: Any) -> None:
        with suppress(NothingToDo):
            found_network(by=OPERATOR)
        try:
            invited = found_secretariat(
                by=OPERATOR,
                name=options["name"],
                organisation=options["organisation"],
                language=options["language"],
                country=options["country"].upper(),
                since=options["since"],
            )
        except DomainError as error:
            raise CommandError(str(error)) from error
        link = f"{settings.HAMKOR_SITE_ORIGIN}{reverse('entrance:invitation', args=[invited.token])}"
        self.stdout.write(f"Link: {link}\nCode: {invited.code}\nBoth are shown this once and good for a week.")

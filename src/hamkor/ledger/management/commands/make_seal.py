"""`./hamkor manage make_seal`: the seal of documents, where an older version founded the network, or it is lost."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from hamkor.core.actors import OPERATOR
from hamkor.core.errors import DomainError, NothingToDo
from hamkor.ledger.actions.founding import make_seal


class Command(BaseCommand):
    help = "Makes the key that seals documents, and its certificate."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--instead-of",
            default="",
            metavar="SHA256",
            help="the SHA-256 of the certificate in use, where its key is lost for good or may be known to others",
        )

    def handle(self, *args: object, **options: Any) -> None:
        try:
            seal = make_seal(by=OPERATOR, instead_of=options["instead_of"])
        except NothingToDo as nothing:
            self.stdout.write(str(nothing))
            return
        except DomainError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"The SHA-256 of the seal's certificate: {seal.fingerprint}\n"
            "Tell it to the members. `hamkor publish rebuild` brings it into the documents and onto the pages."
        )

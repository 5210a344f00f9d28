"""`./hamkor privacy`: erasing a person, and the inventory of what is stored about people."""

import argparse
from collections.abc import Sequence

from hamkor.cli import catalogues
from hamkor.cli.checkout import ObstacleError
from hamkor.cli.loading import database_in_words, load


def run(arguments: Sequence[str]) -> int:
    """Runs the verb. Raises `ObstacleError` for nobody or several people meant, unusable settings or database."""
    parser = argparse.ArgumentParser(prog="./hamkor privacy", description="What is stored about people.")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    erase = verbs.add_parser("erase", help="erase a person, and say what is kept and why")
    erase.add_argument("who", metavar="PERSON|EMAIL", help="her id, her e-mail address, or her whole name")
    erase.add_argument("--dry-run", action="store_true", help="only say what would be erased")
    verbs.add_parser("inventory", help="print docs/personal-data.md, made from what the program declares")
    options = parser.parse_args(arguments)
    catalogues.compile_all()
    load()
    if options.verb == "inventory":
        from hamkor.privacy.inventory import inventory

        print(inventory(), end="")
        return 0
    with database_in_words():
        return _erase(options.who, dry_run=options.dry_run)


def _erase(who: str, *, dry_run: bool) -> int:
    from django.utils import translation

    from hamkor.core.actors import OPERATOR
    from hamkor.core.errors import NothingToDo
    from hamkor.privacy.access import people_meant
    from hamkor.privacy.actions.erasure import erase
    from hamkor.privacy.erasing import is_erased, kept, steps

    meant = people_meant(who)
    if not meant:
        raise ObstacleError("Nobody here has this id, address or name. Whoever was erased has only her id left.")
    if len(meant) > 1:
        ids = "\n".join(f"  {min(each.ids)}" if not each.person else f"  {each.person.pk}" for each in meant)
        raise ObstacleError(f"Several people are called so; give the id of the one who is meant:\n{ids}")
    subject = meant[0]
    stays = kept(subject)
    with translation.override("en"):
        try:
            done = steps(subject) if dry_run else erase(by=OPERATOR, subject=subject)
        except NothingToDo as nothing:
            print(nothing.sentence)
            return 0
    if dry_run and is_erased(subject):
        done = []
    print("Would be erased:" if dry_run else "Erased:")
    print("\n".join(f"  {step}" for step in done) or "  nothing")
    print("Kept:")
    print("\n".join(f"  {each}" for each in stays) or "  nothing")
    print(
        "  what people wrote in published texts, and copies that others made: look through them yourself\n"
        "Throw away the backups from before, and run ./hamkor publish sweep if no server runs."
    )
    return 0

"""`./hamkor check`: Django's system checks and ours, in plain sentences."""

import argparse
from collections.abc import Sequence

from hamkor.cli.loading import database_in_words, load


def run(arguments: Sequence[str]) -> int:
    """Print what is wrong; status 1 where something is an error, 0 where there are at most warnings."""
    parser = argparse.ArgumentParser(prog="./hamkor check", description="Say what is wrong with the configuration.")
    parser.add_argument("--deploy", action="store_true", help="also what is unsafe in a real installation")
    options = parser.parse_args(arguments)
    load()
    errors = sentences(deploy=options.deploy, serious_only=True)
    warnings = [line for line in sentences(deploy=options.deploy, serious_only=False) if line not in errors]
    print("\n".join([*errors, *warnings]) or "Nothing is wrong.")
    return 1 if errors else 0


def sentences(*, deploy: bool, serious_only: bool) -> list[str]:
    """One line for each finding: what is wrong, what to do about it, and the code to look it up by."""
    from django.core.checks import ERROR, run_checks

    with database_in_words():
        found = run_checks(include_deployment_checks=deploy, databases=["default"] if deploy else None)
    return [
        " ".join(part for part in (message.msg, message.hint, f"[{message.id}]") if part)
        for message in found
        if not message.is_silenced() and (message.level >= ERROR or not serious_only)
    ]

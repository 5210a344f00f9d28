"""`./hamkor publish`: the public site as files."""

import argparse
import importlib
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from hamkor.cli import catalogues, restored
from hamkor.cli.checkout import ObstacleError
from hamkor.cli.loading import database_in_words, load
from hamkor.cli.telling import progress

# verb: (module, function of the arguments that follow, what it does)
VERBS: Final = {
    "sweep": ("hamkor.cli.publish", "sweep", "bring the files up to date with what changed"),
    "rebuild": ("hamkor.cli.publish", "rebuild", "make every file anew, on all cores"),
    "check": ("hamkor.cli.publish", "check", "say which files are stale, missing or left over"),
    "reindex": ("hamkor.cli.publish", "reindex", "make the index of the search anew from the files"),
    "former": ("hamkor.cli.publish", "former", "print where the addresses of a former site lead, as a map for nginx"),
    "mirror": ("hamkor.cli.copies", "mirror", "make a copy that needs no server: a folder or a ZIP file"),
    "zim": ("hamkor.cli.copies", "zim", "make a copy for Kiwix"),
    "verify-mirror": ("hamkor.cli.copies", "verify_mirror", "say whether a copy is complete, genuine and fresh"),
    "new-key": ("hamkor.cli.copies", "new_key", "make a key that signs copies, or delegates that"),
    "delegate": ("hamkor.cli.copies", "delegate", "let a key sign copies for some days"),
}
# These need no installation: they run on any machine, without a network too.
ANYWHERE: Final = frozenset({"verify-mirror", "new-key", "delegate"})


def run(arguments: Sequence[str]) -> int:
    """Hands over to the verb. Raises `ObstacleError` for one that there is not, for unusable settings, and for a
    database or a folder that cannot be used."""
    if not arguments or arguments[0] in {"-h", "--help"}:
        print(_help())
        return 0
    verb, *rest = arguments
    if verb not in VERBS:
        raise ObstacleError(f"There is no ./hamkor publish {verb}.\n\n{_help()}")
    module, function, _what = VERBS[verb]
    act: Callable[[Sequence[str]], int] = getattr(importlib.import_module(module), function)
    if verb in ANYWHERE:
        return act(rest)
    catalogues.compile_all()
    load()
    _refuse_a_site_without_an_address()
    with database_in_words(), _folder_in_words():
        return act(rest)


def _refuse_a_site_without_an_address() -> None:
    from django.conf import settings

    if not settings.HAMKOR_SITE_ORIGIN:
        raise ObstacleError("HAMKOR_SITE_ORIGIN is not set: the pages name their own addresses (docs/operate.md).")


def sweep(arguments: Sequence[str]) -> int:
    """Does what is due now; status 1 where a page could not be made."""
    _parser("sweep").parse_args(arguments)
    from hamkor.publishing.sweep import sweep as swept_now

    restored.look_after()
    swept = swept_now(wait=True)
    print(f"{swept.made} made, {swept.gone} gone.")
    return _failed(swept.failed)


def rebuild(arguments: Sequence[str]) -> int:
    """Makes everything anew; status 1 where a page could not be made."""
    options = _with_processes("rebuild").parse_args(arguments)
    from hamkor.publishing.rebuild import rebuild as rebuilt_now

    restored.look_after()
    started = time.monotonic()
    rebuilt = rebuilt_now(processes=options.processes, progress=progress("Pages"))
    seconds = time.monotonic() - started
    print(
        f"{rebuilt.made} pages in {seconds:.1f} s ({rebuilt.made / seconds:.0f} a second), "
        f"{rebuilt.left_over} left over and removed."
    )
    return _failed(rebuilt.failed)


def check(arguments: Sequence[str]) -> int:
    """Changes nothing; status 1 where a file is not what it should be."""
    options = _with_processes("check").parse_args(arguments)
    from hamkor.publishing.access import waiting
    from hamkor.publishing.checking import faults

    found = faults(processes=options.processes, progress=progress("Pages"))
    print("\n".join(found) or "Every file is what the site would show now.")
    if found and waiting():
        print("Changes wait for a sweep: ./hamkor publish sweep makes them, if no server does.")
    return 1 if found else 0


def reindex(arguments: Sequence[str]) -> int:
    """What the files show can be found, and nothing else."""
    _parser("reindex").parse_args(arguments)
    from hamkor.publishing.search.indexing import reindex as reindexed_now

    print(f"Pages that can be found: {reindexed_now()}.")
    return 0


def former(arguments: Sequence[str]) -> int:
    """One line for each; none where no site was brought in."""
    _parser("former").parse_args(arguments)
    from hamkor.newsroom.access import former_addresses

    for old, new in former_addresses():
        print(f"{old} {new};")
    return 0


def _parser(verb: str) -> argparse.ArgumentParser:
    return argparse.ArgumentParser(prog=f"./hamkor publish {verb}", description=VERBS[verb][2].capitalize() + ".")


def _with_processes(verb: str) -> argparse.ArgumentParser:
    parser = _parser(verb)
    parser.add_argument(
        "--processes", type=int, default=os.cpu_count() or 1, help="how many work at it (default: %(default)s)"
    )
    return parser


def _failed(addresses: Sequence[str]) -> int:
    for address in addresses:
        print(f"{address} could not be made and is tried again later.", file=sys.stderr)
    return 1 if addresses else 0


@contextmanager
def _folder_in_words() -> Iterator[None]:
    from hamkor.publishing.files import CannotWriteError

    try:
        yield
    except CannotWriteError as error:
        raise ObstacleError(str(error)) from error


def _help() -> str:
    verbs = "\n".join(f"  {verb:<15}{what}" for verb, (_module, _function, what) in VERBS.items())
    return f"usage: ./hamkor publish VERB ...\n\nThe public site as files.\n\n{verbs}"

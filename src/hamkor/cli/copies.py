"""`./hamkor publish mirror`, `zim`, `verify-mirror`, `delegate`, `new-key`: copies of the public site."""

import argparse
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import file_digest
from pathlib import Path

from hamkor.cli.checkout import ObstacleError
from hamkor_proof.__main__ import main as check_and_sign
from hamkor_proof.faults import Fault


def mirror(arguments: Sequence[str]) -> int:
    """Makes a mirror, and says what it is."""
    parser = argparse.ArgumentParser(
        prog="./hamkor publish mirror",
        description="Make a copy of the public site that needs no server: a folder, or a file FILE.zip.",
    )
    parser.add_argument("place", type=Path, metavar="DIR|FILE.zip")
    parser.add_argument("--key", type=Path, metavar="FILE", help="the private key that signs it, see new-key")
    parser.add_argument("--delegation", type=Path, metavar="FILE", help="what lets that key sign, see delegate")
    parser.add_argument("--days", type=int, default=30, help="how long it counts as fresh (default: %(default)s)")
    parser.add_argument("--after", type=Path, metavar="manifest.json", help="the manifest that this one follows")
    options = parser.parse_args(arguments)
    if bool(options.key) != bool(options.delegation):
        raise ObstacleError("--key and --delegation go together: docs/operate.md says how they are made.")
    if not 0 < options.days <= 3650:
        raise ObstacleError("--days is a number from 1 to 3650.")
    from hamkor.publishing.copies.mirror import Signing, write_mirror
    from hamkor_proof.note import SignerKey

    with _in_words():
        signing = None
        if options.key:
            signing = Signing(SignerKey.parse(_read(options.key).decode().strip()), _read(options.delegation))
        after = _read(options.after) if options.after else None
        manifest = write_mirror(options.place, signing=signing, days=options.days, after=after)
    print(
        f"Copy {manifest.sequence}: {len(manifest.files)} files, {'signed' if signing else 'not signed'}, "
        f"good until {manifest.expires:%Y-%m-%d %H:%M} UTC."
    )
    return 0


def zim(arguments: Sequence[str]) -> int:
    """Makes a ZIM file, and says its SHA-256, which travels by another way than the file."""
    from hamkor.core.languages import INTERFACE_LANGUAGES

    parser = argparse.ArgumentParser(
        prog="./hamkor publish zim", description="Make a ZIM file of the public site, for Kiwix."
    )
    parser.add_argument("place", type=Path, metavar="FILE.zim")
    parser.add_argument("--language", choices=INTERFACE_LANGUAGES, default="", help="one language; else all of them")
    options = parser.parse_args(arguments)
    from hamkor.publishing.copies.zim import write_zim

    with _in_words():
        number = write_zim(options.place, language=options.language)
    with options.place.open("rb") as file:
        print(f"{number} files. SHA-256: {file_digest(file, 'sha256').hexdigest()}")
    return 0


def verify_mirror(arguments: Sequence[str]) -> int:
    """Status 0: proved, 1: something contradicts, 2: cannot tell."""
    return check_and_sign(["verify-mirror", *arguments], prog="./hamkor publish")


def delegate(arguments: Sequence[str]) -> int:
    """Lets a key sign copies for some days."""
    return check_and_sign(["delegate", *arguments], prog="./hamkor publish")


def new_key(arguments: Sequence[str]) -> int:
    """Makes a private key, and prints its public half."""
    return check_and_sign(["new-key", *arguments], prog="./hamkor publish")


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise ObstacleError(f"{file} cannot be read: {error.strerror}.") from error


@contextmanager
def _in_words() -> Iterator[None]:
    from hamkor.publishing.copies.contents import NothingToCopyError

    try:
        yield
    except (Fault, NothingToCopyError) as error:
        raise ObstacleError(str(error)) from error
    except UnicodeDecodeError as error:
        raise ObstacleError("The key is not a text file.") from error

"""The last checkpoint that was signed, kept beside the database: a restored backup must not lead to another history.

Who keeps a checkpoint, and each statement that names one, holds the network to it. Where the database is put back from
before, whatever is recorded next takes places that other entries had, and the log key would sign both histories.
"""

import os
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings

from hamkor.core.errors import DomainError
from hamkor.ledger import tree
from hamkor_proof.checkpoint import Checkpoint
from hamkor_proof.faults import Fault
from hamkor_proof.note import Note


class AnotherHistoryError(DomainError):
    """The ledger does not continue what was signed."""


def last_signed_file() -> Path:
    return Path(settings.HAMKOR_HOME) / "last-checkpoint"


def check_continues() -> None:
    """Raises `AnotherHistoryError` unless the ledger begins with what the last checkpoint covers, or no checkpoint is
    known, or where the file that holds it cannot be read."""
    path = last_signed_file()
    try:
        last = Checkpoint.parse(Note.parse(path.read_bytes()).text)
    except FileNotFoundError:
        return
    except Fault:
        raise AnotherHistoryError(f"{path} is damaged: take it from the newest backup.") from None
    if tree.size() < last.size or tree.root(last.size) != last.root:
        raise AnotherHistoryError(
            f"A checkpoint of {last.size} entries was signed, and the record is not what it was then. If a backup was "
            f"restored, there is a newer one to look for: docs/operate.md, “Backing up”. ({path})"
        )


def keep_signed(note: bytes) -> None:
    """Keeps this checkpoint as the last one. Called once it is committed: a checkpoint that is lost with a power cut
    between the two is covered by the next."""
    path = last_signed_file()
    # Under a name of its own: the clock and the operator may both have signed.
    with NamedTemporaryFile(dir=path.parent, prefix=f"{path.name}.", delete=False) as file:
        file.write(note)
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).replace(path)

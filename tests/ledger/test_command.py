"""`./hamkor ledger`, as somebody types it."""

import shutil
from pathlib import Path
from threading import Thread

from django.conf import settings
from django.db import connection

from hamkor.audit.kernel import standing_in
from hamkor.ledger.actions.record import commit
from hamkor.ledger.models import Opening
from hamkor.ledger.tree import size
from hamkor.ledger.verification import TOLD_AFTER, verify
from tests.factories.network import OrganisationFactory
from tests.support.installations import Installation


def test_the_operator_has_it_verified_and_is_told_which_entry_is_wrong(installation: Installation) -> None:
    subject = OrganisationFactory()
    for each in range(5):
        with standing_in("test"):
            commit("test", {"type": "test", "each": each}, subject=subject)
    lost = installation.hamkor("ledger", "checkpoint")
    assert lost.returncode == 2
    assert "There is no log key" in lost.stderr
    shutil.copy(Path(settings.HAMKOR_HOME) / "log-key", installation.home)
    signed = installation.hamkor("ledger", "checkpoint")
    assert (signed.returncode, signed.stdout.split("\n")[1]) == (0, "6"), signed.stderr
    again = installation.hamkor("ledger", "checkpoint")
    assert (again.returncode, again.stdout) == (0, "Nothing was added to the ledger since its last checkpoint.\n")
    right = installation.hamkor("ledger", "verify")
    said = (
        "Entries: 6, open: 6, erased: 0, checkpoints: 1, registers: 0, cosignatures: 0, editions of the descriptor: 1. "
        "Everything is right."
    )
    assert (right.returncode, right.stdout.splitlines()[-1]) == (0, said)
    with standing_in("whoever holds the database"):
        Opening.objects.filter(commitment__position=1).delete()
    lost = installation.hamkor("ledger", "verify")
    assert lost.returncode == 1
    assert lost.stdout.splitlines()[-1].startswith("Entries: 6, open: 5, erased: 0, ")
    assert lost.stdout.endswith(". The rest is right.\n")
    assert (
        lost.stderr
        == "Of so many entries nothing is kept that opens them, and nothing says that it was erased: 1 (1).\n"
    )
    with standing_in("whoever holds the database"):
        Opening.objects.filter(commitment__position=3).update(salt=b"\1" * 32)
    wrong = installation.hamkor("ledger", "verify")
    assert (wrong.returncode, wrong.stderr) == (1, "Entry 3 does not open to the event that is kept of it.\n")


def test_while_it_is_verified_others_act(installation: Installation) -> None:
    subject = OrganisationFactory()

    def act() -> None:
        with standing_in("somebody else"):
            commit("test", {"type": "test", "each": "meanwhile"}, subject=subject)
        connection.close()

    def meanwhile(done: int, of: int) -> None:
        if done == TOLD_AFTER:
            other = Thread(target=act)
            other.start()
            other.join()

    for each in range(TOLD_AFTER + 1):
        with standing_in("test"):
            commit("test", {"type": "test", "each": each}, subject=subject)
    assert verify(progress=meanwhile).entries == TOLD_AFTER + 1
    assert size() == TOLD_AFTER + 2

"""Several who act at the same instant, and one who is killed while she does: one ledger, without a gap or a fork."""

import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

from django.conf import settings as configured
from django.db import connection

from hamkor.audit.kernel import standing_in
from hamkor.core.actors import CLOCK
from hamkor.instruments.actions.words import confirm_word
from hamkor.instruments.models import Instrument, Word
from hamkor.instruments.statements import Choices
from hamkor.ledger import tree
from hamkor.ledger.actions.checkpoints import make_checkpoint
from hamkor.ledger.models import Commitment
from hamkor.ledger.verification import verify
from hamkor.network.models import Person
from tests.factories.instruments import InstrumentFactory
from tests.factories.network import delegate
from tests.support.installations import Installation

ACTORS, DOCUMENTS = 6, 5


def all_at_once(acts: list[Callable[[], None]]) -> None:
    """Each on a connection of its own. Raises what any of them raised."""
    ready = Barrier(len(acts))

    def run(act: Callable[[], None]) -> None:
        try:
            ready.wait()
            act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        list(pool.map(run, acts))


def test_what_many_do_at_once_is_one_ledger_without_a_gap_or_a_fork(installation: Installation) -> None:
    shutil.copy(Path(configured.HAMKOR_HOME) / "log-key", installation.home)
    documents: list[Instrument] = [InstrumentFactory(open_for_signature=True) for _ in range(DOCUMENTS)]
    people: list[Person] = [delegate() for _ in range(ACTORS)]
    before = tree.size()

    def give(person: Person) -> None:
        for document in documents:
            confirm_word(
                by=person,
                instrument=document,
                organisation=person.mandates.get().organisation,
                choices=Choices(read=("ru",)),
            )

    all_at_once([lambda person=person: give(person) for person in people])  # type: ignore[misc]
    assert Word.objects.count() == ACTORS * DOCUMENTS
    assert list(Commitment.objects.order_by("position").values_list("position", flat=True)) == list(
        range(before + ACTORS * DOCUMENTS)
    )
    assert set(Word.objects.values_list("leaf", flat=True)) <= {
        bytes(leaf).hex() for leaf in Commitment.objects.values_list("leaf", flat=True)
    }
    with standing_in("test"):
        make_checkpoint(by=CLOCK)
    found = verify()
    assert (found.registers, found.lost) == (DOCUMENTS, [])


def test_who_is_killed_at_any_statement_leaves_nothing_half_done_and_the_ledger_goes_on(
    installation: Installation,
) -> None:
    shutil.copy(Path(configured.HAMKOR_HOME) / "log-key", installation.home)
    done = installation.run("-m", "tests.support.killing")
    assert done.returncode == 0, done.stderr
    told = [line.split() for line in done.stdout.splitlines()]
    for name, before in (("edition", 0), ("checkpoint", 1)):
        *killed, alive = [list(map(int, sizes)) for act, *sizes in told if act == name]
        assert len(killed) > 3
        assert all(each == [before, before] for each in killed)
        assert alive == [before + 1, before + 1]
    assert verify().entries == 2

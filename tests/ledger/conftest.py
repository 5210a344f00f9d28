import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection

from hamkor.audit.kernel import standing_in
from hamkor.ledger.actions.record import commit
from hamkor.network.models import Organisation
from tests.factories.network import OrganisationFactory


@pytest.fixture
def append(db: None) -> Callable[[int], None]:
    """`append(5)` commits to five events, each in a transaction of its own."""
    subject: Organisation = OrganisationFactory()

    def append(number: int) -> None:
        for each in range(number):
            with standing_in("test"):
                commit("test", {"type": "test", "each": each}, subject=subject)

    return append


@pytest.fixture
def tamper(db: None) -> Callable[[str, str], None]:
    """`tamper("ledger_node", "UPDATE …")` is what somebody does who holds the database: no trigger stops him."""

    def tamper(table: str, statement: str) -> None:
        with standing_in("whoever holds the database"), connection.cursor() as cursor:
            if table == "ledger_opening":
                pass  # an opening may be erased, and nothing guards it
            elif connection.vendor == "sqlite":
                for number in range(2):
                    cursor.execute(f"DROP TRIGGER {table}_append_only_{number}")
            else:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # no table with checks to come can be altered
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {table}_append_only")
            cursor.execute(statement)

    return tamper


@pytest.fixture
def erasures(tmp_path: Path, settings) -> Path:
    """The list of erasures, in a home of the test's own."""
    log_key = Path(settings.HAMKOR_HOME) / "log-key"
    settings.HAMKOR_HOME = tmp_path / "home"
    settings.HAMKOR_HOME.mkdir()
    shutil.copy(log_key, settings.HAMKOR_HOME)
    return settings.HAMKOR_HOME / "erasures"

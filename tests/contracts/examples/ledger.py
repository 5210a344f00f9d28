from django.db import connection

from hamkor.core.actors import CLOCK, OPERATOR
from tests.contracts.examples import Example, example


@example("ledger.found_network")
def _() -> Example:
    # The template database holds a network, for good; only a database without one can found it.
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER ledger_descriptor_append_only_1")
        else:
            cursor.execute("ALTER TABLE ledger_descriptor DISABLE TRIGGER ledger_descriptor_append_only")
        cursor.execute("DELETE FROM ledger_descriptor")
    return Example(allowed={"by": OPERATOR}, stranger=CLOCK, event="ledger.network_founded")

from django.db import connection

from hamkor.audit.kernel import standing_in
from hamkor.core.actors import CLOCK, OPERATOR
from hamkor.ledger.actions.record import commit
from tests.contracts.examples import Example, example
from tests.factories.network import OrganisationFactory, delegate


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


@example("ledger.make_checkpoint")
def _() -> Example:
    with standing_in("test"):
        commit("test", {"type": "test"}, subject=OrganisationFactory())
    return Example(allowed={"by": CLOCK}, stranger=delegate(), event="ledger.checkpoint_made")

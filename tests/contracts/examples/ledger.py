from hamkor.audit.kernel import standing_in
from hamkor.core.actors import CLOCK, OPERATOR
from hamkor.ledger.actions.record import commit
from tests.contracts.examples import Example, example
from tests.factories.network import OrganisationFactory, delegate
from tests.support.forgetting import forget


@example("ledger.found_network")
def _() -> Example:
    # The template database holds a network, for good; only a database without one can found it.
    forget("ledger_descriptor")
    return Example(allowed={"by": OPERATOR}, stranger=CLOCK, event="ledger.network_founded")


@example("ledger.make_seal")
def _() -> Example:
    # The same with its seal.
    forget("audit_event")
    return Example(allowed={"by": OPERATOR}, stranger=CLOCK, event="ledger.seal_made")


@example("ledger.make_checkpoint")
def _() -> Example:
    with standing_in("test"):
        commit("test", {"type": "test"}, subject=OrganisationFactory())
    return Example(allowed={"by": CLOCK}, stranger=delegate(), event="ledger.checkpoint_made")

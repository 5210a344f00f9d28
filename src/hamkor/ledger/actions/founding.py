"""Founding the network: its log key, and the first edition of its descriptor."""

from hashlib import sha256

from django.conf import settings

from hamkor.audit.kernel import action, record
from hamkor.core import clock
from hamkor.core.actors import Actor
from hamkor.core.errors import NothingToDo
from hamkor.ledger.access import check_operator
from hamkor.ledger.log_key import new_log_key
from hamkor.ledger.models import Descriptor
from hamkor_proof import descriptor


@action
def found_network(*, by: Actor) -> Descriptor:
    """Makes the log key in the home folder and writes the descriptor's first edition, which gives the network its id.

    Raises `NothingToDo` where the network is founded already.
    """
    check_operator(by)
    if Descriptor.objects.exists():
        raise NothingToDo("The network is founded already.")
    name = settings.HAMKOR_NETWORK_NAMES["en"]
    edition = descriptor.Descriptor(
        edition=1,
        name=name,
        log=descriptor.verifier_key(
            settings.HAMKOR_SITE_ORIGIN.partition("://")[2], new_log_key().public_key().public_bytes_raw()
        ),
        relying_parties=(descriptor.RelyingParty(settings.HAMKOR_SIGN_RP_ID, (settings.HAMKOR_SIGN_ORIGIN,), 0, None),),
        demonstration=settings.HAMKOR_DEMONSTRATION,
    )
    founded = Descriptor.objects.create(edition=1, body=edition.to_bytes(), made_at=clock.now())
    record("ledger.network_founded", by=by, on=founded, network=sha256(founded.body).hexdigest())
    return founded

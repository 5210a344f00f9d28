"""Founding the network: its log key, the first edition of its descriptor, and the seal of its documents."""

from hashlib import sha256

from django.conf import settings

from hamkor.audit.kernel import action, record
from hamkor.core import clock
from hamkor.core.actors import Actor
from hamkor.core.errors import DomainError, NothingToDo
from hamkor.ledger.access import check_operator
from hamkor.ledger.log_key import new_log_key
from hamkor.ledger.models import Descriptor
from hamkor.ledger.seal import MADE, Seal, certificate_file, key_file, new_seal, seal_fingerprint
from hamkor_proof import descriptor


@action
def found_network(*, by: Actor) -> Descriptor:
    """Makes the log key in the home folder and writes the descriptor's first edition, which gives the network its id;
    then makes the seal.

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
        relying_parties=tuple(
            descriptor.RelyingParty(rp_id, (origin,), 0, None)
            for rp_id, origin in (
                (settings.HAMKOR_SIGN_RP_ID, settings.HAMKOR_SIGN_ORIGIN),
                (settings.HAMKOR_SPARE_SIGN_RP_ID, settings.HAMKOR_SPARE_SIGN_ORIGIN),
            )
            if rp_id
        ),
        demonstration=settings.HAMKOR_DEMONSTRATION,
    )
    founded = Descriptor.objects.create(edition=1, body=edition.to_bytes(), made_at=clock.now())
    record("ledger.network_founded", by=by, on=founded, network=sha256(founded.body).hexdigest())
    make_seal(by=by)
    return founded


@action
def make_seal(*, by: Actor, instead_of: str = "") -> Seal:
    """Makes the key in the home folder that seals documents, with its certificate, and records which it is.

    `instead_of` is the SHA-256 of the certificate in use, which is lost for good or no longer to be trusted: nobody
    replaces it by mistake. Raises `NothingToDo` where the seal is made already, and `DomainError` before the network is
    founded, where another than `instead_of` is in use, and where the files in the home folder cannot be used.
    """
    check_operator(by)
    first = Descriptor.objects.filter(edition=1).first()
    if first is None:
        raise DomainError("The network is not founded yet.")
    used = seal_fingerprint()
    if used and not instead_of:
        raise NothingToDo(
            f"The seal is made already; its certificate has the SHA-256 {used}. Where {key_file()} or "
            f"{certificate_file()} is missing, take it from a backup."
        )
    if instead_of and used != instead_of:
        raise DomainError(f"{instead_of} is not the SHA-256 of the certificate in use, {used or 'for there is none'}.")
    seal = new_seal()
    if seal.fingerprint == used:
        raise NothingToDo(f"The seal in use is there. Move {key_file()} and {certificate_file()} away to make another.")
    record(MADE, by=by, on=first, certificate=seal.fingerprint)
    return seal

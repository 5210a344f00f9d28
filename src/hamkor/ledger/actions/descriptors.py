"""Further editions of the network's descriptor: its witnesses, its signing sites, its name."""

from collections.abc import Mapping, Sequence
from hashlib import sha256

from django.conf import settings

from hamkor.audit.kernel import action, record
from hamkor.core import clock
from hamkor.core.actors import Actor
from hamkor.core.errors import DomainError, NothingToDo
from hamkor.ledger import tree
from hamkor.ledger.access import check_operator
from hamkor.ledger.actions.record import commit
from hamkor.ledger.models import Descriptor
from hamkor.ledger.sequence import hold_the_sequence
from hamkor.ledger.witnesses import MOST_LINES
from hamkor_proof import descriptor
from hamkor_proof.canonical import parse_canonical
from hamkor_proof.descriptor import RelyingParty
from hamkor_proof.faults import Fault


@action
def publish_descriptor(
    *,
    by: Actor,
    witnesses: Sequence[str] | None = None,
    threshold: int | None = None,
    name: str | None = None,
    added_sites: Mapping[str, Sequence[str]] | None = None,
    ended_sites: Sequence[str] = (),
) -> Descriptor:
    """Writes the next edition of the network's descriptor, and commits it to the ledger.

    What is not given stays as it is. `witnesses` are verifier keys, all of them; `added_sites` names the origins of
    each further relying-party id, and counts from the entry after this one, at which `ended_sites` stop counting.

    Raises `Refused` for anybody but the operator, `NothingToDo` where nothing would change, and `DomainError` before
    the network is founded, for a malformed key, site or name, for a threshold above the number of witnesses, for a site
    that was there before or is not in force, and for ending one that this installation signs on.
    """
    check_operator(by)
    hold_the_sequence()
    latest = Descriptor.objects.order_by("-edition").first()
    if latest is None:
        raise DomainError("The network is not founded yet.")
    body = bytes(latest.body)
    former, start = descriptor.Descriptor.parse(body), tree.size() + 1
    try:
        edition = descriptor.Descriptor(
            edition=former.edition + 1,
            name=former.name if name is None else name,
            log=former.log,
            relying_parties=(
                *_with_ends(former.relying_parties, ended_sites, start),
                *_new_sites(former.relying_parties, added_sites or {}, start),
            ),
            demonstration=former.demonstration,
            witnesses=former.witnesses if witnesses is None else tuple(sorted(set(witnesses))),
            threshold=former.threshold if threshold is None else threshold,
            previous=sha256(body).hexdigest(),
        )
    except Fault as fault:
        raise DomainError(f"{fault} Nothing was written.") from None
    if len(edition.witnesses) > MOST_LINES:
        raise DomainError(f"There is room for {MOST_LINES} witnesses. Nothing was written.")
    if _says(edition) == _says(former):
        raise NothingToDo("The network's descriptor says so already.")
    written = Descriptor.objects.create(edition=edition.edition, body=edition.to_bytes(), made_at=clock.now())
    commit("network", parse_canonical(edition.to_bytes()), subject=written)
    record("ledger.descriptor_published", by=by, on=written, edition=edition.edition)
    return written


def _with_ends(parties: Sequence[RelyingParty], ended: Sequence[str], end: int) -> list[RelyingParty]:
    in_force = {party.id for party in parties if party.until is None}
    for rp_id in ended:
        if rp_id not in in_force:
            raise DomainError(f"{rp_id} is no signing site in force. Nothing was written.")
        if rp_id in {settings.HAMKOR_SIGN_RP_ID, settings.HAMKOR_SPARE_SIGN_RP_ID}:
            raise DomainError(
                f"This installation signs on {rp_id}. Take it out of the settings and start again before you end it: "
                "what is signed there afterwards could not be proved."
            )
    return [party._replace(until=end) if party.id in ended else party for party in parties]


def _new_sites(parties: Sequence[RelyingParty], added: Mapping[str, Sequence[str]], start: int) -> list[RelyingParty]:
    known = {party.id for party in parties}
    for rp_id in added:
        if rp_id in known:
            raise DomainError(f"{rp_id} is, or was, one of the network's signing sites. Nothing was written.")
    return [RelyingParty(rp_id, tuple(sorted(set(origins))), start, None) for rp_id, origins in added.items()]


def _says(edition: descriptor.Descriptor) -> tuple[object, ...]:
    return edition.name, edition.witnesses, edition.threshold, edition.relying_parties

"""The network's part of signing statements, and what a statement must be to count as signed."""

import unicodedata
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypedDict

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from hamkor.core import clock
from hamkor.core.errors import DomainError
from hamkor.core.languages import chain
from hamkor.ledger.access import latest_seen, this_network
from hamkor.network.models import Mandate, Organisation, SigningKey
from hamkor.network.passkeys import SigningSite, signing_site
from hamkor_proof import statement as proof
from hamkor_proof.evidence import Evidence, check_evidence
from hamkor_proof.faults import Fault
from hamkor_proof.statement import Act, Publish, Seen, Statement, new_nonce


@dataclass(frozen=True)
class SignedStatement:
    """A statement with evidence that the key named in it signed it on our signing origin, or on the spare one.

    Making one does the check, so an action that takes one need not: verifying stays outside its transaction. Raises
    `DomainError` with a sentence where the evidence shows nothing. What is checked: `docs/signing-statement.md`.
    """

    statement: Statement
    evidence: Evidence
    # Where it was signed: on the signing site, unless a registration on the spare one says so.
    site: SigningSite = field(default_factory=signing_site)

    def __post_init__(self) -> None:
        try:
            check_evidence(
                self.evidence,
                self.statement,
                origins=(self.site.origin,),
                rp_id=self.site.rp_id,
            )
        except Fault:
            raise DomainError(
                _("This signature does not belong to what you were shown. Nothing was saved: begin once more.")
            ) from None


class Common(TypedDict):
    """What every statement says whatever the act."""

    network: str
    seen: Seen
    nonce: str
    time: datetime


def common() -> Common:
    """The network, the ledger as it can be shown now, a fresh nonce, this second."""
    network = this_network()
    if network is None:
        raise DomainError(_("The network is not founded yet."))
    return Common(network=network.hex(), seen=latest_seen(), nonce=new_nonce(), time=clock.now().replace(microsecond=0))


def organisation_as_named(organisation: Organisation) -> proof.Organisation:
    """Its id, its name in the network's first language or the next best, and the country that it works on."""
    names = {name.language: name.text for name in organisation.names.all()}
    best = next((names[tag] for tag in (*chain(settings.LANGUAGE_CODE), *sorted(names)) if tag in names), "")
    line = " ".join(unicodedata.normalize("NFC", best).split())
    return proof.Organisation(str(organisation.pk), line, organisation.country_of_work)


def key_statement(*, act: Act, mandate: Mandate, fingerprint: str, registered: Statement | None = None) -> Statement:
    """A statement by this mandate about a key: the one that signs, or that is meant where none does. For the acts that
    follow a registration `registered` is the `key-register` statement of the key meant."""
    try:
        return Statement(
            act=act,
            organisation=organisation_as_named(mandate.organisation),
            mandate=str(mandate.pk),
            key=fingerprint,
            publish=Publish(name=not mandate.organisation.name_withheld, country=True),
            supersedes=registered.digest.hex() if registered else None,
            **common(),
        )
    except Fault as fault:
        raise unwritable(fault) from None


def registration_of(key: SigningKey) -> Statement:
    """The statement that this key signed when it was registered."""
    return Statement.parse(bytes(key.statement))


def about_key(key: SigningKey, act: Act) -> Statement:
    """The statement by which the network says of this key, in its own organisation's name, that it is confirmed or
    revoked; nobody signs it."""
    return key_statement(act=act, mandate=key.mandate, fingerprint=key.fingerprint, registered=registration_of(key))


def vouching_statement(earlier: SigningKey, registered: Statement) -> Statement:
    """What an earlier key signs for the one that `registered` is the `key-register` statement of."""
    return key_statement(
        act=Act.KEY_CONFIRM, mandate=earlier.mandate, fingerprint=earlier.fingerprint, registered=registered
    )


def check_vouches(vouched: SignedStatement, *, earlier: SigningKey, registered: Statement) -> None:
    """Raises `DomainError` unless this is the earlier key's signature, on that key's own site, under a `key-confirm`
    about the registration meant, in the name of the organisation of both."""
    said = vouched.statement
    whose = str(earlier.mandate.organisation_id)
    if (
        said.act is not Act.KEY_CONFIRM
        or said.key != earlier.fingerprint
        or said.mandate != str(earlier.mandate_id)
        or {said.organisation.id, registered.organisation.id} != {whose}
        or said.network != registered.network
        or said.supersedes != registered.digest.hex()
        or vouched.site != (earlier.rp_id, earlier.origin)
    ):
        raise DomainError(_("This was signed for another key. Nothing was saved: begin once more."))


def unwritable(fault: Fault) -> DomainError:
    """The sentence for a statement that cannot be made of what is stored: of a line kept before such were refused, or
    in a state that our own rules exclude, which is told by its code."""
    if fault.code.startswith("text-"):
        return DomainError(
            _(
                "The statement cannot be written: the organisation's name, or the document's title or place, holds a "
                "character that is not seen or does not belong there. Write it anew, then begin once more."
            )
        )
    return DomainError(
        _(
            "The statement cannot be written, because what is stored does not fit together (%(code)s). Nothing was "
            "saved. Tell the coordinator, who tells whoever keeps this site running."
        )
        % {"code": fault.code}
    )

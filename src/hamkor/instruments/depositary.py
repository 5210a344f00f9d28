"""What the depositary states in the ledger when a text is adopted or corrected."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from hamkor.core.errors import Refused
from hamkor.instruments.drafting_access import KEEPERS
from hamkor.instruments.models import Edition
from hamkor.network.access import mandates_of
from hamkor.network.models import Person
from hamkor.network.statements import common, organisation_as_named, unwritable
from hamkor_proof.faults import Fault
from hamkor_proof.statement import Act, Publish, SignedText, Statement


def depositary_statement(act: Act, *, by: Person, edition: Edition, texts: Iterable[SignedText]) -> Statement:
    """What the depositary states of an edition when she adopts or corrects it: by her mandate, without a key.

    A correction names the adoption that it belongs to: its own edition's, or that of the edition it replaces.
    Raises `DomainError` where `by` holds no mandate to act for the network, or no statement can be made.
    """
    mandate = mandates_of(by, *KEEPERS).select_related("organisation").order_by("since", "pk").first()
    if mandate is None:
        raise Refused(_("Only the coordinator or her deputy can do this."))
    corrected = edition if edition.adopted_at or edition.replaces is None else edition.replaces
    try:
        return Statement(
            act=act,
            instrument=str(edition.instrument_id),
            edition=edition.number,
            adoption=None if act is Act.ADOPT else corrected.adoption_leaf,
            texts=tuple(sorted(texts)),
            organisation=organisation_as_named(mandate.organisation),
            mandate=str(mandate.pk),
            publish=Publish(name=not mandate.organisation.name_withheld, country=True),
            **common(),
        )
    except Fault as fault:
        raise unwritable(fault) from None

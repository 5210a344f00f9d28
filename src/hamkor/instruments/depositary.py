"""What the depositary states in the ledger when a text is adopted or corrected."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext_lazy as _

from hamkor.core.errors import DomainError, Refused
from hamkor.instruments.drafting_access import KEEPERS
from hamkor.instruments.models import Edition, InstrumentTitle
from hamkor.network.access import mandates_of
from hamkor.network.models import Person
from hamkor.network.statements import common, organisation_as_named, unwritable
from hamkor_proof.adoption import Adoption, Named
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


def adoption(act: Act, *, by: Person, edition: Edition, texts: Iterable[SignedText], adopted_on: date) -> Adoption:
    """The event that the ledger commits to when an edition becomes final: the depositary's statement, the date that the
    document bears, and its title and place of adoption in each authentic language.

    Raises `DomainError` for an authentic language in which the title or the place is missing.
    """
    statement = depositary_statement(act, by=by, edition=edition, texts=texts)
    titles = {title.language: title for title in InstrumentTitle.objects.filter(instrument=edition.instrument_id)}
    languages = [text.language for text in statement.texts]
    if not titles.keys() >= set(languages):
        raise DomainError(_("A title is missing in one of the authentic languages."))
    if not all(titles[language].place for language in languages):
        raise DomainError(_("Say where the document is adopted, in each authentic language."))
    try:
        return Adoption(
            statement=statement,
            adopted_on=adopted_on,
            named=tuple(Named(language, titles[language].title, titles[language].place) for language in languages),
            correction=edition.correction_note or None,
        )
    except Fault as fault:
        raise unwritable(fault) from None

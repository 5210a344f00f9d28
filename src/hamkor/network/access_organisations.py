"""Organisations and projects: who may keep their entries, and what a viewer sees of them."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext_lazy as _

from hamkor.audit.kernel import permission
from hamkor.core import clock
from hamkor.core.actors import Actor
from hamkor.core.errors import Refused
from hamkor.network.access import Viewer, can_act_for_secretariat, mandates_of
from hamkor.network.doubles import Known
from hamkor.network.models import (
    FormerName,
    Mandate,
    Organisation,
    OrganisationName,
    Person,
    Project,
    ProjectImplementer,
    Role,
)
from hamkor.network.models.organisations import OrganisationQuerySet
from hamkor.network.models.people import SECRETARIAT


@permission
def check_may_bring_in(by: Actor) -> None:
    """Raises `Refused` unless `by` is coordinator or deputy, or the operator at the command line."""
    if by.actor_kind == "operator":
        return
    if not isinstance(by, Person) or not can_act_for_secretariat(by):
        raise Refused(_("Only the coordinator or her deputy can do this."))


def can_describe(by: Person, organisation: Organisation) -> bool:
    """The secretariat may describe and name every organisation, a delegate her own."""
    delegations = mandates_of(by, Role.DELEGATE).filter(organisation=organisation)
    return can_act_for_secretariat(by) or delegations.exists()


@permission
def check_may_describe(by: Person, organisation: Organisation) -> None:
    """Raises `Refused` unless `by` is of the secretariat or a delegate of this organisation."""
    if not can_describe(by, organisation):
        raise Refused(_("Only a delegate of this organisation, the coordinator or her deputy can do this."))


def secretariat_beyond(organisation: Organisation) -> bool:
    """Whether a coordinator or deputy remains when this organisation goes."""
    in_force = Mandate.objects.in_force(clock.now()).filter(role__in=SECRETARIAT)
    return in_force.exclude(organisation=organisation).exists()


def organisations(viewer: Viewer, languages: Sequence[str]) -> OrganisationQuerySet:
    """Those that she may see, named by her languages."""
    return Organisation.objects.visible_to(viewer.keys).named(languages)


def mandates_in(organisation: Organisation, viewer: Viewer) -> QuerySet[Mandate]:
    """The mandates in force there whose holders she may see."""
    in_force = Mandate.objects.visible_to(viewer.keys).filter(organisation=organisation).in_force(clock.now())
    return in_force.select_related("person").order_by("person__name", "role")


def projects(viewer: Viewer, languages: Sequence[str]) -> QuerySet[Project]:
    """All projects, the latest first, each with `visible_implementers`: those of its implementers she may see."""
    implementers = (
        ProjectImplementer.objects.filter(organisation__in=Organisation.objects.visible_to(viewer.keys))
        .prefetch_related(Prefetch("organisation", Organisation.objects.named(languages)))
        .order_by("pk")
    )
    return (
        Project.objects.named(languages)
        .prefetch_related(Prefetch("implementers", implementers, to_attr="visible_implementers"))
        .order_by("-since", "pk")
    )


def projects_of(organisation: Organisation, viewer: Viewer, languages: Sequence[str]) -> QuerySet[Project]:
    return projects(viewer, languages).filter(implementers__organisation=organisation)


def known_names() -> list[Known]:
    """Every name that any organisation bears or bore, withheld ones too: for the secretariat's search for doubles."""
    known = []
    for pk, text, short in OrganisationName.objects.values_list("organisation_id", "text", "short"):
        known += [Known(pk, text), *([Known(pk, short)] if short else [])]
    former = FormerName.objects.values_list("organisation_id", "text")
    return [*known, *(Known(pk, text) for pk, text in former)]


def merged_into(organisation: Organisation, viewer: Viewer, languages: Sequence[str]) -> Organisation | None:
    """The organisation that took this one up, if she may see that one too."""
    successor: UUID | None = organisation.merged_into_id
    return organisations(viewer, languages).filter(pk=successor).first() if successor else None

"""Organisations and projects: who may keep their entries, and what a viewer sees of them."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from hamkor.audit.kernel import permission
from hamkor.core import clock
from hamkor.core.actors import Actor
from hamkor.core.alphabets import alphabetically
from hamkor.core.errors import Refused
from hamkor.network.access import Viewer, can_act_for_secretariat, mandates_of, viewer_for
from hamkor.network.doubles import Known, comparable
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


def is_delegate_of(viewer: Viewer, organisation_id: UUID) -> bool:
    """Whether she speaks for this organisation now."""
    return any(each.organisation_id == organisation_id and each.role == Role.DELEGATE for each in viewer.mandates)


def can_describe(by: Person, organisation: Organisation) -> bool:
    """The secretariat may describe and name every organisation, a delegate her own."""
    delegations = mandates_of(by, Role.DELEGATE).filter(organisation=organisation)
    return can_act_for_secretariat(by) or delegations.exists()


@permission
def check_may_describe(by: Person, organisation: Organisation) -> None:
    """Raises `Refused` unless `by` is of the secretariat or a delegate of this organisation."""
    if not can_describe(by, organisation):
        raise Refused(_("Only a delegate of this organisation, the coordinator or her deputy can do this."))


@permission
def check_may_bear(by: Person, organisation: Organisation, name: str) -> None:
    """The secretariat gives any name; a delegate none by which her organisation would pass for another.

    Raises `Refused` where another organisation, which she may see, bears this name or one that looks the same.
    """
    if can_act_for_secretariat(by):
        return
    others = OrganisationName.objects.visible_to(viewer_for(by).keys).exclude(organisation=organisation)
    if comparable(name) in map(comparable, others.values_list("text", flat=True)):
        raise Refused(
            _("Another organisation bears this name, or one that looks the same: ask the coordinator to enter it.")
        )


def secretariat_beyond(organisation: Organisation) -> bool:
    """Whether a coordinator or deputy remains when this organisation goes."""
    in_force = Mandate.objects.in_force(clock.now()).filter(role__in=SECRETARIAT)
    return in_force.exclude(organisation=organisation).exists()


def organisations(viewer: Viewer, languages: Sequence[str]) -> OrganisationQuerySet:
    """Those that she may see, named by her languages."""
    return Organisation.objects.visible_to(viewer.keys).named(languages)


def in_alphabet(organisations: Iterable[Organisation], language: str) -> list[Organisation]:
    """By the names they were annotated with."""
    return sorted(organisations, key=lambda each: (alphabetically(each.name, language), each.name, each.pk))


def mandates_in(organisation: Organisation, viewer: Viewer, language: str) -> list[Mandate]:
    """The mandates in force there whose holders she may see, by their names in her alphabet."""
    in_force = Mandate.objects.visible_to(viewer.keys).filter(organisation=organisation).in_force(clock.now())
    return sorted(
        in_force.select_related("person"),
        key=lambda each: (alphabetically(each.person.name, language), each.person.name, each.role, each.pk),
    )


def projects(viewer: Viewer, languages: Sequence[str], *, of: Organisation | None = None) -> list[Project]:
    """All projects, or those `of` one organisation, the latest first, each with `carried_out_by`: those of its
    implementers that she may see, by name in her alphabet."""
    implementers = ProjectImplementer.objects.filter(
        organisation__in=Organisation.objects.visible_to(viewer.keys)
    ).prefetch_related(Prefetch("organisation", Organisation.objects.named(languages)))
    found = Project.objects.named(languages).prefetch_related(Prefetch("implementers", implementers))
    if of:
        found = found.filter(implementers__organisation=of)
    listed = list(found.order_by("-since", "pk"))
    for project in listed:
        visible = (implementer.organisation for implementer in project.implementers.all())
        project.carried_out_by = in_alphabet(visible, languages[0])
    return listed


def known_names(*, but: Organisation | None = None) -> list[Known]:
    """Every name that any organisation, `but` one, bears or bore, withheld ones too: for the secretariat's search for
    doubles."""
    known = []
    for pk, text, short in OrganisationName.objects.values_list("organisation_id", "text", "short"):
        known += [Known(pk, text), *([Known(pk, short)] if short else [])]
    known += [Known(pk, text) for pk, text in FormerName.objects.values_list("organisation_id", "text")]
    return [each for each in known if but is None or each.organisation != but.pk]


def merged_into(organisation: Organisation, viewer: Viewer, languages: Sequence[str]) -> Organisation | None:
    """The organisation that took this one up, if she may see that one too."""
    successor: UUID | None = organisation.merged_into_id
    return organisations(viewer, languages).filter(pk=successor).first() if successor else None

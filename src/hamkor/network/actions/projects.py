"""Projects: under what name organisations work together, who carries it out, who pays for it."""

from collections.abc import Collection, Mapping
from datetime import date

from django.utils.translation import gettext_lazy as _

from hamkor.audit.kernel import action, record
from hamkor.core.errors import DomainError
from hamkor.network.access import check_secretariat
from hamkor.network.entries import clean_website
from hamkor.network.models import Organisation, Person, Project, ProjectImplementer, ProjectName
from hamkor.network.names import clean_language, clean_line


@action
def add_project(
    *,
    by: Person,
    names: Mapping[str, str],
    implementers: Collection[Organisation],
    funder: Mapping[str, str],
    social_page: str,
    since: date,
    until: date | None = None,
) -> Project:
    """Shows a project on the members' page, under its names and with its funder by language, and with those of its
    implementers whose names are public.

    Raises `Refused` for all but the secretariat, `DomainError` for names, addresses and days that cannot be kept, and
    for a funder in a language that the project has no name in.
    """
    check_secretariat(by)
    project = Project(since=since)
    _write(project, names, implementers, funder, social_page, since, until)
    record("network.project_added", by=by, on=project, implementers=len(implementers))
    return project


@action
def change_project(
    *,
    by: Person,
    project: Project,
    names: Mapping[str, str],
    implementers: Collection[Organisation],
    funder: Mapping[str, str],
    social_page: str,
    since: date,
    until: date | None = None,
) -> None:
    """Sets everything about a project anew; raises what `add_project` raises."""
    check_secretariat(by)
    project = Project.objects.select_for_update().get(pk=project.pk)
    _write(project, names, implementers, funder, social_page, since, until)
    record("network.project_changed", by=by, on=project, implementers=len(implementers))


def _write(
    project: Project,
    names: Mapping[str, str],
    implementers: Collection[Organisation],
    funder: Mapping[str, str],
    social_page: str,
    since: date,
    until: date | None,
) -> None:
    cleaned = {clean_language(language): clean_line(text) for language, text in names.items()}
    funders = {clean_language(language): clean_line(text) for language, text in funder.items() if text.strip()}
    if not cleaned:
        raise DomainError(_("A project needs a name in one language at least."))
    if not funders.keys() <= cleaned.keys():
        raise DomainError(_("Give the project's name in each language in which you say who pays for it."))
    if until and until < since:
        raise DomainError(_("The project would have ended before it began."))
    project.social_page = clean_website(social_page)
    project.since, project.until = since, until
    project.save()
    project.names.exclude(language__in=cleaned).delete()
    for language, text in cleaned.items():
        told = {"text": text, "funder": funders.get(language, "")}
        ProjectName.objects.update_or_create(project=project, language=language, defaults=told)
    project.implementers.exclude(organisation__in=implementers).delete()
    for organisation in implementers:
        ProjectImplementer.objects.get_or_create(project=project, organisation=organisation)

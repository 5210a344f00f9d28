"""Members' pages of projects."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hamkor.core.errors import DomainError
from hamkor.network import access_organisations as access
from hamkor.network.access import Viewer, check_secretariat, member_page
from hamkor.network.actions.projects import add_project, change_project
from hamkor.network.forms.organisations import ProjectForm
from hamkor.network.models import Organisation, Project
from hamkor.network.views.organisations import form_page, languages, person_of, posted, reader_language, today


@require_safe
@member_page
def list_projects(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    context = {
        "section": "organisations",
        "projects": access.projects(viewer, languages()),
        "may_add": viewer.is_secretariat,
    }
    return render(request, "network/organisations/projects.html", context)


@form_page
@member_page
def add(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    check_secretariat(person_of(viewer))
    form = ProjectForm(posted(request), choices=_choices(viewer), initial={"since": today()})
    if form.is_valid():
        try:
            add_project(by=person_of(viewer), **form.entry())
        except DomainError as error:
            form.add_error(None, str(error.sentence))
        else:
            messages.success(request, _("The project stands on the members' page."))
            return redirect("network:projects")
    return _form(request, form, title=_("Add a project"), button=_("Add the project"))


@form_page
@member_page
def change(request: HttpRequest, viewer: Viewer, project_id: UUID) -> HttpResponse:
    project = get_object_or_404(Project, pk=project_id)
    check_secretariat(person_of(viewer))
    names = list(project.names.all())
    initial = {
        **{f"name_{name.language}": name.text for name in names},
        **{f"funder_{name.language}": name.funder for name in names},
        "implementers": [str(pk) for pk in project.implementers.values_list("organisation", flat=True)],
        **{field: getattr(project, field) for field in ("social_page", "since", "until")},
    }
    form = ProjectForm(
        posted(request), choices=_choices(viewer), languages=[name.language for name in names], initial=initial
    )
    if form.is_valid():
        try:
            change_project(by=person_of(viewer), project=project, **form.entry())
        except DomainError as error:
            form.add_error(None, str(error.sentence))
        else:
            messages.success(request, _("The project is saved."))
            return redirect("network:projects")
    return _form(request, form, title=_("Change the project"), button=_("Save the project"))


def _choices(viewer: Viewer) -> list[Organisation]:
    return access.in_alphabet(access.organisations(viewer, languages()), reader_language())


def _form(request: HttpRequest, form: ProjectForm, *, title: str, button: str) -> HttpResponse:
    context = {"section": "organisations", "form": form, "title": title, "button": button, "back": "network:projects"}
    return render(request, "network/organisations/form.html", context, status=422 if form.errors else 200)

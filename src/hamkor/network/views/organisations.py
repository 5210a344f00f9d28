"""Members' pages of organisations."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hamkor.core import clock
from hamkor.core.alphabets import alphabetically
from hamkor.core.errors import DomainError
from hamkor.core.languages import chain, country_name
from hamkor.network import access_organisations as access
from hamkor.network.access import Viewer, check_secretariat, get_or_404, member_page
from hamkor.network.actions import organisations as actions
from hamkor.network.forms.organisations import (
    DescriptionForm,
    LeaveForm,
    LogoForm,
    MergeForm,
    NameForm,
    OrganisationForm,
)
from hamkor.network.models import Organisation, Person
from hamkor.network.models.organisations import categories

form_page = require_http_methods(["GET", "HEAD", "POST"])


def reader_language() -> str:
    return get_language() or "ru"


def languages() -> tuple[str, ...]:
    return chain(reader_language())


def person_of(viewer: Viewer) -> Person:
    """Who acts; `member_page` lets nobody in who is no person of the network."""
    assert viewer.person is not None
    return viewer.person


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: what was sent, or nothing."""
    return request.POST if request.method == "POST" else None


def today() -> date:
    return clock.now().date()


@require_safe
@member_page
def list_organisations(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """All that she may see; `?country=` and `?category=` narrow it down, and every number counts what she sees."""
    language = reader_language()
    seen = access.in_alphabet(access.organisations(viewer, languages()), language)
    chosen = {"country_of_work": request.GET.get("country", ""), "category": request.GET.get("category", "")}
    shown = [each for each in seen if all(not want or getattr(each, field) == want for field, want in chosen.items())]
    context = {
        "section": "organisations",
        "current": [each for each in shown if each.until is None],
        "former": [each for each in shown if each.until is not None],
        "any": bool(seen),
        "countries": sorted(
            {each.country_of_work for each in seen},
            key=lambda code: alphabetically(country_name(code, in_language=language), language),
        ),
        "categories": [(code, label) for code, label in categories().items() if any(e.category == code for e in seen)],
        "country": chosen["country_of_work"],
        "category": chosen["category"],
        "labels": categories(),
        "may_add": viewer.is_secretariat,
    }
    return render(request, "network/organisations/list.html", context)


@form_page
@member_page
def add(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    check_secretariat(person_of(viewer))
    initial = {"language": reader_language(), "since": today()}
    form = OrganisationForm(posted(request), known=access.known_names(), initial=initial)
    if form.is_valid():
        try:
            organisation = actions.add_organisation(by=person_of(viewer), **form.entry())
        except DomainError as error:
            form.add_error(None, str(error.sentence))
        else:
            messages.success(request, _("The organisation is in the network."))
            return redirect("network:organisation", organisation.pk)
    return _form(request, form, title=_("Add an organisation"), button=_("Add the organisation"))


@require_safe
@member_page
def organisation(request: HttpRequest, viewer: Viewer, organisation_id: UUID) -> HttpResponse:
    found = _found(viewer, organisation_id)
    context = {
        "section": "organisations",
        "organisation": found,
        "label": categories().get(found.category, found.category),
        "names": found.names.order_by("language"),
        "former_names": found.former_names.order_by("-until"),
        "changes": found.changes.order_by("on"),
        "merged_into": access.merged_into(found, viewer, languages()),
        "mandates": access.mandates_in(found, viewer, reader_language()),
        "projects": access.projects(viewer, languages(), of=found),
        "may_describe": access.can_describe(person_of(viewer), found),
        "is_own": access.is_delegate_of(viewer, found.pk),
        "is_secretariat": viewer.is_secretariat,
    }
    return render(request, "network/organisations/organisation.html", context)


@form_page
@member_page
def describe(request: HttpRequest, viewer: Viewer, organisation_id: UUID) -> HttpResponse:
    found = _to_describe(viewer, organisation_id)
    fields = ("country_of_work", "country_of_seat", "website", "category")
    form = DescriptionForm(posted(request), initial={field: getattr(found, field) for field in fields})
    if not viewer.is_secretariat:
        form.fields["category"].disabled = True
    if form.is_valid():
        try:
            actions.describe_organisation(by=person_of(viewer), organisation=found, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error.sentence))
        else:
            messages.success(request, _("The description is saved."))
            return redirect("network:organisation", found.pk)
    return _form(request, form, found, title=_("Describe the organisation"), button=_("Save the description"))


@form_page
@member_page
def name(request: HttpRequest, viewer: Viewer, organisation_id: UUID) -> HttpResponse:
    """Gives it a name in a language; `?language=` starts from the one that is there."""
    found = _to_describe(viewer, organisation_id)
    present = found.names.filter(language=request.GET.get("language", "")).first()
    initial = {"language": present.language, "text": present.text, "short": present.short} if present else {}
    # What is known beyond what she may see is told to the secretariat only.
    known = access.known_names(but=found) if viewer.is_secretariat else []
    form = NameForm(posted(request), known=known, initial=initial)
    if form.is_valid():
        try:
            actions.name_organisation(
                by=person_of(viewer),
                organisation=found,
                language=form.cleaned_data["language"],
                name=form.name(),
                correction=form.cleaned_data["correction"],
            )
        except DomainError as error:
            form.add_error(None, str(error.sentence))
        else:
            messages.success(request, _("The name is saved."))
            return redirect("network:organisation", found.pk)
    return _form(request, form, found, title=_("Name of the organisation"), button=_("Save the name"))


@require_POST
@member_page
def remove_name(request: HttpRequest, viewer: Viewer, organisation_id: UUID) -> HttpResponse:
    found = _to_describe(viewer, organisation_id)
    language = request.POST.get("language", "")
    actions.remove_name(by=person_of(viewer), organisation=found, language=language)
    messages.success(request, _("The name in this language is taken away."))
    return redirect("network:organisation", found.pk)


@form_page
@member_page
def publicity(request: HttpRequest, viewer: Viewer, organisation_id: UUID) -> HttpResponse:
    """Says what it means to withhold or publish the name, and does what the button says."""
    found = _to_describe(viewer, organisation_id)
    wanted = request.POST.get("name")
    if wanted == "withhold":
        actions.withhold_name(by=person_of(viewer), organisation=found)
        messages.success(request, _("The name is withheld from now on."))
        return redirect("network:organisation", found.pk)
    if wanted == "publish":
        actions.publish_name(by=person_of(viewer), organisation=found)
        messages.success(request, _("The name is public from now on."))
        return redirect("network:organisation", found.pk)
    context = {"section": "organisations", "organisation": found}
    return render(request, "network/organisations/publicity.html", context, status=422 if request.POST else 200)


@form_page
@member_page
def logo(request: HttpRequest, viewer: Viewer, organisation_id: UUID) -> HttpResponse:
    found = _to_describe(viewer, organisation_id)
    removing = "remove" in request.POST
    form = LogoForm(request.POST, request.FILES) if request.method == "POST" and not removing else LogoForm()
    if removing or form.is_valid():
        picture = None if removing else form.cleaned_data["picture"]
        try:
            actions.set_logo(by=person_of(viewer), organisation=found, picture=picture)
        except DomainError as error:
            if removing:
                raise
            form.add_error("picture", str(error.sentence))
        else:
            messages.success(request, _("The logo is taken away.") if removing else _("The logo is saved."))
            return redirect("network:organisation", found.pk)
    context = {"section": "organisations", "organisation": found, "form": form}
    return render(request, "network/organisations/logo.html", context, status=422 if form.errors else 200)


@require_safe
@member_page
def logo_picture(request: HttpRequest, viewer: Viewer, organisation_id: UUID) -> HttpResponse:
    found = _found(viewer, organisation_id)
    if not found.logo:
        raise Http404
    headers = {"Cache-Control": "private, no-cache", "Content-Disposition": 'inline; filename="logo.png"'}
    return HttpResponse(found.logo.open().read(), content_type="image/png", headers=headers)


@form_page
@member_page
def merge(request: HttpRequest, viewer: Viewer, organisation_id: UUID) -> HttpResponse:
    found = _found(viewer, organisation_id)
    check_secretariat(person_of(viewer))
    others = access.organisations(viewer, languages()).current().exclude(pk=found.pk)
    form = MergeForm(posted(request), choices=access.in_alphabet(others, reader_language()), initial={"on": today()})
    if form.is_valid():
        try:
            actions.merge_organisation(by=person_of(viewer), organisation=found, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error.sentence))
        else:
            messages.success(request, _("Another organisation carries it on now."))
            return redirect("network:organisation", found.pk)
    return _form(
        request,
        form,
        found,
        title=_("Merge into another organisation"),
        button=_("Merge"),
        note=_(
            "Its mandates and signing keys end at once. What it signed stands, under its own name. "
            "This cannot be undone."
        ),
    )


@form_page
@member_page
def leave(request: HttpRequest, viewer: Viewer, organisation_id: UUID) -> HttpResponse:
    found = _found(viewer, organisation_id)
    check_secretariat(person_of(viewer))
    form = LeaveForm(posted(request), initial={"on": today()})
    if form.is_valid():
        try:
            actions.end_membership(by=person_of(viewer), organisation=found, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error.sentence))
        else:
            messages.success(request, _("It is noted that the organisation left the network."))
            return redirect("network:organisation", found.pk)
    return _form(
        request,
        form,
        found,
        title=_("It has left the network"),
        button=_("Note that it has left"),
        note=_(
            "Its mandates and signing keys end at once. What it signed stands. It can come back; "
            "its people then need new mandates."
        ),
    )


@require_POST
@member_page
def readmit(request: HttpRequest, viewer: Viewer, organisation_id: UUID) -> HttpResponse:
    found = _found(viewer, organisation_id)
    actions.readmit_organisation(by=person_of(viewer), organisation=found)
    messages.success(request, _("The organisation is in the network again."))
    return redirect("network:organisation", found.pk)


def _found(viewer: Viewer, organisation_id: UUID) -> Organisation:
    return get_or_404(Organisation.objects.named(languages()), viewer, pk=organisation_id)


def _to_describe(viewer: Viewer, organisation_id: UUID) -> Organisation:
    found = _found(viewer, organisation_id)
    access.check_may_describe(person_of(viewer), found)
    return found


def _form(request: HttpRequest, form: Any, organisation: Organisation | None = None, **words: str) -> HttpResponse:
    context = {"section": "organisations", "form": form, "organisation": organisation, **words}
    return render(request, "network/organisations/form.html", context, status=422 if form.errors else 200)

"""Bringing a list of organisations in: what it would do is shown first; then all of it is done, or nothing."""

from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from hamkor.core.errors import DomainError
from hamkor.network.access import Viewer, check_secretariat, member_page
from hamkor.network.access_organisations import known_names
from hamkor.network.actions.organisation_list import bring_in_organisations
from hamkor.network.forms.organisations import ListForm
from hamkor.network.models.organisations import categories
from hamkor.network.organisation_list import LARGEST_FILE, Defaults, Doubtful, Listing, Row, doubtful, read
from hamkor.network.views.organisations import form_page, person_of, reader_language

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_TEMPLATE = "network/organisations/bring_in.html"


@form_page
@member_page
def bring_in(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The file is sent here. Nothing is kept of it: the next page carries it back."""
    check_secretariat(person_of(viewer))
    initial = {"language": reader_language(), "category": "member"}
    form = ListForm(request.POST, request.FILES) if request.method == "POST" else ListForm(initial=initial)
    if not form.is_valid():
        return _page(request, form=form, status=422 if form.is_bound else 200)
    data: bytes = form.cleaned_data["file"].read(LARGEST_FILE + 1)
    defaults = Defaults(
        language=form.cleaned_data["language"],
        country=form.cleaned_data["country"],
        category=form.cleaned_data["category"],
    )
    listing = read(data, defaults)
    if listing.faults:
        return _page(request, form=form, listing=listing, status=422)
    return _plan(request, data, defaults, listing)


@require_POST
@member_page
def confirm(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Does what was shown, with the choice made for each likely double."""
    check_secretariat(person_of(viewer))
    defaults = Defaults(
        language=request.POST.get("language", ""),
        country=request.POST.get("country", ""),
        category=request.POST.get("category", ""),
    )
    try:
        data = b64decode(request.POST.get("data", ""), validate=True)
    except (NotBase64, ValueError):
        data = b""
    listing = read(data, defaults)
    if listing.faults:
        return _page(request, form=ListForm(initial={"language": reader_language()}), listing=listing, status=422)
    choices = {row.line: request.POST.get(f"line-{row.line}", "") for row in listing.rows}
    try:
        added = bring_in_organisations(
            by=person_of(viewer),
            rows=listing.rows,
            leave_out=[line for line, choice in choices.items() if choice == "leave-out"],
            bring_in=[line for line, choice in choices.items() if choice == "bring-in"],
        )
    except DomainError as error:
        return _plan(request, data, defaults, listing, choices=choices, error=error)
    number = len(added)
    messages.success(
        request,
        ngettext("%(number)d organisation was brought in.", "%(number)d organisations were brought in.", number)
        % {"number": number},
    )
    return redirect("network:organisations")


def _plan(
    request: HttpRequest,
    data: bytes,
    defaults: Defaults,
    listing: Listing,
    *,
    choices: dict[int, str] | None = None,
    error: DomainError | None = None,
) -> HttpResponse:
    doubts = doubtful(listing.rows, known_names())
    return _page(
        request,
        listing=listing,
        certain=_certain(listing.rows, doubts),
        doubts=[(each, (choices or {}).get(each.row.line, "")) for each in doubts],
        data=b64encode(data).decode(),
        defaults=defaults,
        error=error.sentence if error else "",
        status=422 if error else 200,
    )


def _certain(rows: Sequence[Row], doubts: Sequence[Doubtful]) -> "list[tuple[Row, StrOrPromise]]":
    """The rows about which there is no doubt, each with its category in words."""
    lines = {each.row.line for each in doubts}
    return [(row, categories().get(row.category, row.category)) for row in rows if row.line not in lines]


def _page(request: HttpRequest, *, status: int, **context: object) -> HttpResponse:
    return render(request, _TEMPLATE, {"section": "organisations", **context}, status=status)

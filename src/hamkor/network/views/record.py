"""What the network's record holds about an organisation, for its own delegates."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hamkor.ledger.openings import count_about, openings_about
from hamkor.network.access import Viewer, get_or_404, member_page
from hamkor.network.access_keys import confirmed_in_name_of
from hamkor.network.access_organisations import is_delegate_of, organisations
from hamkor.network.models import Organisation
from hamkor.network.views.organisations import languages


@require_safe
@member_page
def record(request: HttpRequest, viewer: Viewer, organisation_id: UUID) -> HttpResponse:
    """Says what the file is, and how dangerous, before it is offered."""
    found = _own_or_404(viewer, organisation_id)
    context = {
        "section": "organisations",
        "organisation": found,
        "entries": count_about(found.pk, further=confirmed_in_name_of(found)),
    }
    return render(request, "network/organisations/record.html", context)


@require_safe
@member_page
def record_file(request: HttpRequest, viewer: Viewer, organisation_id: UUID) -> HttpResponse:
    """Every opening about the organisation, or in its name. Nothing is noted: that somebody took it is itself no one's
    business."""
    found = _own_or_404(viewer, organisation_id)
    return HttpResponse(
        openings_about(found.pk, further=confirmed_in_name_of(found)),
        content_type="application/json",
        headers={"Content-Disposition": 'attachment; filename="record.json"', "Cache-Control": "no-store"},
    )


def _own_or_404(viewer: Viewer, organisation_id: UUID) -> Organisation:
    """The organisation, for who is its delegate now; for everybody else, the secretariat too, there is none."""
    if not is_delegate_of(viewer, organisation_id):
        raise Http404
    return get_or_404(organisations(viewer, languages()), viewer, pk=organisation_id)

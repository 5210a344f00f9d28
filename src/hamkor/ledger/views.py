"""The ledger as anybody reads it: its files, byte for byte as their formats say, and a page in human words."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hamkor.ledger.models import Checkpoint, Descriptor
from hamkor.ledger.published import TileFile, body_of
from hamkor.ledger.summary import summary
from hamkor.ledger.witnesses import note_of


@require_safe
def checkpoint(_request: HttpRequest) -> HttpResponse:
    newest = Checkpoint.objects.order_by("-size").first()
    if newest is None:
        raise Http404
    return HttpResponse(note_of(newest), content_type="text/plain; charset=utf-8")


@require_safe
def tile(_request: HttpRequest, file: TileFile) -> HttpResponse:
    body = body_of(file)
    if body is None:
        raise Http404
    return HttpResponse(body, content_type="application/octet-stream")


@require_safe
def network(_request: HttpRequest, edition: int | None = None) -> HttpResponse:
    """An edition of the network's descriptor, the newest where none is named: the bytes that its hash is of."""
    editions = Descriptor.objects.order_by("-edition")
    found = (editions if edition is None else editions.filter(edition=edition)).first()
    if found is None:
        raise Http404
    return HttpResponse(bytes(found.body), content_type="application/json")


@require_safe
def record(request: HttpRequest) -> HttpResponse:
    return render(request, "ledger/record.html", {"record": summary(), "section": "check"})

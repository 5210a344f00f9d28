"""Members' pages of signing keys: whose they are said to be, and by whom."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from hamkor.core.errors import DomainError
from hamkor.network.access import Viewer, get_or_404, member_page, shown_keys, signing_keys, way_to_confirm
from hamkor.network.actions import keys as actions
from hamkor.network.models import Person, SigningKey


@require_safe
@member_page
def list_keys(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Every key that she may see, and what she can say about it."""
    return render(request, "network/keys/list.html", {"keys": shown_keys(viewer), "section": "people"})


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def confirm(request: HttpRequest, viewer: Viewer, key_id: UUID) -> HttpResponse:
    """She says that the key is the organisation's."""
    key = get_or_404(signing_keys(viewer), viewer, pk=key_id)
    way = way_to_confirm(viewer, key)
    return _ask(
        request, key, "network/keys/confirm.html", lambda by: actions.confirm_key(by=by, key=key, way=way), viewer
    )


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def revoke(request: HttpRequest, viewer: Viewer, key_id: UUID) -> HttpResponse:
    """The secretariat, or the holder, ends a key."""
    key = get_or_404(signing_keys(viewer), viewer, pk=key_id)
    return _ask(request, key, "network/keys/revoke.html", lambda by: actions.revoke_key(by=by, key=key), viewer)


def _ask(
    request: HttpRequest, key: SigningKey, template: str, act: Callable[[Person], object], viewer: Viewer
) -> HttpResponse:
    context: dict[str, object] = {"key": key, "way": way_to_confirm(viewer, key), "section": "people"}
    if request.method == "POST" and viewer.person:
        try:
            act(viewer.person)
        except DomainError as error:
            return render(request, template, {**context, "error": error.sentence}, status=422)
        messages.success(request, _("Done. It is in the ledger."))
        return redirect("network:keys")
    return render(request, template, context)

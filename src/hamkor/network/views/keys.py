"""Members' pages of signing keys: whose they are said to be, and by whom."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from hamkor.core.errors import DomainError
from hamkor.network.access import ShownKey, Viewer, member_page, shown_key_or_404, shown_keys
from hamkor.network.actions import keys as actions


@require_safe
@member_page
def list_keys(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Every key that she may see, and what she can say about it."""
    return render(request, "network/keys/list.html", {"keys": shown_keys(viewer), "section": "people"})


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def confirm(request: HttpRequest, viewer: Viewer, key_id: UUID) -> HttpResponse:
    """She says that the key is the organisation's."""
    shown = shown_key_or_404(viewer, key_id)
    act = partial(actions.confirm_key, key=shown.key, way=shown.way)
    return _ask(request, viewer, shown, "network/keys/confirm.html", act)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def revoke(request: HttpRequest, viewer: Viewer, key_id: UUID) -> HttpResponse:
    """The secretariat, or the holder, ends a key."""
    shown = shown_key_or_404(viewer, key_id)
    return _ask(request, viewer, shown, "network/keys/revoke.html", partial(actions.revoke_key, key=shown.key))


def _ask(
    request: HttpRequest, viewer: Viewer, shown: ShownKey, template: str, act: Callable[..., object]
) -> HttpResponse:
    context: dict[str, object] = {"shown": shown, "section": "people"}
    if request.method == "POST" and viewer.person:
        try:
            act(by=viewer.person)
        except DomainError as error:
            return render(request, template, {**context, "error": error.sentence}, status=422)
        messages.success(request, _("Done. It is in the ledger."))
        return redirect("network:keys")
    return render(request, template, context)

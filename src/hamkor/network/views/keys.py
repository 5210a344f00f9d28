"""Members' pages of signing keys: whose they are said to be, and by whom; and the fingerprint to put on paper."""

from collections.abc import Callable
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from hamkor.accounts.access import SPARE
from hamkor.core.errors import DomainError
from hamkor.network import fingerprints
from hamkor.network.access import Viewer, member_page
from hamkor.network.access_keys import ShownKey, shown_key_or_404, shown_keys
from hamkor.network.actions import key_confirmations as confirmations
from hamkor.network.actions import keys as actions
from hamkor.network.forms.keys import FingerprintForm, RevocationForm
from hamkor.network.models import KeyConfirmation, Person, Role
from hamkor.network.passkeys import spare_site


@require_safe
@member_page
def list_keys(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Every key that she may see, and what she can say about it; and where her own are made."""
    context = {
        "keys": shown_keys(viewer),
        "section": "people",
        "own_mandates": [each for each in viewer.mandates if each.role == Role.DELEGATE],
        "spare": SPARE if spare_site() else "",
    }
    return render(request, "network/keys/list.html", context)


@require_safe
@member_page
def fingerprint(request: HttpRequest, viewer: Viewer, key_id: UUID) -> HttpResponse:
    """The key's fingerprint in every form in which it can stand on a site or a letterhead."""
    shown = shown_key_or_404(viewer, key_id)
    context = {
        "shown": shown,
        "section": "people",
        "in_words": fingerprints.in_words(shown.key.fingerprint),
        "qr": fingerprints.qr_inline(shown.key.fingerprint),
    }
    return render(request, "network/keys/fingerprint.html", context)


@require_safe
@member_page
def qr_svg(request: HttpRequest, viewer: Viewer, key_id: UUID) -> HttpResponse:
    """The QR code as a drawing, for print of any size."""
    return _qr(shown_key_or_404(viewer, key_id), "svg", "image/svg+xml")


@require_safe
@member_page
def qr_png(request: HttpRequest, viewer: Viewer, key_id: UUID) -> HttpResponse:
    """The QR code as a picture, for programs that take no drawings."""
    return _qr(shown_key_or_404(viewer, key_id), "png", "image/png")


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def confirm(request: HttpRequest, viewer: Viewer, key_id: UUID) -> HttpResponse:
    """She says that the key is the organisation's: the secretariat with the fingerprint that it found, others in their
    organisation's name."""
    shown = shown_key_or_404(viewer, key_id)
    if shown.way != KeyConfirmation.Way.FINGERPRINT:
        return _ask(
            request, viewer, shown, "confirm", lambda by, _said: confirmations.confirm_as_member(by=by, key=shown.key)
        )
    form = FingerprintForm(request.POST if request.method == "POST" else None)
    return _ask(
        request,
        viewer,
        shown,
        "confirm",
        lambda by, said: confirmations.confirm_by_fingerprint(
            by=by, key=shown.key, fingerprint=said["fingerprint"], found=said["found"]
        ),
        form,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def revoke(request: HttpRequest, viewer: Viewer, key_id: UUID) -> HttpResponse:
    """The secretariat, or the holder, ends a key."""
    shown = shown_key_or_404(viewer, key_id)
    form = RevocationForm(request.POST if request.method == "POST" else None)
    return _ask(
        request,
        viewer,
        shown,
        "revoke",
        lambda by, _said: actions.revoke_key(by=by, key=shown.key, suspect_from=form.moment(shown.key.registered_at)),
        form,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def contest(request: HttpRequest, viewer: Viewer, key_id: UUID) -> HttpResponse:
    """Another delegate of the organisation, or the secretariat for it, says that the key is not its own."""
    shown = shown_key_or_404(viewer, key_id)
    return _ask(request, viewer, shown, "contest", lambda by, _said: actions.contest_key(by=by, key=shown.key))


def _ask(
    request: HttpRequest,
    viewer: Viewer,
    shown: ShownKey,
    what: str,
    act: Callable[[Person, dict[str, str]], object],
    form: forms.Form | None = None,
) -> HttpResponse:
    context: dict[str, object] = {"shown": shown, "section": "people", "form": form}
    status = 200
    if request.method == "POST" and viewer.person:
        status = 422
        if form is None or form.is_valid():
            try:
                act(viewer.person, form.cleaned_data if form else {})
            except DomainError as error:
                context["error"] = error.sentence
            else:
                messages.success(request, _("Done. It is in the ledger."))
                return redirect("network:keys")
    return render(request, f"network/keys/{what}.html", context, status=status)


def _qr(shown: ShownKey, kind: str, content_type: str) -> HttpResponse:
    drawn = fingerprints.qr_file(shown.key.fingerprint, kind)
    response = HttpResponse(drawn, content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="key-{shown.key.fingerprint[:8]}.{kind}"'
    return response

"""Inviting, and what becomes of the invitations."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from hamkor.accounts import mail
from hamkor.core.errors import DomainError
from hamkor.network import access_people as access
from hamkor.network.access import Viewer, get_or_404, member_page
from hamkor.network.actions import invitations as actions
from hamkor.network.forms.people import InviteForm
from hamkor.network.views.people import languages


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def invite(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The form, the open invitations, and after sending the link and the code: this once."""
    assert viewer.person is not None
    form = InviteForm(request.POST or None, viewer=viewer, languages=languages())
    if form.is_valid():
        email = form.cleaned_data.pop("email")
        try:
            invited = actions.invite(by=viewer.person, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error.sentence))
        else:
            return _shown_once(request, invited, email)
    context = {"section": "people", "form": form, "invitations": access.invitations_shown(viewer, languages())}
    return render(request, "network/people/invite.html", context, status=422 if form.is_bound else 200)


@never_cache
@require_POST
@member_page
def invite_again(request: HttpRequest, viewer: Viewer, invitation_id: UUID) -> HttpResponse:
    """A new link and code for the same person; the old ones lead nowhere."""
    assert viewer.person is not None
    invitation = get_or_404(access.invitations(viewer), viewer, pk=invitation_id)
    return _shown_once(request, actions.invite_again(by=viewer.person, invitation=invitation))


@require_POST
@member_page
def revoke(request: HttpRequest, viewer: Viewer, invitation_id: UUID) -> HttpResponse:
    assert viewer.person is not None
    invitation = get_or_404(access.invitations(viewer), viewer, pk=invitation_id)
    actions.revoke_invitation(by=viewer.person, invitation=invitation)
    messages.success(request, _("The invitation is revoked; its link leads nowhere now."))
    return redirect("network:invite")


def _shown_once(request: HttpRequest, invited: actions.Invited, email: str = "") -> HttpResponse:
    path = reverse("entrance:invitation", args=[invited.token])
    mailed = bool(email) and mail.send_link(email, get_language() or "ru", path)
    context = {"section": "people", "invited": invited, "path": path, "email": email, "mailed": mailed}
    return render(request, "network/people/invited.html", context)

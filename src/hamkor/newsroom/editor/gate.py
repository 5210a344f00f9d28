"""The gate of `/editor/`: whatever Wagtail or a library adds under it passes here first."""

from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Final
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.csp import get_nonce
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.csp import csp_override

from hamkor.accounts.access import second_factor_given
from hamkor.accounts.models import User
from hamkor.core.errors import DomainError, NothingToDo
from hamkor.core.languages import chain
from hamkor.core.middleware import prefix_of_host
from hamkor.newsroom.access_editor import may_edit
from hamkor.newsroom.actions import admit_editor, dismiss_editor
from hamkor.newsroom.editor import policy
from hamkor.newsroom.editor.readiness import NotReady

type View = Callable[..., HttpResponseBase]

LANGUAGES: Final = tuple(code for code, _name in settings.WAGTAILADMIN_PERMITTED_LANGUAGES)


def editors_only(view: View) -> View:
    """Lets an editor through who gave a second factor and whose mandate is in force, at this request.

    What she does is one transaction: a page and what it changes on the public site are written together, or neither
    is. What cannot be done is said in a sentence. The editors' content security policy holds for every answer.
    """

    @wraps(view)
    @csp_override(policy.POLICY)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if not may_edit(request):
            return _turned_away(request)
        with suppress(NothingToDo):
            admit_editor(by=request.user)  # type: ignore[arg-type]  # an account, or may_edit said no
        token = policy.nonce.set(get_nonce(request))
        try:
            with translation.override(_language(request)), transaction.atomic():
                response = view(request, *args, **kwargs)
                # Drawn here, where the nonce and the transaction are.
                return response.render() if hasattr(response, "render") else response
        except DomainError as error:
            return _told(request, error)
        finally:
            policy.nonce.reset(token)

    return guarded


def _turned_away(request: HttpRequest) -> HttpResponse:
    """To sign in, to the second factor, or told that no mandate lets her edit; a script is just refused."""
    if request.headers.get("X-Requested-With") == "XMLHttpRequest":
        raise PermissionDenied
    apart = bool(prefix_of_host(request))
    if not isinstance(request.user, User):
        if apart:
            where = urlencode({"destination": request.path})
            return redirect(f"{settings.HAMKOR_SITE_ORIGIN}{reverse('accounts:cross')}?{where}")
        return redirect_to_login(request.get_full_path())
    if not second_factor_given(request):
        return redirect(f"{settings.HAMKOR_SITE_ORIGIN if apart else ''}{reverse('mfa_index')}")
    with suppress(DomainError):
        dismiss_editor(by=request.user)
    return render(request, "newsroom/editor/no_mandate.html", status=403)


def _language(request: HttpRequest) -> str:
    """Hers, if the editor speaks it; else the next in her chain that it does."""
    spoken = (code for code in chain(translation.get_language() or "ru") if code in LANGUAGES)
    return next(spoken, LANGUAGES[0])


def _told(request: HttpRequest, error: DomainError) -> HttpResponse:
    """A page that cannot go out is opened again with the sentence above it; nothing that was asked has happened."""
    if not isinstance(error, NotReady) or request.headers.get("X-Requested-With") == "XMLHttpRequest":
        raise error
    messages.error(request, str(error.sentence))
    return redirect("wagtailadmin_pages:edit", error.page.pk) if error.page.pk else redirect("wagtailadmin_home")

"""Arriving on the signing origin, or the editors', which share no cookie with the site.

The site's page posts a token to `/sign/enter/` or `/editor/enter/`. What an attacker wants is to arrive as somebody
else, or to make her arrive as him (and sign as him). So the token works once, for a minute, from the site's own page
only, and lives in the body of a form: a forwarded link carries nothing.
"""

import time
from urllib.parse import urlsplit

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest

from hamkor.accounts.access import bearer_of, origin_of
from hamkor.accounts.actions import use_crossing
from hamkor.accounts.models import Crossing, User
from hamkor.core.errors import DomainError
from hamkor.core.middleware import prefix_of_host

# A session on the signing origin is for one errand; editing takes as long as any work on the site.
SIGNING_LASTS = 30 * 60  # seconds


def enter(request: HttpRequest, token: str) -> Crossing | None:
    """Signs her in on the origin where she goes, who opened this crossing on the site, with a session of its own.

    Returns the crossing (its `user`, and the `destination` to send her to), or None where she does not get through:
    another origin's page sent this, the token is for another origin, unknown, used, or older than a minute, the account
    is frozen or has ended its sessions. Which of them it was is not said. The view must be POST and exempt from the
    CSRF check, whose place the Origin header takes: a browser sets it, a page cannot.
    """
    here = prefix_of_host(request)
    if request.method != "POST" or not here or request.headers.get("Origin") != settings.HAMKOR_SITE_ORIGIN:
        return None
    user = bearer_of(token)
    if user is None:
        return None
    try:
        crossing = use_crossing(by=user, token=token)
    except DomainError:
        return None
    meant = urlsplit(origin_of(crossing.destination)).hostname
    if not crossing.destination.startswith(here) or meant != request.get_host().partition(":")[0]:
        return None
    request.session.flush()
    login(request, user, backend="hamkor.accounts.backends.AccountBackend")
    request.session.set_expiry(SIGNING_LASTS if here == "/sign/" else None)
    record_authentication(request, user, "mfa", type=crossing.second_factor, crossed=int(time.time()))
    return crossing


def who_crossed(request: HttpRequest) -> User | None:
    """Whose session this is, where a crossing opened it no longer ago than `SIGNING_LASTS`; else None.

    Neither a session of the site nor one that is kept awake opens the signing pages.
    """
    if not isinstance(request.user, User):
        return None
    since = time.time() - SIGNING_LASTS
    records = get_authentication_records(request, request.user)
    return request.user if any(entry.get("crossed", 0) > since for entry in records) else None

"""What the pages of the public site may load, for a reader who said yes to analytics and for everybody else."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from django.conf import settings
from django.utils.csp import build_policy

from hamkor.privacy.analytics import Analytics

COOKIE: Final = "hamkor_analytics"

_YES: Final = re.compile(rf"(?:^|;)\s*{COOKIE}=yes\s*(?:;|$)")


def has_consented(cookies: str, *, gpc: str = "") -> bool:
    """Whether a request bears the reader's yes. `cookies` and `gpc` are its `Cookie` and `Sec-GPC` headers.

    Global Privacy Control is a no, whatever the cookie says.
    """
    return gpc.strip() != "1" and bool(_YES.search(cookies))


def is_widened() -> bool:
    """Whether a yes changes the policy at all: only where another's analytics is set.

    Then whoever serves the files has to keep the two apart: `Vary: Cookie`, and for a request with a yes an ETag of its
    own, because browsers take no new policy from a 304.
    """
    analytics: Analytics = settings.HAMKOR_ANALYTICS
    return bool(analytics.scripts)


def policy_for(request_has_consented: bool) -> str:
    """The Content-Security-Policy of a page of the public site: wider only for a reader who said yes, and only by the
    origins of the analytics that the setting names."""
    secure: Mapping[str, Sequence[str]] = settings.SECURE_CSP  # type: ignore[assignment]  # lists, by our settings
    policy = {name: list(sources) for name, sources in secure.items()}
    if request_has_consented:
        analytics: Analytics = settings.HAMKOR_ANALYTICS
        policy["script-src"] += analytics.scripts
        policy["connect-src"] += analytics.collects
        policy["img-src"] += analytics.collects
    return build_policy(policy)

"""`./hamkor check --deploy`: what makes an installation unsafe to open to people."""

import re
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

# As a browser writes it: keys answer to exactly these bytes.
_ORIGIN: Final = re.compile(r"https://[a-z0-9.-]+(?::\d+)?")


@register(Tags.security, deploy=True)
def installation_is_safe(app_configs: Sequence[AppConfig] | None, **_kwargs: object) -> list[CheckMessage]:
    """Refuses demonstration data, a weak secret, plain HTTP, a missing or shared signing origin, no second factor, and
    hosts that are missing or anybody's."""
    faults: list[CheckMessage] = []

    def refuse(number: int, sentence: str) -> None:
        faults.append(Error(sentence, id=f"hamkor.E{number:03}"))

    if settings.HAMKOR_DEMONSTRATION or "hamkor.demo" in settings.INSTALLED_APPS:
        refuse(1, "This is the demonstration: its data and its sign-in must not be reachable by others.")
    if len(settings.SECRET_KEY) < 50 or len(set(settings.SECRET_KEY)) < 10:
        refuse(2, "HAMKOR_SECRET_KEY is missing or too short: give 50 random characters or more.")
    if not settings.SESSION_COOKIE_SECURE or not settings.SECURE_SSL_REDIRECT:
        refuse(3, "Sessions would travel over plain HTTP.")
    site, sign = urlsplit(settings.HAMKOR_SITE_ORIGIN), urlsplit(settings.HAMKOR_SIGN_ORIGIN)
    if not _ORIGIN.fullmatch(settings.HAMKOR_SITE_ORIGIN):
        refuse(4, "HAMKOR_SITE_ORIGIN must be an https:// origin in small letters, without a path or a final slash.")
    if not _ORIGIN.fullmatch(settings.HAMKOR_SIGN_ORIGIN):
        refuse(5, "HAMKOR_SIGN_ORIGIN is missing or not an https:// origin without a path: nobody could sign.")
    elif sign.hostname == site.hostname:
        refuse(6, "HAMKOR_SIGN_ORIGIN must be a host of its own, apart from the site.")
    if not settings.HAMKOR_SIGN_RP_ID or (sign.hostname and sign.hostname != settings.HAMKOR_SIGN_RP_ID):
        refuse(7, "HAMKOR_SIGN_RP_ID must be the host name of HAMKOR_SIGN_ORIGIN.")
    spare = urlsplit(settings.HAMKOR_SPARE_SIGN_ORIGIN)
    if settings.HAMKOR_SPARE_SIGN_ORIGIN or settings.HAMKOR_SPARE_SIGN_RP_ID:
        if not _ORIGIN.fullmatch(settings.HAMKOR_SPARE_SIGN_ORIGIN):
            refuse(11, "HAMKOR_SPARE_SIGN_ORIGIN must be an https:// origin without a path.")
        elif spare.hostname in {site.hostname, sign.hostname}:
            refuse(11, "HAMKOR_SPARE_SIGN_ORIGIN must be a host of its own, under another domain.")
        if spare.hostname != settings.HAMKOR_SPARE_SIGN_RP_ID:
            refuse(12, "HAMKOR_SPARE_SIGN_RP_ID must be the host name of HAMKOR_SPARE_SIGN_ORIGIN.")
    if not settings.HAMKOR_LOGIN_RP_ID or (site.hostname and site.hostname != settings.HAMKOR_LOGIN_RP_ID):
        refuse(8, "HAMKOR_LOGIN_RP_ID must be the host name of HAMKOR_SITE_ORIGIN.")
    if "webauthn" not in settings.MFA_SUPPORTED_TYPES and "totp" not in settings.MFA_SUPPORTED_TYPES:
        refuse(9, "No second factor is offered: members could sign in with a password alone.")
    if "*" in settings.ALLOWED_HOSTS or not {origin.hostname for origin in (site, sign, spare) if origin.hostname} <= {
        *settings.ALLOWED_HOSTS
    }:
        refuse(10, "HAMKOR_HOSTS must name the hosts of these origins, and no host that is not this installation's.")
    return faults

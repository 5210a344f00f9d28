"""Mail: a neutral line and a link without an id, in the recipient's language, and nothing else."""

import logging

from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from hamkor.accounts.access import notices_due
from hamkor.accounts.actions import claim_notice, finish_notice
from hamkor.accounts.models import Notice
from hamkor.accounts.tokens import ResetTokens
from hamkor.core.actors import CLOCK
from hamkor.core.errors import NothingToDo

log = logging.getLogger(__name__)


def send_due() -> int:
    """Sends every notice that is due; returns how many went. One that fails is tried again later, ever more rarely."""
    sent = 0
    for notice in notices_due():
        try:
            claim_notice(by=CLOCK, notice=notice)
            _send(notice)
            finish_notice(by=CLOCK, notice=notice)
            sent += 1
        except NothingToDo:
            continue
        except OSError as failure:
            # The name of the fault only: its text may hold the address.
            log.warning("A mail could not be sent (%s); it is tried again later.", type(failure).__name__)
    return sent


def send_link(email: str, language: str, path: str) -> bool:
    """A mail with a link that somebody waits for (an invitation); False where it could not be sent."""
    try:
        _deliver(email, language, "accounts/mail/link.txt", f"{settings.HAMKOR_SITE_ORIGIN}{path}")
    except OSError as failure:
        log.warning("A mail could not be sent (%s).", type(failure).__name__)
        return False
    return True


def _send(notice: Notice) -> None:
    user = notice.user
    if user.is_frozen or not user.is_active:
        return  # whoever reads this mailbox now, it is not for him
    path = reverse("accounts:home")
    if notice.kind == Notice.Kind.RESET:
        key = {"uidb36": user_pk_to_url_str(user), "key": ResetTokens().make_token(user)}
        path = reverse("account_reset_password_from_key", kwargs=key)
    template = f"accounts/mail/{notice.kind}.txt"
    _deliver(user.email, user.language, template, f"{settings.HAMKOR_SITE_ORIGIN}{path}")


def _deliver(email: str, language: str, template: str, link: str) -> None:
    with translation.override(language):
        body = render_to_string(template, {"link": link})
        send_mail(gettext("A note for you"), body, settings.DEFAULT_FROM_EMAIL, [email])

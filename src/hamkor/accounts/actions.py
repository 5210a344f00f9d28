"""What is written about accounts: passages to the signing origin, sessions ended, mail that must go out."""

import re
import secrets
import threading
from datetime import timedelta
from typing import Final

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from hamkor.accounts.access import check_clock, check_own_account, hash_of, origin_of
from hamkor.accounts.models import Crossing, Notice, User
from hamkor.audit.kernel import IncompleteAction, action, in_action, record
from hamkor.core import clock
from hamkor.core.actors import Actor
from hamkor.core.errors import DomainError, NothingToDo
from hamkor.core.languages import INTERFACE_LANGUAGES

CROSSING_LASTS = timedelta(seconds=60)
SENDING: Final = "hamkor-mail"  # the name of a thread that sends mail

# A path of the signing or the editors' pages and nothing else: no host, no dot segments, no fragment.
_DESTINATION = re.compile(r"/(?:sign|editor)/(?:[A-Za-z0-9_-]+/)*(?:\?[A-Za-z0-9_=&-]*)?")


@action
def choose_language(*, by: User, language: str) -> None:
    """The language in which she is answered and written to. Raises `DomainError` for one that we do not speak."""
    check_own_account(by, by)
    if language not in INTERFACE_LANGUAGES:
        raise DomainError(_("Hamkor does not speak this language."))
    by.language = language
    by.save(update_fields=["language"])
    record("accounts.language_chosen", by=by, on=by, language=language)


@action
def end_sessions(*, by: User) -> None:
    """Ends every session of the account, wherever it is open; the caller keeps its own by renewing its hash."""
    check_own_account(by, by)
    by.end_sessions()
    by.save(update_fields=["epoch"])
    record("accounts.sessions_ended", by=by, on=by)


@action
def open_crossing(*, by: User, destination: str, second_factor: str) -> str:
    """A token that carries her to `destination` on an origin of its own: once, within a minute.

    Raises `DomainError` for a destination that has none, or without a second factor.
    """
    check_own_account(by, by)
    if not _DESTINATION.fullmatch(destination) or len(destination) > 200 or not origin_of(destination):
        raise DomainError(_("There is no such page to go over to."))
    if not second_factor:
        raise DomainError(_("Sign in with a second factor first."))
    token = secrets.token_urlsafe(32)
    Crossing.objects.filter(user=by).delete()
    crossing = Crossing.objects.create(
        user=by,
        token_hash=hash_of(token),
        destination=destination,
        second_factor=second_factor,
        epoch=by.epoch,
        made_at=clock.now(),
    )
    record("accounts.crossing_opened", by=by, on=crossing)
    return token


@action
def use_crossing(*, by: User, token: str) -> Crossing:
    """Takes the passage that `by` opened.

    Raises `DomainError`, always with the same sentence, for a token that is unknown, used, older than a minute, or
    from before she ended her sessions; `Refused` for another account's or a frozen account's.
    """
    crossing = Crossing.objects.filter(token_hash=hash_of(token)).select_related("user").first()
    if crossing is None:
        raise DomainError(_("This passage is closed. Go back to the site and open it again."))
    user = crossing.user
    check_own_account(by, user)
    now = clock.now()
    taken = Crossing.objects.filter(pk=crossing.pk, used_at=None).update(used_at=now)
    if not taken or now - crossing.made_at > CROSSING_LASTS or crossing.epoch != user.epoch:
        raise DomainError(_("This passage is closed. Go back to the site and open it again."))
    record("accounts.crossing_used", by=by, on=crossing)
    return crossing


@action
def ask_new_password(*, by: User) -> None:
    """Queues the mail by which a forgotten password is replaced. Raises `Refused` for a frozen account."""
    check_own_account(by, by)
    if Notice.objects.filter(user=by, kind=Notice.Kind.RESET, done_at=None).exists():
        raise NothingToDo(_("The mail is on its way already."))
    queue_notice(by, Notice.Kind.RESET)
    record("accounts.new_password_asked", by=by, on=by)


@action
def tell_sign_in_changed(*, by: User) -> None:
    """Queues a mail that says that something about signing in to this account was changed."""
    check_own_account(by, by)
    queue_notice(by, Notice.Kind.SIGN_IN_CHANGED)
    record("accounts.sign_in_changed", by=by, on=by)


def queue_notice(user: User, kind: Notice.Kind = Notice.Kind.LOOK) -> None:
    """Inside the running action: a mail to `user` that must go out. Raises `IncompleteAction` outside one."""
    if not in_action():
        raise IncompleteAction("a notice queued outside an action")
    Notice.objects.create(user=user, kind=kind, due=clock.now())
    transaction.on_commit(wake)


@action
def claim_notice(*, by: Actor, notice: Notice) -> None:
    """Before each attempt at sending: nobody else tries meanwhile, and where this one fails the next is later.

    Raises `NothingToDo` where another sweep has it, or it went.
    """
    check_clock(by)
    now = clock.now()
    waits = timedelta(minutes=5 * 2 ** min(notice.attempts, 8))
    if not Notice.objects.filter(pk=notice.pk, done_at=None, due__lte=now).update(
        due=now + waits, attempts=notice.attempts + 1
    ):
        raise NothingToDo(_("Somebody else sends it."))
    record("accounts.notice_claimed", by=by, on=notice)


@action
def finish_notice(*, by: Actor, notice: Notice) -> None:
    """The mail went. Raises `NothingToDo` where that is known already."""
    check_clock(by)
    if not Notice.objects.filter(pk=notice.pk, done_at=None).update(done_at=clock.now()):
        raise NothingToDo(_("It went already."))
    record("accounts.notice_sent", by=by, on=notice)


def wake() -> None:
    """Sends what is due without keeping the visitor waiting (nor telling him by the delay that there is an account)."""
    from hamkor.accounts.mail import send_due

    def sweep() -> None:
        try:
            send_due()
        finally:
            connection.close()

    threading.Thread(target=sweep, name=SENDING, daemon=True).start()

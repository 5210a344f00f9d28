from datetime import timedelta

from hamkor.accounts import actions
from hamkor.accounts.models import Notice, User
from hamkor.audit.kernel import standing_in
from hamkor.core import clock
from hamkor.core.actors import CLOCK
from tests.contracts.examples import Example, example
from tests.factories.network import UserFactory


def frozen() -> User:
    """Somebody asks for what is her own: only a frozen account may not."""
    return UserFactory(frozen_at=clock.now())


@example("accounts.choose_language")
def _() -> Example:
    allowed = {"by": UserFactory(), "language": "ru"}
    return Example(allowed=allowed, stranger=frozen(), event="accounts.language_chosen")


@example("accounts.end_sessions")
def _() -> Example:
    return Example(allowed={"by": UserFactory()}, stranger=frozen(), event="accounts.sessions_ended")


@example("accounts.open_crossing")
def _() -> Example:
    allowed = {"by": UserFactory(), "destination": "/sign/keys/", "second_factor": "totp"}
    return Example(allowed=allowed, stranger=frozen(), event="accounts.crossing_opened")


@example("accounts.use_crossing")
def _() -> Example:
    user = UserFactory()
    token = actions.open_crossing(by=user, destination="/sign/keys/", second_factor="totp")
    return Example(allowed={"by": user, "token": token}, stranger=UserFactory(), event="accounts.crossing_used")


@example("accounts.ask_new_password")
def _() -> Example:
    allowed = {"by": UserFactory()}
    return Example(allowed=allowed, stranger=frozen(), event="accounts.new_password_asked")


@example("accounts.tell_sign_in_changed")
def _() -> Example:
    allowed = {"by": UserFactory()}
    return Example(allowed=allowed, stranger=frozen(), event="accounts.sign_in_changed")


def due_notice() -> Notice:
    with standing_in("factory"):
        return Notice.objects.create(user=UserFactory(), kind=Notice.Kind.LOOK, due=clock.now() - timedelta(minutes=1))


@example("accounts.claim_notice")
def _() -> Example:
    allowed = {"by": CLOCK, "notice": due_notice()}
    return Example(allowed=allowed, stranger=UserFactory(), event="accounts.notice_claimed")


@example("accounts.finish_notice")
def _() -> Example:
    allowed = {"by": CLOCK, "notice": due_notice()}
    return Example(allowed=allowed, stranger=UserFactory(), event="accounts.notice_sent")

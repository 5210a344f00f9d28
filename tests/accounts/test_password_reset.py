"""A forgotten password: the same answer for every address, and a link that dies with what it was made for."""

import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client

from hamkor.accounts.mail import send_due
from hamkor.accounts.models import Notice, User
from hamkor.core import clock
from tests.factories.network import UserFactory, delegate
from tests.support.codes import set_up_totp, without_token

pytestmark = pytest.mark.django_db

NEW = "four words that differ"


@pytest.fixture(autouse=True)
def _no_attempts_counted() -> None:
    cache.clear()


def browser() -> Client:
    return Client(headers={"host": "localhost"})


def ask(email: str):
    return browser().post("/account/password/reset/", {"email": email})


def link_for(user: User) -> str:
    ask(user.email)
    send_due()
    found = re.search(r"http://localhost(/account/password/reset/key/\S+)", mail.outbox[-1].body)
    assert found
    return found[1]


def set_password(link: str) -> int:
    client = browser()
    page = client.get(link)
    if page.status_code != 302:
        return page.status_code
    return client.post(page.url, {"password1": NEW, "password2": NEW}).status_code


def test_known_unknown_and_frozen_are_answered_alike_and_only_the_first_gets_mail() -> None:
    known, frozen = UserFactory(), UserFactory(frozen_at=clock.now())
    answers = {
        (r.status_code, r.headers["Location"], without_token(r.content), tuple(sorted(r.headers)))
        for r in (ask(known.email), ask(known.email), ask(frozen.email), ask("nobody@members.example"))
    }
    assert len(answers) == 1
    assert list(Notice.objects.values_list("user", flat=True)) == [known.pk]
    assert send_due() == 1
    assert [message.to for message in mail.outbox] == [[known.email]]


def test_the_mail_is_neutral_and_in_her_language() -> None:
    link_for(UserFactory(language="en"))
    message = mail.outbox[-1]
    assert message.subject == "A note for you"
    assert "Hamkor" not in message.subject + message.body
    assert "127.0.0.1" not in message.body


def test_the_link_sets_a_new_password_once_and_does_not_sign_in() -> None:
    user = UserFactory()
    link = link_for(user)
    assert set_password(link) == 302
    user.refresh_from_db()
    assert user.check_password(NEW)
    assert set_password(link) == 200, "a used link shows that it is no longer good"


def test_a_new_password_ends_every_session_and_leaves_the_second_factor(sign_in) -> None:
    """A seized mailbox opens neither the workspace nor what was open."""
    person = delegate()
    open_session, thief = sign_in(person), browser()
    set_up_totp(open_session)
    assert set_password(link_for(person.account)) == 302
    assert open_session.get("/account/").status_code == 302
    response = thief.post("/account/login/", {"login": person.account.email, "password": NEW})
    assert response.url == "/account/2fa/authenticate/"
    assert thief.get("/workspace/").status_code == 302


@pytest.mark.parametrize(
    "change", [{"frozen_at": clock.now()}, {"epoch": "0" * 32}, {"email": "other@members.example"}]
)
def test_the_link_dies_with_freeze_ended_sessions_or_another_address(change: dict[str, object]) -> None:
    user = UserFactory()
    link = link_for(user)
    User.objects.filter(pk=user.pk).update(**change)
    assert set_password(link) == 200


def test_the_link_stays_dead_after_the_freeze_is_lifted() -> None:
    user = UserFactory()
    link = link_for(user)
    user.frozen_at = clock.now()
    user.end_sessions()
    user.save()
    User.objects.filter(pk=user.pk).update(frozen_at=None)
    assert set_password(link) == 200


def test_a_mail_that_did_not_go_is_tried_again_later(settings, later) -> None:
    user = UserFactory()
    ask(user.email)
    settings.MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": 1},
        }
    }
    assert send_due() == 0
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    assert send_due() == 0, "not at once again"
    later(minutes=6)
    assert send_due() == 1
    assert send_due() == 0

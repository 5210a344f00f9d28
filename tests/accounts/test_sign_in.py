"""Signing in: a password never is enough, and nobody learns from us who has an account."""

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client, override_settings

from hamkor.accounts.models import User
from hamkor.config import production
from hamkor.core import clock
from tests.factories.network import UserFactory, delegate
from tests.support.codes import next_totp, secret_on, set_up_totp, totp, without_token

pytestmark = pytest.mark.django_db

PASSWORD = "a long enough password"


@pytest.fixture(autouse=True)
def _no_attempts_counted() -> None:
    cache.clear()


def browser() -> Client:
    return Client(headers={"host": "localhost"})


def give_password(client: Client, email: str, password: str = PASSWORD):
    return client.post("/account/login/", {"login": email, "password": password})


def test_a_password_alone_leads_to_setting_up_a_second_factor_and_no_further() -> None:
    client = browser()
    give_password(client, delegate().account.email)
    response = client.get("/workspace/")
    assert response.url == "/account/2fa/"
    assert "One more thing before you go on" in client.get("/account/2fa/").content.decode()


def test_password_then_code_opens_the_workspace_without_a_script() -> None:
    email = delegate().account.email
    first = browser()
    give_password(first, email)
    secret = set_up_totp(first)
    assert first.get("/workspace/").status_code == 200

    second = browser()
    response = give_password(second, email)
    assert response.url == "/account/2fa/authenticate/"
    assert second.get("/workspace/").status_code == 302
    response = second.post("/account/2fa/authenticate/", {"code": next_totp(secret)})
    assert response.url == "/workspace/"
    assert second.get("/workspace/").status_code == 200


def test_a_wrong_code_does_not() -> None:
    email = delegate().account.email
    client = browser()
    give_password(client, email)
    secret = set_up_totp(client)
    thief = browser()
    give_password(thief, email)
    wrong = f"{(int(totp(secret)) + 500_000) % 10**6:06}"
    assert thief.post("/account/2fa/authenticate/", {"code": wrong}).status_code == 200
    assert thief.get("/workspace/").status_code == 302


@pytest.mark.parametrize("seconds", [0, 31])
def test_a_code_opens_once_for_as_long_as_it_would_be_taken(later, seconds: int) -> None:
    """Who reads it over her shoulder, or on a false page that she gave it to, has come too late."""
    email = delegate().account.email
    hers, thief = browser(), browser()
    give_password(hers, email)
    code = next_totp(set_up_totp(hers))
    hers.post("/account/logout/")
    give_password(hers, email)
    assert hers.post("/account/2fa/authenticate/", {"code": code}).status_code == 302
    later(seconds=seconds)
    give_password(thief, email)
    for written in (code, f"{code[:3]} {code[3:]}"):
        assert thief.post("/account/2fa/authenticate/", {"code": written}).status_code == 200
    assert thief.get("/workspace/").status_code == 302


def test_the_code_that_set_the_app_up_opens_nothing() -> None:
    email = delegate().account.email
    hers, thief = browser(), browser()
    give_password(hers, email)
    secret = set_up_totp(hers)
    give_password(thief, email)
    assert thief.post("/account/2fa/authenticate/", {"code": totp(secret)}).status_code == 200


@override_settings(ACCOUNT_RATE_LIMITS={"login_failed": "1000/m/key", "second_factor": "3/d/key"})
def test_guessing_codes_is_over_for_the_day_and_a_new_password_opens_them_again() -> None:
    """Else a stolen password and patience would open the account: three codes in a million are good at a time."""
    person = delegate()
    hers, thief = browser(), browser()
    give_password(hers, person.account.email)
    secret = set_up_totp(hers)
    give_password(thief, person.account.email)
    wrong = f"{(int(totp(secret)) + 500_000) % 10**6:06}"
    for _guess in range(3):
        thief.post("/account/2fa/authenticate/", {"code": wrong})
    assert thief.post("/account/2fa/authenticate/", {"code": next_totp(secret)}).status_code == 200

    new = "four words that differ"
    hers.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    hers.post("/account/logout/")
    give_password(hers, person.account.email, new)
    assert hers.post("/account/2fa/authenticate/", {"code": next_totp(secret)}).status_code == 302


def test_a_recovery_code_opens_once() -> None:
    email = delegate().account.email
    client = browser()
    give_password(client, email)
    set_up_totp(client)
    code = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()[0]
    assert code[:4] in client.get("/account/2fa/recovery-codes/").content.decode()
    for attempt, status in ((browser(), 302), (browser(), 200)):
        give_password(attempt, email)
        assert attempt.post("/account/2fa/authenticate/", {"code": code}).status_code == status


def test_the_first_second_factor_ends_the_sessions_from_before_it() -> None:
    email = delegate().account.email
    hers, somebodys = browser(), browser()
    give_password(hers, email)
    give_password(somebodys, email)
    set_up_totp(hers)
    assert hers.get("/account/").status_code == 200
    assert somebodys.get("/account/").status_code == 302


def test_no_neighbouring_host_can_lay_a_session_into_her_browser() -> None:
    """A browser takes a `__Host-` cookie only from the host itself, by HTTPS, for all of it."""
    names = {name: getattr(production, name) for name in dir(production) if "COOKIE" in name}
    with override_settings(**names):
        client = browser()
        client.get("/account/login/", secure=True)
        give_password(client, delegate().account.email)
        assert {*client.cookies} == {"__Host-hamkor_session", "__Host-hamkor_csrf"}
        for cookie in client.cookies.values():
            assert cookie["secure"]
            assert cookie["httponly"]
            assert (cookie["path"], cookie["domain"]) == ("/", "")


def test_wrong_password_unknown_address_and_frozen_account_are_answered_alike() -> None:
    known, frozen = UserFactory(), UserFactory(frozen_at=clock.now())
    answers = []
    for email, password in (
        (known.email, "not the password"),
        (frozen.email, PASSWORD),
        (frozen.email, "not the password"),
        ("nobody@members.example", PASSWORD),
    ):
        response = give_password(browser(), email, password)
        body = without_token(response.content).replace(email.encode(), b"")
        answers.append((response.status_code, sorted(response.headers), body))
    assert answers.count(answers[0]) == len(answers)
    assert "do not belong together" in answers[0][2].decode() or "не" in answers[0][2].decode()


def test_an_account_frozen_between_password_and_code_does_not_get_in() -> None:
    person = delegate()
    client = browser()
    give_password(client, person.account.email)
    secret = set_up_totp(client)
    late = browser()
    give_password(late, person.account.email)
    User.objects.filter(pk=person.account.pk).update(frozen_at=clock.now())
    response = late.post("/account/2fa/authenticate/", {"code": next_totp(secret)})
    assert response.url == "/account/login/"
    assert late.get("/account/").status_code == 302


def test_freezing_ends_an_open_session() -> None:
    person = delegate()
    client = browser()
    give_password(client, person.account.email)
    assert client.get("/account/").status_code == 200
    User.objects.filter(pk=person.account.pk).update(frozen_at=clock.now())
    assert client.get("/account/").status_code == 302


@pytest.mark.parametrize("page", ["signup/", "signup/passkey/", "email/", "confirm-email/", "login/code/", "inactive/"])
def test_there_is_no_signing_up_and_no_way_round(page: str) -> None:
    """Nor a page where an open session could lead the account's mail elsewhere."""
    assert browser().get(f"/account/{page}").status_code == 404


def test_signing_in_takes_another_session_than_the_one_before() -> None:
    """Else whoever laid a session into her browser would be signed in with her."""
    email = delegate().account.email
    client = browser()
    client.get("/account/login/")
    steps = [client.session.session_key]
    give_password(client, email)
    steps.append(client.session.session_key)
    secret = set_up_totp(client)
    client.post("/account/logout/")
    steps.append(client.session.session_key)
    give_password(client, email)
    steps.append(client.session.session_key)
    client.post("/account/2fa/authenticate/", {"code": next_totp(secret)})
    assert client.session.session_key not in steps
    assert len({key for key in steps if key}) == len([key for key in steps if key])


def test_secrets_of_second_factors_are_sealed_in_the_database() -> None:
    client = browser()
    give_password(client, delegate().account.email)
    secret = set_up_totp(client)
    kept = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in kept
    codes = Authenticator.objects.get(type="recovery_codes").wrap()
    assert codes.instance.data["seed"].startswith("gAAAA")


def test_the_only_second_factor_stays() -> None:
    client = browser()
    give_password(client, delegate().account.email)
    set_up_totp(client)
    page = client.get("/account/2fa/totp/deactivate/")
    assert "only second factor" in page.content.decode() or "единственн" in page.content.decode()
    client.post("/account/2fa/totp/deactivate/")
    assert Authenticator.objects.filter(type="totp").exists()


def test_what_an_authenticator_app_shows_names_nobody() -> None:
    client = browser()
    person = delegate()
    give_password(client, person.account.email)
    response = client.get("/account/2fa/totp/activate/")
    url = response.context["totp_url"]
    assert person.account.email.split("@")[0] not in url
    assert "Hamkor" not in url
    assert "localhost" not in url
    assert "<svg" in response.content.decode()
    assert secret_on(response.content.decode())


def test_other_sessions_end_and_this_one_stays(sign_in) -> None:
    person = delegate()
    here, elsewhere = sign_in(person), sign_in(person)
    here.post("/account/sessions/")
    assert here.get("/workspace/").status_code == 200
    assert elsewhere.get("/workspace/").status_code == 302


def test_a_new_password_ends_other_sessions(sign_in) -> None:
    person = delegate()
    here, elsewhere = sign_in(person), sign_in(person)
    new = "four words that differ"
    here.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert here.get("/workspace/").status_code == 200
    assert elsewhere.get("/workspace/").status_code == 302


def test_her_language_is_kept(sign_in) -> None:
    person = delegate()
    client = sign_in(person)
    client.post("/account/language/", {"language": "ru"})
    assert client.get("/account/").headers["Content-Language"] == "ru"


def test_a_language_that_there_is_not_changes_nothing_on_her_page() -> None:
    client = browser()
    give_password(client, delegate().account.email)
    set_up_totp(client)
    response = client.post("/account/language/", {"language": "xx"})
    assert response.status_code == 422
    assert [each.type for each in response.context["second_factors"]] == ["totp"]


def test_nothing_of_the_visit_is_stored(sign_in) -> None:
    """Neither address nor device: not in the session, even where the password is asked once more on the way."""
    client = sign_in(delegate())
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 3600
    session.save()
    agent = "Device/1.0 (example)"
    response = client.post("/account/2fa/totp/activate/", {"code": "000000"}, headers={"user-agent": agent})
    assert response.url == "/account/reauthenticate/?next=%2Faccount%2F2fa%2Ftotp%2Factivate%2F"
    kept = str(dict(client.session))
    assert agent not in kept
    assert "127.0.0.1" not in kept
    assert "last_login" not in {field.name for field in User._meta.get_fields()}


def test_confirming_with_the_password_leads_back(sign_in) -> None:
    client = sign_in(delegate())
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 3600
    session.save()
    assert client.get("/account/2fa/totp/activate/").status_code == 302
    page = "/account/2fa/totp/activate/"
    assert client.post("/account/reauthenticate/", {"password": "wrong", "next": page}).status_code == 200
    assert client.post("/account/reauthenticate/", {"password": PASSWORD, "next": page}).url == page
    assert client.get(page).status_code == 200


def test_who_has_a_second_factor_confirms_by_it_and_not_by_the_password() -> None:
    """A session left open and a password read over her shoulder are not enough to add another second factor."""
    client = browser()
    give_password(client, delegate().account.email)
    secret = set_up_totp(client)
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 3600
    session.save()
    page = "/account/2fa/webauthn/add/"
    asked = client.get(page, follow=True)
    assert asked.request["PATH_INFO"] == "/account/2fa/reauthenticate/"
    client.post("/account/reauthenticate/", {"password": PASSWORD, "next": page})
    assert client.get(page).status_code == 302
    assert client.post("/account/2fa/reauthenticate/", {"code": next_totp(secret), "next": page}).url == page
    assert client.get(page).status_code == 200


@override_settings(ACCOUNT_RATE_LIMITS={"login": "3/m/ip"})
def test_a_flood_is_counted_without_looking_at_addresses() -> None:
    email = UserFactory().email
    for number in range(4):
        answer = Client(headers={"host": "localhost"}, REMOTE_ADDR=f"192.0.2.{number}").post(
            "/account/login/", {"login": email, "password": "not the password"}
        )
    assert answer.status_code == 429


@override_settings(ACCOUNT_RATE_LIMITS={"login_failed": "3/5m/key"})
def test_guessing_a_password_is_slowed_by_account_and_not_by_visitor() -> None:
    guessed, other = UserFactory(), UserFactory()
    for _attempt in range(3):
        give_password(browser(), guessed.email, "not the password")
    assert give_password(browser(), guessed.email).status_code == 200
    assert give_password(browser(), other.email).status_code == 302

"""The passage to the signing origin: hers, once, within a minute, from the site's own page."""

import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.test import Client, RequestFactory

from hamkor.accounts import crossing
from hamkor.accounts.access import second_factor_of
from hamkor.accounts.models import Crossing, User
from hamkor.core import clock
from tests.factories.network import delegate

pytestmark = pytest.mark.django_db

SITE = "http://localhost"
SIGN = "sign.localhost"


def token_from(client: Client, destination: str = "/sign/keys/") -> str:
    response = client.post("/account/cross/", {"destination": destination})
    assert response.status_code == 200
    found = re.search(r'name="token" value="([^"]+)"', response.content.decode())
    assert found
    return found[1]


def arrive(token: str, *, origin: str | None = SITE, host: str = SIGN, method: str = "post") -> HttpRequest:
    headers = {"host": host, **({"origin": origin} if origin else {})}
    request = getattr(RequestFactory(), method)("/sign/enter/", {"token": token}, headers=headers)
    request.session = Client().session
    request.user = AnonymousUser()
    return request


def test_she_arrives_as_herself_with_the_same_second_factor(sign_in) -> None:
    person = delegate()
    token = token_from(sign_in(person), "/sign/keys/")
    request = arrive(token)
    arrived = crossing.enter(request, token)
    assert arrived is not None
    assert (arrived.user, arrived.destination) == (person.account, "/sign/keys/")
    assert request.user == person.account
    assert second_factor_of(request) == "totp"
    assert request.session.get_expiry_age() <= 30 * 60


def test_the_page_may_send_its_form_to_the_signing_origin_and_says_where_it_comes_from(sign_in) -> None:
    client = sign_in(delegate())
    response = client.post("/account/cross/", {"destination": "/sign/keys/"})
    assert "form-action 'self' http://sign.localhost" in response.headers["Content-Security-Policy"]
    assert response.headers["Referrer-Policy"] == "strict-origin"
    assert "no-store" in response.headers["Cache-Control"]
    assert "sign.localhost" not in client.get("/account/").headers["Content-Security-Policy"]


def test_a_token_works_once(sign_in) -> None:
    token = token_from(sign_in(delegate()))
    assert crossing.enter(arrive(token), token)
    assert crossing.enter(arrive(token), token) is None


def test_a_token_works_for_a_minute(sign_in, later) -> None:
    token = token_from(sign_in(delegate()))
    later(seconds=61)
    assert crossing.enter(arrive(token), token) is None


@pytest.mark.parametrize(
    "origin", [None, "null", "https://evil.example", "http://sign.localhost", "http://localhost:81"]
)
def test_another_origins_page_cannot_use_it(sign_in, origin: str | None) -> None:
    """Else whoever holds a token of his own could make her sign in his name."""
    token = token_from(sign_in(delegate()))
    assert crossing.enter(arrive(token, origin=origin), token) is None
    assert crossing.enter(arrive(token), token), "and it is not used up by that"


def test_it_opens_nothing_on_the_site_and_nothing_by_a_link(sign_in) -> None:
    token = token_from(sign_in(delegate()))
    assert crossing.enter(arrive(token, host="localhost"), token) is None
    assert crossing.enter(arrive(token, method="get"), token) is None


@pytest.mark.parametrize("change", [{"frozen_at": clock.now()}, {"epoch": "0" * 32}, {"is_active": False}])
def test_a_frozen_account_and_ended_sessions_do_not_cross(sign_in, change: dict[str, object]) -> None:
    person = delegate()
    token = token_from(sign_in(person))
    User.objects.filter(pk=person.account.pk).update(**change)
    assert crossing.enter(arrive(token), token) is None


def test_an_invented_token_opens_nothing() -> None:
    assert crossing.enter(arrive("x" * 43), "x" * 43) is None


def test_a_password_alone_does_not_cross(sign_in) -> None:
    client = sign_in(delegate(), second_factor=False)
    assert client.post("/account/cross/", {"destination": "/sign/keys/"}).url == "/account/2fa/"
    assert not Crossing.objects.exists()


@pytest.mark.parametrize(
    "destination",
    ["", "/account/", "//evil.example/sign/", "https://evil.example/sign/", "/sign/../account/", "/sign/\\x", "sign/"],
)
def test_it_leads_to_signing_pages_only(sign_in, destination: str) -> None:
    response = sign_in(delegate()).post("/account/cross/", {"destination": destination})
    assert response.status_code == 409
    assert not Crossing.objects.exists()


def test_the_token_is_kept_as_a_hash_only(sign_in) -> None:
    token = token_from(sign_in(delegate()))
    assert token not in str(Crossing.objects.values_list())


def test_arriving_takes_the_place_of_whoever_was_there(sign_in) -> None:
    first, second = delegate(), delegate()
    request = arrive("")
    for person in (first, second):
        token = token_from(sign_in(person))
        request.POST = request.POST.copy()
        assert crossing.enter(request, token)
        assert request.user == person.account

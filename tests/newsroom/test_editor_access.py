"""Who gets into the editors' pages: a second factor and a mandate in force, at each request anew."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client

from hamkor.audit.kernel import standing_in
from hamkor.network.actions.safety import freeze_myself
from hamkor.network.models import Mandate, Role
from hamkor.newsroom.access_editor import editors_group
from tests.factories.network import MandateFactory, coordinator, delegate
from tests.factories.newsroom import editor, news
from tests.support.addresses import METHODS, editors_addresses
from tests.support.people import SignIn

pytestmark = pytest.mark.django_db

# Where Wagtail would let people in, or keep their accounts; these only lead elsewhere.
OWN = ("editor/login/", "editor/account/", "editor/logout/", "editor/enter/", "editor/password_reset/")
EDITOR = [each.of_nothing() for each in editors_addresses() if not each.route.startswith(OWN)]


@pytest.mark.parametrize("role", [Role.EDITOR, Role.COORDINATOR, Role.DEPUTY])
def test_who_holds_the_mandate_gets_in(sign_in: SignIn, role: str) -> None:
    client = sign_in(MandateFactory(role=role).person)
    response = client.get("/editor/")
    assert response.status_code == 200
    assert "no-store" in response.headers["Cache-Control"]


def test_no_address_of_the_editor_opens_to_a_stranger() -> None:
    client = Client(headers={"host": "localhost"})
    assert len(EDITOR) > 150
    for address in EDITOR:
        for method in METHODS:
            response = getattr(client, method)(address)
            assert response.status_code in (302, 403, 405), (address, method)
            if response.status_code == 302:
                assert response.headers["Location"].startswith("/account/login/"), (address, method)


def test_a_password_alone_opens_nothing(sign_in: SignIn) -> None:
    client = sign_in(editor(), second_factor=False)
    for address in EDITOR:
        response = client.get(address)
        assert (response.status_code, response.headers["Location"]) == (302, "/account/2fa/"), address


@pytest.mark.parametrize("role", [Role.DELEGATE, Role.CONTRIBUTOR, Role.OBSERVER])
def test_another_mandate_opens_nothing(sign_in: SignIn, role: str) -> None:
    client = sign_in(MandateFactory(role=role).person)
    for address in EDITOR:
        assert client.get(address).status_code == 403, address
    assert not editors_group().user_set.exists()


@pytest.mark.parametrize("trait", ["revoked", "not_accepted", "ended"])
def test_a_mandate_that_is_not_in_force_opens_nothing(sign_in: SignIn, trait: str) -> None:
    assert sign_in(editor(**{trait: True})).get("/editor/").status_code == 403


def test_the_end_of_the_mandate_is_the_end_of_access(sign_in: SignIn) -> None:
    person = editor()
    client = sign_in(person)
    page = news()
    assert client.get(f"/editor/pages/{page.pk}/edit/").status_code == 200
    assert editors_group().user_set.filter(pk=person.account.pk).exists()
    with standing_in("test"):
        mandate = Mandate.objects.get(person=person)
        mandate.revoked_at = mandate.since
        mandate.save()
    response = client.get(f"/editor/pages/{page.pk}/edit/")
    assert response.status_code == 403
    assert page.title not in response.content.decode()
    assert not editors_group().user_set.exists()


def test_a_mandate_that_runs_out_ends_access_by_itself(sign_in: SignIn, later: Callable[..., None]) -> None:
    from datetime import timedelta

    from hamkor.core import clock

    client = sign_in(editor(until=clock.now() + timedelta(hours=1)))
    assert client.get("/editor/").status_code == 200
    later(hours=2)
    assert client.get("/editor/").status_code == 403


def test_a_freeze_ends_access_at_once(sign_in: SignIn) -> None:
    person = editor()
    client = sign_in(person)
    assert client.get("/editor/").status_code == 200
    freeze_myself(by=person)
    assert client.get("/editor/").status_code == 302


def test_nobody_is_above_the_rules_and_nobody_hands_out_permissions(sign_in: SignIn) -> None:
    client = sign_in(coordinator())
    assert client.get("/editor/").status_code == 200
    for address in (
        "users/",
        "groups/",
        "users/new/",
        "groups/new/",
        "locales/",
        "workflows/list/",
        "collections/add/",
    ):
        response = client.get(f"/editor/{address}", follow=True)
        assert response.redirect_chain, address
        assert response.redirect_chain[-1][0] == "/editor/", address


@pytest.mark.parametrize(
    ("address", "leads_to"),
    [
        ("login/", "/editor/"),
        ("login/?next=https://elsewhere.example/", "/editor/"),
        ("password_reset/", f"{settings.HAMKOR_SITE_ORIGIN}/account/password/reset/"),
        ("password_reset/confirm/MQ/abc/", f"{settings.HAMKOR_SITE_ORIGIN}/account/password/reset/"),
        ("account/", f"{settings.HAMKOR_SITE_ORIGIN}/account/"),
        ("logout/", f"{settings.HAMKOR_SITE_ORIGIN}/account/logout/"),
    ],
)
def test_wagtail_has_no_way_in_of_its_own(address: str, leads_to: str) -> None:
    client = Client(headers={"host": "localhost"})
    for method in ("get", "post"):
        response = getattr(client, method)(f"/editor/{address}", {"username": "x", "password": "y"})
        assert (response.status_code, response.headers["Location"]) == (302, leads_to)


def test_no_address_of_an_account_is_shown_to_other_editors(sign_in: SignIn) -> None:
    first, second = editor(), editor()
    page = news()
    revision = page.save_revision(user=first.account, log_action=True)
    assert revision.user == first.account
    body = sign_in(second).get(f"/editor/pages/{page.pk}/history/").content.decode()
    assert first.account.email not in body
    assert first.name in body


def test_a_stranger_cannot_tell_a_draft_picture_from_none(sign_in: SignIn, reader: Client) -> None:
    from tests.factories.newsroom import image

    picture = image("A table")
    address = f"/files/{picture.file.name}"
    assert sign_in(editor()).get(address).status_code == 200
    there, not_there = reader.get(address), reader.get("/files/original_images/none.jpg")
    assert there.status_code == not_there.status_code == 404
    assert there.content.replace(picture.file.name.encode(), b"") == not_there.content.replace(
        b"original_images/none.jpg", b""
    )
    assert sign_in(delegate()).get(address).status_code == 404


class TestAHostOfItsOwn:
    ORIGIN = "http://editor.localhost"

    @pytest.fixture(autouse=True)
    def _settings(self, settings) -> None:
        settings.HAMKOR_EDITOR_ORIGIN = self.ORIGIN
        settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "editor.localhost"]

    def token(self, client: Client, destination: str = "/editor/") -> str:
        page = client.post("/account/cross/", {"destination": destination})
        assert f"form-action 'self' {self.ORIGIN}" in page.headers["Content-Security-Policy"]
        assert f'action="{self.ORIGIN}/editor/enter/"' in page.content.decode()
        return page.context["token"]

    def test_each_host_answers_for_its_own_and_nothing_else(self, sign_in: SignIn) -> None:
        assert sign_in(editor()).get("/editor/").status_code == 404
        apart = Client(headers={"host": "editor.localhost"})
        for address in ("/workspace/", "/account/login/", "/sign/", "/ru/"):
            assert apart.get(address).status_code == 404
        response = apart.get("/editor/images/")
        assert response.headers["Location"] == (
            f"{settings.HAMKOR_SITE_ORIGIN}/account/cross/?destination=%2Feditor%2Fimages%2F"
        )

    def test_she_comes_over_with_her_second_factor(self, sign_in: SignIn) -> None:
        token = self.token(sign_in(editor()))
        apart = Client(headers={"host": "editor.localhost", "origin": settings.HAMKOR_SITE_ORIGIN})
        assert apart.post("/editor/enter/", {"token": token}).headers["Location"] == "/editor/"
        assert apart.get("/editor/").status_code == 200

    def test_a_token_for_the_editor_opens_no_signing_page(self, sign_in: SignIn) -> None:
        token = self.token(sign_in(editor()))
        signing = Client(headers={"host": "sign.localhost", "origin": settings.HAMKOR_SITE_ORIGIN})
        signing.post("/sign/enter/", {"token": token})
        assert "_auth_user_id" not in signing.session

    def test_a_token_sent_from_elsewhere_opens_nothing(self, sign_in: SignIn) -> None:
        token = self.token(sign_in(editor()))
        apart = Client(headers={"host": "editor.localhost", "origin": "https://elsewhere.example"})
        apart.post("/editor/enter/", {"token": token})
        assert apart.get("/editor/").status_code == 302

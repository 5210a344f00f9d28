"""Passkeys in a real browser; everything else in one without scripts."""

from collections.abc import Iterator

import pytest
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.test import override_settings
from playwright.sync_api import CDPSession, Page, expect

from hamkor.accounts.forms import AddWebAuthnForm
from hamkor.accounts.models import User
from hamkor.core import clock
from hamkor.network.models import Person
from tests.factories.network import delegate
from tests.support import servers
from tests.support.browsers import Browsers, virtual_authenticator
from tests.support.codes import totp
from tests.support.people import SignIn
from tests.support.servers import Server

pytestmark = pytest.mark.browser

PASSWORD = "a long enough password"


def sign_in_with_password(page: Page, server: Server, person: Person) -> None:
    page.goto(f"{server.url}/account/login/")
    page.get_by_label("E-mail address").fill(person.account.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def add_passkey(page: Page, *, alone: bool = True) -> None:
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Sign in with this passkey alone").set_checked(alone)
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()


@pytest.fixture(scope="module")
def server(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[Server]:
    """One for all: each test is about somebody new."""
    with django_db_blocker.unblock(), servers.running() as running:
        yield running


@pytest.fixture
def page(chromium: Browsers) -> Page:
    return chromium.context(locale="en").new_page()


@pytest.fixture
def authenticator(page: Page) -> CDPSession:
    return virtual_authenticator(page)


@pytest.fixture
def person(server: Server) -> Person:
    return delegate()


def start_again(page: Page) -> None:
    """The same device, signed out."""
    page.context.clear_cookies()


def test_a_passkey_signs_in_alone(server: Server, page: Page, authenticator: CDPSession, person: Person) -> None:
    sign_in_with_password(page, server, person)
    expect(page.get_by_text("One more thing before you go on")).to_be_visible()
    add_passkey(page)
    page.goto(f"{server.url}/workspace/people/")
    expect(page.get_by_role("heading", name="People")).to_be_visible()

    start_again(page)
    page.goto(f"{server.url}/account/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(f"{server.url}/workspace/")


def test_a_passkey_is_the_second_factor_after_the_password(
    server: Server, page: Page, authenticator: CDPSession, person: Person
) -> None:
    sign_in_with_password(page, server, person)
    add_passkey(page, alone=False)
    start_again(page)
    sign_in_with_password(page, server, person)
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(f"{server.url}/workspace/")


def test_what_the_device_lists_names_neither_person_nor_network(
    server: Server, page: Page, authenticator: CDPSession, person: Person
) -> None:
    sign_in_with_password(page, server, person)
    page.goto(f"{server.url}/account/2fa/webauthn/add/")
    options = page.evaluate(
        "JSON.parse(document.getElementById('passkey-data').textContent).creation_options.publicKey"
    )
    assert options["rp"] == {"id": "localhost", "name": "localhost"}
    assert options["user"]["name"].startswith("account ")
    assert options["user"]["displayName"] == options["user"]["name"]
    assert options["authenticatorSelection"]["userVerification"] == "required"
    assert options.get("attestation", "none") in (None, "none")


def test_a_device_that_did_not_verify_its_user_is_not_accepted(server: Server, page: Page, person: Person) -> None:
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": False,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    sign_in_with_password(page, server, person)
    page.goto(f"{server.url}/account/2fa/webauthn/add/")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_text("The passkey did not answer")).to_be_visible()
    assert not Authenticator.objects.filter(user=person.account).exists()


def test_a_frozen_accounts_passkey_opens_nothing(
    server: Server, page: Page, authenticator: CDPSession, person: Person
) -> None:
    sign_in_with_password(page, server, person)
    add_passkey(page)
    User.objects.filter(pk=person.account.pk).update(frozen_at=clock.now())
    start_again(page)
    page.goto(f"{server.url}/account/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("This code is not right")).to_be_visible()
    page.goto(f"{server.url}/workspace/")
    assert page.url.startswith(f"{server.url}/account/login/")


def test_a_passkeys_answer_to_another_origin_is_refused(
    server: Server, page: Page, authenticator: CDPSession, person: Person
) -> None:
    """The same answer is good for exactly the site's origin: no sub-domain, no other port, not the signing pages."""
    sign_in_with_password(page, server, person)
    page.goto(f"{server.url}/account/2fa/webauthn/add/")
    credential = page.evaluate(
        """async () => {
            const data = JSON.parse(document.getElementById('passkey-data').textContent)
            return JSON.stringify(await webauthnJSON.create(data.creation_options))
        }"""
    )

    def accepted(origin: str) -> bool:
        with override_settings(HAMKOR_SITE_ORIGIN=origin):
            form = AddWebAuthnForm({"credential": credential}, user=person.account)
            form.cleaned_data = {"credential": form.fields["credential"].clean(credential)}
            try:
                form.clean_credential()
            except ValidationError:
                return False
            return True

    assert accepted(server.url)
    assert not accepted(server.sign_url)
    assert not accepted("http://localhost")
    assert not accepted(server.url.replace("http:", "https:"))


def test_the_only_passkey_stays(server: Server, page: Page, authenticator: CDPSession, person: Person) -> None:
    sign_in_with_password(page, server, person)
    add_passkey(page)
    page.goto(f"{server.url}/account/2fa/webauthn/")
    page.get_by_role("link", name="Remove").click()
    expect(page.get_by_text("This is your only second factor")).to_be_visible()
    expect(page.get_by_role("button", name="Remove this passkey")).to_have_count(0)


def test_without_javascript_an_authenticator_app_opens_the_workspace(
    server: Server, chromium: Browsers, person: Person
) -> None:
    """As in Tor Browser at its safest level."""
    page = chromium.context(java_script_enabled=False, locale="en").new_page()
    sign_in_with_password(page, server, person)
    page.get_by_role("link", name="Set up an authenticator app").click()
    expect(page.locator("figure.qr svg")).to_be_visible()
    secret = page.locator("dd code").inner_text().replace(" ", "")
    page.get_by_label("Code").fill(totp(secret))
    page.get_by_role("button", name="Use this app from now on").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    code = page.locator("ol.codes code").first.inner_text()

    page.context.clear_cookies()
    sign_in_with_password(page, server, person)
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.goto(f"{server.url}/workspace/people/")
    expect(page.get_by_role("heading", name="People")).to_be_visible()


def test_she_crosses_to_the_signing_origin_by_a_button(server: Server, chromium: Browsers, person: Person) -> None:
    client = SignIn()(person)
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    page = chromium.signed_in(cookies, server.url, java_script_enabled=False, locale="en")
    page.goto(f"{server.url}/account/cross/?destination=/sign/")
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Go on to sign").click()
    assert page.url.startswith(f"{server.sign_url}/sign/")
    assert "hamkor_session" in {cookie["name"] for cookie in page.context.cookies(server.sign_url)}

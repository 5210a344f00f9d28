"""Keys for signing in a real browser: one put in the place of another, and a second one for a lost domain."""

import pytest
from playwright.sync_api import Page, expect

from hamkor.network.models import KeyConfirmation, Person, SigningKey
from tests.factories.network import OrganisationFactory, delegate
from tests.support.browsers import Browsers, virtual_authenticator
from tests.support.people import SignIn
from tests.support.servers import Server

pytestmark = pytest.mark.browser


def at_her_keys(server: Server, chromium: Browsers, person: Person) -> Page:
    client = SignIn()(person)
    session = {"hamkor_session": client.cookies["hamkor_session"].value}
    page = chromium.signed_in(session, server.url, locale="en", viewport={"width": 360, "height": 800})
    virtual_authenticator(page)
    page.goto(f"{server.url}/workspace/keys/?lang=en")
    return page


def make_key(page: Page, button: str) -> None:
    page.get_by_role("button", name=button).click()
    page.get_by_role("button", name="Go on to sign").click()
    page.get_by_role("button", name="Make the key").click()
    page.get_by_role("button", name="Register the key").click()
    expect(page.get_by_text("Your signing key is registered")).to_be_visible()


def test_a_new_key_takes_the_place_of_the_old_one(server: Server, chromium: Browsers) -> None:
    page = at_her_keys(server, chromium, delegate(OrganisationFactory(name="Bridge")))
    make_key(page, "Your signing key")
    first = SigningKey.objects.get()
    page.get_by_role("link", name="Put a new key in its place").click()
    page.get_by_role("button", name="Make the key").click()
    page.get_by_role("button", name="Sign with the new key").click()
    page.get_by_role("button", name="Sign with the earlier key and revoke it").click()

    expect(page.get_by_text("Your new key is registered")).to_be_visible()
    first.refresh_from_db()
    assert first.revoked_at
    assert KeyConfirmation.objects.get().earlier_key == first


def test_a_second_key_is_made_at_the_spare_address_and_the_first_one_signs_for_it(
    server: Server, chromium: Browsers
) -> None:
    page = at_her_keys(server, chromium, delegate(OrganisationFactory(name="Bridge")))
    make_key(page, "Your signing key")
    page.goto(f"{server.url}/workspace/keys/")
    make_key(page, "Your second key, for the spare address")
    assert page.url.startswith(server.spare_url)
    page.goto(f"{server.url}/workspace/keys/")
    page.get_by_role("button", name="Your signing key").click()
    page.get_by_role("button", name="Go on to sign").click()
    page.get_by_role("link", name="Sign for this key").click()
    page.get_by_role("button", name="Sign for this key").click()

    expect(page.get_by_text("Your key has signed for the other one")).to_be_visible()
    confirmation = KeyConfirmation.objects.get()
    assert (confirmation.key.rp_id, confirmation.earlier_key.rp_id) == ("spare.localhost", "sign.localhost")

"""A delegate signs in a real browser, with a virtual authenticator; and confirms in one without scripts."""

import re

import pytest
from playwright.sync_api import Page, expect

from hamkor.instruments.models import Word
from hamkor.network.models import Person
from tests.factories.instruments import InstrumentFactory
from tests.factories.network import OrganisationFactory, delegate
from tests.support.browsers import Browsers, virtual_authenticator
from tests.support.people import SignIn
from tests.support.servers import Server

pytestmark = pytest.mark.browser


def signed_in(server: Server, chromium: Browsers, person: Person, **options: object) -> Page:
    client = SignIn()(person)
    session = {"hamkor_session": client.cookies["hamkor_session"].value}
    return chromium.signed_in(session, server.url, locale="en", **options)


def cross_to_key(page: Page, server: Server, person: Person) -> None:
    """From the site to the page of her signing key, by the two buttons between."""
    page.goto(f"{server.url}/account/cross/?destination=/sign/key/{person.mandates.get().pk}/")
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Go on to sign").click()
    page.wait_for_url(f"{server.sign_url}/**")


def press_by_keyboard(page: Page, name: str, key: str = "Enter") -> None:
    """Goes on with Tab until what is called `name` has the focus, sees that this shows, and presses it."""
    target = page.locator(":is(a, button, input):not(:disabled)").and_(
        page.get_by_role("button", name=name)
        .or_(page.get_by_role("link", name=name))
        .or_(page.get_by_role("checkbox", name=name))
    )
    expect(target.first).to_be_visible()
    for _ in range(60):
        page.keyboard.press("Tab")
        if target.first.evaluate("element => element === document.activeElement"):
            break
    expect(target.first).to_be_focused()
    assert target.first.evaluate("element => getComputedStyle(element).outlineStyle") != "none"
    page.keyboard.press(key)


def test_from_the_workspace_to_a_signed_word(server: Server, chromium: Browsers) -> None:
    organisation = OrganisationFactory(name="Bridge")
    memorandum = InstrumentFactory(open_for_signature=True, published=True)
    page = signed_in(server, chromium, delegate(organisation), viewport={"width": 360, "height": 800})
    virtual_authenticator(page)

    page.goto(f"{server.url}/workspace/documents/{memorandum.slug}/word/?lang=en")
    page.get_by_role("button", name="Sign with a passkey").click()
    page.get_by_role("button", name="Go on to sign").click()
    page.get_by_role("link", name="Make a key").click()
    page.get_by_role("button", name="Make the key").click()
    page.get_by_role("button", name="Register the key").click()
    page.get_by_role("checkbox", name="Russian").check()
    page.get_by_role("button", name="Show exactly what I will sign").click()
    page.get_by_role("button", name="Sign for Bridge").click()
    expect(page.get_by_text("Bridge has signed")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the receipt").click()
    assert "hamkor/statement" in download.value.path().read_text()
    assert Word.objects.get().strength == "signed"
    anybody = chromium.context(locale="en").new_page()
    anybody.goto(f"{server.url}/en/documents/{memorandum.slug}/")
    expect(anybody.locator("#signed").get_by_text("Bridge")).to_be_visible()


@pytest.mark.parametrize(
    "place", [pytest.param(r"<p>[^<]*", id="as it is read"), pytest.param(r"data-text[^<]*", id="as it is signed")]
)
def test_a_page_that_shows_something_else_does_not_let_her_sign(server: Server, chromium: Browsers, place: str) -> None:
    organisation = OrganisationFactory(name="Bridge")
    memorandum = InstrumentFactory(open_for_signature=True)
    person = delegate(organisation)
    page = signed_in(server, chromium, person)
    virtual_authenticator(page)
    cross_to_key(page, server, person)
    page.get_by_role("button", name="Make the key").click()
    page.get_by_role("button", name="Register the key").click()
    expect(page.get_by_text("Your signing key is registered")).to_be_visible()
    page.goto(f"{server.sign_url}/sign/{memorandum.slug}/{organisation.pk}/")
    page.get_by_role("checkbox", name="Russian").check()
    page.get_by_role("button", name="Show exactly what I will sign").click()
    expect(page.get_by_role("button", name="Sign for Bridge")).to_be_enabled()
    # What arrives is not what was sent: one word of the text is another.
    sent = page.evaluate("fetch(location.href).then((answer) => answer.text())")
    altered = re.sub(rf"({place})продолжаем", r"\1прекращаем", sent)
    assert altered.count("прекращаем") == 1
    page.route(re.compile(r"/seal/$"), lambda route: route.fulfill(body=altered, content_type="text/html"))
    page.reload()

    expect(page.get_by_text("What this page shows is not what would be signed")).to_be_visible()
    expect(page.get_by_role("button", name="Sign for Bridge")).to_be_disabled()


def test_a_page_that_is_translated_while_she_reads_is_not_signed(server: Server, chromium: Browsers) -> None:
    organisation = OrganisationFactory(name="Bridge")
    memorandum = InstrumentFactory(open_for_signature=True)
    person = delegate(organisation)
    page = signed_in(server, chromium, person)
    virtual_authenticator(page)
    cross_to_key(page, server, person)
    page.get_by_role("button", name="Make the key").click()
    page.get_by_role("button", name="Register the key").click()
    expect(page.get_by_text("Your signing key is registered")).to_be_visible()
    page.goto(f"{server.sign_url}/sign/{memorandum.slug}/{organisation.pk}/")
    page.get_by_role("checkbox", name="Russian").check()
    page.get_by_role("button", name="Show exactly what I will sign").click()
    expect(page.get_by_role("button", name="Sign for Bridge")).to_be_visible()
    page.evaluate("document.querySelector('.text p').textContent = 'Something else.'")
    page.get_by_role("button", name="Sign for Bridge").click()

    expect(page.get_by_text("What this page shows is not what would be signed")).to_be_visible()
    assert not Word.objects.exists()


def test_a_browser_without_passkeys_says_so_and_offers_to_confirm(server: Server, chromium: Browsers) -> None:
    person = delegate(OrganisationFactory(name="Bridge"))
    page = signed_in(server, chromium, person)
    page.add_init_script("delete window.PublicKeyCredential")
    cross_to_key(page, server, person)

    expect(page.get_by_text("This browser has no passkeys")).to_be_visible()
    expect(page.get_by_role("button", name="Make the key")).to_be_disabled()


def test_everything_is_reached_and_done_by_the_keyboard_alone(server: Server, chromium: Browsers) -> None:
    organisation = OrganisationFactory(name="Bridge")
    memorandum = InstrumentFactory(open_for_signature=True)
    page = signed_in(server, chromium, delegate(organisation))
    virtual_authenticator(page)
    page.goto(f"{server.url}/workspace/documents/{memorandum.slug}/word/?lang=en")
    for name in ("Sign with a passkey", "Go on to sign", "Make a key", "Make the key", "Register the key"):
        press_by_keyboard(page, name)
    press_by_keyboard(page, "Russian", "Space")
    press_by_keyboard(page, "Show exactly what I will sign")
    press_by_keyboard(page, "Sign for Bridge")
    expect(page.get_by_text("Bridge has signed")).to_be_visible()
    press_by_keyboard(page, "Leave the signing pages", "Space")

    expect(page.get_by_text("You have left the signing pages")).to_be_visible()
    assert Word.objects.get().strength == "signed"


def test_a_passkey_that_does_not_answer_can_be_asked_again(server: Server, chromium: Browsers) -> None:
    person = delegate(OrganisationFactory(name="Bridge"))
    page = signed_in(server, chromium, person)
    locked = virtual_authenticator(page, unlocked=False)
    cross_to_key(page, server, person)
    page.get_by_role("button", name="Make the key").click()
    expect(page.get_by_text("The passkey did not answer")).to_be_visible()
    expect(page.get_by_role("button", name="Make the key")).to_be_focused()
    locked.send("WebAuthn.disable")
    virtual_authenticator(page)
    page.keyboard.press("Enter")

    expect(page.get_by_role("button", name="Register the key")).to_be_visible()


def test_without_a_script_the_signing_pages_lead_to_confirming(server: Server, chromium: Browsers) -> None:
    organisation = OrganisationFactory(name="Bridge")
    memorandum = InstrumentFactory(open_for_signature=True)
    page = signed_in(server, chromium, delegate(organisation), java_script_enabled=False)
    page.goto(f"{server.url}/workspace/documents/{memorandum.slug}/word/?lang=en")
    page.get_by_role("button", name="Sign with a passkey").click()
    page.get_by_role("button", name="Go on to sign").click()
    page.get_by_role("link", name="Make a key").click()
    expect(page.get_by_text("If the button stays grey, this browser runs none")).to_be_visible()
    expect(page.get_by_role("button", name="Make the key")).to_be_disabled()
    page.get_by_role("link", name="Confirm without a passkey instead").first.click()
    page.get_by_role("checkbox", name="Russian").check()
    page.get_by_role("button", name="Confirm for Bridge").click()

    expect(page.get_by_text("Your organisation's word is given").first).to_be_visible()


def test_confirming_needs_no_script(server: Server, chromium: Browsers) -> None:
    organisation = OrganisationFactory(name="Bridge")
    memorandum = InstrumentFactory(open_for_signature=True)
    page = signed_in(server, chromium, delegate(organisation), java_script_enabled=False)
    page.goto(f"{server.url}/workspace/documents/{memorandum.slug}/word/?lang=en")
    page.get_by_role("checkbox", name="Russian").check()
    page.get_by_role("button", name="Confirm for Bridge").click()

    expect(page.get_by_text("Your organisation's word is given").first).to_be_visible()
    assert Word.objects.get().strength == "confirmed"

"""From the sign-in page to signing out, with a keyboard only and no script; what has the focus is always seen."""

import pytest
from playwright.sync_api import Page, expect

from tests.factories.network import delegate
from tests.support.browsers import Browsers
from tests.support.codes import totp
from tests.support.servers import Server

pytestmark = pytest.mark.browser


def reach(page: Page, name: str) -> None:
    """Tab until the field, link or button of this name has the focus."""
    wanted = page.get_by_label(name, exact=True)
    for role in ("link", "button"):
        wanted = wanted.or_(page.get_by_role(role, name=name, exact=True))
    target = wanted.and_(page.locator("main *")).first
    for _press in range(40):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        expect(focused).not_to_have_css("outline-style", "none")
        if target.and_(focused).count():
            return
    raise AssertionError(f"no Tab leads to {name!r}")


def press(page: Page, name: str) -> None:
    reach(page, name)
    enter(page)


def enter(page: Page) -> None:
    with page.expect_navigation():
        page.keyboard.press("Enter")


def write(page: Page, name: str, text: str) -> None:
    reach(page, name)
    page.keyboard.type(text)


def test_signing_in_setting_up_an_app_and_signing_out(server: Server, chromium: Browsers) -> None:
    page = chromium.context(java_script_enabled=False, locale="en", viewport={"width": 360, "height": 740}).new_page()
    page.goto(f"{server.url}/account/login/")
    write(page, "E-mail address", delegate().account.email)
    write(page, "Password", "not the password")
    enter(page)
    expect(page.get_by_role("alert").first).to_contain_text("do not belong together")
    write(page, "Password", "a long enough password")
    press(page, "Sign in")
    press(page, "Set up an authenticator app")
    write(page, "Code", totp(page.locator("dd code").inner_text().replace(" ", "")))
    press(page, "Use this app from now on")
    press(page, "I have written them down")
    press(page, "Back to your account")
    press(page, "End all other sessions")
    expect(page.get_by_role("status")).to_contain_text("ended")
    press(page, "Sign out here")
    expect(page.get_by_role("status")).to_contain_text("You are signed out")
    expect(page.get_by_role("heading", name="Sign in", exact=True)).to_be_visible()

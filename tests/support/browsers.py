"""A real Chromium, driven by Playwright."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, sync_playwright

from hamkor.cli.browser import installed

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass
class Browsers:
    browser: Browser

    @classmethod
    @contextmanager
    def started(cls) -> Iterator["Browsers"]:
        """Uses the browser that `HAMKOR_BROWSER` names (empty: none); skips the test where there is none."""
        path = os.environ["HAMKOR_BROWSER"] if "HAMKOR_BROWSER" in os.environ else installed()
        if not path:
            pytest.skip("no Chromium or Chrome on this machine")
        # Playwright's loop runs in this thread while Django is used in it too; nothing here is asynchronous.
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
            yield cls(browser)
            browser.close()

    def context(self, **options: object) -> BrowserContext:
        """A fresh profile; for example `java_script_enabled=False`, `color_scheme="dark"`, `locale="ru"`,
        `viewport={"width": 360, "height": 800}`."""
        return self.browser.new_context(**options)

    def close_profiles(self) -> None:
        """With all their pages."""
        for context in self.browser.contexts:
            context.close()

    def signed_in(self, client_cookies: dict[str, str], url: str, **options: object) -> Page:
        """A page of a fresh profile that bears these cookies for `url` (see `tests.support.people`)."""
        context = self.context(**options)
        context.add_cookies([{"name": n, "value": v, "url": url} for n, v in client_cookies.items()])
        return context.new_page()


def virtual_authenticator(page: Page, *, unlocked: bool = True) -> CDPSession:
    """A software passkey for this page: resident keys, presence simulated at once; its holder unlocks it when asked to,
    unless told otherwise."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": unlocked,
                "automaticPresenceSimulation": True,
            }
        },
    )
    return session

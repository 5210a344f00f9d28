"""A reader in a real browser, who is asked about analytics."""

from dataclasses import dataclass, field
from typing import Final, Self

from playwright.sync_api import BrowserContext, Page

from tests.support.browsers import Browsers

PHONE: Final = {"width": 360, "height": 780}


@dataclass
class Reader:
    """A browser with a profile of its own, and every request that it made."""

    context: BrowserContext
    page: Page
    url: str
    asked: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, chromium: Browsers, url: str, **options: object) -> Self:
        context = chromium.context(locale="en", viewport=PHONE, **options)
        reader = cls(context, context.new_page(), url)
        context.on("request", lambda request: reader.asked.append(f"{request.method} {request.url}"))
        return reader

    def open(self, path: str = "/en/") -> None:
        self.page.goto(self.url + path, wait_until="networkidle")

    def press(self, words: str) -> None:
        self.page.get_by_role("button", name=words).click()
        self.page.wait_for_load_state("networkidle")

    @property
    def is_asked(self) -> bool:
        return self.page.locator("#consent").is_visible()

    @property
    def kept(self) -> dict[str, str]:
        """Cookies and storage of this profile."""
        stored: dict[str, str] = self.page.evaluate("({...localStorage, ...sessionStorage})")
        return stored | {cookie["name"]: cookie["value"] for cookie in self.context.cookies()}

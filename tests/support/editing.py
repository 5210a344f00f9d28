"""An editor at work in a real browser, as she would: keys and buttons, no form data."""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from playwright.sync_api import Page, expect

from hamkor.newsroom.models import LanguageHome
from tests.factories.newsroom import editor, home
from tests.support.browsers import Browsers
from tests.support.people import SignIn
from tests.support.servers import Server

PATIENCE = 60_000  # milliseconds
# What Wagtail says once it is done; "unpublished changes" stand there before.
PUBLISHED = re.compile(r"(?:has been|created and) published")
SCREEN = {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light", "locale": "en"}


@dataclass
class Desk:
    """`complaints` are what the browser's console said: a script that the policy stopped, an error."""

    page: Page
    url: str
    complaints: list[str] = field(default_factory=list)

    @classmethod
    def opened(cls, server: Server, chromium: Browsers) -> "Desk":
        cookies = {name: morsel.value for name, morsel in SignIn()(editor("en")).cookies.items()}
        page = chromium.signed_in(cookies, server.url, **SCREEN)
        page.set_default_timeout(PATIENCE)
        desk = cls(page, server.url)
        page.on("console", lambda said: desk.complaints.append(said.text) if _is_a_fault(said) else None)
        page.on("pageerror", lambda error: desk.complaints.append(str(error)))
        return desk

    def go(self, address: str) -> None:
        self.page.goto(f"{self.url}/editor/{address}")

    def begin_news(self, where: LanguageHome | None = None) -> None:
        self.go(f"pages/add/newsroom/newsitem/{(where or home()).pk}/")

    def fill(self, **fields: str) -> None:
        for name, text in fields.items():
            self.page.locator(f"#id_{name}").fill(text)

    def insert(self, block: str) -> None:
        """Chooses what comes next in the text."""
        self.page.get_by_role("button", name="Insert a block").last.click()
        self.page.get_by_role("option", name=block, exact=True).click()

    def type_paragraphs(self, paragraphs: Sequence[str]) -> None:
        self.insert("Text")
        self.page.locator("[data-contentpath=body] [contenteditable=true]").last.click()
        for number, paragraph in enumerate(paragraphs):
            if number:
                self.page.keyboard.press("Enter")
            self.page.keyboard.insert_text(paragraph)

    def link_last_words(self, words: str, *, after: str, address: str) -> None:
        """Makes a link of words that stand at the end of what was typed, before `after`."""
        for _ in after:
            self.page.keyboard.press("ArrowLeft")
        for _ in words:
            self.page.keyboard.press("Shift+ArrowLeft")
        self.page.locator("button[name=LINK]").click()
        self.page.get_by_role("link", name="External link").click()
        self.page.get_by_label("URL").fill(address)
        self.page.get_by_role("button", name="Insert link").click()
        writing = self.page.locator("[data-contentpath=body] [contenteditable=true]").last
        expect(writing.locator(f'a[href="{address}"]')).to_be_visible()
        # What is typed while the dialogue closes goes nowhere, and it may close after the text got the keyboard back.
        expect(self.page.locator("body.modal-open")).to_have_count(0)
        writing.focus()

    def choose_address(self, slug: str) -> None:
        self.page.get_by_role("tab", name="Promote").click()
        self.fill(slug=slug)
        self.page.get_by_role("tab", name="Content").click()

    def expect_kept(self, words: str) -> None:
        """Waits until the form holds what was typed last: the editor of texts hands it over in its own time."""
        kept = self.page.locator("[data-contentpath=body] input[name$=-value]").last
        expect(kept).to_have_value(re.compile(re.escape(json.dumps(words, ensure_ascii=False)[1:-1])))

    def publish(self) -> None:
        self.page.get_by_role("button", name="More actions").click()
        self.page.get_by_role("button", name="Publish", exact=True).click()

    def translate(self, page_id: int, language: str, into: Callable[[str], str]) -> None:
        """Submits a page for translation, and translates it passage by passage."""
        self.go(f"localize/submit/page/{page_id}/")
        self.page.get_by_label(language).check()
        self.page.get_by_role("button", name="Submit").click()
        # Counted by what is kept: a passage loses its button as soon as it is opened, and while it is being saved.
        untranslated = self.page.locator("li.incomplete:not(:has(li.incomplete))")
        expect(untranslated.first).to_be_visible()
        while left := untranslated.count():
            passage = untranslated.first
            source = passage.locator("p").first.inner_text()
            passage.get_by_role("button", name="Translate", exact=True).click()
            # wagtail-localize numbers passages and addresses of links apart, and opens both of one number; then each
            # takes the keyboard, the last for good. What is written before that is written there.
            expect(self.page.locator("li textarea").last).to_be_focused()
            passage.get_by_role("textbox").fill(into(source))
            passage.get_by_role("button", name="Save", exact=True).click()
            expect(untranslated).to_have_count(left - 1)


def _is_a_fault(said) -> bool:
    # An unfinished page that is saved by itself is answered with 400, and says so in the form.
    return said.type == "error" and "400 (Bad Request)" not in said.text

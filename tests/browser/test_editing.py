"""Writing in a real browser: what is typed survives a lost session and a closed page."""

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from hamkor.instruments.actions.drafting import abandon
from hamkor.instruments.models import EditorsDraft, Text
from tests.factories.instruments import InstrumentFactory
from tests.factories.network import coordinator, delegate
from tests.support.browsers import Browsers
from tests.support.people import SignIn
from tests.support.servers import Server

pytestmark = pytest.mark.browser

TYPED = "We carry on.\n\nWhatever happens to this page.\n"


@pytest.fixture
def text(server: Server) -> Text:
    return InstrumentFactory(texts={"en": "We go on.\n"}).editions.get().texts.get()


def cookies(client: Client) -> dict[str, str]:
    return {"hamkor_session": client.cookies["hamkor_session"].value}


def writing(server: Server, chromium: Browsers, text: Text, client: Client, **options: object) -> Page:
    page = chromium.signed_in(cookies(client), server.url, locale="en", **options)
    page.goto(f"{server.url}/workspace/documents/{text.edition.instrument.slug}/texts/{text.pk}/edit/")
    return page


def test_what_is_typed_is_kept_while_it_is_typed(server: Server, chromium: Browsers, text: Text) -> None:
    client = SignIn()(delegate())
    page = writing(server, chromium, text, client)
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.get_by_label("Text").fill(TYPED)
    expect(page.get_by_text("Kept as your draft.")).to_be_visible(timeout=30_000)
    assert EditorsDraft.objects.get().body.replace("\r\n", "\n") == TYPED
    assert faults == [], "nothing that the content security policy would stop"
    page.close()

    page = writing(server, chromium, text, client)
    expect(page.get_by_role("heading", name="This is your draft")).to_be_visible()
    expect(page.get_by_label("Text")).to_have_value(TYPED)
    page.get_by_role("button", name="Save the text").click()
    expect(page.get_by_text("The text is saved.")).to_be_visible()
    assert text.current().body == TYPED
    assert not EditorsDraft.objects.exists()


def test_signed_out_in_the_middle_she_is_told_and_saves_after_signing_in_again(
    server: Server, chromium: Browsers, text: Text
) -> None:
    person = delegate()
    page = writing(server, chromium, text, SignIn()(person))
    page.context.clear_cookies(name="hamkor_session")
    page.get_by_label("Text").fill(TYPED)
    expect(page.get_by_text("Not kept: you are no longer signed in.")).to_be_visible(timeout=30_000)

    # In another tab she signs in again; her browser holds another token from then on.
    again = SignIn()(person)
    page.context.add_cookies(
        [
            {"name": "hamkor_session", "value": cookies(again)["hamkor_session"], "url": server.url},
            {"name": "hamkor_csrf", "value": "b" * 32, "url": server.url},
        ]
    )
    page.get_by_role("button", name="Save the text").click()
    again_button = page.get_by_role("button", name="Send it again")
    expect(again_button.or_(page.get_by_text("The text is saved."))).to_be_visible()
    if again_button.is_visible():
        again_button.click()
    expect(page.get_by_text("The text is saved.")).to_be_visible()
    assert text.current().body == TYPED


def test_without_a_script_the_page_that_says_so_gives_the_text_back(
    server: Server, chromium: Browsers, text: Text
) -> None:
    person = delegate()
    page = writing(server, chromium, text, SignIn()(person), java_script_enabled=False)
    page.context.clear_cookies(name="hamkor_session")
    page.get_by_label("Text").fill(TYPED)
    page.get_by_role("button", name="Save the text").click()
    expect(page.get_by_role("heading", name="You were signed out")).to_be_visible()
    expect(page.get_by_text("Whatever happens to this page.")).to_be_visible()
    session = cookies(SignIn()(person))["hamkor_session"]
    page.context.add_cookies([{"name": "hamkor_session", "value": session, "url": server.url}])
    page.get_by_role("button", name="Send it again").click()
    expect(page.get_by_text("The text is saved.")).to_be_visible()
    assert text.current().body == TYPED


@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without"])
def test_two_write_at_once_and_the_later_one_loses_nothing(
    server: Server, chromium: Browsers, text: Text, script: bool
) -> None:
    first, second = (
        writing(server, chromium, text, SignIn()(delegate()), java_script_enabled=script) for _ in range(2)
    )
    first.get_by_label("Text").fill("We carry on.\n\nTogether.\n")
    first.get_by_role("button", name="Save the text").click()
    expect(first.get_by_text("The text is saved.")).to_be_visible()

    second.get_by_label("Text").fill("We never stop.\n")
    second.get_by_role("button", name="Save the text").click()
    expect(second.get_by_role("alert")).to_have_text(
        "Somebody else saved this text after you opened it. Nothing of either is lost."
    )
    both = second.get_by_label("Text")
    for words in ("We carry on.", "Together.", "We never stop."):
        assert words in both.input_value()
    both.fill("We never stop.\n\nTogether.\n")
    second.get_by_role("button", name="Save the text").click()
    expect(second.get_by_text("The text is saved.")).to_be_visible()
    assert [revision.body for revision in text.revisions.order_by("number")] == [
        "We go on.\n",
        "We carry on.\n\nTogether.\n",
        "We never stop.\n\nTogether.\n",
    ]


def test_abandoned_in_the_middle_she_is_told_while_she_types_and_can_copy_it(
    server: Server, chromium: Browsers, text: Text
) -> None:
    page = writing(server, chromium, text, SignIn()(delegate()))
    abandon(by=coordinator(), instrument=text.edition.instrument)
    page.get_by_label("Text").fill(TYPED)
    expect(page.get_by_text("Work on this document was abandoned")).to_be_visible(timeout=30_000)
    page.get_by_role("button", name="Save the text").click()
    expect(page.get_by_role("heading", name="What you wrote")).to_be_visible()
    expect(page.get_by_text("Whatever happens to this page.")).to_be_visible()


def tab_to(page: Page, name: str, role: str) -> None:
    """Presses Tab until the element has the focus, and sees that it shows."""
    wanted = page.get_by_role(role, name=name)
    for _ in range(80):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            assert wanted.evaluate("element => getComputedStyle(element).outlineStyle !== 'none'"), name
            return
    raise AssertionError(f"{name} cannot be reached with the keyboard")


@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without"])
def test_a_document_is_begun_and_written_with_the_keyboard_alone(
    server: Server, chromium: Browsers, script: bool
) -> None:
    page = chromium.signed_in(cookies(SignIn()(delegate())), server.url, locale="en", java_script_enabled=script)
    page.goto(f"{server.url}/workspace/documents/")
    tab_to(page, "Begin a new document", "link")
    page.keyboard.press("Enter")
    tab_to(page, "Memorandum", "radio")
    page.keyboard.press("Space")
    tab_to(page, "Title", "textbox")
    page.keyboard.type("Маслаҳатлашув")
    tab_to(page, "Language of the title", "combobox")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("uz-cyrl")
    tab_to(page, "Begin, and write the text", "button")
    page.keyboard.press("Enter")
    tab_to(page, "Text", "textbox")
    page.keyboard.type("Биз маслаҳатлашамиз.")
    tab_to(page, "Save the text", "button")
    page.keyboard.press("Enter")
    expect(page.get_by_text("The text is saved.")).to_be_visible()
    text = Text.objects.get()
    assert (text.language, text.current().body) == ("uz-Cyrl", "Биз маслаҳатлашамиз.\n")
    expect(page.locator("[lang='uz-Cyrl']", has_text="Биз маслаҳатлашамиз.").last).to_be_visible()


@pytest.mark.parametrize("width", [360, 1280])
def test_pages_of_the_desk_fit_a_phone_and_a_screen(server: Server, chromium: Browsers, text: Text, width: int) -> None:
    page = writing(server, chromium, text, SignIn()(delegate()), viewport={"width": width, "height": 800})
    slug = text.edition.instrument.slug
    for place in ("", f"{slug}/", f"{slug}/texts/{text.pk}/", f"{slug}/texts/{text.pk}/revisions/1/", "new/"):
        page.goto(f"{server.url}/workspace/documents/{place}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, place

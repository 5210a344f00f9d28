"""Writing in a real browser: what is typed survives a lost session and a closed page."""

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from hamkor.instruments.models import EditorsDraft, Text
from tests.factories.instruments import InstrumentFactory
from tests.factories.network import delegate
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
    page.get_by_role("link", name="Go on from the draft").click()
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


@pytest.mark.parametrize("width", [360, 1280])
def test_pages_of_the_desk_fit_a_phone_and_a_screen(server: Server, chromium: Browsers, text: Text, width: int) -> None:
    page = writing(server, chromium, text, SignIn()(delegate()), viewport={"width": width, "height": 800})
    slug = text.edition.instrument.slug
    for place in ("", f"{slug}/", f"{slug}/texts/{text.pk}/", f"{slug}/texts/{text.pk}/revisions/1/", "new/"):
        page.goto(f"{server.url}/workspace/documents/{place}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, place

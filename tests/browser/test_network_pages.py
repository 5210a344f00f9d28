"""The coordinator at the keyboard, without script: she invites somebody, twice, and names a project."""

import pytest
from playwright.sync_api import Locator, Page, expect

from hamkor.network.models import Invitation, ProjectName
from tests.factories.network import OrganisationFactory, coordinator
from tests.support.browsers import Browsers
from tests.support.people import SignIn
from tests.support.servers import Server

pytestmark = pytest.mark.browser


@pytest.fixture
def page(server: Server, chromium: Browsers) -> Page:
    client = SignIn()(coordinator())
    kept = {"hamkor_session": client.cookies["hamkor_session"].value}
    return chromium.signed_in(
        kept, server.url, locale="en", java_script_enabled=False, viewport={"width": 360, "height": 800}
    )


def tab_to(page: Page, wanted: Locator) -> None:
    """Goes on with the Tab key until it is there, as she would; every stop on the way is seen."""
    for _stop in range(60):
        page.keyboard.press("Tab")
        if page.locator(":focus").count():
            expect(page.locator(":focus")).not_to_have_css("outline-style", "none")
        if wanted.and_(page.locator(":focus")).count():
            return
    pytest.fail(f"the Tab key does not lead to {wanted}")


def test_she_invites_and_invites_again(server: Server, page: Page) -> None:
    OrganisationFactory(name="Example Centre")
    page.goto(f"{server.url}/workspace/people/invite/")
    tab_to(page, page.get_by_label("Her name, as others will see it"))
    page.keyboard.type("Aigul Example")
    tab_to(page, page.get_by_label("Organisation"))
    page.keyboard.type("Example Centre")
    tab_to(page, page.get_by_label("delegate: may give the organisation's word"))
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("contributor: drafts and comments")).to_be_checked()
    tab_to(page, page.get_by_role("button", name="Make the invitation"))
    page.keyboard.press("Enter")
    shown = page.get_by_text("/account/invitation/")
    expect(shown).to_be_visible()
    first = shown.inner_text()

    tab_to(page, page.get_by_role("link", name="I have noted both"))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("button", name="Invite again"))
    page.keyboard.press("Enter")
    expect(shown).to_be_visible()
    expect(shown).not_to_have_text(first)
    assert Invitation.objects.waiting().get().mandate.role == "contributor"


def test_she_unfolds_a_language_and_names_a_project_in_it(server: Server, page: Page) -> None:
    page.goto(f"{server.url}/workspace/projects/add/")
    tajik = page.get_by_role("group", name="Тоҷикӣ").get_by_label("Name of the project")
    expect(tajik).to_be_hidden()
    tab_to(page, page.get_by_text("In other languages"))
    page.keyboard.press("Enter")
    tab_to(page, tajik)
    page.keyboard.type("Дастархони умумӣ")
    tab_to(page, page.get_by_role("button", name="Add the project"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("The project stands on the members' page.")).to_be_visible()
    assert ProjectName.objects.get().language == "tg"

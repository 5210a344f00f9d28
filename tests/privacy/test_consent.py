"""The question about analytics in a real browser: nothing before an answer, and the answer kept."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from hamkor.privacy.models import PageVisits, VisitDay
from hamkor.publishing.making import make, public_files
from tests.privacy.readers import PHONE, Reader
from tests.support.browsers import Browsers
from tests.support.servers import Server

pytestmark = [pytest.mark.browser, pytest.mark.server]

DESK = {"width": 1280, "height": 900}


@pytest.fixture
def site(server: Server) -> Server:
    """With the files of two pages, so that they can be visited."""
    with public_files().alone(wait=True):
        make(["/en/", "/en/privacy/", "/ru/"], quality=5)
    return server


@pytest.fixture
def reader(chromium: Browsers, site: Server) -> Reader:
    return Reader.of(chromium, site.url)


def test_before_an_answer_nothing_is_stored_and_nothing_asked_beyond_the_page(reader: Reader) -> None:
    reader.open()
    assert reader.is_asked
    assert reader.kept == {}
    asked = sorted(line.rsplit("/", 1)[-1].split("?")[0] for line in reader.asked)
    assert asked == ["", "hamkor.css", "privacy.js"]
    assert not VisitDay.objects.exists()


def test_a_no_is_kept_and_nothing_is_counted(reader: Reader) -> None:
    reader.open()
    reader.press("Refuse")
    assert not reader.is_asked
    assert reader.page.evaluate("document.activeElement.id") == "main"
    reader.open()
    assert not reader.is_asked
    assert reader.kept == {"hamkor_analytics": "no"}
    assert not any("POST" in line for line in reader.asked)
    cookie = reader.context.cookies()[0]
    assert (cookie["sameSite"], cookie["path"]) == ("Lax", "/")


def test_after_a_yes_a_visitor_is_counted_once_a_day_and_pages_as_often_as_they_are_read(reader: Reader) -> None:
    reader.open()
    reader.press("Accept")
    reader.open()
    reader.open("/en/privacy/")
    assert not reader.is_asked
    assert set(reader.kept) == {"hamkor_analytics", "hamkor_day"}
    assert len(reader.kept["hamkor_day"]) == len("2026-01-01")
    assert dict(PageVisits.objects.values_list("address", "views")) == {"/en/": 2, "/en/privacy/": 1}
    assert VisitDay.objects.get(language="en").visitors == 1
    assert {line for line in reader.asked if "POST" in line} == {f"POST {reader.url}/privacy/visit/"}


def test_one_changes_ones_mind_on_the_overview(reader: Reader) -> None:
    reader.open("/en/privacy/")
    said = reader.page.get_by_role("status")
    assert "You have not answered yet" in said.inner_text()
    reader.press("Accept")
    assert said.inner_text() == "You said yes: your visits are counted."
    reader.press("Refuse")
    assert said.inner_text() == "You said no: nothing is counted."
    assert reader.kept == {"hamkor_analytics": "no"}
    posts = len([line for line in reader.asked if "POST" in line])
    reader.open()
    assert len([line for line in reader.asked if "POST" in line]) == posts == 1


def test_without_script_nobody_is_asked(chromium: Browsers, site: Server) -> None:
    reader = Reader.of(chromium, site.url, java_script_enabled=False)
    reader.open()
    assert not reader.is_asked
    reader.open("/en/privacy/")
    assert reader.page.get_by_role("button", name="Accept").count() == 0
    assert reader.page.get_by_text("Your browser runs no scripts here").is_visible()
    assert reader.context.cookies() == []


def test_global_privacy_control_is_a_no(chromium: Browsers, site: Server) -> None:
    reader = Reader.of(chromium, site.url)
    reader.context.add_init_script("Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', {value: true})")
    reader.open()
    assert not reader.is_asked
    reader.context.add_cookies([{"name": "hamkor_analytics", "value": "yes", "url": site.url}])
    reader.open("/en/privacy/")
    assert "Your browser says no for you" in reader.page.get_by_role("status").inner_text()
    assert not any("POST" in line for line in reader.asked)


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_bar_stands_in_the_flow_with_two_equal_buttons(
    chromium: Browsers, site: Server, viewport: dict[str, int], scheme: str
) -> None:
    page = chromium.context(viewport=viewport, color_scheme=scheme).new_page()
    for address in ("/ru/", "/ru/privacy/"):
        page.goto(site.url + address, wait_until="networkidle")
        assert [fault["id"] for fault in Axe().run(page).response["violations"]] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
        yes, no = (page.locator(f"[data-answer={word}]").bounding_box() for word in ("yes", "no"))
        assert yes is not None
        assert no is not None
        assert (yes["width"], yes["height"], yes["y"]) == (no["width"], no["height"], no["y"])
        look = "e => [getComputedStyle(e).backgroundColor, getComputedStyle(e).color, getComputedStyle(e).fontWeight]"
        assert page.locator("[data-answer=yes]").evaluate(look) == page.locator("[data-answer=no]").evaluate(look)
    page.goto(f"{site.url}/ru/", wait_until="networkidle")
    bar, main = page.locator("#consent").bounding_box(), page.locator("main").bounding_box()
    assert bar is not None
    assert main is not None
    assert bar["y"] >= main["y"] + main["height"]
    assert page.locator("#consent").evaluate("e => getComputedStyle(e).position") == "static"


def test_whoever_answered_never_sees_the_bar_flash(chromium: Browsers, site: Server) -> None:
    """Even before the script has run: its place is there, and nothing in it is painted."""
    reader = Reader.of(chromium, site.url)
    reader.context.add_cookies([{"name": "hamkor_analytics", "value": "no", "url": site.url}])
    reader.page.add_init_script(
        "window.seen = []; (function look() { const bar = document.getElementById('consent');"
        " if (bar) seen.push(bar.checkVisibility({visibilityProperty: true})); requestAnimationFrame(look) })()"
    )
    reader.open()
    seen = reader.page.evaluate("seen")
    assert seen
    assert True not in seen

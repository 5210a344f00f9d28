"""Public pages in a real browser: for everybody, on a phone, in the dark, without a script, on a slow line."""

from datetime import UTC, datetime

import brotli
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from hamkor.instruments.models import Instrument
from tests.factories.instruments import InstrumentFactory, WordFactory
from tests.factories.network import OrganisationFactory
from tests.support.browsers import Browsers
from tests.support.servers import Server

pytestmark = [pytest.mark.browser, pytest.mark.server]

PHONE = {"width": 360, "height": 780}
DESK = {"width": 1280, "height": 900}
PAGES = [
    "/ru/",
    "/ru/documents/",
    "/en/documents/memorandum/",
    "/ru/documents/memorandum/",
    "/kk/members/",
    "/ru/check/",
]
PACKET_BUDGET = 14 * 1024  # bytes: what a server may send before the first answer comes back


@pytest.fixture
def memorandum(server: Server) -> Instrument:
    """Twenty signatories and what may be said of them, three partners."""
    instrument = InstrumentFactory(slug="memorandum", open_for_accession=True, published=True)
    for number in range(15):
        country = ("KZ", "KG", "TJ", "UZ", "TM")[number % 5]
        organisation = OrganisationFactory(
            country_of_work=country, name=f"Правозащитная организация (пример {number + 1})"
        )
        WordFactory(instrument=instrument, organisation=organisation)
    WordFactory(instrument=instrument, acceded=True, given_at=datetime(2014, 5, 12, tzinfo=UTC))
    WordFactory(instrument=instrument, organisation=OrganisationFactory(from_exile=True), reservation="Кроме пункта 2.")
    WordFactory(instrument=instrument, name_withheld=True)
    WordFactory(instrument=instrument, hidden=True)
    WordFactory(instrument=instrument)
    WordFactory(instrument=instrument, withdrawn=True)
    for _ in range(3):
        WordFactory(instrument=instrument, endorsed=True)
    return instrument


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_axe_finds_nothing_serious_and_nothing_is_wider_than_the_screen(
    server: Server, chromium: Browsers, memorandum: Instrument, viewport: dict[str, int], scheme: str
) -> None:
    page = chromium.context(viewport=viewport, color_scheme=scheme).new_page()
    for address in PAGES:
        page.goto(server.url + address)
        found = Axe().run(page).response["violations"]
        grave = [f"{address}: {fault['id']}: {fault['nodes'][0]['html']}" for fault in found]
        assert not grave
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]


def test_the_first_view_of_a_document_fits_the_first_packets_of_a_line(
    server: Server, chromium: Browsers, memorandum: Instrument
) -> None:
    context = chromium.context(viewport=PHONE, locale="ru")
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    received: dict[str, int] = {}
    addresses: dict[str, str] = {}

    def answered(event: dict) -> None:
        addresses[event["requestId"]] = event["response"]["url"]

    def ended(event: dict) -> None:
        received[event["requestId"]] = int(event["encodedDataLength"])

    session.on("Network.responseReceived", answered)
    session.on("Network.loadingFinished", ended)
    page.goto(f"{server.url}/ru/documents/memorandum/", wait_until="networkidle")
    requested = {number: url for number, url in addresses.items() if not url.startswith("data:")}
    assert len(requested) <= 3
    assert all(url.startswith(server.url) for url in requested.values())
    # Tests serve the style sheet as it lies in the source; installations serve it compressed beforehand.
    style = next(number for number, url in requested.items() if url.endswith(".css"))
    source = context.request.get(requested[style]).body()
    received[style] += len(brotli.compress(source)) - len(source)
    assert sum(received[number] for number in requested) <= PACKET_BUDGET
    assert page.locator("script").count() == 0
    assert context.cookies() == []


def test_everything_works_without_javascript(server: Server, chromium: Browsers, memorandum: Instrument) -> None:
    page = chromium.context(viewport=PHONE, java_script_enabled=False, accept_downloads=True).new_page()
    page.goto(f"{server.url}/ru/")
    page.get_by_role("link", name=f"Меморандум {memorandum.slug}").click()
    page.locator(".languages summary").click()
    page.get_by_role("link", name="English").click()
    assert page.url == f"{server.url}/en/documents/memorandum/"
    with page.expect_download() as download:
        page.locator("a[href$='/en.md']").first.click()
    assert download.value.suggested_filename == "memorandum.en.edition1.md"


def test_the_language_switch_stands_in_the_same_place_on_every_page(
    server: Server, chromium: Browsers, memorandum: Instrument
) -> None:
    for viewport in (PHONE, DESK):
        page = chromium.context(viewport=viewport).new_page()
        places = set()
        for address in PAGES:
            page.goto(server.url + address)
            box, header = page.locator(".languages").bounding_box(), page.get_by_role("banner").bounding_box()
            assert box is not None
            assert header is not None
            # The demonstration's mark above the header may be a line longer in another language.
            places.add((round(box["x"] + box["width"]), round(box["y"] - header["y"])))
        assert len(places) == 1


def test_however_long_the_networks_name_the_languages_stand_beside_it(server: Server, chromium: Browsers) -> None:
    for viewport in (PHONE, DESK):
        page = chromium.context(viewport=viewport).new_page()
        for language in ("ru", "en", "kk", "ky", "tg", "tk", "uz"):
            page.goto(f"{server.url}/{language}/check/")
            network, languages = page.locator(".network"), page.locator(".languages")
            network.evaluate("e => e.textContent = 'Центральноазиатская сеть независимых правозащитных организаций'")
            name, switch = network.bounding_box(), languages.bounding_box()
            assert name is not None
            assert switch is not None
            assert name["y"] <= switch["y"] < name["y"] + name["height"], language
            assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"], language


def test_what_a_thumb_must_hit_is_large_enough(server: Server, chromium: Browsers, memorandum: Instrument) -> None:
    page = chromium.context(viewport=PHONE).new_page()
    page.goto(f"{server.url}/ru/documents/memorandum/")
    page.locator(".languages summary").click()
    for target in page.locator("header.site a:visible, header.site summary, .notice li a").all():
        box = target.bounding_box()
        assert box is not None
        assert box["height"] >= 36, target.inner_text()


def test_the_keyboard_reaches_the_content_first_and_sees_where_it_is(
    server: Server, chromium: Browsers, memorandum: Instrument
) -> None:
    page: Page = chromium.context(viewport=DESK).new_page()
    page.goto(f"{server.url}/ru/documents/memorandum/")
    page.keyboard.press("Tab")
    skip = page.locator(".skip")
    assert skip.evaluate("e => e === document.activeElement && getComputedStyle(e).outlineStyle") == "solid"
    box = skip.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_the_keyboard_alone_leads_to_another_language_and_to_a_download(
    server: Server, chromium: Browsers, memorandum: Instrument, viewport: dict[str, int]
) -> None:
    def step_to(words: str) -> None:
        for _ in range(40):
            page.keyboard.press("Tab")
            focused = page.locator(":focus")
            assert focused.evaluate("e => getComputedStyle(e).outlineStyle") == "solid"
            if words in focused.inner_text():
                return
        pytest.fail(f"{words} is not reached")

    page = chromium.context(viewport=viewport, accept_downloads=True).new_page()
    page.goto(f"{server.url}/ru/documents/memorandum/")
    if viewport == PHONE:
        step_to("Язык")
        page.keyboard.press("Enter")
    step_to("English")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{server.url}/en/documents/memorandum/")
    step_to("Russian .md")
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert download.value.suggested_filename == "memorandum.ru.edition1.md"


def test_printed_the_signatures_stand_on_one_page(server: Server, chromium: Browsers, memorandum: Instrument) -> None:
    page = chromium.context(viewport=DESK).new_page()
    page.goto(f"{server.url}/ru/documents/memorandum/")
    page.emulate_media(media="print")
    assert page.locator(".signed").first.evaluate("e => getComputedStyle(e).breakInside") == "avoid"
    assert not page.locator("header.site nav").first.is_visible()
    assert page.locator("header .on-paper").is_visible()
    assert page.pdf(format="A4").startswith(b"%PDF-")

"""Public pages in a real browser: for everybody, on a phone, in the dark, without a script, on a slow line."""

from datetime import UTC, datetime
from pathlib import Path

import brotli
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from rcssmin import cssmin
from wagtail.rich_text import RichText

from hamkor import demo
from hamkor.instruments.models import Instrument
from hamkor.publishing.making import CAREFULLY
from tests.factories.instruments import InstrumentFactory, WordFactory
from tests.factories.network import OrganisationFactory
from tests.factories.newsroom import news, topic
from tests.support import kinds
from tests.support.browsers import Browsers
from tests.support.servers import Server
from tests.support.without_scripts import let_scripts_run, open_without_scripts

pytestmark = [pytest.mark.browser, pytest.mark.server]

PHONE = {"width": 360, "height": 780}
DESK = {"width": 1280, "height": 900}
PAGES = [
    "/ru/",
    "/ru/news/",
    "/ru/documents/",
    "/en/documents/memorandum/",
    "/ru/documents/memorandum/",
    "/kk/members/",
    "/ru/check/",
]
PACKET_BUDGET = 14 * 1024  # bytes: what a server may send before the first answer comes back
ARTICLE_BUDGET = 10 * 1024  # bytes: a news article of 680 words in Russian, without its pictures


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


@pytest.mark.parametrize(
    ("viewport", "scheme", "language"),
    [(PHONE, "light", "ru"), (PHONE, "dark", "kk"), (DESK, "light", "en"), (DESK, "dark", "uz")],
    ids=["phone-light", "phone-dark", "desk-light", "desk-dark"],
)
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(
    server: Server, chromium: Browsers, memorandum: Instrument, viewport: dict[str, int], scheme: str, language: str
) -> None:
    """Every kind of page in `core.public_pages.sections()`, and those that are no files: first as a reader without
    scripts has it, then with what scripts add, the question about analytics."""
    kinds.newsroom()
    page = chromium.context(viewport=viewport, color_scheme=scheme).new_page()
    faults = []
    asked = [each.replace("/ru/", f"/{language}/") for each in kinds.ASKED]
    for address in [*kinds.one_of_each(language), *asked, "/en/news/adopted/", "/kk/members/"]:
        open_without_scripts(page, server.url + address)
        faults += [f"{address}: without scripts: {each}" for each in _faults(page, viewport)]
        let_scripts_run(page)
        # The question is the same on every page: axe looks at it once, and at where one changes one's mind.
        everywhere = address not in {f"/{language}/", f"/{language}/privacy/"}
        faults += [f"{address}: {each}" for each in (_width if everywhere else _faults)(page, viewport)]
    assert faults == []


def _faults(page: Page, viewport: dict[str, int]) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [*(f"{fault['id']}: {fault['nodes'][0]['html']}" for fault in found), *_width(page, viewport)]


def _width(page: Page, viewport: dict[str, int]) -> list[str]:
    wide = page.evaluate("document.documentElement.scrollWidth") > viewport["width"]
    return ["wider than the screen"] if wide else []


def test_the_first_view_of_a_document_fits_the_first_packets_of_a_line(
    server: Server, chromium: Browsers, memorandum: Instrument
) -> None:
    page, received = first_view(server, chromium, "/ru/documents/memorandum/")
    assert sum(received.values()) <= PACKET_BUDGET
    assert scripts(page) == ["privacy.js"]


def test_the_first_view_of_an_article_costs_ten_kilobytes(server: Server, chromium: Browsers) -> None:
    texts = Path(demo.__file__).parent / "texts"
    words = " ".join((texts / f"{name}.ru.md").read_text() for name in ("memorandum", "declaration", "shelter")).split()
    pieces = [" ".join(words[start : start + 85]) for start in range(0, 680, 85)]
    news(
        "Меморандум о взаимопонимании принят правозащитными организациями Центральной Азии",
        slug="adopted",
        live=True,
        lead="Более десяти организаций из пяти стран подписали меморандум о взаимопонимании.",
        body=[("paragraph", RichText(f"<p>{piece}</p>")) for piece in pieces],
        source_name="Партнёрство (пример)",
        source_url="https://source.example/news/1",
        countries=["KZ", "KG", "TJ", "TM", "UZ"],
        topics=[topic("rights", ru="Основные права"), topic("solidarity", ru="Солидарность")],
    )
    page, received = first_view(server, chromium, "/ru/news/adopted/")
    assert sum(received.values()) <= ARTICLE_BUDGET
    assert scripts(page) == ["privacy.js"]


def scripts(page: Page) -> list[str]:
    """Those that run: the one that offers the choice about analytics and measures nothing before it."""
    return [str(each.get_attribute("src")).rsplit("/", 1)[-1] for each in page.locator("script[src]").all()]


def first_view(server: Server, chromium: Browsers, address: str) -> tuple[Page, dict[str, int]]:
    """The page as a new reader gets it, and the bytes on the wire of each of three answers at most, all from the site;
    nothing is stored in the browser."""
    context = chromium.context(viewport=PHONE, locale="ru")
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    received: dict[str, int] = {}
    addresses: dict[str, str] = {}
    bodies: dict[str, int] = {}

    def answered(event: dict) -> None:
        headers = {name.lower(): value for name, value in event["response"]["headers"].items()}
        addresses[event["requestId"]] = event["response"]["url"]
        bodies[event["requestId"]] = int(headers.get("content-length", 0))

    def ended(event: dict) -> None:
        received[event["requestId"]] = int(event["encodedDataLength"])

    session.on("Network.responseReceived", answered)
    session.on("Network.loadingFinished", ended)
    page.goto(f"{server.url}{address}", wait_until="networkidle")
    requested = {number: url for number, url in addresses.items() if not url.startswith("data:")}
    assert len(requested) <= 3
    assert all(url.startswith(server.url) for url in requested.values())
    # Tests pack pages in haste, and style and scripts not at all; installations serve all of it packed beforehand.
    for number, url in requested.items():
        source = context.request.get(url).body()
        sent = cssmin(source.decode()).encode() if url.endswith(".css") else source
        received[number] += len(brotli.compress(sent, quality=CAREFULLY)) - bodies[number]
    assert context.cookies() == []
    return page, {url: received[number] for number, url in requested.items()}


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


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_without_a_script_every_part_of_the_site_is_reached_from_any_page(
    server: Server, chromium: Browsers, viewport: dict[str, int]
) -> None:
    kinds.newsroom()
    page = chromium.context(viewport=viewport, java_script_enabled=False).new_page()
    page.goto(f"{server.url}/ru/check/")
    for part, leads in {
        "Новости": "news",
        "Библиотека": "library",
        "Страны": "countries",
        "Участники": "members",
        "Документы": "documents",
        "Поиск": "search",
    }.items():
        if viewport == PHONE:
            assert not page.locator(".sections a").first.is_visible()
            page.locator(".sections summary").click()
        page.locator(".sections").get_by_role("link", name=part, exact=True).click()
        assert page.url == f"{server.url}/ru/{leads}/"
        assert page.locator(".sections a[aria-current=page]").text_content() == part


def test_without_a_script_a_reader_finds_an_item_by_its_country_and_goes_back(
    server: Server, chromium: Browsers
) -> None:
    kinds.newsroom()
    page = chromium.context(viewport=PHONE, java_script_enabled=False).new_page()
    page.goto(f"{server.url}/ru/news/")
    page.get_by_role("link", name="Кыргызстан").click()
    page.get_by_role("link", name="Меморандум принят правозащитными организациями").click()
    assert page.url == f"{server.url}/ru/news/adopted/"
    page.locator(".back a").click()
    assert page.url == f"{server.url}/ru/news/"


def test_printed_the_signatures_stand_on_one_page(server: Server, chromium: Browsers, memorandum: Instrument) -> None:
    page = chromium.context(viewport=DESK).new_page()
    page.goto(f"{server.url}/ru/documents/memorandum/")
    page.emulate_media(media="print")
    assert page.locator(".signed").first.evaluate("e => getComputedStyle(e).breakInside") == "avoid"
    assert not page.locator("header.site nav").first.is_visible()
    assert page.locator("header .on-paper").is_visible()
    assert page.pdf(format="A4").startswith(b"%PDF-")

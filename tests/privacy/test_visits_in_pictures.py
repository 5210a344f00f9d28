"""The pictures of visits in a real browser: they fit the window, and nothing of them needs a script."""

from datetime import date, timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from hamkor.audit.kernel import standing_in
from hamkor.core import clock
from hamkor.network.models import Role
from hamkor.privacy.models import PageVisits, VisitDay, VisitMonth
from tests.factories.network import MandateFactory
from tests.support.browsers import Browsers
from tests.support.people import SignIn
from tests.support.servers import Server

pytestmark = [pytest.mark.browser, pytest.mark.server]

LONG = "/ru/news/2013/04/30/tsentralnoaziatskie-pravozaschitnye-organizatsii-podpisali-memorandum/"


def _tables(page: Page) -> list[Locator]:
    return page.locator("main table").all()


@pytest.mark.parametrize("locale", ["ru", "en"])
def test_they_fit_every_window_and_can_be_read_in_both_schemes(server: Server, chromium: Browsers, locale: str) -> None:
    with standing_in("test"):
        for back in range(1, 31):
            day = clock.now().date() - timedelta(days=back)
            closed = {"day": day, "closed_at": clock.now()}
            few = back % 9 == 0
            VisitDay.objects.create(language="", visitors=0 if few else 7, views=0 if few else 9, **closed)
            VisitDay.objects.create(language="ru", visitors=40 + 17 * back % 90, views=400 + back, **closed)
            VisitDay.objects.create(language="uz", visitors=5 + back % 4, views=30, **closed)
            for address, views in ((LONG, 90 + back), ("/ru/", 60), ("/uz/news/", 12), ("/ru/documents/", 7)):
                PageVisits.objects.create(day=day, address=address, views=views)
        for month in range(1, 9):
            VisitMonth.objects.create(month=date(2025, month, 1), language="ru", visitors=300 * month, views=9000)
        editor = MandateFactory(role=Role.EDITOR).person
        editor.account.language = locale
        editor.account.save()
    client = SignIn()(editor)
    cookies = {"hamkor_session": client.cookies["hamkor_session"].value}
    for width in (360, 1280):
        for scheme in ("light", "dark"):
            page = chromium.signed_in(
                cookies, server.url, locale=locale, color_scheme=scheme, viewport={"width": width, "height": 900}
            )
            page.goto(f"{server.url}/workspace/visits/")
            assert page.locator("figure svg").count() == 4
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            assert all(table.evaluate("e => e.scrollWidth <= e.parentElement.clientWidth") for table in _tables(page))
            for words in page.locator("figure svg.named").all():
                # No name runs into its number.
                assert words.evaluate(
                    "svg => [...svg.querySelectorAll('text:nth-of-type(odd)')].every(name =>"
                    " name.getBBox().width < name.nextElementSibling.getBBox().x)"
                )
            assert [fault["id"] for fault in Axe().run(page).response["violations"]] == []
    page.locator("select#language").select_option("uz")
    page.get_by_role("button", name="Показать" if locale == "ru" else "Show").click()
    expect(page.locator("section[aria-labelledby=pages] tbody th a")).to_have_text(["/uz/news/"])

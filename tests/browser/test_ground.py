"""A browser reaches both origins of a running server."""

import pytest

from tests.factories.instruments import InstrumentFactory
from tests.support.browsers import Browsers
from tests.support.servers import Server

pytestmark = pytest.mark.browser


def test_the_site_answers_a_browser(server: Server, chromium: Browsers) -> None:
    InstrumentFactory(published=True, adopted=True)
    page = chromium.context(locale="ru").new_page()
    response = page.goto(f"{server.url}/")
    assert response is not None
    assert response.status == 200
    assert page.url == f"{server.url}/ru/"


def test_the_signing_origin_shows_nothing_else(server: Server, chromium: Browsers) -> None:
    response = chromium.context().new_page().goto(f"{server.sign_url}/ru/")
    assert response is not None
    assert response.status == 404

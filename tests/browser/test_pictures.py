"""The pictures of the README show real pages: the demonstration's, told anew.

`HAMKOR_PICTURES=docs/pictures ./hamkor test tests/browser/test_pictures.py` takes them again.
"""

import io
import os
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from hamkor.config import demo
from hamkor.demo import story
from hamkor.demo.story import documents
from hamkor.instruments.models import Instrument
from hamkor.network.models import Mandate, Role
from tests.support.browsers import Browsers
from tests.support.people import SignIn
from tests.support.servers import Server

pytestmark = [pytest.mark.browser, pytest.mark.server]

SCREEN = {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light", "locale": "ru"}


@pytest.fixture(autouse=True)
def _named_as_in_the_demonstration(monkeypatch: pytest.MonkeyPatch) -> None:
    """For the server, which reads its settings when it starts."""
    for language, name in demo.HAMKOR_NETWORK_NAMES.items():
        monkeypatch.setenv(f"HAMKOR_NETWORK_NAME_{language.upper()}", name)


@pytest.fixture
def memorandum(server: Server) -> Instrument:
    story.tell()
    return Instrument.objects.get(titles__title=documents.MEMORANDUM["ru"])


def keep(page: Page, name: str) -> None:
    """Saves what the screen shows where pictures are asked for; 256 colours are enough for paper and ink."""
    taken = Image.open(io.BytesIO(page.screenshot()))
    if folder := os.environ.get("HAMKOR_PICTURES"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        taken.convert("RGB").quantize(256).save(Path(folder) / name, optimize=True)


def test_the_memorandum_as_a_reader_meets_it(server: Server, chromium: Browsers, memorandum: Instrument) -> None:
    page = chromium.context(java_script_enabled=False, **SCREEN).new_page()
    page.goto(f"{server.url}/ru/documents/{memorandum.slug}/")
    expect(page.get_by_role("heading", level=1)).to_have_text(documents.MEMORANDUM["ru"])
    keep(page, "document.png")


def test_the_workspace_as_a_delegate_meets_it(server: Server, chromium: Browsers, memorandum: Instrument) -> None:
    mandate = Mandate.objects.filter(role=Role.DELEGATE, person__account__isnull=False).earliest("since", "pk")
    cookies = {name: morsel.value for name, morsel in SignIn()(mandate.person).cookies.items()}
    page = chromium.signed_in(cookies, server.url, java_script_enabled=False, **SCREEN)
    page.goto(f"{server.url}/workspace/?lang=ru")
    expect(page.get_by_text(documents.DECLARATION["ru"]).first).to_be_visible()
    keep(page, "workspace.png")

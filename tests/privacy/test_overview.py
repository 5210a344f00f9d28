"""The notice and the overview in the HTML of public pages, in each language and under each setting."""

import gzip

import pytest
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.test import Client
from django.utils import translation

from hamkor.core.languages import INTERFACE_LANGUAGES
from hamkor.core.public_pages import sections
from hamkor.privacy.analytics import parse
from tests.factories.instruments import InstrumentFactory
from tests.factories.network import coordinator
from tests.support import kinds
from tests.support.passages import parsed
from tests.support.people import SignIn

pytestmark = pytest.mark.django_db

NOTICE = 'id="consent"'


def test_every_public_page_has_the_notice_before_its_script_and_a_link_to_the_overview(reader: Client) -> None:
    InstrumentFactory(slug="memorandum", open_for_accession=True, published=True)
    for address in ("/ru/", "/ru/documents/", "/ru/documents/memorandum/", "/en/members/", "/kk/check/", "/tg/news/"):
        page = reader.get(address).content.decode()
        assert page.count(NOTICE) == 1, address
        assert page.index("</main>") < page.index(NOTICE) < page.index("privacy.js") < page.index("<footer")
        assert f'href="/{address[1:3]}/privacy/"' in page[page.index("<footer") :]
        assert page.count("<script") == 1


@pytest.mark.parametrize("language", ["ru", "tg"])
def test_on_every_kind_of_page_a_link_leads_to_where_a_reader_changes_her_mind(reader: Client, language: str) -> None:
    """Also on those that say that something is wrong, and those that are no files."""
    kinds.newsroom()
    addresses = [
        *kinds.one_of_each(language),
        f"/{language}/500.html",
        *(each.replace("/ru/", f"/{language}/") for each in kinds.ASKED),
    ]
    parts = {address.split("/")[2] for address in addresses}
    assert {"news", "library", "countries", "about", "documents", "search", "404.html"} <= parts
    for address in addresses:
        page = parsed(reader.get(address).content)
        assert f"/{language}/privacy/" in page.xpath("//body//a/@href"), address
    for broken in ("400.html", "500.html"):
        with translation.override(language):
            assert f'<a href="/{language}/privacy/">' in render_to_string(broken)


def test_accepting_is_as_easy_as_refusing(reader: Client) -> None:
    page = reader.get("/en/").content.decode()
    button = '<button type="button" class="quiet" data-answer="{}">{}</button>'
    yes, no = button.format("yes", "Accept"), button.format("no", "Refuse")
    assert f"{yes} {no}" in page


def test_where_analytics_is_off_nobody_is_asked_and_no_script_is_loaded(reader: Client, settings) -> None:
    settings.HAMKOR_ANALYTICS = parse("off")
    for address in ("/ru/", "/ru/privacy/"):
        page = reader.get(address).content.decode()
        assert "data-answer" not in page
        assert "<script" not in page


def test_anothers_analytics_is_named_with_what_it_learns(reader: Client, settings) -> None:
    settings.HAMKOR_ANALYTICS = parse("google=G-ABC123")
    for address in ("/en/", "/en/privacy/"):
        page = reader.get(address).content.decode()
        assert "Google learns your address" in page
        assert 'data-module="/static/privacy/others.js"' in page
        assert "<script src=" not in page
    settings.HAMKOR_ANALYTICS = parse("matomo=https://stats.example/,3")
    assert "The Matomo at https://stats.example/ would count it" in reader.get("/en/").content.decode()


def test_the_application_itself_widens_the_policy_for_nobody(reader: Client, settings) -> None:
    """Only the front does, for files: what somebody wrote into a form is never on a page with another's script."""
    settings.HAMKOR_ANALYTICS = parse("matomo=https://stats.example/,3")
    for address in ("/en/check/", "/en/search/?q=words", "/account/login/"):
        answer = reader.get(address, headers={"cookie": "hamkor_analytics=yes"})
        assert "stats.example" not in answer.headers["Content-Security-Policy"]


def test_members_pages_are_not_counted(sign_in: SignIn) -> None:
    assert "privacy.js" not in sign_in(coordinator()).get("/workspace/").content.decode()


def test_the_overview_is_a_public_page_of_every_language() -> None:
    paths = set(sections()["privacy.overview"]().paths())
    assert paths == {f"/{tag}/privacy/" for tag in INTERFACE_LANGUAGES}


def test_the_script_is_small() -> None:
    path = finders.find("privacy/privacy.js")
    assert isinstance(path, str)
    with open(path, "rb") as file:
        assert len(gzip.compress(file.read(), 9)) < 1024

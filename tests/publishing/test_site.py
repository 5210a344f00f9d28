"""The public site's own pages, and what crawlers are told."""

import re
from hashlib import sha256
from html import unescape

import pytest
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils import translation
from lxml import etree

from hamkor.audit.kernel import standing_in
from hamkor.core.languages import INTERFACE_LANGUAGES
from hamkor.publishing.middleware import PublicPagesMiddleware
from hamkor_proof.page import build
from tests.factories.instruments import InstrumentFactory
from tests.factories.network import OrganisationFactory
from tests.factories.newsroom import information, news

pytestmark = pytest.mark.django_db

HREF = re.compile(r'href="([^"]+)"')


def test_the_first_page_shows_the_latest_documents_and_the_countries_of_named_members(reader: Client) -> None:
    InstrumentFactory(slug="shown", adopted=True, published=True)
    OrganisationFactory(country_of_work="KG")
    OrganisationFactory(country_of_work="TM", withheld=True)
    home = reader.get("/en/").content.decode()
    assert "/en/documents/shown/" in home
    assert "Kyrgyzstan" in home
    assert "Turkmenistan" not in home


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
def test_on_a_new_installation_every_link_of_a_pages_head_and_foot_leads_somewhere(
    reader: Client, language: str
) -> None:
    home = reader.get(f"/{language}/").content.decode()
    links = {
        link for part in re.findall(r"<(header|footer)(.*?)</\1>", home, re.DOTALL) for link in HREF.findall(part[1])
    }
    assert {f"/{language}/news/", f"/{language}/library/", f"/{language}/privacy/", f"/{language}/#about"} <= links
    for link in links - {"/workspace/"}:  # where members are asked who they are
        address, _, anchor = link.partition("#")
        page = reader.get(address)
        assert page.status_code == 200, link
        assert not anchor or f'id="{anchor}"' in page.content.decode()
        main = page.content.decode().partition("<main")[2].partition("</main>")[0]
        assert "<p" in main, f"{link} does not say that it is empty"


def test_about_us_says_that_nothing_is_written_until_something_is(reader: Client) -> None:
    words = "The network has written nothing about itself here yet."
    assert words in reader.get("/en/").content.decode()
    with standing_in("newsroom"):
        information("About the network", slug="network", language="en", live=True)
    home = reader.get("/en/").content.decode()
    assert words not in home
    assert 'href="/en/network/"' in home


def test_the_root_leads_to_the_readers_language(reader: Client) -> None:
    response = reader.get("/", headers={"accept-language": "kk"})
    assert response.headers["Location"] == "/kk/"
    assert not response.cookies
    assert "Cookie" not in response.headers["Vary"]  # the language is asked of an account only where there is one


def test_nothing_on_a_public_page_can_look_at_a_cookie(rf) -> None:
    def looks(request: HttpRequest) -> HttpResponse:
        return HttpResponse(f"{request.COOKIES}{request.META.get('HTTP_COOKIE')}", headers={"Vary": "Cookie, Origin"})

    def answer(path: str) -> HttpResponseBase:
        return PublicPagesMiddleware(looks)(rf.get(path, headers={"cookie": "hamkor_session=secret"}))

    public, members = answer("/ru/documents/"), answer("/workspace/")
    assert "secret" not in public.content.decode()
    assert public.headers["Vary"] == "Origin"
    assert "secret" in members.content.decode()
    assert members.headers["Vary"] == "Cookie, Origin"


def test_the_page_on_checking_gives_the_fingerprint_of_the_very_file_that_it_hands_out(reader: Client) -> None:
    page = reader.get("/en/check/").content.decode()
    [address] = re.findall(r'<a href="([^"]+)" download>verify\.html</a>', page)
    [told] = re.findall(r'download>verify\.html</a>.*?<code class="fingerprint">([0-9a-f ]+)</code>', page, re.DOTALL)
    assert told.replace(" ", "") == sha256(reader.get(address).content).hexdigest()


def test_the_site_map_names_every_public_page_in_every_language(reader: Client, settings) -> None:
    settings.HAMKOR_SITE_ORIGIN = "https://network.example"
    InstrumentFactory(slug="shown", adopted=True, published=True)
    InstrumentFactory(slug="secret", adopted=True)
    index = reader.get("/sitemap.xml", headers={"host": "127.0.0.1"}).content.decode()
    parts = re.findall("<loc>https://network.example(/[^<]+)</loc>", index)
    body = index + "".join(reader.get(part, headers={"host": "127.0.0.1"}).content.decode() for part in parts)
    for code in ("ru", "en", "kk", "ky", "tg", "tk", "uz"):
        assert f"<loc>https://network.example/{code}/documents/shown/</loc>" in body
        assert f'hreflang="{code}" href="https://network.example/{code}/check/"' in body
    assert "secret" not in body
    assert "127.0.0.1" not in body


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
def test_who_wants_to_check_is_told_how_to_come_by_both_programs(reader: Client, language: str) -> None:
    page = unescape(reader.get(f"/{language}/check/").content.decode())
    digest = sha256(build()).hexdigest()
    assert " ".join(re.findall("....", digest)) in page
    # What a release has is installed from its file; the page itself loads and links nothing of anybody else's.
    assert "pipx install ./hamkor_proof-*.whl\nhamkor-proof verify memorandum.evidence.zip --network" in page
    assert "SHA-256" in page.partition("hamkor verify")[2].partition("pipx install")[0]
    assert not re.search(r'(?:href|src)="(?:https?:)?//(?!localhost)', page)


def test_the_site_map_names_an_item_in_the_languages_that_it_is_written_in(reader: Client) -> None:
    """It answers under all seven, with a note; a search engine is led to its own words only."""
    with standing_in("newsroom"):
        russian = news("Форум", slug="forum", live=True)
        news("The forum", language="en", live=True, translates=russian)
        news("Форум", language="kk", translates=russian)
        news("Одна", slug="alone", live=True)
    body = reader.get("/sitemap-newsroom.news-1.xml").content
    entries = {
        each.findtext("{*}loc"): {link.get("hreflang"): link.get("href") for link in each.findall("{*}link")}
        for each in etree.fromstring(body)
    }
    site = "http://localhost"
    both = {"ru": f"{site}/ru/news/forum/", "en": f"{site}/en/news/forum/"}
    alone = {"ru": f"{site}/ru/news/alone/"}
    assert entries == {both["ru"]: both, both["en"]: both, alone["ru"]: alone}
    assert reader.get("/kk/news/forum/").status_code == 200


def test_a_demonstration_is_kept_out_of_indexes(reader: Client, settings) -> None:
    assert "Disallow: /\n" in reader.get("/robots.txt").content.decode()
    settings.HAMKOR_DEMONSTRATION = False
    real = reader.get("/robots.txt").content.decode()
    assert "Disallow: /\n" not in real
    assert "Disallow: /workspace/" in real
    assert f"{settings.HAMKOR_SITE_ORIGIN}{reverse('sitemap')}" in real


@pytest.mark.parametrize("address", ["/ru/", "/ru/check/", "/ru/documents/", "/robots.txt"])
def test_a_public_page_takes_nothing(reader: Client, address: str) -> None:
    assert reader.post(address, {"x": "1"}).status_code == 405


@pytest.mark.parametrize(("template", "word"), [("500.html", "broke"), ("400.html", "cannot be read")])
def test_pages_for_when_nothing_works_need_nothing(template: str, word: str) -> None:
    with translation.override("en"):
        page = render_to_string(template)
    assert word in page
    assert '<html lang="en">' in page

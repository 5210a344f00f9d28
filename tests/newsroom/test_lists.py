"""Lists of news as readers get them."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hamkor.core.asked_once import one_round
from hamkor.newsroom import listings
from hamkor.newsroom.models import NewsItem
from tests.factories.newsroom import information, library, news, topic
from tests.support.passages import links, page_of, parsed, said

pytestmark = pytest.mark.django_db


def titles_at(reader: Client, address: str) -> list[str]:
    page = parsed(page_of(reader, address))
    return [" ".join(each.split()) for each in page.xpath("//ul[contains(@class, 'list')]//h2/a/text()")]


@pytest.fixture
def several() -> None:
    rights, torture = topic("rights", ru="Права"), topic("torture", ru="Пытки")
    news(
        "Первая",
        slug="one",
        live=True,
        day="2013-04-30",
        countries=["KG"],
        topics=[rights],
        lead="Кратко о первой.",
    )
    news("Вторая", slug="two", live=True, day="2014-05-01", countries=["KG", "TJ"], topics=[torture])
    news("Третья", slug="three", live=True, day="2014-06-01", countries=["UZ"], topics=[rights, torture])


@pytest.mark.parametrize(
    ("address", "titles"),
    [
        ("/ru/news/", ["Третья", "Вторая", "Первая"]),
        ("/ru/news/country/kg/", ["Вторая", "Первая"]),
        ("/ru/news/topic/rights/", ["Третья", "Первая"]),
        ("/ru/news/2014/", ["Третья", "Вторая"]),
    ],
)
def test_the_newest_first_by_country_topic_and_year(
    reader: Client, several: None, address: str, titles: list[str]
) -> None:
    assert titles_at(reader, address) == titles


def test_the_list_leads_to_each_of_these(reader: Client, several: None) -> None:
    page = page_of(reader, "/ru/news/")
    assert "Кратко о первой." in said(page)
    leads = links(page)
    assert leads["Таджикистан"] == "/ru/news/country/tj/"
    assert leads["Пытки"] == "/ru/news/topic/torture/"
    assert leads["2013"] == "/ru/news/2013/"


@pytest.mark.parametrize(
    "address",
    ["/ru/news/country/fr/", "/ru/news/topic/none/", "/ru/news/2001/", "/ru/news/page/1/", "/ru/news/none/"],
)
def test_what_nothing_is_about_is_not_there(reader: Client, several: None, address: str) -> None:
    assert reader.get(address).status_code == 404


def test_before_the_first_item_the_list_says_so(reader: Client) -> None:
    assert "No news is published here yet." in said(page_of(reader, "/en/news/"))
    assert "The library is empty so far." in said(page_of(reader, "/en/library/"))


def test_pages_are_numbered_from_the_oldest_and_stay_as_they_are(reader: Client, monkeypatch) -> None:
    monkeypatch.setattr(listings, "PAGE", 2)
    for number in range(1, 6):
        news(f"Новость {number}", slug=f"n-{number}", live=True, day=date(2013, 1, number))
    assert titles_at(reader, "/ru/news/") == ["Новость 5", "Новость 4", "Новость 3"]
    oldest = page_of(reader, "/ru/news/page/1/")
    assert titles_at(reader, "/ru/news/page/1/") == ["Новость 2", "Новость 1"]
    assert parsed(page_of(reader, "/ru/news/")).xpath("//a[@rel='prev']/@href") == ["/ru/news/page/1/"]
    assert parsed(oldest).xpath("//a[@rel='next']/@href") == ["/ru/news/"]
    assert not parsed(oldest).xpath("//a[@rel='prev']")
    assert reader.get("/ru/news/page/2/").status_code == 404
    for number in (6, 7):
        news(f"Новость {number}", slug=f"n-{number}", live=True, day=date(2013, 1, number))
    assert titles_at(reader, "/ru/news/page/1/") == ["Новость 2", "Новость 1"]
    assert titles_at(reader, "/ru/news/page/2/") == ["Новость 4", "Новость 3"]
    news("Новость 8", slug="n-8", live=True, day=date(2013, 1, 8))
    assert page_of(reader, "/ru/news/page/1/") == oldest.replace(
        b'rel="next" href="/ru/news/"', b'rel="next" href="/ru/news/page/2/"'
    )


def test_the_library_is_cut_into_pages_like_the_news(reader: Client, monkeypatch) -> None:
    monkeypatch.setattr(listings, "PAGE", 2)
    for number in range(1, 6):
        library(f"Книга {number}", slug=f"book-{number}", live=True, day=date(2013, 1, number), lead=f"О {number}.")
    news("Новость", slug="news", live=True)
    assert titles_at(reader, "/ru/library/") == ["Книга 5", "Книга 4", "Книга 3"]
    oldest = page_of(reader, "/ru/library/page/1/")
    assert titles_at(reader, "/ru/library/page/1/") == ["Книга 2", "Книга 1"]
    assert "О 2." in said(oldest)
    assert links(oldest)["Книга 1"] == "/ru/library/book-1/"
    assert parsed(page_of(reader, "/ru/library/")).xpath("//a[@rel='prev']/@href") == ["/ru/library/page/1/"]
    assert parsed(oldest).xpath("//a[@rel='next']/@href") == ["/ru/library/"]
    assert parsed(oldest).xpath("string(//title)").startswith("Библиотека (1)")
    assert reader.get("/ru/library/page/2/").status_code == 404


def test_the_first_page_shows_the_newest_and_leads_to_the_pages_about_the_network(
    reader: Client, several: None
) -> None:
    information("О сети", slug="about", live=True)
    information("Старое", slug="old", live=True, withdrawn_on="2014-01-01", withdrawal="Устарело.")
    leads = links(page_of(reader, "/ru/"))
    assert leads["Третья"] == "/ru/news/three/"
    assert leads["О сети"] == "/ru/about/"
    assert "Старое" not in leads


def test_many_pages_of_lists_ask_for_their_order_once(reader: Client, several: None) -> None:
    def questions(*addresses: str) -> int:
        with CaptureQueriesContext(connection) as asked, one_round():
            for address in addresses:
                page_of(reader, address)
        return len(asked)

    lists = ["/ru/news/country/kg/", "/ru/news/topic/rights/", "/ru/news/2014/", "/ru/news/country/uz/"]
    page_of(reader, lists[0])
    first = questions(lists[0])
    assert questions(*lists) <= first + 2 * (len(lists) - 1)


def test_what_is_taken_back_while_pages_are_made_is_not_made_again(reader: Client, several: None) -> None:
    """The facts of a round are some seconds old: an item that went meanwhile is not shown by them."""
    with one_round():
        assert reader.get("/ru/news/one/").status_code == 200
        item = NewsItem.objects.get(slug="two")
        item.unpublish()
        assert reader.get("/ru/news/two/").status_code == 404


def test_in_a_round_an_item_names_the_same_languages(reader: Client, several: None) -> None:
    apart = page_of(reader, "/en/news/one/")
    with one_round():
        assert page_of(reader, "/en/news/one/") == apart

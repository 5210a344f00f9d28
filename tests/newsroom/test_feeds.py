"""The feeds, read by a program that reads feeds."""

import feedparser
import pytest
from django.test import Client
from wagtail.rich_text import RichText

from hamkor.newsroom import feeds
from hamkor.newsroom.models import NewsItem
from tests.factories.newsroom import news, topic

pytestmark = pytest.mark.django_db

FEED = "/ru/news/feed.atom"
SITE = "http://localhost"


def read(reader: Client, address: str = FEED) -> feedparser.FeedParserDict:
    response = reader.get(address)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = feedparser.parse(response.content, response_headers={"content-type": response.headers["Content-Type"]})
    assert not feed.bozo, feed.bozo_exception
    assert feed.version == "atom10"
    return feed


def titles(reader: Client, address: str = FEED) -> list[str]:
    return [entry.title for entry in read(reader, address).entries]


def correct(item: NewsItem, **changed: object) -> None:
    for name, value in changed.items():
        setattr(item, name, value)
    item.save_revision().publish()


@pytest.fixture
def item() -> NewsItem:
    return news(
        "Меморандум & «принят» <сегодня>",
        slug="adopted",
        live=True,
        lead="Подписали <b>все</b>.",
        author="Пресс-служба",
        countries=["KG"],
        topics=[topic("rights", ru="Права", en="Rights")],
        body=[("paragraph", RichText("<p>Текст.</p>"))],
    )


def test_an_entry_says_what_where_when_and_by_whom(reader: Client, item: NewsItem) -> None:
    feed = read(reader)
    assert feed.feed.language == "ru"
    assert feed.feed.link == f"{SITE}/ru/news/"
    assert [each.href for each in feed.feed.links if each.rel == "self"] == [f"{SITE}{FEED}"]
    (entry,) = feed.entries
    assert entry.title == "Меморандум & «принят» <сегодня>"
    assert entry.link == f"{SITE}/ru/news/adopted/"
    assert entry.published_parsed[:3] == entry.updated_parsed[:3] == (2013, 4, 30)
    assert entry.author == "Пресс-служба"
    assert entry.summary == "Подписали <b>все</b>."
    assert reader.get("/ru/news/adopted/").status_code == 200


@pytest.mark.parametrize(
    ("address", "about"),
    [
        ("/ru/news/country/kg/feed.atom", "Кыргызстан"),
        ("/ru/news/topic/rights/feed.atom", "Права"),
        ("/en/news/country/kg/feed.atom", "Kyrgyzstan"),
        ("/en/news/topic/rights/feed.atom", "Rights"),
    ],
)
def test_one_for_each_country_and_topic_in_each_language(
    reader: Client, item: NewsItem, address: str, about: str
) -> None:
    news("О другом", slug="other", live=True, countries=["TJ"], topics=[topic("torture", ru="Пытки")])
    assert titles(reader, address) == [item.title]
    assert about in read(reader, address).feed.title
    assert len(titles(reader)) == 2


@pytest.mark.parametrize(
    "address", ["/ru/news/country/fr/feed.atom", "/ru/news/topic/none/feed.atom", "/ru/news/2013/feed.atom"]
)
def test_what_no_news_is_of_has_no_feed(reader: Client, item: NewsItem, address: str) -> None:
    assert reader.get(address).status_code == 404


def test_every_list_leads_to_its_feed(reader: Client, item: NewsItem) -> None:
    for place in ("", "country/kg/", "topic/rights/"):
        page = reader.get(f"/ru/news/{place}").content.decode()
        assert page.count(f'href="/ru/news/{place}feed.atom"') == 2, "one for machines, one for people"


def test_an_entry_stays_the_same_one_whatever_becomes_of_it(reader: Client, item: NewsItem) -> None:
    (before,) = read(reader).entries
    correct(item, title="Другой заголовок", day="2013-05-01", corrected_on="2013-05-02", correction="Не март.")
    news("Memorandum adopted", language="en", translates=item, live=True)
    (after,) = read(reader).entries
    (english,) = read(reader, "/en/news/feed.atom").entries
    assert after.title != before.title
    assert before.id == after.id == english.id
    assert before.id.startswith("urn:uuid:")


def test_a_correction_makes_it_new(reader: Client, item: NewsItem) -> None:
    correct(item, corrected_on="2013-05-02", correction="Не март.")
    feed = read(reader)
    assert feed.entries[0].updated_parsed[:3] == (2013, 5, 2)
    assert feed.entries[0].published_parsed[:3] == (2013, 4, 30)
    assert feed.feed.updated_parsed[:3] == (2013, 5, 2)


def test_what_was_withdrawn_leaves_and_nothing_unpublished_comes(reader: Client, item: NewsItem) -> None:
    news("Черновик", slug="draft", countries=["KG"])
    correct(item, withdrawn_on="2013-05-02", withdrawal="Не так.")
    for address in (FEED, "/ru/news/country/kg/feed.atom", "/en/news/feed.atom"):
        assert titles(reader, address) == []


def test_what_is_not_translated_bears_its_language(reader: Client, item: NewsItem) -> None:
    news("Only in English", slug="english", language="en", live=True, lead="A lead.", day="2013-05-01")
    feed = read(reader, "/en/news/feed.atom")
    english, russian = feed.entries
    assert feed.feed.title_detail.language == "en"
    assert (english.title_detail.language, english.summary_detail.language) == ("en", "en")
    assert (russian.title_detail.language, russian.summary_detail.language) == ("ru", "ru")
    assert russian.link == f"{SITE}/en/news/adopted/", "its page says that it is not translated"


def test_it_says_the_same_as_long_as_nothing_changes(reader: Client) -> None:
    assert reader.get(FEED).content == reader.get(FEED).content
    assert read(reader).entries == []
    news(slug="n", live=True)
    assert reader.get(FEED).content == reader.get(FEED).content


def test_it_holds_the_newest(reader: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "NEWEST", 2)
    for number in (1, 2, 3):
        news(f"Новость {number}", slug=f"n-{number}", live=True, day=f"2013-01-0{number}")
    assert titles(reader) == ["Новость 3", "Новость 2"]

"""What readers find at the newsroom's addresses."""

import json
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.rich_text import RichText

from hamkor.newsroom.models import NewsItem, PublicPage
from tests.factories.instruments import InstrumentFactory, WordFactory
from tests.factories.network import OrganisationFactory
from tests.factories.newsroom import country_page, document, image, information, library, news, paragraph, topic
from tests.support.passages import links, marks, page_of, parsed, passages, said

pytestmark = pytest.mark.django_db

SITE = "http://localhost"


class TestANewsItem:
    @pytest.fixture
    def item(self) -> NewsItem:
        instrument = InstrumentFactory(slug="memorandum", adopted=True, published=True)
        WordFactory(instrument=instrument, organisation=OrganisationFactory(name="Комитет «Родник» (пример)"))
        picture = image("Пять женщин за столом")
        picture.credit = "Фото: Пример"
        picture.save()
        return news(
            "Меморандум принят",
            slug="adopted",
            live=True,
            lead="Более десяти организаций подписали.",
            author="Пресс-служба",
            body=[
                ("heading", "Что решили"),
                paragraph('<p>Текст <a href="https://forum.example/">здесь</a>.</p><ul><li>помогать</li></ul>'),
                ("quote", {"text": RichText("<p>Мы продолжаем.</p>"), "source": "Из Меморандума"}),
                ("picture", {"image": picture, "caption": "Киев, 2013", "credit": ""}),
                ("document", document("Рекомендации")),
                ("instrument", {"instrument": str(instrument.pk), "with_signatories": True}),
                ("foreign", {"language": "en", "text": RichText("<p>We go on.</p>")}),
            ],
            source_name="Партнёрство",
            source_url="https://source.example/1",
            project_url="https://social.example/project/",
            elsewhere=[("Бюро", "", "https://kz.example/a"), ("Bureau", "en", "https://bureau.example/a")],
            countries=["KG", "KZ"],
            topics=[topic("rights", ru="Основные права")],
            related=[news("Форум в Киеве", slug="forum", live=True)],
            documents=[InstrumentFactory(slug="declaration", adopted=True, published=True)],
        )

    def test_shows_when_what_who_and_where_it_is_from(self, reader: Client, item: NewsItem) -> None:
        page = page_of(reader, "/ru/news/adopted/")
        assert "30 апреля 2013" in said(page)
        assert parsed(page).xpath("//article//time/@datetime") == ["2013-04-30"]
        assert parsed(page).xpath("string(//h1)") == "Меморандум принят"
        for words in ("Более десяти организаций подписали.", "Пресс-служба"):
            assert words in said(page)
        assert links(page)["Партнёрство"] == "https://source.example/1"
        assert links(page)["Бюро"] == "https://kz.example/a"
        assert links(page)["social.example/project"] == "https://social.example/project/"

    def test_shows_every_kind_of_passage(self, reader: Client, item: NewsItem) -> None:
        page = page_of(reader, "/ru/news/adopted/")
        body = parsed(page).xpath("//div[@class='body']")[0]
        assert body.xpath("h2/text()") == ["Что решили"]
        assert links(page)["здесь"] == "https://forum.example/"
        assert body.xpath(".//ul/li/text()")[0] == "помогать"
        assert "Мы продолжаем." in body.xpath("string(.//blockquote)")
        assert "Из Меморандума" in body.xpath("string(.//blockquote/footer)")
        assert body.xpath(".//figure/img/@alt") == ["Пять женщин за столом"]
        assert " ".join(body.xpath("string(.//figcaption)").split()) == "Киев, 2013 Фото: Пример"
        assert links(page)["Рекомендации"].startswith("/files/documents/report")
        assert links(page)["Меморандум memorandum"] == "/ru/documents/memorandum/"
        assert "Комитет «Родник» (пример)" in said(page)
        assert ("en", "We go on.") in set(passages(page))

    def test_leads_on(self, reader: Client, item: NewsItem) -> None:
        leads = links(page_of(reader, "/ru/news/adopted/"))
        assert leads["Казахстан"] == "/ru/countries/kz/"
        assert leads["Основные права"] == "/ru/news/topic/rights/"
        assert leads["Форум в Киеве"] == "/ru/news/forum/"
        assert leads["Меморандум declaration"] == "/ru/documents/declaration/"
        assert "/ru/news/" in leads.values()
        for address in leads.values():
            if address.startswith("/ru/"):
                page_of(reader, address)

    def test_needs_no_author_source_or_subject(self, reader: Client) -> None:
        news("Коротко", slug="short", live=True)
        page = said(page_of(reader, "/en/news/short/"))
        for words in ("Source", "also ran", "project", "Countries", "Topics", "Documents", "Read also"):
            assert words not in page

    def test_what_stands_inside_is_not_named_again_below(self, reader: Client) -> None:
        inside = InstrumentFactory(slug="inside", adopted=True, published=True)
        body = [("instrument", {"instrument": str(inside.pk), "with_signatories": False})]
        news(slug="once", live=True, body=body, documents=[inside])
        assert page_of(reader, "/ru/news/once/").count(b'href="/ru/documents/inside/"') == 1

    def test_a_document_that_is_public_no_more_leaves_no_trace(self, reader: Client) -> None:
        secret = InstrumentFactory(slug="secret", adopted=True)
        body = [paragraph(), ("instrument", {"instrument": str(secret.pk), "with_signatories": True})]
        news(slug="leak", live=True, body=body, documents=[secret])
        assert "secret" not in page_of(reader, "/ru/news/leak/").decode()

    def test_names_the_places_it_ran_at_in_their_language(self, reader: Client, item: NewsItem) -> None:
        shown = parsed(page_of(reader, "/ru/news/adopted/")).xpath("//aside//a[@lang][@rel='external']")
        assert [(each.get("lang"), each.text) for each in shown] == [("ru", "Бюро"), ("en", "Bureau")]

    def test_shares_by_plain_links_and_loads_nothing_from_elsewhere(self, reader: Client, item: NewsItem) -> None:
        page = page_of(reader, "/ru/news/adopted/")
        shared = [link for link in links(page).values() if "adopted" in link]
        assert len(shared) == 3
        assert all("http%3A%2F%2Flocalhost%2Fru%2Fnews%2Fadopted%2F" in link for link in shared)
        loaded = parsed(page).xpath("//@src | //@srcset | //link[@rel='stylesheet' or @rel='icon']/@href | //@style")
        assert loaded
        assert all(re.match(r"/(static|files)/|data:,$", address) for address in loaded)


class TestChanges:
    def test_a_correction_stands_above_the_text_with_its_day(self, reader: Client) -> None:
        news(
            "С ошибкой",
            slug="c",
            live=True,
            corrected_on="2013-05-02",
            correction="Не март, а май.",
            body=[paragraph()],
        )
        page = said(page_of(reader, "/en/news/c/"))
        assert page.index("Corrected on May 2, 2013") < page.index("Не март, а май.") < page.index("Организации")
        assert "corrected" in said(page_of(reader, "/en/news/"))

    @pytest.mark.parametrize("kind", ["news", "library", "page", "country"])
    def test_what_was_withdrawn_says_so_and_shows_nothing_of_itself(self, reader: Client, kind: str) -> None:
        words = {"live": True, "lead": "SECRET lead", "withdrawn_on": "2013-05-02", "withdrawal": "Это было не так."}
        body = [paragraph("<p>SECRET text</p>"), ("picture", {"image": image("SECRET"), "caption": "", "credit": ""})]
        match kind:
            case "news":
                news(
                    slug="w",
                    body=body,
                    author="SECRET",
                    source_name="SECRET",
                    project_url="https://secret.example/",
                    **words,
                )
                address = "/en/news/w/"
            case "library":
                library(slug="w", publisher="SECRET", files=[("ru", document("SECRET"))], **words)
                address = "/en/library/w/"
            case "page":
                information(slug="w", body=body, **words)
                address = "/en/w/"
            case _:
                country_page("KG", slug="w", body=body, **words)
                address = "/en/countries/kg/"
        page = page_of(reader, address)
        assert "Withdrawn on May 2, 2013" in said(page)
        assert ("ru", "Это было не так.") in set(passages(page))
        # Its headline alone is not to be sent on.
        for leak in ("secret", "/files/", "ld+json", "t.me/share"):
            assert leak not in page.decode().lower()

    def test_lists_say_it_and_the_first_page_leaves_it_out(self, reader: Client) -> None:
        news(
            "Слух",
            slug="w",
            live=True,
            lead="SECRET",
            withdrawn_on="2013-05-02",
            withdrawal="Не так.",
            countries=["KG"],
        )
        page = page_of(reader, "/en/news/")
        assert "withdrawn" in said(page)
        assert "SECRET" not in said(page)
        assert "Слух" not in said(page_of(reader, "/en/"))
        assert "Слух" not in said(page_of(reader, "/en/countries/kg/"))


KINDS: dict[str, Callable[..., PublicPage]] = {
    "news": lambda **given: news("SECRET", slug="secret", countries=["FJ"], **given),
    "library": lambda **given: library("SECRET", slug="secret", countries=["FJ"], **given),
    "page": lambda **given: information("SECRET", slug="secret", **given),
    "country": lambda **given: country_page("FJ", "SECRET", slug="secret", **given),
}
STATES: dict[str, Callable[[Callable[..., PublicPage]], object]] = {
    "draft": lambda make: make(),
    "scheduled": lambda make: make(go_live_at=timezone.now() + timedelta(days=1)).get_latest_revision().publish(),
    "unpublished": lambda make: make(live=True).unpublish(),
}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("kind", KINDS)
def test_what_is_not_published_answers_like_what_does_not_exist(reader: Client, kind: str, state: str) -> None:
    """In every world a stranger gets the same: where the page is, where it would be listed, what machines are told."""

    def world() -> list[tuple[int, list[tuple[str, str]], bytes]]:
        addresses = [
            *("/en/news/secret/", "/en/library/secret/", "/en/secret/", "/en/countries/fj/", "/en/countries/"),
            *("/en/", "/en/news/", "/en/news/feed.atom", "/en/news/country/fj/", "/en/news/country/fj/feed.atom"),
            *("/en/news/2013/", "/en/news/topic/secret/", "/en/news/topic/secret/feed.atom", "/en/library/"),
            *(f"/sitemap-newsroom.{name}-1.xml" for name in ("news", "library", "pages", "countries")),
        ]
        answers = [reader.get(address) for address in addresses]
        return [(each.status_code, sorted(each.headers.items()), each.content) for each in answers]

    before = world()
    secret = topic("secret", en="SECRET")
    STATES[state](lambda **given: KINDS[kind](**({} if kind in {"page", "country"} else {"topics": [secret]}), **given))
    assert world() == before
    assert before[0][0] == 404


def test_the_file_of_a_draft_answers_like_none(reader: Client) -> None:
    kept = document("SECRET", name="none.txt")
    before = reader.get("/files/documents/other.txt")
    library(slug="draft", files=[("ru", kept)])
    there = reader.get(f"/files/{kept.file.name}")
    assert there.status_code == before.status_code == 404
    assert there.content.replace(b"none.txt", b"other.txt") == before.content


class TestTheLibrary:
    def test_a_document_with_its_files_in_each_language(self, reader: Client) -> None:
        library(
            "Доклад",
            slug="report",
            live=True,
            lead="Кратко.",
            publisher="Форум",
            source_url="https://source.example/report",
            files=[("ru", document(name="ru.txt")), ("uz-Cyrl", document(name="uz.txt"))],
            countries=["KG"],
        )
        page = page_of(reader, "/en/library/report/")
        leads = links(page)
        assert leads["Russian"].startswith("/files/documents/ru")
        assert leads["Uzbek (Cyrillic)"].startswith("/files/documents/uz")
        assert leads["source.example/report"] == "https://source.example/report"
        assert leads["Kyrgyzstan"] == "/en/countries/kg/"
        for words in ("Форум", "Кратко.", "TXT", "April 30, 2013"):
            assert words in said(page)
        assert links(page_of(reader, "/en/library/"))["Доклад"] == "/en/library/report/"

    def test_a_topic_without_news_leads_nowhere(self, reader: Client) -> None:
        library(slug="report", live=True, topics=[topic("rare", en="Rare")])
        page = page_of(reader, "/en/library/report/")
        assert "Rare" in said(page)
        assert "Rare" not in links(page)


class TestCountries:
    def test_a_countrys_page_gathers_what_the_site_knows_of_it(self, reader: Client) -> None:
        country_page("KG", "Кыргызстан", slug="kg", live=True, body=[paragraph("<p>Слово редактора.</p>")])
        member = OrganisationFactory(country_of_work="KG", name="Комитет «Родник» (пример)")
        OrganisationFactory(country_of_work="KG", name="SECRET", withheld=True)
        WordFactory(instrument=InstrumentFactory(slug="signed", adopted=True, published=True), organisation=member)
        news("Новость оттуда", slug="there", live=True, countries=["KG"])
        news("Новость не оттуда", slug="elsewhere", live=True, countries=["TJ"])
        library("Доклад оттуда", slug="report", live=True, countries=["KG"])
        page = page_of(reader, "/ru/countries/kg/")
        for words in ("Слово редактора.", "Комитет «Родник» (пример)"):
            assert words in said(page)
        leads = links(page)
        assert leads["Новость оттуда"] == "/ru/news/there/"
        assert leads["Доклад оттуда"] == "/ru/library/report/"
        assert "/ru/documents/signed/" in leads.values()
        assert "/ru/news/country/kg/" in leads.values()
        assert "Новость не оттуда" not in leads
        assert "SECRET" not in said(page)

    def test_there_is_a_page_for_every_country_that_something_is_known_of(self, reader: Client) -> None:
        OrganisationFactory(country_of_work="KG")
        news(slug="n", live=True, countries=["TJ"])
        library(slug="l", live=True, countries=["UZ"])
        country_page("KZ", live=True)
        leads = links(page_of(reader, "/en/countries/"))
        assert list(leads) == ["Kazakhstan", "Kyrgyzstan", "Tajikistan", "Uzbekistan"]
        for address in leads.values():
            for target in links(page_of(reader, address)).values():
                if target.startswith("/"):
                    page_of(reader, target)
        assert reader.get("/en/countries/fj/").status_code == 404


class TestMachines:
    def test_open_graph(self, reader: Client) -> None:
        picture = ("picture", {"image": image("Пять женщин за столом"), "caption": "", "credit": ""})
        news("Меморандум", slug="m", live=True, lead="Кратко.", body=[paragraph(), picture])
        page = page_of(reader, "/ru/news/m/")
        said_of_itself = marks(page)
        assert said_of_itself["og:type"] == "article"
        assert said_of_itself["og:title"] == "Меморандум"
        assert said_of_itself["og:description"] == "Кратко."
        assert said_of_itself["og:url"] == f"{SITE}/ru/news/m/"
        assert said_of_itself["article:published_time"] == "2013-04-30"
        assert said_of_itself["og:image:alt"] == "Пять женщин за столом"
        # The picture that the page shows, so that no other file is public for it.
        shown = parsed(page).xpath("//figure/img/@src")
        assert [said_of_itself["og:image"]] == [f"{SITE}{address}" for address in shown]

    def data(self, page: bytes) -> dict[str, object]:
        (script,) = parsed(page).xpath("//script[@type='application/ld+json']")
        return dict(json.loads(script.text))

    def test_a_news_article_of_schema_org(self, reader: Client) -> None:
        news(
            "Меморандум",
            slug="m",
            live=True,
            lead="Кратко.",
            author="Пресс-служба",
            source_url="https://source.example/1",
            corrected_on="2013-05-02",
            correction="Не март.",
        )
        network = {"@type": "Organization", "name": marks(page_of(reader, "/ru/"))["og:site_name"]}
        assert self.data(page_of(reader, "/kk/news/m/")) == {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": "Меморандум",
            "description": "Кратко.",
            "inLanguage": "ru",
            "datePublished": "2013-04-30",
            "dateModified": "2013-05-02",
            "correction": "Не март.",
            "author": {"@type": "Person", "name": "Пресс-служба"},
            "publisher": network,
            "isBasedOn": "https://source.example/1",
            "mainEntityOfPage": f"{SITE}/ru/news/m/",
        }

    def test_without_an_author_the_network_is(self, reader: Client) -> None:
        news(slug="m", live=True)
        data = self.data(page_of(reader, "/ru/news/m/"))
        assert data["author"] == data["publisher"]

    @pytest.mark.parametrize(
        "title",
        ["</script><script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "<!--<script>", "a\u2028b & c"],
    )
    def test_no_title_breaks_out(self, reader: Client, title: str) -> None:
        news(title, slug="m", live=True, lead=title, correction=title, corrected_on="2013-05-02", source_name=title)
        page = page_of(reader, "/ru/news/m/")
        assert self.data(page)["headline"] == title
        assert parsed(page).xpath("string(//h1)") == title
        assert marks(page)["og:title"] == title
        assert b"<script>" not in page
        assert not parsed(page).xpath("//img | //@onerror | //comment()[contains(., 'script')]")


def test_every_page_leads_to_every_part_of_the_site_and_says_which_it_is_in(reader: Client) -> None:
    news(slug="n", live=True, countries=["KG"])
    library(slug="l", live=True)
    information(slug="about", live=True)
    parts = ["news", "documents", "library", "countries", "members", "check", "search"]
    for address, part in {
        "/ru/": "",
        "/ru/about/": "",
        "/ru/nothing/": "",
        "/ru/news/n/": "news",
        "/ru/library/l/": "library",
        "/ru/countries/kg/": "countries",
    }.items():
        page = parsed(reader.get(address).content)
        assert page.xpath("//header//nav[contains(@class, 'sections')]//a/@href") == [f"/ru/{each}/" for each in parts]
        here = page.xpath("//header//nav[contains(@class, 'sections')]//a[@aria-current]/@href")
        assert here == ([f"/ru/{part}/"] if part else [])


def test_only_the_item_itself_is_searched_not_what_stands_around_it(reader: Client) -> None:
    other = news("Форум в Киеве", slug="forum", live=True)
    news("Меморандум", slug="m", live=True, body=[paragraph()], related=[other], countries=["KG"], source_name="Бюро")
    page = parsed(page_of(reader, "/ru/news/m/"))
    for around in page.xpath("//main//*[self::aside or self::section or @class='back']"):
        assert around.get("data-unsearched") is not None

"""In which language the newsroom's pages are read, and in which they say that they are."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from hamkor.newsroom.models import NewsItem, PublicPage
from tests.factories.instruments import InstrumentFactory, WordFactory
from tests.factories.network import OrganisationFactory
from tests.factories.newsroom import country_page, document, image, information, library, news, paragraph, topic
from tests.support.passages import marks, page_of, parsed, passages, said, unseen

pytestmark = pytest.mark.django_db

SITE = "http://localhost"
# Letters that Russian does not have.
KAZAKH = re.compile("[әғқңөұүһі]", re.IGNORECASE)


class TestLanguages:
    CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)

    def assert_every_passage_says_its_language(self, page: bytes) -> None:
        for language, text in (*passages(page, "//main"), *unseen(page, "//main")):
            assert bool(self.CYRILLIC.search(text)) == (language == "ru"), (language, text)

    @pytest.fixture
    def russian(self) -> NewsItem:
        return news(
            "Меморандум принят",
            slug="adopted",
            live=True,
            lead="Подписали.",
            body=[paragraph()],
            source_name="Партнёрство",
            countries=["KG"],
            topics=[topic("rights", ru="Права")],
            author="",
        )

    @pytest.mark.parametrize("address", ["/en/news/adopted/", "/en/news/", "/en/news/topic/rights/", "/en/"])
    def test_what_is_not_translated_is_given_as_it_is_and_says_so(
        self, reader: Client, russian: NewsItem, address: str
    ) -> None:
        page = page_of(reader, address)
        assert parsed(page).get("lang") == "en"
        assert "Меморандум принят" in said(page)
        assert "Russian" in said(page)
        self.assert_every_passage_says_its_language(page)

    def test_an_item_that_is_not_translated_says_so_above_its_text(self, reader: Client, russian: NewsItem) -> None:
        assert "This is not translated yet. You read it in another language: Russian." in said(
            page_of(reader, "/en/news/adopted/")
        )

    @pytest.mark.parametrize(
        ("make", "address"),
        [
            (lambda: library("Доклад", slug="report", live=True, lead="Кратко."), "/en/library/report/"),
            (lambda: information("О сети", slug="about", live=True, lead="Кратко.", body=[paragraph()]), "/en/about/"),
            (lambda: country_page("KG", "Страна", live=True, lead="Кратко.", body=[paragraph()]), "/en/countries/kg/"),
        ],
        ids=["library", "page", "country"],
    )
    def test_so_does_every_other_kind_of_page(
        self, reader: Client, make: Callable[[], PublicPage], address: str
    ) -> None:
        make()
        page = page_of(reader, address)
        assert "This is not translated yet" in said(page)
        assert "Кратко." in said(page)
        self.assert_every_passage_says_its_language(page)

    @pytest.fixture
    def everything(self) -> list[tuple[str, object]]:
        """What the site itself says something of, in the reader's language, within a text that is in Russian."""
        instrument = InstrumentFactory(open_for_accession=True, published=True)
        WordFactory(instrument=instrument, organisation=OrganisationFactory())
        WordFactory(instrument=instrument, name_withheld=True)
        return [
            paragraph(),
            ("picture", {"image": image("Пять женщин за столом"), "caption": "Киев", "credit": ""}),
            ("document", document("Рекомендации")),
            ("instrument", {"instrument": str(instrument.pk), "with_signatories": True}),
        ]

    @pytest.mark.parametrize(
        ("make", "address"),
        [
            (lambda body: news("Меморандум принят", slug="n", live=True, body=body), "news/n/"),
            (lambda body: information("О сети", slug="about", live=True, body=body), "about/"),
            (lambda body: country_page("KG", "Страна", live=True, body=body), "countries/kg/"),
        ],
        ids=["news", "page", "country"],
    )
    def test_within_another_languages_text_the_sites_own_words_are_in_the_readers(
        self, reader: Client, everything: list[tuple[str, object]], make: Callable[..., PublicPage], address: str
    ) -> None:
        make(everything)
        page = page_of(reader, f"/en/{address}")
        assert ("en", "2 organisations signed") in set(passages(page))
        self.assert_every_passage_says_its_language(page)
        kazakh = {language for language, text in passages(page_of(reader, f"/kk/{address}")) if KAZAKH.search(text)}
        assert kazakh == {"kk"}

    def test_what_a_picture_and_a_file_say_of_themselves_bears_their_language(self, reader: Client) -> None:
        picture = image("Пять женщин за столом")
        picture.credit = "Фото: Пример"
        picture.save()
        body = [
            paragraph("<p>They agreed.</p>"),
            ("picture", {"image": picture, "caption": "Kyiv", "credit": ""}),
            ("document", document("Рекомендации")),
        ]
        news("Memorandum adopted", slug="n", language="en", live=True, body=body)
        page = page_of(reader, "/en/news/n/")
        assert ("ru", "Пять женщин за столом") in set(unseen(page))
        assert {("ru", "Фото: Пример"), ("en", "Kyiv"), ("ru", "Рекомендации")} <= set(passages(page))
        self.assert_every_passage_says_its_language(page)

    def test_what_the_page_says_of_a_picture_is_in_the_pages(self, reader: Client) -> None:
        picture = image("Пять женщин за столом")
        own = {"description": "Five women at a table", "caption": "", "credit": "Photo: Example"}
        news("Adopted", slug="n", language="en", live=True, body=[("picture", {"image": picture, **own})])
        page = page_of(reader, "/en/news/n/")
        assert ("en", "Five women at a table") in set(unseen(page))
        assert ("en", "Photo: Example") in set(passages(page))
        assert "Пять" not in page.decode()
        assert marks(page)["og:image:alt"] == "Five women at a table"

    def test_a_translation_takes_its_place_without_a_word(self, reader: Client, russian: NewsItem) -> None:
        news(
            "Memorandum adopted", language="en", translates=russian, live=True, body=[paragraph("<p>They agreed.</p>")]
        )
        page = page_of(reader, "/en/news/adopted/")
        assert "They agreed." in said(page)
        assert "not translated" not in said(page)
        assert "Организации договорились" in said(page_of(reader, "/ru/news/adopted/"))
        titles = said(page_of(reader, "/en/news/"))
        assert "Memorandum adopted" in titles
        assert "Меморандум принят" not in titles

    def test_a_draft_translation_takes_no_place(self, reader: Client, russian: NewsItem) -> None:
        before = page_of(reader, "/en/news/adopted/")
        news("Secret draft", language="en", translates=russian)
        assert page_of(reader, "/en/news/adopted/") == before

    def test_the_next_best_language_is_the_readers_own_next_best(self, reader: Client, russian: NewsItem) -> None:
        news("Memorandum adopted", language="en", translates=russian, live=True)
        assert "Меморандум принят" in said(page_of(reader, "/kk/news/adopted/"))

    def test_only_the_languages_that_there_are_are_named_to_machines(self, reader: Client, russian: NewsItem) -> None:
        page = parsed(page_of(reader, "/kk/news/adopted/"))
        assert page.xpath("//link[@rel='canonical']/@href") == [f"{SITE}/ru/news/adopted/"]
        assert page.xpath("//link[@rel='alternate']/@hreflang") == ["ru"]
        news("Memorandum adopted", language="en", translates=russian, live=True)
        page = parsed(page_of(reader, "/en/news/adopted/"))
        assert page.xpath("//link[@rel='canonical']/@href") == [f"{SITE}/en/news/adopted/"]
        alternates = page.xpath("//link[@rel='alternate' and @hreflang]")
        assert {each.get("hreflang"): each.get("href") for each in alternates} == {
            "ru": f"{SITE}/ru/news/adopted/",
            "en": f"{SITE}/en/news/adopted/",
        }

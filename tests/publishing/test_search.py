"""What is public can be found, in whichever way it is typed; what is not, or is no longer, cannot."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client
from django.utils import translation

from hamkor.audit import kernel
from hamkor.core.actors import CLOCK
from hamkor.instruments.actions.words import hide_word
from hamkor.instruments.models import Instrument
from hamkor.publishing.actions import Done, settle, touch
from hamkor.publishing.files import PublicFiles
from hamkor.publishing.models import IndexedPage
from hamkor.publishing.rebuild import rebuild
from hamkor.publishing.search import finding, views
from hamkor.publishing.search.entries import entry_of
from hamkor.publishing.search.finding import find
from hamkor.publishing.search.indexing import reindex
from hamkor.publishing.search.reading import Page
from hamkor.publishing.sweep import sweep
from tests.factories.instruments import InstrumentFactory, WordFactory
from tests.factories.network import OrganisationFactory, delegate

pytestmark = pytest.mark.django_db

type Publish = Callable[..., None]


@pytest.fixture
def publish() -> Publish:
    """`publish("ru", "prison", "Тюрьма", "Текст.")` puts a news item on the site as a sweep would."""

    def publish(
        language: str,
        slug: str,
        title: str,
        text: str,
        *,
        day: str = "2013-04-30",
        written_in: str = "",
        around: str = "",
    ) -> None:
        own = written_in or language
        body = (
            f'<meta property="article:published_time" content="{day}"><nav>navigation</nav><main>'
            f'<p class="kind">above</p><h1 lang="{own}">{title}</h1><div lang="{own}">{text}</div>{around}</main>'
        )
        with kernel.standing_in("sweep"):
            page = Page(f"/{language}/news/{slug}/", language, body.encode())
            settle(by=CLOCK, done=Done(pages={page.address: entry_of(page)}))

    return publish


def ask(reader: Client, query: str, language: str = "ru", **more: str) -> str:
    response = reader.get(f"/{language}/search/", {"q": query, **more})
    assert response.status_code == 200
    return response.content.decode()


def links(page: str) -> list[str]:
    """Where the results lead, in their order."""
    return re.findall(r'<h3 lang="[^"]+"><a href="([^"]+)">', page)


def words(page: str) -> str:
    main = page.partition("<main")[2].partition("</main>")[0]
    return " ".join(unescape(re.sub("<[^>]+>", "", main)).split())


def test_a_published_document_is_found_by_its_text_in_each_language(public: PublicFiles, reader: Client) -> None:
    InstrumentFactory(slug="memorandum", adopted=True, published=True)
    rebuild(processes=1)
    page = ask(reader, "опасной работы")
    assert links(page) == ["/ru/documents/memorandum/"]
    assert "Мы продолжаем свою <mark>работу</mark>, хотя она <mark>опасна</mark>." in page
    assert "Документ · 30 апреля 2013" in words(page)
    assert links(ask(reader, "dangerous", language="en")) == ["/en/documents/memorandum/"]


def test_nothing_is_found_that_is_not_public(public: PublicFiles, reader: Client) -> None:
    InstrumentFactory(slug="draft")
    InstrumentFactory(slug="not-yet", adopted=True)
    OrganisationFactory(name="Quiet Spring", withheld=True)
    rebuild(processes=1)
    for query in ("опасна", "not-yet", "draft", "Quiet Spring"):
        assert links(ask(reader, query)) == []


def test_a_hidden_name_is_found_no_more_after_the_sweep_that_takes_it_off_the_pages(
    public: PublicFiles, reader: Client
) -> None:
    organisation = OrganisationFactory(name="Quiet Spring")
    word = WordFactory(
        instrument__slug="memorandum",
        instrument__open_for_signature=True,
        instrument__published=True,
        organisation=organisation,
    )
    rebuild(processes=1)
    shown_at = {f"/en/{place}/" for place in ("countries/kg", "documents/memorandum", "members")}
    assert set(links(ask(reader, "quiet spring", "en"))) == shown_at
    hide_word(by=delegate(organisation), word=word)
    with kernel.standing_in("test"):
        organisation.name_withheld = True
        organisation.save()
        touch("network.organisation", organisation.pk, hides=True)
    sweep()
    assert links(ask(reader, "quiet", "en")) == links(ask(reader, "spring", "en")) == []
    assert "Quiet" not in ask(reader, "organisation", "en")
    assert not IndexedPage.objects.filter(keys__contains="quiet").exists()


def test_what_is_taken_away_is_found_no_more(public: PublicFiles, reader: Client) -> None:
    InstrumentFactory(slug="memorandum", adopted=True, published=True)
    rebuild(processes=1)
    with kernel.standing_in("test"):
        Instrument.objects.update(published_on=None)
        touch(addresses=[f"/{code}/documents/memorandum/" for code in ("ru", "en", "kk", "ky", "tg", "tk", "uz")])
    sweep()
    assert links(ask(reader, "опасна")) == []


def test_a_rebuild_forgets_what_is_listed_no_more(public: PublicFiles, reader: Client) -> None:
    InstrumentFactory(slug="memorandum", adopted=True, published=True)
    rebuild(processes=1)
    with kernel.standing_in("test"):
        Instrument.objects.update(published_on=None)
    rebuild(processes=1)
    assert links(ask(reader, "опасна")) == []


def test_reindexing_finds_what_the_files_show_and_nothing_else(public: PublicFiles, publish: Publish) -> None:
    InstrumentFactory(slug="memorandum", adopted=True, published=True)
    rebuild(processes=1)
    before = set(IndexedPage.objects.values_list("address", "title", "text", "keys", "day", "kind"))
    with kernel.standing_in("test"):
        IndexedPage.objects.filter(language="ru").delete()
    publish("ru", "no-file", "Лишнее", "Этого файла нет.")
    assert reindex() == len(before)
    assert set(IndexedPage.objects.values_list("address", "title", "text", "keys", "day", "kind")) == before
    assert find("опасна", reader="ru").pages


def test_lists_texts_by_language_and_error_pages_are_not_among_what_is_found(public: PublicFiles) -> None:
    InstrumentFactory(slug="memorandum", adopted=True, published=True)
    rebuild(processes=1)
    found = set(IndexedPage.objects.filter(language="ru").values_list("address", flat=True))
    assert found >= {"/ru/documents/memorandum/", "/ru/check/", "/ru/members/"}
    assert found.isdisjoint({"/ru/", "/ru/documents/", "/ru/404.html", "/ru/documents/memorandum/in-en/"})


def test_ways_to_other_pages_are_not_a_pages_text(reader: Client, publish: Publish) -> None:
    around = '<aside>besides</aside><p class="back">behind</p><ul data-unsearched><li>elsewhere</li></ul>'
    publish("en", "prison", "Prison", "A visit was re<b>fused</b>.", around=around)
    for query in ("navigation", "above", "besides", "behind", "elsewhere"):
        assert links(ask(reader, query, "en")) == []
    assert links(ask(reader, "refused", "en")) == ["/en/news/prison/"]


@pytest.mark.parametrize("query", ["boʻlib", "bo‘lib", "bo'lib", "bolib", "бўлиб", "BOʻLIB"])
def test_uzbek_finds_itself_in_both_alphabets(query: str, reader: Client, publish: Publish) -> None:
    publish("uz", "latin", "Birinchi", "Ozod boʻlib tugʻiladilar.")
    publish("uz", "cyrillic", "Иккинчи", "Озод бўлиб туғиладилар.", written_in="uz-Cyrl")
    page = ask(reader, query, "uz")
    assert sorted(links(page)) == ["/uz/news/cyrillic/", "/uz/news/latin/"]
    assert "<mark>boʻlib</mark>" in page
    assert "<mark>бўлиб</mark>" in page


def test_the_readers_language_comes_first_and_others_are_named(reader: Client, publish: Publish) -> None:
    publish("ru", "one", "Права прав прав", "права права права", day="2020-01-01")
    publish("kk", "two", "Құқық", "права бар", day="2001-01-01")
    publish("kk", "three", "Вести", "права", day="2001-01-01", written_in="ru")
    page = ask(reader, "права", "kk")
    assert links(page)[0] == "/kk/news/two/"
    assert set(links(page)[1:]) == {"/kk/news/three/", "/ru/news/one/"}
    assert page.count("· орыс тілі") == 2
    assert '<h3 lang="ru">' in page


def test_each_page_is_found_once_at_the_readers_own_address(reader: Client, publish: Publish) -> None:
    for language in ("ru", "en", "kk"):
        publish(language, "one", "Тюрьма", "Никто не узнал.", written_in="ru")
    assert links(ask(reader, "тюрьма", "kk")) == ["/kk/news/one/"]
    assert links(ask(reader, "тюрьма", "tg")) == ["/ru/news/one/"]


def test_only_one_language_on_request(reader: Client, publish: Publish) -> None:
    publish("ru", "one", "Первая", "Amnesty")
    publish("uz", "two", "Иккинчи", "Amnesty", written_in="uz-Cyrl")
    assert len(links(ask(reader, "amnesty"))) == 2
    for language, address in (("ru", "/ru/news/one/"), ("uz", "/uz/news/two/")):
        only = reader.get("/ru/search/", {"q": "amnesty", "language": language}).content.decode()
        assert links(only) == [address]


def test_a_word_of_the_title_counts_more(reader: Client, publish: Publish) -> None:
    publish("en", "text", "Other", "asylum asylum " + "word " * 30, day="2020-01-01")
    publish("en", "title", "Asylum", "word " * 30, day="2001-01-01")
    assert links(ask(reader, "asylum", "en")) == ["/en/news/title/", "/en/news/text/"]


def test_many_results_come_in_parts(reader: Client, publish: Publish) -> None:
    for number in range(views.PAGE * 2 + 1):
        publish("en", f"item-{number}", "Asylum", "refused")
    first = ask(reader, "asylum", "en")
    assert f"{views.PAGE * 2 + 1} pages found" in first
    seen = links(first)
    for number in ("2", "3"):
        assert f"page={number}" in first
        first = ask(reader, "asylum", "en", page=number)
        seen += links(first)
    assert len(set(seen)) == len(seen) == views.PAGE * 2 + 1
    for number in ("4", "0", "-1", "x"):
        assert reader.get("/en/search/", {"q": "asylum", "page": number}).status_code == 404


def test_it_says_that_older_pages_are_left_out(reader: Client, publish: Publish, monkeypatch) -> None:
    monkeypatch.setattr(finding, "RANKED", 3)
    for year in range(2001, 2006):
        publish("en", f"of-{year}", "Asylum", "refused", day=f"{year}-01-01")
    page = ask(reader, "asylum", "en")
    assert set(links(page)) == {"/en/news/of-2003/", "/en/news/of-2004/", "/en/news/of-2005/"}
    assert "there are more" in page


def test_a_long_text_is_shown_where_the_word_stands(reader: Client, publish: Publish) -> None:
    publish("en", "one", "Report", "begin " + "much " * 500 + "asylum was refused " + "more " * 500 + "end")
    page = words(ask(reader, "asylum", "en"))
    assert "… much" in page
    assert "asylum was refused" in page
    assert "begin" not in page
    assert len(page) < 1200


def test_nothing_found_is_said_with_advice(reader: Client) -> None:
    page = ask(reader, "nowhere", "en")
    assert "No page holds all of these words: “nowhere”" in words(page)
    assert "any language" in page
    assert "Search in all languages" in reader.get("/en/search/?q=nowhere&language=tk").content.decode()


def test_without_a_question_there_is_the_form(reader: Client) -> None:
    for query in ("", "?q=", "?q=+++"):
        response = reader.get(f"/en/search/{query}")
        assert response.status_code == 200
        assert b'role="search"' in response.content
        assert b"error" not in response.content


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("!!! … «»", "There is no word and no number in this."),
        ("x" * 201, "longer than 200 characters"),
        ("a\0b", "Null characters"),
    ],
)
def test_what_cannot_be_asked_gets_a_sentence(query: str, sentence: str, reader: Client) -> None:
    response = reader.get("/en/search/", {"q": query})
    assert response.status_code == 422
    assert sentence in response.content.decode()


def test_a_language_that_there_is_not_gets_a_sentence(reader: Client) -> None:
    assert reader.get("/en/search/?q=a&language=xx").status_code == 422


def test_what_is_asked_cannot_write_into_the_page(reader: Client, publish: Publish) -> None:
    publish("en", "one", "A &lt;script&gt; in a title", "asylum &lt;img src=x onerror=alert(1)&gt;")
    page = ask(reader, 'asylum"><script>alert(1)</script>', "en") + ask(reader, "asylum", "en")
    assert "<script>alert" not in page
    assert "<img" not in page
    assert "<script> in" not in page


def test_what_is_asked_is_kept_nowhere_and_told_to_nobody(reader: Client, publish: Publish, caplog, settings) -> None:
    publish("en", "one", "Report", "Nothing of that.")
    caplog.set_level(0)
    response = reader.get("/en/search/", {"q": "zyxwvut"})
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert not response.cookies
    assert "zyxwvut" not in caplog.text
    page = response.content.decode()
    assert "<script" not in page
    assert '<meta name="robots" content="noindex">' in page


def test_the_question_goes_along_to_another_language(reader: Client) -> None:
    page = unescape(reader.get("/en/search/?q=a+b&language=ru&utm=x").content.decode())
    assert 'href="/kk/search/?q=a+b&language=ru"' in page


def test_every_page_leads_to_the_search(reader: Client) -> None:
    with translation.override("tg"):
        assert 'href="/tg/search/"' in reader.get("/tg/").content.decode()


def test_a_search_asks_the_database_a_few_times_and_writes_nothing(
    reader: Client, publish: Publish, django_assert_max_num_queries
) -> None:
    for number in range(30):
        publish("en", f"item-{number}", "Asylum", "refused " * 50)
    with django_assert_max_num_queries(6):
        ask(reader, "asylum", "en")


@pytest.mark.parametrize(
    "text",
    [
        "x" * 500_000,
        " ".join(f"слово{number:x}ʻ" for number in range(30_000)),
        " ".join(chr(0x4E00 + number % 20_000) + chr(0x4E00 + number // 7) for number in range(50_000)),
        "&#x0; \ufffd \u202e &lt;&quot;'\\ %s",
    ],
    ids=["one word", "many words", "no spaces to speak of", "signs"],
)
def test_no_text_stops_the_sweep(text: str, publish: Publish) -> None:
    publish("uz", "long", "Title", text)
    assert find("title", reader="uz").pages


def test_a_day_far_off_stops_nothing(publish: Publish) -> None:
    publish("en", "far", "Far", "asylum", day="9999-12-31")
    assert find("asylum", reader="en").pages

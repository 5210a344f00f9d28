"""What an editor sees: her language, previews that do not lie, where translations stand; under a narrow policy."""

import re

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation
from wagtail.models import Locale
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield
from wagtail_localize.models import StringSegment, StringTranslation, Translation
from wagtail_localize.operations import translate_object

from hamkor.newsroom.editor import by_language
from hamkor.newsroom.editor.languages import State, rows
from hamkor.newsroom.models import NewsItem, Topic, TopicName
from tests.factories.instruments import InstrumentFactory
from tests.factories.newsroom import (
    country_page,
    document,
    editor,
    home,
    image,
    information,
    library,
    news,
)
from tests.newsroom.conftest import again, written
from tests.support.passages import links, parsed
from tests.support.people import SignIn

pytestmark = pytest.mark.django_db

TABLE = "//table[@class='listing']"
MAIN = re.compile(rb"<main.*?</main>", re.S)


def policy(response) -> dict[str, str]:
    header = response.headers["Content-Security-Policy"]
    return {name: rest for name, _, rest in (part.strip().partition(" ") for part in header.split(";"))}


class TestPolicy:
    def test_no_script_runs_but_ours_and_those_with_the_nonce(self, desk: Client) -> None:
        page = news()
        for address in ("", "images/", f"pages/{page.pk}/edit/", f"pages/add/newsroom/newsitem/{home().pk}/"):
            response = desk.get(f"/editor/{address}")
            stated = policy(response)
            found = re.fullmatch(r"'self' 'nonce-([\w+/=-]+)'", stated["script-src"])
            assert stated["default-src"] == stated["base-uri"] == stated["frame-ancestors"] == "'none'"
            assert stated["form-action"] == stated["connect-src"] == stated["frame-src"] == "'self'"
            assert "unsafe" not in header_without(response, "style-src-elem")
            for tag in re.findall(r"<script[^>]*>", response.content.decode()):
                data = 'type="application/json"' in tag or 'type="text/' in tag or "src=" in tag
                assert data or (found and f'nonce="{found[1]}"' in tag), (address, tag)

    def test_the_rest_of_the_site_keeps_its_own(self, desk: Client, reader: Client) -> None:
        for response in (desk.get("/workspace/"), reader.get("/ru/news/")):
            assert "unsafe" not in response.headers["Content-Security-Policy"]
            assert "nonce" not in response.headers["Content-Security-Policy"]

    def test_nobody_else_is_asked_about_anything(self, desk: Client) -> None:
        for address in ("", "reports/site-history/", f"pages/{news().pk}/history/"):
            body = desk.get(f"/editor/{address}").content.decode()
            assert not re.findall(r'(?:src|data-[\w-]+url[\w-]*)="https?://', body)
            assert "gravatar" not in body
            assert "releases.wagtail" not in body


def header_without(response, directive: str) -> str:
    return " ".join(f"{name} {rest}" for name, rest in policy(response).items() if name != directive)


class TestPreview:
    def test_a_preview_is_what_will_be_published(self, desk: Client, reader: Client) -> None:
        page = news("Форум", slug="forum", lead="Кратко.")
        sent = written("Форум в Киеве", slug="forum", lead="Иначе.", source_name="Пример")
        address = f"/editor/pages/{page.pk}/edit/"
        assert desk.post(f"{address}preview/", sent).json()["is_valid"]
        preview = desk.get(f"{address}preview/")
        assert preview.status_code == 200
        desk.post(address, {**sent, "action-publish": "1"})
        published = reader.get("/ru/news/forum/")
        assert "Иначе." in published.content.decode()
        assert MAIN.findall(preview.content) == MAIN.findall(published.content)

    @pytest.mark.parametrize("kind", ["library", "country", "page", "translation"])
    def test_so_is_that_of_every_other_kind_of_page(
        self, desk: Client, reader: Client, kind: str, django_capture_on_commit_callbacks
    ) -> None:
        about = {"lead": "Кратко.", "corrected_on": "", "correction": "", "withdrawn_on": "", "withdrawal": ""}
        about |= {"go_live_at": "", "expire_at": ""}
        text = streamfield([("paragraph", rich_text("<p>Иначе.</p>"))])
        match kind:
            case "library":
                page, address = library("Доклад", slug="it"), "/ru/library/it/"
                files = inline_formset([{"document": str(document().pk), "language": "ru"}])
                subjects = {name: inline_formset([]) for name in ("page_countries", "page_topics")}
                about |= {"day": "2013-04-30", "publisher": "Форум", "source_url": "", "files": files, **subjects}
            case "country":
                page, address = country_page("KG", "Страна"), "/ru/countries/kg/"
                about |= {"country": "KG", "body": text}
            case "page":
                page, address = information("О сети", slug="it"), "/ru/it/"
                about |= {"body": text}
            case _:
                source = news("Форум", slug="it", lead="Кратко.", live=True)
                translate_object(source, [Locale.objects.get(language_code="en")])
                page, address = NewsItem.objects.get(locale__language_code="en"), "/en/news/it/"
                for segment in StringSegment.objects.all():
                    StringTranslation.objects.create(
                        translation_of=segment.string, locale=page.locale, context=segment.context, data="In English."
                    )
        edit = f"/editor/pages/{page.pk}/edit/"
        if kind == "translation":
            preview = desk.get(f"/editor/localize/translate/{Translation.objects.get().pk}/preview/")
            with django_capture_on_commit_callbacks(execute=True):
                desk.post(edit, {"action": "publish"})
        else:
            sent = nested_form_data({"title": "Иначе", "slug": page.slug, **about})
            assert desk.post(f"{edit}preview/", sent).json()["is_valid"]
            preview = desk.get(f"{edit}preview/")
            assert desk.post(edit, {**sent, "action-publish": "1"}).status_code == 302
        published = reader.get(address)
        assert ("In English." if kind == "translation" else "Иначе") in preview.content.decode()
        assert MAIN.findall(preview.content) == MAIN.findall(published.content) != []

    def test_it_alone_may_be_framed_and_by_the_editor_alone(self, desk: Client, reader: Client) -> None:
        page = news("Форум", slug="forum")
        desk.post(f"/editor/pages/{page.pk}/edit/preview/", written("Форум", slug="forum"))
        preview = desk.get(f"/editor/pages/{page.pk}/edit/preview/")
        assert policy(preview)["frame-ancestors"] == "'self'"
        assert preview.headers["X-Frame-Options"] == "SAMEORIGIN"
        assert "unsafe" not in preview.headers["Content-Security-Policy"]
        page.get_latest_revision().publish()
        published = reader.get("/ru/news/forum/")
        assert policy(published)["frame-ancestors"] == "'none'"
        assert published.headers["X-Frame-Options"] == "DENY"

    def test_the_draft_itself_is_for_editors(self, desk: Client, reader: Client) -> None:
        page = news("Draft", slug="draft")
        assert desk.get(f"/editor/pages/{page.pk}/view_draft/").status_code == 200
        assert reader.get(f"/editor/pages/{page.pk}/view_draft/").status_code == 302
        assert reader.get("/ru/news/draft/").status_code == 404


class TestReview:
    def test_a_colleague_reviews_and_nobody_gets_mail(self, desk: Client, sign_in: SignIn) -> None:
        colleague = sign_in(editor())
        assert colleague.get("/editor/").status_code == 200
        page = news("Форум", slug="forum")
        desk.post(f"/editor/pages/{page.pk}/edit/", {**written("Форум", slug="forum"), "action-submit": "1"})
        assert "Форум" in colleague.get("/editor/").content.decode()
        state = again(page).current_workflow_task_state
        colleague.post(f"/editor/pages/workflow/action/{page.pk}/approve/{state.pk}/")
        assert again(page).live
        assert mail.outbox == []

    def test_corrected_and_withdrawn_in_sight_of_readers(self, desk: Client, reader: Client) -> None:
        page = news("Форум", slug="forum", live=True)
        address = f"/editor/pages/{page.pk}/edit/"
        half = written("Форум", slug="forum", corrected_on="2013-05-02")
        assert "Give both the day and the words" in desk.post(address, half).content.decode()
        corrected = {**half, "correction": "Дата была неверна.", "action-publish": "1"}
        assert desk.post(address, corrected).status_code == 302
        assert "Дата была неверна." in reader.get("/ru/news/forum/").content.decode()
        withdrawn = {**corrected, "withdrawn_on": "2013-05-03", "withdrawal": "Источник отозвал."}
        assert desk.post(address, withdrawn).status_code == 302
        response = reader.get("/ru/news/forum/")
        assert response.status_code == 200
        assert "Источник отозвал." in response.content.decode()


class TestLanguages:
    def states(self) -> dict[str, State]:
        (row,) = rows()
        return {cell.language: cell.state for cell in row.cells}

    def test_the_first_page_says_where_each_translation_stands(self, desk: Client) -> None:
        source = news("Форум", slug="forum")
        assert self.states()["ru"] == State.DRAFT
        source.get_latest_revision().publish()
        assert (self.states()["ru"], self.states()["en"]) == (State.PUBLISHED, State.MISSING)
        translate_object(again(source), [Locale.objects.get(language_code="en")])
        assert self.states()["en"] == State.UNFINISHED

        english = NewsItem.objects.get(locale__language_code="en")
        for segment in StringSegment.objects.all():
            StringTranslation.objects.create(
                translation_of=segment.string, locale=english.locale, context=segment.context, data="In English."
            )
        Translation.objects.get().save_target(publish=False)
        assert self.states()["en"] == State.DRAFT
        again(english).get_latest_revision().publish()
        assert self.states()["en"] == State.PUBLISHED
        source = again(source)
        source.lead = "Ещё кое-что."
        source.save_revision().publish()
        assert self.states()["en"] == State.OUTDATED

        desk.post(f"/editor/pages/{source.pk}/edit/", {**written("Форум", slug="forum"), "action-submit": "1"})
        assert self.states()["ru"] == State.IN_REVIEW
        body = desk.get("/editor/").content.decode()
        for words in ("outdated", "in review", "not translated"):
            assert words in body

    def test_every_page_is_found_by_language_and_state_also_the_old_ones(self, desk: Client) -> None:
        oldest = news("Самая старая", slug="oldest", live=True)
        news("The oldest", language="en", live=True, translates=oldest)
        for number in range(by_language.PAGE):
            news(f"Новость {number}", slug=f"n{number}", live=True)
        assert "Самая старая" not in desk.get("/editor/").content.decode()
        assert 'href="/editor/languages/"' in desk.get("/editor/").content.decode()

        def found(address: str) -> list[str]:
            page = parsed(desk.get(f"/editor/languages/{address}").content)
            return [" ".join(each.text_content().split()) for each in page.xpath(f"{TABLE}//tbody//th")]

        first = parsed(desk.get("/editor/languages/").content)
        (onward,) = first.xpath("//a[@rel='next' or normalize-space()='Next']/@href")
        assert len(found("")) == by_language.PAGE
        assert found(onward) == ["Самая старая"]
        assert found("?language=en&state=published") == ["Самая старая"]
        assert len(found("?language=en&state=missing")) == by_language.PAGE
        assert "Самая старая" not in found("?language=en&state=missing&p=1")
        assert found("?language=kk&state=missing&p=2") == ["Самая старая"]
        assert found("?language=kk&state=published") == []
        kazakh = parsed(desk.get("/editor/languages/?language=kk").content)
        assert [each.get("lang") for each in kazakh.xpath(f"{TABLE}//thead//th")] == [None, "kk"]
        assert "Select a valid choice" in desk.get("/editor/languages/?state=none").content.decode()

    def test_as_many_queries_for_many_as_for_few(self, django_assert_num_queries) -> None:
        news(slug="a", live=True)
        rows()
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(
            connection,
        ) as few:
            rows()
        for number in range(5):
            news(f"News {number}", slug=f"n{number}", live=True)
        with django_assert_num_queries(len(few)):
            assert len(rows()) == 6


class TestChoices:
    def test_topics_are_named_in_every_language_and_chosen_by_name(self, desk: Client, sign_in: SignIn) -> None:
        names = {
            "names-TOTAL_FORMS": "2",
            "names-INITIAL_FORMS": "0",
            "names-0-language": "ru",
            "names-0-text": "Пытки",
            "names-1-language": "en",
            "names-1-text": "Torture",
        }
        response = desk.post("/editor/topics/new/", {"slug": "torture", **names})
        assert response.status_code == 302, response.content.decode()
        assert TopicName.objects.filter(topic__slug="torture").count() == 2
        address = f"/editor/pages/add/newsroom/newsitem/{home().pk}/"
        assert ">Torture</option>" in desk.get(address).content.decode()
        assert ">Пытки</option>" in sign_in(editor("ru")).get(address).content.decode()
        assert "Torture" in desk.get("/editor/topics/").content.decode()

    def test_only_public_documents_of_the_network_can_be_named(self, desk: Client) -> None:
        hidden = InstrumentFactory()
        page = news(slug="x")
        assert str(hidden.pk) not in desk.get(f"/editor/pages/{page.pk}/edit/").content.decode()
        related = {
            "related_instruments-TOTAL_FORMS": "1",
            "related_instruments-0-instrument": str(hidden.pk),
            "related_instruments-0-id": "",
            "related_instruments-0-ORDER": "1",
        }
        response = desk.post(f"/editor/pages/{page.pk}/edit/", {**written(slug="x"), **related})
        assert response.status_code == 200
        assert again(page).related_instruments.count() == 0

    def test_a_document_of_the_library_is_set_beside_news_and_comes_along_into_translations(
        self, desk: Client, reader: Client
    ) -> None:
        report = library("Доклад", slug="report", live=True, day="2014-05-01")
        page = news("Форум", slug="forum")
        beside = {"related_library": inline_formset([{"related": str(report.pk)}])}
        sent = {**written("Форум", slug="forum", **beside), "action-publish": "1"}
        response = desk.post(f"/editor/pages/{page.pk}/edit/", sent)
        assert response.status_code == 302, response.context["form"].errors
        assert links(reader.get("/ru/news/forum/").content)["Доклад"] == "/ru/library/report/"

        translate_object(again(page), [Locale.objects.get(language_code="en")])
        english = NewsItem.objects.get(locale__language_code="en")
        assert [each.related for each in english.related_library.all()] == [report]
        library("A report", language="en", translates=report, live=True)
        assert links(reader.get("/en/news/forum/").content)["A report"] == "/en/library/report/"
        report.withdrawn_on, report.withdrawal = "2014-06-01", "Не так."
        report.save_revision().publish()
        assert "Доклад" not in links(reader.get("/ru/news/forum/").content)

    def test_a_topic_needs_no_name_to_be_told_from_others(self, desk: Client) -> None:
        Topic.objects.create(slug="nameless")
        assert "nameless" in desk.get("/editor/topics/").content.decode()


def test_an_editor_in_russian_reads_no_word_of_ours_in_english(sign_in: SignIn) -> None:
    """Every string of ours that Russian has translated is shown translated, on the pages where she works."""
    from hamkor import newsroom
    from tests.newsroom.ours import strings_of

    ours = [*strings_of(newsroom)]
    assert len(ours) > 140

    client = sign_in(editor("ru"))
    page = news("Форум", slug="forum", live=True)
    seen = " ".join(
        re.sub(
            r"<script.*?</script>(?!json)|<svg.*?</svg>",
            " ",
            client.get(f"/editor/{address}").content.decode(),
            flags=re.S,
        )
        for address in (
            "",
            "languages/",
            "topics/",
            "topics/new/",
            "images/add/",
            "documents/add/",
            f"pages/{page.pk}/edit/",
            f"pages/add/newsroom/libraryitem/{home().pk}/",
        )
    )
    picture = image("Пять женщин за столом")
    told = [
        client.post(f"/editor/pages/{page.pk}/copy/", {"new_title": "x", "new_slug": "x"}, follow=True),
        client.post(f"/editor/pages/{page.pk}/edit/", written("Форум", slug="форум")),
        client.post(
            "/editor/images/add/", {"title": "x", "file": SimpleUploadedFile("a.jpg", b"x"), "collection": "1"}
        ),
        client.get(f"/editor/images/{picture.pk}/"),
    ]
    seen += " ".join(response.content.decode() for response in told)
    assert "Страницы не копируют" in seen
    with translation.override("ru"):
        left = [text for text in ours if translation.gettext(text) == text]
    assert left == []
    english = [text for text in ours if len(text) > 12 and f">{text}<" in seen]
    assert english == []

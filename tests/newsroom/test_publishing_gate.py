"""What readers see was ready: described pictures, whole translations; nothing goes out by another way."""

import json

import pytest
from django.test import Client
from django.utils import timezone, translation
from wagtail.models import Locale, Page
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource
from wagtail_localize.operations import translate_object

from hamkor.newsroom.actions import publish_scheduled_pages
from hamkor.newsroom.editor.readiness import NotReady
from hamkor.newsroom.models import NewsItem
from hamkor.publishing.models import Touch
from tests.factories.newsroom import editor, home, image, news
from tests.newsroom.conftest import again, picture_block, sentences, written
from tests.support.people import SignIn

pytestmark = pytest.mark.django_db

UNDESCRIBED = "Describe the picture “At the table”"


def undescribed(**fields: object) -> NewsItem:
    return news(body=[picture_block_value(image())], **fields)


def picture_block_value(picture) -> tuple[str, dict[str, object]]:
    return ("picture", {"image": picture, "caption": "", "credit": ""})


def test_an_editor_writes_and_publishes(desk: Client, reader: Client) -> None:
    address = f"/editor/pages/add/newsroom/newsitem/{home().pk}/"
    assert desk.get(address).status_code == 200
    response = desk.post(address, {**written("Форум в Киеве", slug="forum"), "action-publish": "1"})
    assert response.status_code == 302, response.context["form"].errors
    page = NewsItem.objects.get(slug="forum")
    assert page.live
    assert "Форум в Киеве" in reader.get("/ru/news/forum/").content.decode()
    assert Touch.objects.filter(object_id=str(page.translation_key)).exists()


def test_an_address_is_latin_in_a_draft_too(desk: Client) -> None:
    address = f"/editor/pages/add/newsroom/newsitem/{home().pk}/"
    for slug in ("форум-в-киеве", ""):
        response = desk.post(address, written("Форум в Киеве", slug=slug))
        assert response.status_code == 200
        assert "slug" in response.context["form"].errors
    assert not NewsItem.objects.exists()


def test_a_draft_may_be_unfinished_but_does_not_go_out(desk: Client) -> None:
    body = [picture_block(image())]
    address = f"/editor/pages/add/newsroom/newsitem/{home().pk}/"
    response = desk.post(address, {**written(slug="table", body=body), "action-publish": "1"})
    assert response.status_code == 200
    assert UNDESCRIBED in response.content.decode()
    assert not NewsItem.objects.filter(slug="table").exists()

    assert desk.post(address, written(slug="table", body=body)).status_code == 302
    page = NewsItem.objects.get(slug="table")
    assert not page.live
    response = desk.post(f"/editor/pages/{page.pk}/edit/", {**written(slug="table", body=body), "action-publish": "1"})
    assert UNDESCRIBED in response.content.decode()
    assert not again(page).live


def test_not_by_review_either(desk: Client, sign_in: SignIn) -> None:
    page = undescribed()
    revisions = page.revisions.count()
    sent = {**written(page.title, slug=page.slug, body=[picture_block(page.body[0].value["image"])])}
    assert desk.post(f"/editor/pages/{page.pk}/edit/", {**sent, "action-submit": "1"}).status_code == 302
    state = again(page).current_workflow_task_state
    assert state is not None

    colleague = sign_in(editor())
    address = f"/editor/pages/workflow/action/{page.pk}/approve/{state.pk}/"
    response = colleague.post(address, follow=True)
    assert UNDESCRIBED in sentences(response)
    assert not again(page).live
    assert again(page).current_workflow_task_state == state, "the review is where it was"
    assert page.revisions.count() == revisions + 1

    picture = page.body[0].value["image"]
    picture.description = "Five women around a table"
    picture.save()
    colleague.post(address)
    assert again(page).live


def test_not_by_its_hour_either(later) -> None:
    picture = image("Five women around a table")
    page = news(body=[picture_block_value(picture)], go_live_at=timezone.now() + timezone.timedelta(hours=1))
    page.get_latest_revision().publish()
    assert again(page).status_string == "scheduled" or not again(page).live
    type(picture).objects.filter(pk=picture.pk).update(description="")
    later(hours=2)
    assert publish_scheduled_pages() == 0
    assert not again(page).live
    assert publish_scheduled_pages() == 0


def test_its_hour_is_not_taken_for_what_is_not_ready() -> None:
    page = undescribed(go_live_at=timezone.now() + timezone.timedelta(hours=1))
    with pytest.raises(NotReady):
        page.get_latest_revision().publish()
    assert not page.revisions.filter(approved_go_live_at__isnull=False).exists()


def test_at_its_hour_a_page_goes_out_once_and_at_its_end_away(later, reader: Client) -> None:
    now = timezone.now()
    hours = timezone.timedelta(hours=1)
    page = news("Later", slug="later", go_live_at=now + hours, expire_at=now + 3 * hours)
    page.get_latest_revision().publish()
    assert publish_scheduled_pages() == 0
    assert reader.get("/ru/news/later/").status_code == 404
    later(hours=2)
    assert (publish_scheduled_pages(), publish_scheduled_pages()) == (1, 0)
    assert reader.get("/ru/news/later/").status_code == 200
    assert Touch.objects.filter(object_id=str(page.translation_key)).exists()
    later(hours=2)
    assert (publish_scheduled_pages(), publish_scheduled_pages()) == (1, 0)
    assert reader.get("/ru/news/later/").status_code == 404


def test_not_many_at_once_either(desk: Client) -> None:
    ready, not_ready = news("Ready", slug="ready"), undescribed(title="Not ready", slug="not-ready")
    address = f"/editor/bulk/wagtailcore/page/publish/?id={ready.pk}&id={not_ready.pk}"
    response = desk.post(address, follow=True)
    assert UNDESCRIBED in sentences(response)
    assert not Page.objects.filter(pk__in=[ready.pk, not_ready.pk], live=True).exists(), "all or none"


def test_whatever_program_saves_a_live_page() -> None:
    page = NewsItem(title="x", slug="x", live=True, body=[picture_block_value(image())])
    with pytest.raises(NotReady):
        home().add_child(instance=page)
    assert not NewsItem.objects.filter(slug="x").exists()


def test_the_description_of_a_picture_in_use_stays(desk: Client) -> None:
    picture = image("Five women around a table")
    news(body=[picture_block_value(picture)], live=True)
    sent = {"title": picture.title, "description": "", "collection": "1", "tags": "", "credit": ""}
    response = desk.post(f"/editor/images/{picture.pk}/", sent)
    assert "describe it for those who cannot see" in response.content.decode()
    picture.refresh_from_db()
    assert picture.description == "Five women around a table"


class TestTranslations:
    @pytest.fixture
    def source(self) -> NewsItem:
        return news("Форум", slug="forum", lead="Кратко.", live=True)

    @pytest.fixture
    def english(self, source: NewsItem) -> NewsItem:
        translate_object(source, [Locale.objects.get(language_code="en")])
        return NewsItem.objects.get(translation_key=source.translation_key, locale__language_code="en")

    def translate(self, page: NewsItem) -> None:
        translation = Translation.objects.get(source__object_id=page.translation_key)
        for segment in StringSegment.objects.filter(source=translation.source):
            StringTranslation.objects.update_or_create(
                translation_of=segment.string,
                locale=page.locale,
                context=segment.context,
                defaults={"data": f"English of {segment.pk}", "translation_type": "manual"},
            )

    def test_what_readers_hear_of_a_picture_is_translated_with_the_page(self, desk: Client, reader: Client) -> None:
        picture = image("Пять женщин за столом")
        picture.credit = "Фото: Пример"
        picture.save()
        source = news("Форум", slug="forum", live=True, body=[picture_block_value(picture)])
        translate_object(source, [Locale.objects.get(language_code="en")])
        english = NewsItem.objects.get(locale__language_code="en")
        form = desk.get(f"/editor/pages/{english.pk}/edit/").content.decode()
        for words in ("Пять женщин за столом", "Фото: Пример"):
            assert json.dumps(words)[1:-1] in form
        response = desk.post(f"/editor/pages/{english.pk}/edit/", {"action": "publish"}, follow=True)
        assert "3 passages are not translated yet." in sentences(response)

        self.translate(english)
        Translation.objects.get().save_target(publish=False)
        again(english).get_latest_revision().publish()
        page = reader.get("/en/news/forum/").content.decode()
        for segment in StringSegment.objects.exclude(context__path="title"):
            assert f"English of {segment.pk}" in page
        assert "Пять женщин" not in page
        assert "Пять женщин" in reader.get("/ru/news/forum/").content.decode()

    def test_a_translation_begins_as_a_draft_whatever_its_source_is(self, english: NewsItem, reader: Client) -> None:
        assert not english.live
        assert english.slug == "forum"
        assert 'lang="ru"' in reader.get("/en/news/forum/").content.decode()

    def test_untranslated_passages_do_not_go_out(
        self, desk: Client, english: NewsItem, django_capture_on_commit_callbacks
    ) -> None:
        response = desk.post(f"/editor/pages/{english.pk}/edit/", {"action": "publish"}, follow=True)
        assert "3 passages are not translated yet." in sentences(response)
        assert not again(english).live
        self.translate(english)
        with django_capture_on_commit_callbacks(execute=True):
            desk.post(f"/editor/pages/{english.pk}/edit/", {"action": "publish"})
        assert again(english).live

    def test_what_was_added_to_the_source_does_not_show_up_untranslated(self, desk: Client, source, english) -> None:
        self.translate(english)
        Translation.objects.get().save_target(publish=False)
        again(english).get_latest_revision().publish()
        source = again(source)
        source.lead = "Совсем другое."
        source.save_revision().publish()
        record = TranslationSource.objects.get()
        response = desk.post(f"/editor/localize/update/{record.pk}/", {"publish_translations": "on"}, follow=True)
        assert "1 passage is not translated yet." in sentences(response)
        assert "другое" not in again(english).lead
        response = desk.post(f"/editor/localize/update/{record.pk}/", {})
        assert response.status_code == 302
        assert "другое" not in again(english).lead
        assert again(english).live, "what was translated stays up meanwhile"


class TestAddressesStay:
    def test_pages_are_neither_copied_nor_moved(self, desk: Client) -> None:
        page, elsewhere = news(), home("en")
        copied = {"new_title": "x", "new_slug": "x", "new_parent_page": elsewhere.pk, "alias": "on"}
        for act, sent in (("copy/", copied), (f"move/{elsewhere.pk}/confirm/", {})):
            response = desk.post(f"/editor/pages/{page.pk}/{act}", sent, follow=True)
            assert "neither copied nor moved" in sentences(response)
        assert NewsItem.objects.count() == 1
        assert again(page).get_parent() == page.get_parent()

    def test_what_readers_saw_is_not_deleted(self, desk: Client) -> None:
        page, draft = news(live=True, slug="seen"), news(slug="unseen")
        response = desk.post(f"/editor/pages/{page.pk}/delete/", follow=True)
        assert "Withdraw it" in sentences(response)
        assert again(page).live
        desk.post(f"/editor/pages/{draft.pk}/delete/")
        assert not NewsItem.objects.filter(pk=draft.pk).exists()

    def test_the_address_that_readers_know_stays_while_they_see_the_page(self, desk: Client) -> None:
        page = news(live=True, slug="known")
        for button in ({}, {"action-publish": "1"}):
            response = desk.post(f"/editor/pages/{page.pk}/edit/", {**written(slug="other"), **button})
            assert "Readers know this page by its address" in str(response.context["form"].errors["slug"])
        assert again(page).slug == "known"
        assert desk.post(f"/editor/pages/{page.pk}/edit/", written("Else", slug="known")).status_code == 302

    def test_nor_does_it_change_by_another_door(self) -> None:
        page = news(live=True, slug="known")
        page.slug = "other"
        revision = page.save_revision()
        for act in (revision.publish, page.save):
            with translation.override("en"), pytest.raises(NotReady, match="first unpublish it"):
                act()
        assert again(page).slug == "known"

    def test_a_page_that_readers_see_in_no_language_may_have_another(self, desk: Client, reader: Client) -> None:
        russian = news(live=True, slug="known")
        english = news("In English", language="en", live=True, translates=russian)
        address = f"/editor/pages/{russian.pk}/edit/"
        assert desk.post(f"/editor/pages/{russian.pk}/unpublish/").status_code == 302
        refused = desk.post(address, written(slug="other"))
        assert "in every language" in str(refused.context["form"].errors["slug"])
        again(english).unpublish()
        assert desk.post(address, {**written(slug="other"), "action-publish": "1"}).status_code == 302
        assert reader.get("/ru/news/other/").status_code == 200
        assert reader.get("/ru/news/known/").status_code == 404
        # The translation follows.
        assert (
            desk.post(f"/editor/pages/{english.pk}/edit/", {**written(slug="other"), "action-publish": "1"}).status_code
            == 302
        )
        assert 'lang="en"' in reader.get("/en/news/other/").content.decode()

    @pytest.mark.parametrize("act", ["edit/", "delete/", "unpublish/", "copy/", "move/"])
    def test_the_page_of_a_language_stays_as_it_is(self, desk: Client, act: str) -> None:
        before = home()
        desk.post(f"/editor/pages/{before.pk}/{act}", {"title": "x", "slug": "x", "action-publish": "1"})
        after = home()
        assert (after.slug, after.title, after.live, after.path) == (
            before.slug,
            before.title,
            before.live,
            before.path,
        )


def test_a_fault_in_the_middle_leaves_nothing(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    page = news(slug="whole")

    def fails(*args: object, **kwargs: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("hamkor.newsroom.receivers.touch", fails)
    desk.raise_request_exception = False
    before = page.revisions.count()
    sent = {**written("Changed", slug="whole"), "action-publish": "1"}
    assert desk.post(f"/editor/pages/{page.pk}/edit/", sent).status_code == 500
    assert (again(page).title, again(page).live, page.revisions.count()) == (page.title, False, before)

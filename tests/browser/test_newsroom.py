"""The pictures of the editors' guide show the editor as it is: each is a step of a real piece of work.

`HAMKOR_PICTURES=docs/pictures ./hamkor test tests/browser/test_newsroom.py` takes them again.
"""

import pytest
from playwright.sync_api import Page, expect

from hamkor.newsroom.models import NewsItem
from tests.browser.test_pictures import keep
from tests.factories.newsroom import image, news
from tests.support.browsers import Browsers
from tests.support.editing import PATIENCE, PUBLISHED, Desk
from tests.support.servers import Server

pytestmark = [pytest.mark.browser, pytest.mark.server]


# Nothing fades in or out any more, and no dialogue is about to go.
STILL = """() => !document.querySelector(".modal-backdrop, .modal.fade")
    && document.getAnimations().every(each => each.playState !== "running")"""


def keep_still(page: Page, name: str) -> None:
    page.wait_for_function(STILL, timeout=PATIENCE)
    keep(page, name)


@pytest.fixture
def desk(server: Server, chromium: Browsers) -> Desk:
    return Desk.opened(server, chromium)


def test_writing_and_publishing(desk: Desk) -> None:
    desk.begin_news()
    desk.fill(
        title="Соседи договорились помогать друг другу", day="2013-04-30", lead="Одиннадцать организаций подписали."
    )
    desk.page.keyboard.press("Escape")
    desk.type_paragraphs(["Пример новости, написанный для этой картинки.", "Текст документа можно прочитать здесь."])
    desk.link_last_words("здесь", after=".", address="https://network.example/ru/documents/")
    desk.expect_kept("Текст документа можно прочитать здесь.")
    expect(desk.page.locator("#id_slug")).to_have_value("sosedi-dogovorilis-pomogat-drug-drugu")
    keep_still(desk.page, "editor-news.png")
    desk.choose_address("neighbours")
    desk.publish()
    expect(desk.page.get_by_role("status").first).to_contain_text(PUBLISHED, timeout=PATIENCE)
    assert NewsItem.objects.get(slug="neighbours").live
    assert desk.complaints == []


def test_a_page_that_is_not_ready_says_so(desk: Desk) -> None:
    page = news("Стол", slug="table", body=[("picture", {"image": image(title="Table"), "caption": "", "credit": ""})])
    desk.go(f"pages/{page.pk}/edit/")
    desk.publish()
    expect(desk.page.get_by_text("Describe the picture “Table”").first).to_be_visible(timeout=PATIENCE)
    keep_still(desk.page, "editor-not-ready.png")
    page.refresh_from_db()
    assert not page.live


def test_translating_passage_by_passage(desk: Desk) -> None:
    page = news("Соседи договорились", slug="neighbours", lead="Одиннадцать организаций подписали.", live=True)
    desk.go(f"localize/submit/page/{page.pk}/")
    desk.page.get_by_label("English").check()
    desk.page.get_by_role("button", name="Submit").click()
    expect(desk.page.get_by_role("button", name="Translate", exact=True).first).to_be_visible()
    keep_still(desk.page, "editor-translation.png")
    desk.page.get_by_role("button", name="Publish in English").click()
    expect(desk.page.get_by_text("are not translated yet").first).to_be_visible(timeout=PATIENCE)
    assert not NewsItem.objects.get(locale__language_code="en").live

    desk.go("")
    expect(desk.page.get_by_role("heading", name="Pages and their languages")).to_be_visible()
    expect(desk.page.get_by_role("link", name="translation unfinished")).to_be_visible()
    keep_still(desk.page, "editor-languages.png")
    assert desk.complaints == []


def test_the_preview_is_framed_by_the_editor(desk: Desk) -> None:
    page = news("Соседи договорились", slug="neighbours")
    desk.go(f"pages/{page.pk}/edit/")
    desk.page.get_by_role("button", name="Toggle preview").click()
    inside = desk.page.frame_locator("iframe#w-preview-iframe")
    expect(inside.get_by_role("heading", level=1)).to_have_text("Соседи договорились", timeout=PATIENCE)
    assert desk.complaints == []

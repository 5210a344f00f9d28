"""The news of 30.04.2013, written by others, brought in by an editor in a browser: read back letter for letter."""

import re
from html import unescape
from pathlib import Path

import pytest
from playwright.sync_api import expect

from hamkor.newsroom.models import NewsItem
from hamkor.publishing.sweep import sweep
from tests.support.browsers import Browsers
from tests.support.editing import PATIENCE, PUBLISHED, Desk
from tests.support.servers import Server
from tests.support.udhr import real_material

pytestmark = [pytest.mark.real, pytest.mark.browser, pytest.mark.server]

MEMORANDUM = "https://network.example/ru/documents/memorandum/"
PROJECT = "https://social.example/fundamental-rights"
NAMES_THE_SOURCE = re.compile(r"Источник\s+—\s+")
SOURCE = "https://partnership.example/"


def words_in(html: str) -> str:
    """What is read of a piece of HTML."""
    return unescape(re.sub(r"<[^>]+>", "", html))


@pytest.fixture
def article() -> list[str]:
    """Headline, paragraphs and source: between the date and the notice about cookies."""
    lines = (real_material() / "article-2013" / "news.ru.txt").read_text().splitlines()
    filled = [line for line in lines if line.strip()]
    begin = filled.index("30.04.2013") + 1
    return filled[begin : next(n for n, line in enumerate(filled) if NAMES_THE_SOURCE.match(line)) + 1]


def test_an_article_is_brought_in_and_read_back(
    server: Server, chromium: Browsers, article: list[str], tmp_path: Path, settings
) -> None:
    settings.PUBLIC_ROOT = tmp_path / "public"
    headline, *paragraphs, project, source = article
    (with_link,) = [text for text in paragraphs if text.endswith("прочитать здесь.")]
    before = paragraphs[: paragraphs.index(with_link) + 1]

    desk = Desk.opened(server, chromium)
    desk.begin_news()
    desk.fill(title=headline, day="2013-04-30")
    desk.page.keyboard.press("Escape")
    desk.type_paragraphs(before)
    desk.link_last_words("здесь", after=".", address=MEMORANDUM)
    desk.page.keyboard.press("Control+End")
    for paragraph in (*paragraphs[len(before) :], project):
        desk.page.keyboard.press("Enter")
        desk.page.keyboard.insert_text(paragraph)
    desk.expect_kept(project)
    desk.fill(source_name=NAMES_THE_SOURCE.sub("", source), source_url=SOURCE, project_url=PROJECT)
    desk.choose_address("memorandum")
    desk.publish()
    expect(desk.page.get_by_role("status").first).to_contain_text(PUBLISHED, timeout=PATIENCE)

    item = NewsItem.objects.get(slug="memorandum", live=True)
    desk.translate(item.pk, "English", lambda passage: f"English of: {passage}")
    desk.page.get_by_role("button", name="Publish in English").click()
    expect(desk.page.get_by_text("Published").first).to_be_visible(timeout=PATIENCE)
    assert desk.complaints == []

    sweep()
    read = (tmp_path / "public/ru/news/memorandum/index.html").read_text()
    assert words_in(re.search(r"<h1[^>]*>(.*?)</h1>", read, re.S)[1]).strip() == headline
    shown = [words_in(each).strip() for each in re.findall(r"<p[^>]*>(.*?)</p>", read, re.S)]
    where = shown.index(paragraphs[0])
    assert shown[where : where + len(paragraphs) + 1] == [*paragraphs, project]
    for part in (f'href="{MEMORANDUM}"', f'href="{SOURCE}"', f'href="{PROJECT}"', 'datetime="2013-04-30"'):
        assert part in read
    assert NAMES_THE_SOURCE.sub("", source) in words_in(read)

    english = (tmp_path / "public/en/news/memorandum/index.html").read_text()
    assert f"English of: {headline}" in words_in(english)
    assert "English of: " + paragraphs[0] in words_in(english)

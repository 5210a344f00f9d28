"""Exports that WordPress's own developers test with: what they hold comes, the broken ones say why."""

import re
from collections import Counter
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from wagtail.models import Page

from hamkor.newsroom.models import FormerAddress, ImportedPost, InformationPage, NewsItem
from hamkor.newsroom.wordpress.html import to_blocks
from hamkor.newsroom.wordpress.items import Item
from hamkor.newsroom.wordpress.reader import read
from tests.newsroom.wordpress.test_html import Around
from tests.support.udhr import real_material

pytestmark = [pytest.mark.real, pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

# file: where it breaks, and what is wrong there
BROKEN = {
    "invalid-version-tag.xml": (":33", "no version of WordPress's export"),
    "malformed-simple.xml": (":14 (item 1)", "ends in the middle"),
    "malformed.xml": (":27", "<notachanneltag> in its place"),
}
CLOSED = {"private", "trash", "auto-draft"}


def exports() -> list[Path]:
    return sorted((real_material() / "wxr").rglob("*.xml"))


def bring(file: Path) -> str:
    said = StringIO()
    call_command("import_wordpress", str(file), language="en", stdout=said)
    return said.getvalue()


def items(file: Path) -> list[Item]:
    with file.open("rb") as opened:
        return [part for part in read(opened) if isinstance(part, Item)]


def test_each_comes_whole_and_once_or_says_why() -> None:
    files = exports()
    assert len(files) >= 31
    for file in files:
        ImportedPost.objects.all().delete()
        before = NewsItem.objects.count() + InformationPage.objects.count()
        if file.name in BROKEN:
            place, why = BROKEN[file.name]
            with pytest.raises(CommandError) as told:
                bring(file)
            assert f"{file}{place}" in str(told.value)
            assert why in str(told.value)
            assert NewsItem.objects.count() + InformationPage.objects.count() == before
            continue
        said = bring(file)
        open_ones = [
            each
            for each in items(file)
            if each.get("wp:post_type") in {"post", "page"}
            and each.get("wp:status") not in CLOSED
            and not each.get("wp:post_password")
        ]
        came = NewsItem.objects.count() + InformationPage.objects.count() - before
        assert came == len(open_ones), f"{file.name}: {said}"
        again = bring(file)
        assert NewsItem.objects.count() + InformationPage.objects.count() - before == came
        assert not came or f"{came}  Here already" in again
    assert Page.find_problems() == ([], [], [], [], [])


def test_every_page_of_the_theme_test_is_shown(reader: Client) -> None:
    """A hundred and more posts made to break themes: each is a page that readers get, its old address leads there."""
    bring(real_material() / "wxr" / "wordpress-theme-test-data" / "themeunittestdata.wordpress.xml")
    live = [*NewsItem.objects.filter(live=True), *InformationPage.objects.filter(live=True)]
    assert len(live) > 70
    for page in live:
        answered = reader.get(f"/en/{'news/' if isinstance(page, NewsItem) else ''}{page.slug}/")
        assert answered.status_code == 200, page.slug
        body = answered.content.decode()
        assert "<iframe" not in body
        assert "javascript:" not in body
    for address in FormerAddress.objects.all()[:30]:
        assert reader.get(address.path).status_code == 200


# Markup that stands within words (the 2 of H2O); any other tag parts them.
WITHIN = frozenset(
    {
        *("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i"),
        *("ins", "kbd", "label", "mark", "nobr", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup"),
        *("time", "tt", "u", "var", "wbr"),
    }
)


class Oracle(HTMLParser):
    """The words of HTML, by another parser than ours."""

    DROPPED = frozenset({"script", "style", "iframe", "noscript", "object", "svg", "template"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self._text: list[str] = []
        self._inside = 0
        self.feed(html)
        self.close()

    @property
    def words(self) -> Counter[str]:
        return Counter(re.findall(r"\w+", "".join(self._text)))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside += tag in self.DROPPED
        # WordPress shows this link as a button, apart from the file's name before it.
        if tag not in WITHIN or "wp-block-file__button" in (dict(attrs).get("class") or ""):
            self._text.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self._inside -= tag in self.DROPPED
        if tag not in WITHIN:
            self._text.append(" ")

    def handle_data(self, data: str) -> None:
        if not self._inside:
            self._text.append(data)


def test_no_word_of_theirs_is_lost() -> None:
    """Each of some three hundred posts, blocks of every kind that WordPress has among them."""
    posts = 0
    for file in exports():
        for each in [] if file.name in BROKEN else items(file):
            source = each.get("content:encoded")
            theirs = Oracle(re.sub(r"\[/?(caption|gallery|embed)[^\]]*\]", "<hr>", source)).words
            ours: Counter[str] = Counter()
            for block in to_blocks(source, Around()):
                value = block["value"]
                for part in value.values() if isinstance(value, dict) else [value]:
                    ours += Oracle(str(part)).words
            assert not theirs - ours, f"{file.name}: {each.get('title')}"
            posts += bool(source.strip())
    assert posts > 250

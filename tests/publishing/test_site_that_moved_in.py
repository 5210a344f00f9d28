"""What an import from WordPress brings is in the files after the next sweep, wherever a reader may look for it."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from hamkor.audit.kernel import standing_in
from hamkor.newsroom import listings
from hamkor.newsroom import public_pages as newsroom_pages
from hamkor.newsroom.models import NewsItem
from hamkor.newsroom.wordpress import actions as wordpress
from hamkor.publishing import access, sitemaps
from hamkor.publishing.checking import faults
from hamkor.publishing.files import PublicFiles
from hamkor.publishing.rebuild import rebuild
from hamkor.publishing.sweep import sweep
from tests.factories.newsroom import information, library, news, topic
from tests.support.wxr import export, item

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _short_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few posts are lists of several pages and a map of several parts."""
    for module in (listings, newsroom_pages, wordpress):
        monkeypatch.setattr(module, "PAGE", 2)
    monkeypatch.setattr(sitemaps, "LIMIT", 2)


@pytest.fixture
def site(public: PublicFiles) -> PublicFiles:
    """A site that has some news already, with a topic that the other site has too, under an English name only."""
    with standing_in("newsroom"):
        joint = topic("joint", en="Together")
        news("Here before", slug="before", live=True, day="2012-01-01", topics=[joint])
        library("A book", slug="book", live=True, topics=[joint])
        information("About us", slug="about", live=True)
        rebuild(processes=1)
    return public


def bring(folder: Path, *items: str) -> None:
    file = folder / "export.xml"
    file.write_text("".join(export(items)))
    call_command("import_wordpress", str(file), stdout=StringIO())


def test_after_an_import_and_a_sweep_the_files_are_what_readers_get(site: PublicFiles, tmp_path: Path) -> None:
    posts = [
        item(
            number,
            title=f"Пост {number}",
            date=f"201{number % 3 + 3}-04-30 12:00:00",
            terms=[("category", "joint", "Вместе"), ("category", f"own-{number}", "Своё")],
        )
        for number in range(1, 5)
    ]
    bring(tmp_path, *posts, item(20, type="page", title="Контакты", name="contact"), item(21, status="draft"))
    sweep()
    for address in ("/ru/", "/en/"):
        first = (site.read(address) or b"").decode()
        assert "Пост 4" in first
        assert "Контакты" in first
    maps = b"".join(path.read_bytes() for path in site.root.glob("sitemap-*.xml")).decode()
    for slug in NewsItem.objects.filter(live=True).values_list("slug", flat=True):
        assert f"/ru/news/{slug}/" in maps
    assert "/ru/contact/" in maps
    assert "Вместе" in (site.read("/ru/news/before/") or b"").decode()
    assert access.waiting() == 0
    assert faults(processes=1) == []


def test_a_second_import_brings_the_files_what_is_new(site: PublicFiles, tmp_path: Path) -> None:
    bring(tmp_path, item(1, title="Первый"))
    sweep()
    bring(tmp_path, item(1, title="Первый"), item(2, title="Второй", date="2020-05-05 12:00:00"))
    sweep()
    assert "Второй" in (site.read("/ru/") or b"").decode()
    assert faults(processes=1) == []

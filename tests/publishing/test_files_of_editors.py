"""A picture or a file that an editor replaces, describes anew or deletes is so for readers after the next sweep."""

import io
from collections.abc import Callable

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image
from wagtail.rich_text import RichText

from hamkor.audit.kernel import standing_in
from hamkor.newsroom.models import NewsroomDocument, NewsroomImage
from hamkor.publishing import access, making
from hamkor.publishing.checking import faults
from hamkor.publishing.files import PublicFiles
from hamkor.publishing.models import Touch
from hamkor.publishing.rebuild import rebuild
from hamkor.publishing.sweep import sweep
from tests.factories.newsroom import country_page, document, editor, image, information, library, news
from tests.support.people import SignIn
from tests.support.pictures import jpeg

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english_only")]

PAGES = ("/en/news/forum/", "/en/about/", "/en/countries/kg/")
REPORT = "/files/documents/report.txt"


@pytest.fixture
def desk(sign_in: SignIn) -> Client:
    with standing_in("mandate"):
        return sign_in(editor())


@pytest.fixture
def picture() -> NewsroomImage:
    with standing_in("newsroom"):
        return image("Five women around a table")


@pytest.fixture
def report() -> NewsroomDocument:
    with standing_in("newsroom"):
        default_storage.delete("documents/report.txt")
        return document()


@pytest.fixture
def site(public: PublicFiles, desk: Client, picture: NewsroomImage, report: NewsroomDocument) -> PublicFiles:
    """A page of each kind that shows the picture, the file, and a link to the file within a sentence."""
    body = [
        ("picture", {"image": picture, "caption": "In Kyiv", "credit": ""}),
        ("document", report),
        ("paragraph", RichText(f'<p>Read <a linktype="document" id="{report.pk}">the report</a>.</p>')),
    ]
    with standing_in("newsroom"):
        news(slug="forum", live=True, body=body)
        information(slug="about", live=True, body=body)
        country_page("KG", live=True, body=body)
        news("Another", slug="another", live=True)
        rebuild(processes=1)
    assert pictures(public)
    assert public.read(REPORT) == b"Words.\n"
    return public


def text(public: PublicFiles, address: str) -> str:
    body = public.read(address)
    assert body is not None, f"{address} has no file"
    return body.decode()


def pictures(public: PublicFiles) -> list[bytes]:
    return [path.read_bytes() for path in sorted(public.root.glob("files/images/*"))]


def colour(webp: bytes) -> tuple[int, ...]:
    return Image.open(io.BytesIO(webp)).convert("RGB").getpixel((5, 5))


@pytest.fixture
def sent(desk: Client, django_capture_on_commit_callbacks) -> Callable[..., None]:
    """`sent(address, fields)`: the editor presses the button, and what follows her change happens."""

    def press(address: str, **fields: object) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            assert desk.post(f"/editor/{address}", fields).status_code == 302

    return press


@pytest.mark.parametrize("address", ["images/{}/delete/", "bulk/newsroom/newsroomimage/delete/?id={}"])
def test_a_picture_that_is_deleted_is_gone_from_every_page_with_its_file(site, picture, sent, address: str) -> None:
    """Alone, and among many at once."""
    untouched = site.path("/en/news/another/").stat().st_ino
    sent(address.format(picture.pk))
    swept = sweep()
    assert swept.made == len(PAGES), "nothing else is made anew"
    for address in PAGES:
        for trace in ("<figure", "/files/images/", "Five women", "In Kyiv", "og:image"):
            assert trace not in text(site, address), (address, trace)
    assert pictures(site) == []
    assert site.path("/en/news/another/").stat().st_ino == untouched
    assert faults(processes=1) == []


def test_a_picture_that_is_deleted_goes_even_where_its_page_cannot_be_made(site, picture, sent, monkeypatch) -> None:
    page = making.Renderer.page

    def fails(self, address: str):
        if address == "/en/news/forum/":
            raise RuntimeError
        return page(self, address)

    monkeypatch.setattr(making.Renderer, "page", fails)
    sent(f"images/{picture.pk}/delete/")
    sweep()
    assert site.read("/en/news/forum/") is None
    assert pictures(site) == []


def test_a_picture_that_is_replaced_is_another_on_every_page(site, picture, sent) -> None:
    red = colour(pictures(site)[0])
    blurred = SimpleUploadedFile("table.jpg", jpeg(colour="navy"), "image/jpeg")
    fields = {"title": "At the table", "description": "Five women", "credit": "", "tags": "", "collection": "1"}
    sent(f"images/{picture.pk}/", file=blurred, **fields)
    sweep()
    (shown,) = pictures(site)
    assert colour(shown) != red
    assert 'alt="Five women"' in text(site, "/en/news/forum/")
    assert faults(processes=1) == []


def test_a_corrected_description_is_on_every_page(site, picture, sent) -> None:
    sent(
        f"images/{picture.pk}/",
        title="At the table",
        description="Four women and a man",
        credit="Photo: Example",
        tags="",
        collection="1",
    )
    sweep()
    for address in PAGES:
        assert 'alt="Four women and a man"' in text(site, address)
        assert "Photo: Example" in text(site, address)
    assert faults(processes=1) == []


def test_a_file_that_is_replaced_is_another_for_readers(site, report, sent) -> None:
    sent(
        f"documents/edit/{report.pk}/",
        title="The report without names",
        file=SimpleUploadedFile("report.txt", b"Other.\n", "text/plain"),
        tags="",
        collection="1",
    )
    sweep()
    for address in PAGES:
        assert "The report without names" in text(site, address)
    lying = {path.read_bytes() for path in site.root.glob("files/documents/*")}
    assert lying == {b"Other.\n"}
    assert faults(processes=1) == []


def test_a_file_that_is_deleted_is_gone_and_the_sentence_around_its_link_stays(site, report, sent) -> None:
    sent(f"documents/delete/{report.pk}/")
    sweep()
    for address in PAGES:
        assert "/files/documents/" not in text(site, address)
        assert "TXT" not in text(site, address)
        assert "the report" in text(site, address)
    assert site.read(REPORT) is None
    assert faults(processes=1) == []


def test_a_file_of_the_library_is_replaced_and_cannot_be_deleted(desk, public, report, sent) -> None:
    with standing_in("newsroom"):
        library(slug="a-report", live=True, files=[("en", report)])
        rebuild(processes=1)
    refused = desk.post(f"/editor/documents/delete/{report.pk}/", follow=True)
    assert refused.status_code == 200
    sweep()
    assert public.read(REPORT) == b"Words.\n"
    longer = SimpleUploadedFile("report.txt", b"More words.\n" * 200, "text/plain")
    sent(f"documents/edit/{report.pk}/", title="The report", file=longer, tags="", collection="1")
    sweep()
    assert "2.4" in text(public, "/en/library/a-report/")
    assert faults(processes=1) == []


def test_check_finds_what_was_altered_or_planted_beside_pages_and_rebuild_mends_it(site: PublicFiles) -> None:
    (picture,) = site.root.glob("files/images/*")
    shown = picture.read_bytes()
    picture.write_bytes(bytes(len(shown)))
    folder = site.root / "files/documents"
    (folder / "report.txt").write_text("A forger wrote a longer text.\n")
    for name in ("report.txt.gz", "report.txt.br", "another.txt", "another.txt.gz", "third.txt.br.gz"):
        (folder / name).write_text("planted")
    (site.root / "files/images" / f"{picture.name}.br").write_text("planted")
    assert sorted(faults(processes=1)) == [
        "/files/documents/another.txt is left over: it belongs to no page.",
        "/files/documents/report.txt has a compressed file beside it that Hamkor does not make.",
        "/files/documents/third.txt.br is left over: it belongs to no page.",
        f"/files/images/{picture.name} has a compressed file beside it that Hamkor does not make.",
    ]
    rebuild(processes=1)
    assert faults(processes=1) == []
    assert picture.read_bytes() == shown
    assert [path.name for path in folder.iterdir()] == ["report.txt"]


@pytest.mark.parametrize("forged", [b"Wards.\n", b"Other words.\n"])
def test_check_finds_a_file_whose_bytes_were_altered(site: PublicFiles, forged: bytes) -> None:
    """One of the same length too."""
    site.path(REPORT).write_bytes(forged)
    assert faults(processes=1) == [f"{REPORT} is stale: its file differs from what was brought in."]
    rebuild(processes=1)
    assert site.read(REPORT) == b"Words.\n"
    assert faults(processes=1) == []


def test_a_picture_on_many_pages_asks_no_more_than_on_one(public: PublicFiles, picture: NewsroomImage) -> None:
    """Neither where it changes, nor where what shows it is found."""

    def questions() -> int:
        with CaptureQueriesContext(connection) as asked, standing_in("editor"):
            NewsroomImage.objects.get(pk=picture.pk).save()
        return len(asked)

    def show(*slugs: str) -> None:
        with standing_in("newsroom"):
            for slug in slugs:
                news(slug=slug, live=True, body=[("picture", {"image": picture, "caption": "", "credit": ""})])

    show("one")
    one = questions()
    show(*"abcdefgh")
    with standing_in("sweep"):
        Touch.objects.all().delete()
    assert questions() == one
    named = set(Touch.objects.values_list("address", flat=True))
    assert named == {f"/en/news/{slug}/" for slug in ("one", *"abcdefgh")}


def test_what_no_live_page_shows_touches_nothing(public, picture, sent) -> None:
    with standing_in("newsroom"):
        news(slug="draft", body=[("picture", {"image": picture, "caption": "", "credit": ""})])
        Touch.objects.all().delete()
    sent(f"images/{picture.pk}/delete/")
    assert access.waiting() == 0

"""A mirror is the public site without a server behind it, and says what it is; whoever has the network's key can tell
whether it is whole, genuine and fresh."""

import re
from datetime import timedelta
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from django.conf import settings as configured
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from hamkor.core import clock
from hamkor.newsroom.models import NewsroomImage
from hamkor.publishing.copies.contents import NothingToCopyError
from hamkor.publishing.copies.mirror import Signing, write_mirror
from hamkor.publishing.files import CannotWriteError, PublicFiles
from hamkor.publishing.rebuild import rebuild
from hamkor.publishing.sweep import sweep
from hamkor_proof.copies import CANNOT_TELL, CONTRADICTED, PROVED, Verdict, check_copy
from hamkor_proof.faults import Fault
from hamkor_proof.mirror import Delegation
from hamkor_proof.note import SignerKey
from hamkor_proof.page import build
from tests.factories.instruments import WordFactory
from tests.factories.network import OrganisationFactory
from tests.factories.newsroom import editor, home
from tests.newsroom.conftest import picture_block, written
from tests.publishing.news import publish_news
from tests.support.people import SignIn
from tests.support.pictures import SECRETS, jpeg
from tests.support.seals import bring_seal

OFFLINE = SignerKey("network.example/offline", b"\x01" * 32)
KEY = SignerKey("network.example/copies", b"\x02" * 32)
# "Genuine", as each of the seven languages would say it of a copy; "authentic" is what a text is that was adopted.
CLAIMS = re.compile(
    r"genuine|подлинн|\bнастоящ|шынайы|нағыз|түпнұсқа(?!лық)|чыныгы|нукура|түпнуска(?!лык)|ҳақиқӣ|\bасил|hakyky|haqiqiy|asliy",
    re.IGNORECASE,
)
OWN_FILES = {"manifest.json", "manifest.note", "delegation.note"}


@pytest.fixture
def site(db, in_russian_and_english: None, public: PublicFiles, tmp_path: Path, settings) -> PublicFiles:
    return made(public, tmp_path, settings)


@pytest.fixture
def whole_site(db, public: PublicFiles, tmp_path: Path, settings) -> PublicFiles:
    """In all languages, which takes longer."""
    return made(public, tmp_path, settings)


def made(public: PublicFiles, tmp_path: Path, settings) -> PublicFiles:
    """A small public site as files: a memorandum with a signature, two news items."""
    settings.HAMKOR_HOME = tmp_path
    bring_seal(tmp_path)
    WordFactory(
        instrument__slug="memorandum",
        instrument__open_for_signature=True,
        instrument__published=True,
        organisation=OrganisationFactory(name="Open Steppe"),
    )
    publish_news("forum", "Форум в Киеве", day="2013-04-30", body="<p>Организации договорились о взаимной помощи.</p>")
    publish_news("yurta", "Ёлка и юрта", day="2012-12-30")
    rebuild(processes=1)
    return public


def signing(*, days: int = 90, key: SignerKey = KEY) -> Signing:
    now = clock.now().replace(microsecond=0)
    return Signing(KEY, Delegation(key.verifier, now - timedelta(days=1), now + timedelta(days=days)).note(OFFLINE))


def said(place: Path, *, key: SignerKey | None = OFFLINE, later: timedelta = timedelta()) -> Verdict:
    return check_copy(place, key=key.verifier if key else None, now=clock.now() + later, demonstration=True)


class Links(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.metadata: list[str] = []
        self.tags: set[str] = set()
        self.texts: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.links += [value for name, value in attrs if name in {"href", "src", "action"} and value]
        self.metadata += [value for name, value in attrs if name == "content" and value]

    def handle_data(self, data):
        self.texts.append(data)


def pages(mirror: Path) -> dict[str, Links]:
    """The site's pages: beside them lies the one that checks evidence, which is a program and belongs to no site."""
    found = [path for path in sorted(mirror.rglob("*.html")) if path != mirror / "verify.html"]
    return {path.relative_to(mirror).as_posix(): Links(path.read_text()) for path in found}


def test_every_link_leads_to_a_file_of_the_copy_and_none_to_the_site(whole_site, tmp_path):
    write_mirror(tmp_path / "mirror", signing=signing())
    found = pages(tmp_path / "mirror")
    assert len(found) > 100
    for path, page in found.items():
        for link in page.links:
            target = urlsplit(link)
            if target.scheme in {"data", "mailto", "https"} or link.startswith(f"{configured.HAMKOR_SITE_ORIGIN}/"):
                continue  # how often a page may lead to the site is the next test but one
            whole = urlsplit(urljoin(f"file:///copy/{path}", link))
            assert not target.scheme, (path, link)
            assert not link.startswith("/"), (path, link)
            assert (tmp_path / "mirror" / unquote(whole.path).removeprefix("/copy/")).is_file(), (path, link)


def test_the_page_that_checks_evidence_is_in_it_letter_for_letter(whole_site, tmp_path):
    write_mirror(tmp_path / "mirror")
    assert (tmp_path / "mirror/verify.html").read_bytes() == build()


def test_nothing_in_it_needs_a_server(whole_site, tmp_path):
    write_mirror(tmp_path / "mirror")
    for path, page in pages(tmp_path / "mirror").items():
        assert not page.tags & {"form", "button", "script", "noscript", "iframe"}, path
        assert 'id="consent"' not in (tmp_path / "mirror" / path).read_text()
    names = {path.name for path in (tmp_path / "mirror").rglob("*")}
    assert not names & {"robots.txt", "sitemap.xml", "feed.atom", "404.html", "500.html", "search", "privacy"}
    assert not [name for name in names if name.endswith((".br", ".gz"))]


def test_each_page_says_that_it_is_a_copy_of_which_day_and_where_the_site_is(whole_site, tmp_path, time_machine):
    time_machine.move_to("2026-11-23T18:00:00Z")
    write_mirror(tmp_path / "mirror", signing=signing())
    for path, page in pages(tmp_path / "mirror").items():
        home = f"{configured.HAMKOR_SITE_ORIGIN}/"
        assert sum(link.startswith(home) for link in page.links) == 1, path
        assert not [value for value in page.metadata if value.startswith(configured.HAMKOR_SITE_ORIGIN)], path
        assert not CLAIMS.search(" ".join(page.texts)), path
    assert "as of November 23, 2026" in (tmp_path / "mirror/en/news/forum/index.html").read_text()


def test_texts_and_pdfs_are_byte_for_byte_those_of_the_site(whole_site, tmp_path):
    write_mirror(tmp_path / "mirror")
    copied = [path for path in (tmp_path / "mirror").rglob("*") if path.suffix in {".md", ".pdf", ".txt"}]
    assert len(copied) > 5
    for path in copied:
        assert path.read_bytes() == (whole_site.root / path.relative_to(tmp_path / "mirror")).read_bytes()


def test_the_index_leads_to_everything_by_letter_and_by_year(whole_site, tmp_path):
    write_mirror(tmp_path / "mirror")
    index = tmp_path / "mirror/ru/index"
    first = (index / "index.html").read_text()
    for reached in (">Ф</a>", ">Ё</a>", ">2013</a>", ">2012</a>"):
        assert reached in first
    year = (index / "2013/index.html").read_text()
    assert "Форум в Киеве" in year
    assert "30 апреля 2013" in year
    assert "Ёлка и юрта" not in year
    letters = "".join(path.read_text() for path in sorted(index.glob("letter/*/index.html")))
    assert 'href="../../../news/forum/index.html">Форум в Киеве</a>' in letters
    assert 'lang="ru" href="../../../news/forum/index.html"' in (
        "".join(path.read_text() for path in (tmp_path / "mirror/en/index").glob("letter/*/index.html"))
    )
    home = (tmp_path / "mirror/ru/index.html").read_text()
    assert 'href="index/index.html"' in home


def test_a_signed_copy_is_proved_to_whoever_has_the_offline_key(site, tmp_path):
    write_mirror(tmp_path / "mirror", signing=signing())
    verdict = said(tmp_path / "mirror")
    assert verdict.status == PROVED, verdict.lines
    assert any(line.startswith("Complete: ") for line in verdict.lines)
    assert any(line.startswith("Genuine: network.example/copies signed it") for line in verdict.lines)
    assert said(tmp_path / "mirror", key=None).status == CANNOT_TELL
    other = said(tmp_path / "mirror", key=SignerKey("network.example/offline", b"\x03" * 32))
    assert other.status == CONTRADICTED


def test_a_copy_expires_no_later_than_its_key(site, tmp_path):
    manifest = write_mirror(tmp_path / "mirror", signing=signing(days=5))
    assert manifest.expires - manifest.issued <= timedelta(days=5)
    assert said(tmp_path / "mirror").status == PROVED


def test_a_key_that_the_delegation_does_not_name_signs_nothing(site, tmp_path):
    with pytest.raises(Fault):
        write_mirror(tmp_path / "mirror", signing=signing(key=OFFLINE))
    assert not (tmp_path / "mirror").exists()
    assert not list(tmp_path.glob(".mirror*"))


def test_each_manifest_names_the_one_before(site, tmp_path):
    first = write_mirror(tmp_path / "one")
    second = write_mirror(tmp_path / "two")
    assert (first.sequence, first.previous) == (1, None)
    assert second.sequence == 2
    again = write_mirror(tmp_path / "three", after=(tmp_path / "one/manifest.json").read_bytes())
    assert (again.sequence, again.previous) == (2, second.previous)


def test_the_same_site_at_the_same_moment_is_the_same_zip(site, tmp_path, time_machine):
    time_machine.move_to("2026-11-23T18:00:00Z", tick=False)
    signed = signing()
    write_mirror(tmp_path / "zero")
    after = (tmp_path / "zero/manifest.json").read_bytes()
    for name in ("one.zip", "two.zip"):
        write_mirror(tmp_path / name, signing=signed, after=after)
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    assert said(tmp_path / "one.zip").status == PROVED


def test_a_copy_appears_at_once_and_replaces_nothing(site, tmp_path):
    (tmp_path / "mirror").mkdir()
    (tmp_path / "mirror/mine.txt").write_text("mine")
    for place in (tmp_path / "mirror", tmp_path / "mirror/mine.txt"):
        with pytest.raises(CannotWriteError):
            write_mirror(place)
    assert (tmp_path / "mirror/mine.txt").read_text() == "mine"


def test_a_picture_that_an_editor_uploads_is_in_the_copy_of_the_page_that_shows_it(
    in_russian_and_english: None, public: PublicFiles, tmp_path: Path, settings, sign_in: SignIn
) -> None:
    """From her form to the copy, and without what its file told about its maker."""
    desk = sign_in(editor())
    made(public, tmp_path, settings)
    upload = SimpleUploadedFile("table.jpg", jpeg(), "image/jpeg")
    described = {"title": "At the table", "description": "Five women around a table", "credit": "", "tags": ""}
    assert desk.post("/editor/images/add/", {**described, "file": upload, "collection": "1"}).status_code == 302
    body = [picture_block(NewsroomImage.objects.get())]
    sent = {**written("Наши", slug="ours", body=body), "action-publish": "1"}
    assert desk.post(f"/editor/pages/add/newsroom/newsitem/{home().pk}/", sent).status_code == 302
    sweep()
    write_mirror(tmp_path / "mirror", signing=signing())
    page = tmp_path / "mirror/en/news/ours/index.html"
    (shown,) = [link for link in Links(page.read_text()).links if "/files/" in link]
    copied = (page.parent / shown).resolve()
    assert copied.is_relative_to(tmp_path / "mirror/files/images")
    data = copied.read_bytes()
    assert Image.open(BytesIO(data)).size == (64, 48)
    assert not any(secret.encode() in data for secret in SECRETS)
    assert said(tmp_path / "mirror").status == PROVED
    copied.write_bytes(data[:-1] + b"x")
    assert said(tmp_path / "mirror").status == CONTRADICTED


def test_without_pages_there_is_nothing_to_copy(db, public, tmp_path, settings):
    settings.HAMKOR_HOME = tmp_path
    with pytest.raises(NothingToCopyError):
        write_mirror(tmp_path / "mirror")
    assert not (tmp_path / "mirror").exists()
    assert not list(tmp_path.glob(".*"))


def test_a_mirror_and_a_zim_file_from_the_command_line(installation, tmp_path):
    """As `docs/operate.md` tells it: two keys, a delegation, a signed copy, its verdict."""

    def ran(*arguments: str | Path, status: int = 0) -> str:
        done = installation.hamkor("publish", *map(str, arguments))
        assert done.returncode == status, done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        return (done.stdout + done.stderr).strip()

    assert "make them by ./hamkor publish rebuild" in ran("mirror", tmp_path / "early", status=2)
    ran("rebuild", "--processes", "1")
    offline = ran("new-key", "network.example/offline", tmp_path / "offline.key")
    online = ran("new-key", "network.example/copies", tmp_path / "copies.key")
    note = tmp_path / "delegation.note"
    ran("delegate", note, "--offline-key", tmp_path / "offline.key", "--to", online)
    place = tmp_path / "copy.zip"
    assert ", signed, good until " in ran("mirror", place, "--key", tmp_path / "copies.key", "--delegation", note)
    assert "Genuine: " in ran("verify-mirror", place, "--key", offline, "--demo")
    assert "demonstration" in ran("verify-mirror", place, "--key", offline, status=2)
    assert "is there already" in ran("mirror", place, status=2)
    assert "go together" in ran("mirror", tmp_path / "other", "--key", tmp_path / "copies.key", status=2)
    wrong = ("mirror", tmp_path / "other", "--key", tmp_path / "offline.key", "--delegation", note)
    assert "for another key" in ran(*wrong, status=2)
    assert "SHA-256: " in ran("zim", tmp_path / "ru.zim", "--language", "ru")
    assert not (tmp_path / "other").exists()

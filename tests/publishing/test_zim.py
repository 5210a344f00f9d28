"""The public site as one file for Kiwix: libzim's own reader opens it, finds words in it and calls it sound."""

import io
from pathlib import Path

import pytest
from libzim.reader import Archive
from libzim.search import Query, Searcher
from libzim.suggestion import SuggestionSearcher
from PIL import Image

from hamkor.publishing.copies.zim import LONGEST_DESCRIPTION, LONGEST_TITLE, write_zim
from hamkor.publishing.files import CannotWriteError, PublicFiles
from hamkor.publishing.rebuild import rebuild
from tests.factories.instruments import WordFactory
from tests.publishing.news import publish_news
from tests.publishing.test_mirror import Links
from tests.support.seals import bring_seal

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(in_russian_and_english: None, public: PublicFiles, tmp_path: Path, settings) -> PublicFiles:
    return made(public, tmp_path, settings)


@pytest.fixture
def whole_site(public: PublicFiles, tmp_path: Path, settings) -> PublicFiles:
    """In all languages, which takes longer."""
    return made(public, tmp_path, settings)


def made(public: PublicFiles, tmp_path: Path, settings) -> PublicFiles:
    settings.HAMKOR_HOME = tmp_path
    bring_seal(tmp_path)
    WordFactory(instrument__slug="memorandum", instrument__open_for_signature=True, instrument__published=True)
    publish_news("forum", "Форум в Киеве", day="2013-04-30", body="<p>Организации договорились о взаимопомощи.</p>")
    rebuild(processes=1)
    return public


@pytest.fixture
def russian(site: PublicFiles, tmp_path: Path) -> Archive:
    write_zim(tmp_path / "ru.zim", language="ru")
    return Archive(tmp_path / "ru.zim")


def found(archive: Archive, words: str) -> list[str]:
    search = Searcher(archive).search(Query().set_query(words))
    return list(search.getResults(0, search.getEstimatedMatches()))


def test_libzims_checker_calls_it_sound(russian: Archive) -> None:
    assert russian.check()
    assert russian.has_fulltext_index
    assert russian.has_title_index


def test_a_russian_word_is_found_in_another_form(russian: Archive) -> None:
    assert "ru/news/forum/index.html" in found(russian, "договорились")
    assert "ru/news/forum/index.html" in found(russian, "организация")
    assert found(russian, "небывальщина") == []


def test_titles_are_suggested(russian: Archive) -> None:
    suggested = SuggestionSearcher(russian).suggest("Форум")
    assert "ru/news/forum/index.html" in list(suggested.getResults(0, suggested.getEstimatedMatches()))


def test_it_opens_on_the_first_page_and_says_what_it_is(russian: Archive) -> None:
    assert russian.main_entry.get_item().path == "ru/index.html"
    metadata = {key: russian.get_metadata(key) for key in russian.metadata_keys}
    assert metadata["Language"] == b"rus"
    assert 0 < len(metadata["Title"].decode()) <= LONGEST_TITLE
    assert 0 < len(metadata["Description"].decode()) <= LONGEST_DESCRIPTION
    assert {"Name", "Date", "Creator", "Publisher"} <= metadata.keys()
    picture = Image.open(io.BytesIO(bytes(russian.get_illustration_item(48).content)))
    assert (picture.format, picture.size) == ("PNG", (48, 48))


def test_every_link_in_it_leads_to_an_entry_of_it(russian: Archive) -> None:
    page = russian.get_entry_by_path("ru/news/forum/index.html").get_item()
    assert page.mimetype == "text/html"
    links = Links(bytes(page.content).decode()).links
    inside = [link for link in links if link.startswith("../") or link.endswith("index.html")]
    assert len(inside) > 4
    for link in inside:
        path = (Path("/ru/news/forum") / link.partition("#")[0]).as_posix()
        assert russian.has_entry_by_path(str(Path(path).resolve()).removeprefix("/")), link
    assert not russian.has_entry_by_path("en/index.html")


def test_all_languages_fit_in_one_file(whole_site: PublicFiles, tmp_path: Path) -> None:
    write_zim(tmp_path / "all.zim")
    archive = Archive(tmp_path / "all.zim")
    assert archive.check()
    assert archive.get_metadata("Language") == b"rus,eng,kaz,kir,tgk,tuk,uzb"
    assert archive.main_entry.get_item().path == "index.html"
    assert archive.has_entry_by_path("kk/news/forum/index.html")


def test_no_file_is_replaced(site: PublicFiles, tmp_path: Path) -> None:
    (tmp_path / "mine.zim").write_bytes(b"mine")
    with pytest.raises(CannotWriteError):
        write_zim(tmp_path / "mine.zim")
    assert (tmp_path / "mine.zim").read_bytes() == b"mine"
    assert not list(tmp_path.glob(".mine*"))

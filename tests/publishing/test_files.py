"""Which file an address is, and how files come and go."""

import gzip
from pathlib import Path

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamkor.publishing.files import BusyError, CannotWriteError, PublicFiles

PAGE = ("<p>Организации договорились.</p>" * 40).encode()


@pytest.fixture
def files(tmp_path: Path):
    made = PublicFiles(tmp_path / "public")
    with made.alone():
        yield made


def names(files: PublicFiles) -> set[str]:
    return {path.relative_to(files.root).as_posix() for path in files.root.rglob("*") if path.is_file()} - {".sweeping"}


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("/ru/", "ru/index.html"),
        ("/ru/news/page/3/", "ru/news/page/3/index.html"),
        ("/robots.txt", "robots.txt"),
        ("/ru/documents/memorandum/uz-Cyrl.md", "ru/documents/memorandum/uz-Cyrl.md"),
        ("/ru/%D0%BE-%D0%BD%D0%B0%D1%81/", "ru/о-нас/index.html"),
    ],
)
def test_an_address_is_a_file_and_the_way_back(files: PublicFiles, address: str, name: str) -> None:
    path = files.path(address)
    assert path == files.root / name
    assert files.address(path) == address


@given(address=st.text(alphabet="ru/.%2eEfF\\\0?#а", max_size=30).map(lambda rest: f"/{rest}"))
def test_no_address_leads_out_of_the_folder_or_to_what_is_the_folders_own(address: str) -> None:
    root = Path("/srv/public")
    try:
        path = PublicFiles(root).path(address)
    except ValueError:
        return
    assert path.is_relative_to(root)
    assert path == Path(*[part for part in path.parts if part != ".."])
    assert not any(part.startswith(".") for part in path.relative_to(root).parts)


@pytest.mark.parametrize(
    "address",
    [
        "ru/",
        "/../secret",
        "/ru/%2e%2e/%2e%2e/secret",
        "/ru//",
        "/.sweeping",
        "/ru/?text=ru",
        "/ru/a.html.br",
        f"/ru/{'x' * 300}/",
        "/ru/a%00b/",
        "/ru/%ff/",
    ],
)
def test_what_cannot_be_a_file_is_refused(files: PublicFiles, address: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - a broken escape is Python's own
        files.path(address)


def test_beside_a_page_lies_the_same_compressed(files: PublicFiles) -> None:
    assert files.write("/ru/", PAGE, pack=True, quality=10)
    assert names(files) == {"ru/index.html", "ru/index.html.br", "ru/index.html.gz"}
    assert (files.root / "ru/index.html").read_bytes() == PAGE
    assert brotli.decompress((files.root / "ru/index.html.br").read_bytes()) == PAGE
    assert gzip.decompress((files.root / "ru/index.html.gz").read_bytes()) == PAGE
    assert (files.root / "ru/index.html.br").stat().st_mode & 0o777 == 0o644


def test_the_same_page_is_not_written_again_and_so_keeps_its_age(files: PublicFiles) -> None:
    files.write("/ru/", PAGE, pack=True, quality=5)
    before = (files.root / "ru/index.html").stat().st_ino
    assert not files.write("/ru/", PAGE, pack=True, quality=5)
    assert (files.root / "ru/index.html").stat().st_ino == before


def test_a_compressed_form_that_tells_otherwise_is_mended(files: PublicFiles) -> None:
    """As after a kill between the compressed files and the plain one, when the page then went back to what it was."""
    files.write("/ru/", PAGE, pack=True, quality=5)
    (files.root / "ru/index.html.br").write_bytes(brotli.compress(b"what was said for a moment"))
    assert files.write("/ru/", PAGE, pack=True, quality=5)
    assert brotli.decompress((files.root / "ru/index.html.br").read_bytes()) == PAGE


def test_a_picture_is_not_compressed(files: PublicFiles) -> None:
    files.write("/files/images/a.png", PAGE, pack=True, quality=5)
    files.write("/files/images/a.png", PAGE, pack=False, quality=5)
    assert names(files) == {"files/images/a.png"}


def test_what_is_removed_leaves_nothing(files: PublicFiles) -> None:
    files.write("/ru/news/one/", PAGE, pack=True, quality=5)
    files.write("/ru/", PAGE, pack=True, quality=5)
    assert files.remove("/ru/news/one/")
    assert not files.remove("/ru/news/one/")
    assert not (files.root / "ru/news").exists()
    assert (files.root / "ru/index.html").exists()


def test_one_at_a_time_and_a_killed_ones_rest_is_swept_up(files: PublicFiles) -> None:
    with pytest.raises(BusyError), PublicFiles(files.root).alone():
        pass
    other = PublicFiles(files.root.parent / "other")
    other.root.joinpath(".partial").mkdir(parents=True)
    rest = other.root / ".partial" / "123"
    rest.write_bytes(b"half a pa")
    with other.alone():
        assert not rest.exists()


def test_a_folder_that_cannot_be_made_is_said_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    files = PublicFiles(tmp_path / "file" / "public")
    with pytest.raises(CannotWriteError, match="cannot be written: Not a directory"), files.alone():
        pass

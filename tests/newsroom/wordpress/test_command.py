"""`./hamkor import wordpress`, as somebody types it: with a process of its own, on a database of its own."""

from pathlib import Path

import pytest

from hamkor.newsroom.models import FormerAddress, NewsItem, NewsroomImage
from tests.support.installations import Installation
from tests.support.pictures import picture
from tests.support.wxr import attachment, export, item

POST = (
    '<figure><img class="wp-image-9" src="https://old.example/wp-content/uploads/2013/04/forum-300x200.png" '
    'alt="Around a table"><figcaption>Kyiv</figcaption></figure><p>Words</p>'
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A post with a picture."""
    written = tmp_path / "export.xml"
    written.write_text("".join(export([item(5, POST), attachment(9, "2013/04/forum.png")])))
    return written


def test_posts_come_with_their_pictures(installation: Installation, tmp_path: Path, file: Path) -> None:
    folder = tmp_path / "uploads/2013/04"
    folder.mkdir(parents=True)
    (folder / "forum.png").write_bytes(picture())
    command = ("import", "wordpress", str(file), "--media", str(tmp_path / "uploads"))
    rehearsed = installation.hamkor(*command, "--dry-run")
    assert rehearsed.returncode == 0, rehearsed.stderr
    assert not NewsItem.objects.exists()
    done = installation.hamkor(*command)
    assert done.returncode == 0, done.stderr
    for said in (rehearsed.stdout, done.stdout):
        # A post, a picture, an old address that leads on.
        assert [line.split()[0] for line in said.splitlines() if line.startswith("    ")] == ["1", "1", "1"]
    (post,) = NewsItem.objects.all()
    assert post.live
    assert post.body[0].value["image"] == NewsroomImage.objects.get()
    assert FormerAddress.objects.get().page_id == post.pk


@pytest.mark.parametrize("options", [[], ["--dry-run"]])
def test_a_broken_file_is_said_where_and_ends_with_one(
    installation: Installation, file: Path, options: list[str]
) -> None:
    broken = file.read_text().replace("</item>", "</itm>", 1)
    file.write_text(broken)
    line = broken[: broken.index("</itm>")].count("\n") + 1
    done = installation.hamkor("import", "wordpress", str(file), *options)
    assert done.returncode == 1
    assert f"{file}:{line} " in done.stderr
    assert "Traceback" not in done.stderr
    assert not NewsItem.objects.exists()


def test_what_is_no_folder_of_pictures_and_no_kind_is_said_too(
    installation: Installation, tmp_path: Path, file: Path
) -> None:
    done = installation.hamkor("import", "wordpress", str(file), "--media", str(tmp_path / "nowhere"))
    assert done.returncode == 1
    assert str(tmp_path / "nowhere") in done.stderr
    assert not NewsItem.objects.exists()
    assert installation.hamkor("import", "joomla", str(file)).returncode == 2

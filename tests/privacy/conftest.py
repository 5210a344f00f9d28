"""The public site of a test lies in a folder of its own."""

from pathlib import Path

import pytest

from hamkor.publishing.files import PublicFiles
from hamkor.publishing.making import public_files


@pytest.fixture
def public(tmp_path: Path, settings) -> PublicFiles:
    """With four pages that can be visited."""
    settings.PUBLIC_ROOT = tmp_path / "public"
    files = public_files()
    with files.alone():
        for address in ("/ru/news/", "/ru/rare/", "/tk/news/", "/en/news/"):
            files.write(address, b"<p>a page</p>", pack=False, quality=5)
    return files

"""The public site of a test lies in a folder of its own."""

from pathlib import Path

import pytest

from hamkor.core import public_pages
from hamkor.core.languages import INTERFACE_LANGUAGES
from hamkor.publishing.files import PublicFiles
from hamkor.publishing.making import public_files


@pytest.fixture
def public(tmp_path: Path, settings) -> PublicFiles:
    settings.PUBLIC_ROOT = tmp_path / "public"
    return public_files()


@pytest.fixture
def in_english_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leaves the other languages out of all lists, where they would only take time."""
    paths = public_pages.PublicPages.paths

    def english(self, items=None):
        return (path for path in paths(self, items) if path.split("/")[1] not in set(INTERFACE_LANGUAGES) - {"en"})

    monkeypatch.setattr(public_pages.PublicPages, "paths", english)

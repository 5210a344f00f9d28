"""The public site of a test lies in a folder of its own."""

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Any

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
    _leave(("en",), monkeypatch)


@pytest.fixture
def in_russian_and_english(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same, for sites of which it matters that there are several."""
    _leave(("ru", "en"), monkeypatch)


def _leave(languages: Collection[str], monkeypatch: pytest.MonkeyPatch) -> None:
    others = set(INTERFACE_LANGUAGES).difference(languages)
    paths = public_pages.PublicPages.paths

    def left(self: public_pages.PublicPages, items: Iterable[Any] | None = None) -> Iterator[str]:
        return (path for path in paths(self, items) if path.split("/")[1] not in others)

    monkeypatch.setattr(public_pages.PublicPages, "paths", left)

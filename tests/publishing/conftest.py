"""The public site of a test lies in a folder of its own."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from hamkor.audit.kernel import standing_in
from hamkor.core import public_pages
from hamkor.core.languages import INTERFACE_LANGUAGES
from hamkor.publishing.files import PublicFiles
from hamkor.publishing.making import public_files
from tests.support import databases, servers


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


@dataclass(frozen=True)
class Installation:
    """A home and a database that other processes see as this one does; factories write to it."""

    home: Path
    database_url: str

    def run(self, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *command],
            env={
                **os.environ,
                "DJANGO_SETTINGS_MODULE": "hamkor.config.test",
                "HAMKOR_HOME": str(self.home),
                "DATABASE_URL": self.database_url,
                "PYTHONPATH": f"{servers.SOURCE / 'src'}:{servers.SOURCE}",
                **environment,
            },
            cwd=servers.SOURCE,
            capture_output=True,
            text=True,
            check=False,
            timeout=240,
        )

    def hamkor(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self.run("-m", "hamkor", *arguments)


@pytest.fixture
def installation(
    django_db_setup: None, django_db_blocker: pytest.FixtureRequest, tmp_path: Path, settings
) -> Iterator[Installation]:
    settings.PUBLIC_ROOT = tmp_path / "public"
    with django_db_blocker.unblock(), standing_in("installation"), databases.fresh():
        yield Installation(tmp_path, servers.url_of_database())

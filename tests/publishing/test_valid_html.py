"""Public pages are HTML by the book, as the Nu checker of the W3C reads them.

It needs Java and the checker's jar (npm: vnu-jar), which lies where `npm install` puts it into the checkout, or where
`HAMKOR_VNU` says; where one is missing it is not run.
"""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from django.test import Client

from tests.commandline.conftest import ROOT
from tests.support import kinds

pytestmark = pytest.mark.django_db


def found(checkout: Path) -> Path | None:
    """The checker's jar: what `HAMKOR_VNU` names (empty: none), else what npm has put into this checkout."""
    installed = checkout / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
    named = os.environ.get("HAMKOR_VNU", str(installed) if installed.exists() else "")
    return Path(named) if named else None


@pytest.fixture
def jar() -> Path:
    if shutil.which("java") is None:
        pytest.skip("no Java on this machine")
    if (jar := found(ROOT)) is None:
        pytest.skip("no vnu.jar in node_modules, and HAMKOR_VNU names none")
    return jar


def test_the_checker_is_found_where_npm_puts_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HAMKOR_VNU", raising=False)
    assert found(tmp_path) is None
    installed = tmp_path / "node_modules/vnu-jar/build/dist/vnu.jar"
    installed.parent.mkdir(parents=True)
    installed.touch()
    assert found(tmp_path) == installed
    monkeypatch.setenv("HAMKOR_VNU", "/elsewhere/vnu.jar")
    assert found(tmp_path) == Path("/elsewhere/vnu.jar")
    monkeypatch.setenv("HAMKOR_VNU", "")
    assert found(tmp_path) is None


def complaints(jar: Path, pages: dict[str, bytes], folder: Path) -> list[str]:
    """What the checker says of these pages, errors and warnings alike."""
    addresses = {}
    for number, (address, page) in enumerate(pages.items()):
        file = folder / f"{number}.html"
        file.write_bytes(page)
        addresses[f"file:{file}"] = address
    checked = subprocess.run(
        [
            "java",
            "-jar",
            str(jar),
            "--stdout",
            "--exit-zero-always",
            "--format",
            "json",
            "--no-langdetect",
            str(folder),
        ],
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    return [
        f"{addresses[each['url']]}: {each['message']} {each.get('extract', '')}"
        for each in json.loads(checked.stdout)["messages"]
    ]


def test_every_kind_of_page_is_valid(jar: Path, reader: Client, tmp_path: Path) -> None:
    kinds.newsroom()
    addresses = [*kinds.one_of_each("ru"), *kinds.one_of_each("en"), *kinds.ASKED]
    assert complaints(jar, {address: reader.get(address).content for address in addresses}, tmp_path) == []


def test_the_checker_complains_of_what_is_wrong(jar: Path, tmp_path: Path) -> None:
    assert complaints(jar, {"/": b'<!doctype html><html lang="en"><title>x</title><p><div></p>'}, tmp_path)

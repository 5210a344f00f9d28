"""Style sheets as they travel."""

import json
from pathlib import Path

import pytest
from django.core.files.base import ContentFile

from hamkor.core.storage import ReadersStorage


@pytest.fixture
def storage(tmp_path: Path) -> ReadersStorage:
    return ReadersStorage(location=tmp_path)


def test_ours_travel_without_comments_and_spaces(storage: ReadersStorage, tmp_path: Path) -> None:
    sheet = b"/* Why. */\n.a > .b { color: light-dark(#fff, #000); width: calc(1px + 2em) }\n.c { .d & { top: 0 } }\n"
    name = storage.save("hamkor/x.css", ContentFile(sheet))
    assert (tmp_path / name).read_text() == ".a>.b{color:light-dark(#fff,#000);width:calc(1px + 2em)}.c{.d & {top:0}}"


@pytest.mark.parametrize("name", ["hamkor/x.js", "wagtail/x.css"])
def test_others_travel_as_they_are(storage: ReadersStorage, tmp_path: Path, name: str) -> None:
    storage.save(name, ContentFile(b"/* Whose. */ a { }\n"))
    assert (tmp_path / name).read_bytes() == b"/* Whose. */ a { }\n"


def test_what_pages_name_is_what_was_kept(storage: ReadersStorage, tmp_path: Path) -> None:
    storage.save("hamkor/x.css", ContentFile(b"/* Why. */ a { color: red }\n"))
    list(storage.post_process({"hamkor/x.css": (storage, "hamkor/x.css")}))
    named = json.loads((tmp_path / "staticfiles.json").read_text())["paths"]["hamkor/x.css"]
    assert (tmp_path / named).read_text() == "a{color:red}"

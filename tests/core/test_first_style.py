"""On a slow line words are read before the style sheet has come, in the place where they stay."""

from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
import rcssmin
from django.test import Client
from lxml import html

from hamkor.core.first_style import ALLOWED, FIRST_STYLE
from tests.commandline.conftest import ROOT
from tests.factories.network import coordinator
from tests.factories.newsroom import news

SHEET = ROOT / "src/hamkor/core/static/hamkor/hamkor.css"


def declarations(css: str) -> set[tuple[str, ...]]:
    """Each declaration under its selectors and conditions."""
    found, inside, piece = set(), [], ""
    for character in rcssmin.cssmin(css):
        if character == "{":
            inside.append(piece)
        elif character in ";}":
            if piece:
                found.add((*inside, piece))
            if character == "}":
                inside.pop()
        else:
            piece += character
            continue
        piece = ""
    return found


def test_nothing_moves_when_the_sheet_comes_because_it_says_the_same() -> None:
    assert declarations(FIRST_STYLE) - declarations(SHEET.read_text()) == set()


@pytest.mark.django_db
def test_a_public_page_bears_it_and_asks_for_the_sheet_after_its_words(reader: Client) -> None:
    news("Форум", slug="forum", live=True)
    for address in ("/ru/", "/ru/news/forum/", "/en/nothing/"):
        response = reader.get(address)
        page = html.fromstring(response.content)
        (style,) = page.xpath("//style")
        named = f"'sha256-{b64encode(sha256(style.text.encode()).digest()).decode()}'"
        assert f"style-src 'self' {named};" in response.headers["Content-Security-Policy"]
        assert page.xpath("//@style") == []
    shown = html.fromstring(reader.get("/ru/news/forum/").content)
    assert len(shown.xpath("//link[@rel='stylesheet']")) == 1
    assert len(shown.xpath("//main/following::link[@rel='stylesheet']")) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/workspace/", "/en/search/"])
def test_a_page_with_forms_waits_for_the_sheet(sign_in: Callable[..., Client], address: str) -> None:
    response = sign_in(coordinator()).get(address, follow=True)
    sheets = html.fromstring(response.content).xpath("//link[@rel='stylesheet']")
    assert [sheet.getparent().tag for sheet in sheets] == ["head"] * len(sheets)
    assert len(sheets) > 1


@pytest.mark.parametrize("name", ["nginx.conf", "Caddyfile"])
def test_the_configurations_let_in_this_style(name: str) -> None:
    words = Path(ROOT / "docs/serving" / name).read_text()
    assert words.count("Content-Security-Policy") == words.count(f"style-src 'self' {ALLOWED};")


@pytest.mark.django_db
def test_the_sheet_itself_is_never_guessed_at_and_costs_no_headers_of_a_page(reader: Client) -> None:
    answer = reader.get("/static/hamkor/hamkor.css")
    assert b"".join(answer.streaming_content)
    answer.close()
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert not {"Content-Security-Policy", "Referrer-Policy", "Access-Control-Allow-Origin"} & set(answer.headers)

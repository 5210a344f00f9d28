"""On a slow line a reader begins to read when the first packet has come."""

from pathlib import Path

import brotli
import pytest
from django.urls import reverse
from wagtail.rich_text import RichText

import hamkor.demo
from hamkor.publishing.files import PublicFiles
from hamkor.publishing.making import CAREFULLY, QUICKLY, make
from tests.factories.instruments import InstrumentFactory
from tests.factories.newsroom import news

pytestmark = pytest.mark.django_db

PACKET = 1_500  # bytes, as networks cut them
TITLE = "Меморандум о взаимопонимании принят правозащитными организациями Центральной Азии"


def test_it_holds_the_title_and_the_beginning_of_the_text(public: PublicFiles, settings) -> None:
    # The addresses are read once for all tests, the demonstration's among them.
    reverse("demo:roles")
    settings.HAMKOR_DEMONSTRATION = False
    text = (Path(hamkor.demo.__file__).parent / "texts/memorandum.ru.md").read_text().split()
    words = [" ".join(text[first : first + 85]) for first in range(0, 680, 85)]
    news(
        TITLE,
        slug="adopted",
        live=True,
        lead="Более десяти организаций из пяти стран подписали меморандум о взаимопонимании.",
        body=[("paragraph", RichText(f"<p>{each}</p>")) for each in words],
        countries=["KZ", "KG", "TJ", "TM", "UZ"],
    )
    with public.alone():
        make(["/ru/news/adopted/"], quality=CAREFULLY)
    packed = (public.root / "ru/news/adopted/index.html.br").read_bytes()
    arrived = brotli.Decompressor().process(packed[:PACKET]).decode(errors="ignore")
    assert f'<h1 lang="ru">{TITLE}</h1>' in arrived
    assert words[0][:20] in arrived


def test_pages_travel_without_the_indentation_of_their_templates(public: PublicFiles) -> None:
    with public.alone():
        make(["/ru/news/"], quality=QUICKLY)
    page = public.read("/ru/news/")
    assert page is not None
    assert [line for line in page.splitlines() if line != line.lstrip() or not line] == []


def test_where_blanks_mean_something_they_stay(public: PublicFiles) -> None:
    InstrumentFactory(slug="rules", adopted=True, published=True, texts={"ru": "Так:\n\n```\nодин\n\n    два\n```\n"})
    with public.alone():
        make(["/ru/documents/rules/"], quality=QUICKLY)
    page = public.read("/ru/documents/rules/")
    assert page is not None
    assert "<pre>один\n\n    два\n</pre>" in page.decode()

"""On a slow line a reader begins to read when the first packet has come."""

from pathlib import Path

import brotli
import pytest
from django.test import override_settings
from wagtail.rich_text import RichText

import hamkor.demo
from hamkor.publishing.files import PublicFiles
from hamkor.publishing.making import CAREFULLY, make
from tests.factories.newsroom import news

pytestmark = pytest.mark.django_db

PACKET = 1_500  # bytes, as networks cut them
TITLE = "Меморандум о взаимопонимании принят правозащитными организациями Центральной Азии"


@override_settings(HAMKOR_DEMONSTRATION=False)
def test_it_holds_the_title_and_the_beginning_of_the_text(public: PublicFiles) -> None:
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

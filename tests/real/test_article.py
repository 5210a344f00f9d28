"""A news article of 2013, written by others, adopted as a text: it comes back byte for byte."""

from datetime import date
from hashlib import sha256

import pytest
from django.test import Client

from hamkor_proof.text import normalise
from tests.factories.network import coordinator, delegate
from tests.real.procedure import adopt, draft, go
from tests.support.people import SignIn
from tests.support.udhr import real_material

pytestmark = [pytest.mark.real, pytest.mark.django_db]


def test_an_article_comes_back_byte_for_byte(sign_in: SignIn, reader: Client) -> None:
    file = real_material() / "article-2013" / "news.ru.txt"
    source = file.read_bytes()
    desk, drafter = sign_in(coordinator()), sign_in(delegate())

    instrument = draft(drafter, kind="memorandum", language="ru", title="Новости", source=source.decode())
    go(drafter, instrument, "consultation/", "Open the consultation")
    adopt(desk, instrument, date(2013, 4, 30), {"ru": "Киев"})
    go(desk, instrument, "publication/", "Publish", published_on="2013-04-30")

    answered = reader.get(f"/ru/documents/{instrument.slug}/ru.md")
    assert answered.content == normalise(source.decode())
    # Of all that normalising may do, this file needs one thing: it ends without a newline, and a text ends with one.
    # (The browser's line ends, carriage return and line feed, became line feeds again.)
    assert answered.content == source + b"\n"
    assert answered.headers["ETag"] == f'"{sha256(answered.content).hexdigest()}"'

"""An instrument taken through the treaty procedure by the pages, as its people would."""

from datetime import date
from typing import Any

from django.http import HttpResponseBase
from django.test import Client

from hamkor.instruments.models import Instrument, Text
from tests.support.forms import press


def go(client: Client, instrument: Instrument, step: str, button: str, **answers: Any) -> HttpResponseBase:
    """Takes one step on one of the document's pages; fails where the page shows it again with an error."""
    answered = press(client, f"/workspace/documents/{instrument.slug}/{step}", button, **answers)
    assert answered.redirect_chain, answered.content.decode()
    return answered


def write(client: Client, text: Text, source: str) -> None:
    """Writes a text and saves it."""
    go(client, text.edition.instrument, f"texts/{text.pk}/edit/", "Save the text", body=source)


def draft(client: Client, *, kind: str, language: str, title: str, source: str) -> Instrument:
    """Begins a document and writes its first text, which the page for a new document leads to."""
    editing = press(
        client, "/workspace/documents/new/", "Begin, and write the text", kind=kind, title=title, language=language
    )
    saved = press(client, editing, "Save the text", body=source)
    assert saved.redirect_chain, saved.content.decode()
    return Instrument.objects.get(titles__title=title)


def adopt(client: Client, instrument: Instrument, on: date, places: dict[str, str]) -> str:
    """Adopts the texts; returns the page that showed what would be adopted."""
    shown = client.get(f"/workspace/documents/{instrument.slug}/adoption/")
    adopted = press(
        client,
        shown,
        "Adopt these texts",
        adopted_on=f"{on:%Y-%m-%d}",
        **{f"place_{language}": place for language, place in places.items()},
    )
    assert adopted.redirect_chain, adopted.content.decode()
    return shown.content.decode()

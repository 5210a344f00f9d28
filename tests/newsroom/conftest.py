"""The editor at her desk."""

import pytest
from django.test import Client
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from hamkor.newsroom.models import NewsItem
from tests.factories.newsroom import editor
from tests.support.people import SignIn

TEXT = "<p>Words.</p>"


@pytest.fixture
def desk(sign_in: SignIn) -> Client:
    """An editor's browser; her language is English."""
    return sign_in(editor())


def written(
    title: str = "Something happened", *, slug: str = "something", body=None, **fields: object
) -> dict[str, str]:
    """What the form of a news item sends."""
    empty = {
        name: inline_formset([])
        for name in (
            "ran_elsewhere",
            "page_countries",
            "page_topics",
            "related_news",
            "related_instruments",
            "related_library",
        )
    }
    blocks = body if body is not None else [("paragraph", rich_text(TEXT))]
    return nested_form_data(
        {
            "title": title,
            "slug": slug,
            "day": "2013-04-30",
            "lead": "",
            "author": "",
            "body": streamfield(blocks),
            "source_name": "",
            "source_url": "",
            "project_url": "",
            "corrected_on": "",
            "correction": "",
            "withdrawn_on": "",
            "withdrawal": "",
            "go_live_at": "",
            "expire_at": "",
            **empty,
            **fields,
        }
    )


def picture_block(image) -> tuple[str, dict[str, object]]:
    return ("picture", {"image": image.pk, "caption": "", "credit": ""})


def sentences(response) -> str:
    """What the editor is told above the page."""
    return " ".join(str(message) for message in response.context["messages"]) if response.context else ""


def again(page: NewsItem) -> NewsItem:
    return NewsItem.objects.get(pk=page.pk)

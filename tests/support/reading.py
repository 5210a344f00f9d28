"""Pages as they are read."""

import re

from django.test import Client

from hamkor.network.models import Organisation


def address(organisation: Organisation, tail: str = "") -> str:
    """Of its page in the workspace, or of a page below it."""
    return f"/workspace/organisations/{organisation.pk}/{tail}"


def words(html: str) -> str:
    """What is read on a page, without its tags."""
    # A day is marked within its sentence: its tags part no words.
    return " ".join(re.sub(r"<[^>]+>", " ", re.sub(r"</?time\b[^>]*>", "", html)).split())


def read(client: Client, where: str) -> str:
    """The words of the page at this address, which is there."""
    response = client.get(where)
    assert response.status_code == 200, response.status_code
    return words(response.content.decode())

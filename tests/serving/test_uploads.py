"""Pictures and files that editors bring in, asked for at the front: by readers, by members, by editors."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from django.test import Client, RequestFactory
from django.test.client import ClientHandler, FakePayload

from hamkor.audit.kernel import standing_in
from hamkor.network.models import Role
from hamkor.newsroom.models import NewsItem
from hamkor.publishing.files import PublicFiles
from hamkor.publishing.making import public_files
from hamkor.publishing.sweep import sweep
from hamkor.serving.front import Front
from hamkor.serving.headers import Terms
from hamkor.serving.passing_on import Application
from tests.factories.network import MandateFactory, delegate
from tests.factories.newsroom import document, image, news
from tests.support.people import SignIn

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("public")]


class _InThisProcess(Application):
    """Django itself, on the test's own database, where otherwise a socket leads."""

    def __init__(self) -> None:
        self._django = ClientHandler()

    def answer(self, environ: dict[str, Any], start_response: Any, *, secure: bool) -> Iterator[bytes]:
        response = self._django(environ)
        start_response(f"{response.status_code} {response.reason_phrase}", list(response.items()))
        return iter(list(response))


class Door:
    """The front as a reader meets it, or somebody who is signed in with `client`."""

    def __init__(self, static: Path) -> None:
        terms = Terms.of(configured)
        self._front = Front(terms, public=configured.PUBLIC_ROOT, static=static, application=_InThisProcess())

    def get(self, address: str, client: Client | None = None) -> tuple[int, bytes]:
        cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items()) if client else ""
        environ = RequestFactory(headers={"host": "localhost", "cookie": cookies})._base_environ(
            PATH_INFO=address, REQUEST_METHOD="GET", **{"wsgi.input": FakePayload(b""), "wsgi.errors": BytesIO()}
        )
        said: list[str] = []
        body = b"".join(self._front(environ, lambda status, _headers: said.append(status)))
        return int(said[0].split()[0]), body


@pytest.fixture
def public(tmp_path: Path, settings) -> PublicFiles:
    settings.PUBLIC_ROOT = tmp_path / "public"
    return public_files()


@pytest.fixture
def door(public: PublicFiles, tmp_path: Path) -> Door:
    return Door(tmp_path / "static")


@pytest.fixture
def editor(sign_in: SignIn) -> Client:
    return sign_in(MandateFactory(role=Role.EDITOR).person)


def shown_in(page: bytes) -> set[str]:
    return set(re.findall(r'(?:src|href)="(/files/[^"]+)"', page.decode()))


def item(*, live: bool) -> NewsItem:
    """With a picture and a file."""
    link = f'<a linktype="document" id="{document().pk}">report</a>'
    picture = ("picture", {"image": image("A table"), "caption": "", "credit": ""})
    with standing_in("newsroom"):
        return news(slug="forum", live=live, body=[picture, ("paragraph", f"<p>The {link}.</p>")])


def test_what_a_page_showed_that_was_withdrawn_is_for_editors_alone(
    door: Door, editor: Client, sign_in: SignIn
) -> None:
    page = item(live=True)
    sweep()
    files = shown_in(door.get("/ru/news/forum/")[1])
    assert len(files) == 2
    assert {door.get(each)[0] for each in files} == {200}
    page.withdrawn_on, page.withdrawal = "2013-05-05", "It was not so."
    with standing_in("newsroom"):
        page.save_revision().publish()
    sweep()
    status, withdrawn = door.get("/ru/news/forum/")
    assert (status, shown_in(withdrawn)) == (200, set())
    member = sign_in(delegate())
    for each in files:
        assert door.get(each)[0] == door.get(each, member)[0] == Client().get(each).status_code == 404
        assert door.get(each, editor)[0] == 200


def test_a_stranger_is_given_nothing_that_is_not_among_the_public_files(door: Door, public: PublicFiles) -> None:
    """Whatever may be public: until it lies there nobody has published it, and the application gives it to no one."""
    item(live=True)
    sweep()
    files = shown_in(door.get("/ru/news/forum/")[1])
    for each in files:
        public.remove(each)
        assert door.get(each)[0] == 404
        assert door.get(each, Client())[0] == 404


def test_an_editor_sees_the_pictures_of_a_draft_in_its_preview(door: Door, editor: Client) -> None:
    page = item(live=False)
    sweep()
    status, draft = door.get(f"/editor/pages/{page.pk}/view_draft/", editor)
    assert status == 200
    files = shown_in(draft)
    assert len(files) == 2
    for each in files:
        assert door.get(each, editor)[0] == 200
        assert door.get(each)[0] == 404

"""Every address, every method: a stranger learns nothing, and a new page that nobody guarded fails here."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from hamkor.network.access import MEMBER_PAGES
from tests.factories.network import MandateFactory, delegate
from tests.support.people import SignIn

METHODS = ("get", "post", "head", "put", "patch", "delete", "options")

# Pages that people without an account are meant to reach, outside /{lang}/: front door, signing in, invitations.
OPEN = {
    "",
    "robots.txt",
    "sitemap.xml",
}


def walk(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from walk(entry.url_patterns, route)
        else:
            yield route, entry


ADDRESSES = list(walk(get_resolver().url_patterns))
WORKSPACE = [(route, entry) for route, entry in ADDRESSES if route.startswith("workspace/")]


def concrete(route: str) -> str:
    """An address for the route, of things that do not exist."""
    made = []
    for part in route.split("/"):
        if part.startswith("<") or "<" in part:
            kind = part[part.index("<") + 1 :].split(":")[0]
            value = {"uuid": str(uuid4()), "int": "1", "slug": "no-such-thing"}.get(kind, "xx")
            part = part[: part.index("<")] + value + part[part.index(">") + 1 :]
        made.append(part)
    return "/" + "/".join(made)


@pytest.mark.parametrize("route", [route for route, _ in WORKSPACE])
@pytest.mark.django_db
def test_a_stranger_is_sent_to_sign_in(route: str) -> None:
    client = Client(headers={"host": "localhost"})
    for method in METHODS:
        response = getattr(client, method)(concrete(route))
        told = response.status_code, response.headers.get("Location", "")
        assert told[0] in (302, 403, 405), (method, told)
        if told[0] == 302:
            assert told[1].startswith("/account/login/"), told


@pytest.mark.parametrize("route", [route for route, _ in WORKSPACE])
@pytest.mark.django_db
def test_a_password_alone_opens_nothing(route: str, sign_in: SignIn) -> None:
    client = sign_in(delegate(), second_factor=False)
    for method in METHODS:
        response = getattr(client, method)(concrete(route))
        assert response.status_code in (302, 403, 405), method
        if response.status_code == 302:
            assert response.headers["Location"].startswith("/account/2fa/")


@pytest.mark.parametrize("route", [route for route, _ in WORKSPACE])
@pytest.mark.django_db
def test_without_a_mandate_in_force_nothing_opens(route: str, sign_in: SignIn) -> None:
    for trait in ("revoked", "not_accepted", "ended"):
        client = sign_in(MandateFactory(**{trait: True}).person)
        for method in METHODS:
            assert getattr(client, method)(concrete(route)).status_code in (403, 405), (trait, method)


def test_every_workspace_page_passes_the_one_guard() -> None:
    unguarded = []
    for route, entry in WORKSPACE:
        view = entry.callback
        while hasattr(view, "__wrapped__") and view not in MEMBER_PAGES:
            view = view.__wrapped__
        if view not in MEMBER_PAGES:
            unguarded.append(route)
    assert unguarded == []


@pytest.mark.django_db
def test_what_does_not_exist_is_not_found(sign_in: SignIn) -> None:
    """Somebody with a mandate, at an address of a thing that is not there: 404 (or 405), never a server error."""
    client = sign_in(delegate())
    for route, _ in WORKSPACE:
        if "<" not in route:
            continue
        for method in ("get", "post"):
            status = getattr(client, method)(concrete(route)).status_code
            assert status in (404, 405, 403), (route, method, status)


@pytest.mark.django_db
def test_the_signing_origin_and_the_site_do_not_mix() -> None:
    site, signing = Client(headers={"host": "localhost"}), Client(headers={"host": "sign.localhost"})
    for route, _ in ADDRESSES:
        address = concrete(route)
        other = site if address.startswith("/sign/") else signing
        assert other.get(address).status_code == 404, route

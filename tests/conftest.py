"""What every test stands on: a migrated template database, the write guard, and ways to be somebody."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.db import connections
from django.test import Client

from hamkor.audit.kernel import standing_in
from hamkor.core import clock
from tests.support import databases, seals, servers, writes
from tests.support.browsers import Browsers
from tests.support.installations import Installation
from tests.support.people import SignIn

pytest_plugins = ["tests.plugins.not_run", "tests.plugins.once"]


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """Each worker gets its copy of one migrated template, made once for all runs with the same migrations."""
    with django_db_blocker.unblock():
        clone = databases.clone_for_tests()
    yield
    with django_db_blocker.unblock():
        connections.close_all()
        databases.remove(clone)


@pytest.fixture(autouse=True)
def _no_writes_outside_actions(request: pytest.FixtureRequest) -> Iterator[None]:
    """Refuses a write to our tables that no action made."""
    uses_database = request.node.get_closest_marker("django_db") or "db" in request.fixturenames
    if not uses_database:
        yield
        return
    request.getfixturevalue("_django_db_helper")
    with writes.only_in_actions():
        yield


@pytest.fixture
def sign_in(db: None) -> SignIn:
    """`sign_in(person)` gives a client that is signed in as her with a second factor."""
    return SignIn()


@pytest.fixture
def reader() -> Client:
    """Somebody without an account, at the public site."""
    return Client(headers={"host": "localhost"})


@pytest.fixture(scope="session")
def one_server(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[servers.StandingServer]:
    server = servers.StandingServer()
    yield server
    with django_db_blocker.unblock():
        server.stop()


@pytest.fixture
def server(one_server: servers.StandingServer, django_db_blocker: pytest.FixtureRequest) -> Iterator[servers.Server]:
    """A server process on a database of the test's own; factories in the test write to that database."""
    with django_db_blocker.unblock(), one_server.anew() as running:
        yield running


@pytest.fixture(scope="session")
def one_chromium() -> Iterator[Browsers]:
    """A real browser, or the test is not run and says so."""
    with Browsers.started() as browsers:
        yield browsers


@pytest.fixture
def chromium(one_chromium: Browsers) -> Iterator[Browsers]:
    """The real browser, with no page of another test's in it: one that waits would hold the keyboard."""
    yield one_chromium
    one_chromium.close_profiles()


@pytest.fixture
def later() -> Iterator[Callable[..., None]]:
    """`later(hours=72)` moves the clock on; it goes on from there."""
    travels: list[time_machine.travel] = []

    def move(**by: float) -> None:
        travel = time_machine.travel(clock.now() + timedelta(**by), tick=True)
        travel.start()
        travels.append(travel)

    yield move
    for travel in reversed(travels):
        travel.stop()


@pytest.fixture
def installation(
    django_db_setup: None, django_db_blocker: pytest.FixtureRequest, tmp_path: Path, settings
) -> Iterator[Installation]:
    settings.PUBLIC_ROOT = tmp_path / "public"
    with django_db_blocker.unblock(), standing_in("installation"), databases.fresh():
        seals.bring_seal(tmp_path)
        yield Installation(tmp_path, servers.url_of_database())

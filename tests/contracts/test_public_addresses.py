"""Every public address is listed, and so is a file, a part of the mirror and a page that the reading tests look at; the
few that cannot be files are named here."""

import pytest
from django.test import Client
from django.urls import resolve
from django.utils import translation

from hamkor.core.actors import CLOCK
from hamkor.core.languages import INTERFACE_LANGUAGES
from hamkor.core.public_pages import sections
from hamkor.ledger.actions.checkpoints import make_checkpoint
from hamkor.publishing.files import media_type
from hamkor.publishing.rebuild import all_addresses
from tests.factories.instruments import InstrumentFactory
from tests.factories.network import OrganisationFactory
from tests.publishing.world import newsroom
from tests.support import addresses
from tests.support.procedures import adopted_and_public

pytestmark = pytest.mark.django_db

# What the application answers itself, because no file could: a search, the browser's language, addresses that the site
# had elsewhere before.
DYNAMIC = {"", "ru/search/", "<former:path>"}
OTHERS = set(INTERFACE_LANGUAGES) - {"ru"}
# Under these the application answers members, or the browser of somebody who consented, or a picture's own file.
NOT_FOR_READERS = ("account/", "demo/", "files/", "privacy/", "sign/", "workspace/")


@pytest.fixture
def everything(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every public address of a site on which there is one of each thing, and lists have several pages."""
    monkeypatch.setattr("hamkor.instruments.listing.PAGE", 1)
    monkeypatch.setattr("hamkor.newsroom.listings.PAGE", 1)
    monkeypatch.setattr("hamkor.newsroom.public_pages.PAGE", 1)
    InstrumentFactory.create_batch(2, open_for_signature=True, published=True)
    adopted_and_public()
    make_checkpoint(by=CLOCK)
    OrganisationFactory()
    newsroom()
    return all_addresses()


def test_every_public_route_is_listed_or_named_as_one_that_cannot_be_a_file(everything: list[str]) -> None:
    with translation.override("ru"):
        routes = {address.route for address in addresses.all_addresses()}
        listed = {resolve(address).route for address in everything if address.split("/")[1] not in OTHERS}
    assert {route for route in routes if not route.startswith(NOT_FOR_READERS)} - listed == DYNAMIC


def test_every_listed_address_answers_a_stranger_as_the_file_that_it_will_be(
    everything: list[str], reader: Client
) -> None:
    faults = []
    for address in everything:
        if address.split("/")[1] in OTHERS - {"en"}:
            continue
        answer = reader.get(address)
        kind = answer.headers["Content-Type"].partition(";")[0]
        if answer.status_code != 200 or kind != media_type(address):
            faults.append((address, answer.status_code, kind))
    assert faults == []


def test_no_two_lists_name_the_same_address(everything: list[str]) -> None:
    assert len(everything) == sum(len(list(pages().paths())) for pages in sections().values())

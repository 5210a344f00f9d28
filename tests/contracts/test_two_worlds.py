"""Two worlds: what an unauthorised viewer gets is byte-identical whether or not the thing exists.

Each case makes an address for a thing that the viewer may not see, and the same address for a thing that was never
there; status, headers and body must be the same, for every method.
"""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest
from django.http import HttpResponse
from django.test import Client

from hamkor.audit.kernel import standing_in
from hamkor.network.models import Audience, Label
from tests.factories.instruments import InstrumentFactory
from tests.factories.network import OrganisationFactory, PersonFactory, delegate
from tests.support.people import SignIn

pytestmark = pytest.mark.django_db

# An id that no row bears, the same in every run.
NOBODY = UUID("00000000-0000-4000-8000-000000000000")

# What differs by chance, not by world: the nonce and the token are random for each response.
VARIABLE_HEADERS = {"Date"}


@dataclass(frozen=True)
class Case:
    """`hidden` makes the thing and gives its address; `absent` gives the address of one that is not there."""

    hidden: Callable[[], str]
    absent: str


def _named_people_only() -> Audience:
    with standing_in("test"):
        return Audience.objects.of(Label.RED, f"person:{uuid4()}")


def _secret_instrument() -> None:
    InstrumentFactory(slug="a-secret", audience=_named_people_only())


def _of_a_secret_instrument(address: str) -> Callable[[], str]:
    def make() -> str:
        _secret_instrument()
        return address.format("a-secret")

    return make


def _of_a_withheld_organisation() -> str:
    return f"/workspace/organisations/{OrganisationFactory(withheld=True).pk}/"


def _of_a_person_unseen() -> str:
    person = PersonFactory(audience=_named_people_only())
    return f"/workspace/people/{person.pk}/"


PUBLIC = [
    Case(_of_a_secret_instrument(f"/ru/documents/{{}}/{tail}"), f"/ru/documents/b-secret/{tail}")
    for tail in ("", "ru.md", "document.pdf")
]
MEMBERS = [
    Case(_of_a_secret_instrument("/workspace/documents/{}/"), "/workspace/documents/b-secret/"),
    Case(_of_a_secret_instrument("/workspace/documents/{}/word/"), "/workspace/documents/b-secret/word/"),
    Case(_of_a_withheld_organisation, f"/workspace/organisations/{NOBODY}/"),
    Case(_of_a_person_unseen, f"/workspace/people/{NOBODY}/"),
]


def _seen(response: HttpResponse, address: str) -> tuple[int, dict[str, str], bytes]:
    headers = {k: v for k, v in response.headers.items() if k not in VARIABLE_HEADERS}
    # The page may repeat its own address, in each language: that is what was asked, not what is known.
    asked = address.split("/", 2)[2].encode()
    return response.status_code, headers, response.content.replace(asked, b"ADDRESS")


def _same(client: Client, case: Case) -> None:
    hidden = case.hidden()
    for method in ("get", "head", "post", "put", "delete"):
        there = _seen(getattr(client, method)(hidden), hidden)
        not_there = _seen(getattr(client, method)(case.absent), case.absent)
        assert there == not_there, method


@pytest.mark.parametrize("case", PUBLIC, ids=lambda case: case.absent)
def test_the_public(case: Case, reader: Client) -> None:
    _same(reader, case)


@pytest.mark.parametrize("case", [*PUBLIC, *MEMBERS], ids=lambda case: case.absent)
def test_a_delegate_of_another_organisation(case: Case, sign_in: SignIn) -> None:
    _same(sign_in(delegate()), case)


def test_lists_and_counts_say_nothing(reader: Client, sign_in: SignIn) -> None:
    """Pages that list things are the same before and after a thing is made that the viewer may not see."""
    member = sign_in(delegate())
    pages = [
        (reader, "/ru/"),
        (reader, "/ru/documents/"),
        (reader, "/sitemap.xml"),
        (member, "/workspace/"),
        (member, "/workspace/documents/"),
    ]
    before = [client.get(address).content for client, address in pages]
    _secret_instrument()
    assert [client.get(address).content for client, address in pages] == before

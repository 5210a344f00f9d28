"""Who may do what at every address for members: whose it is can, and the same form from anybody else changes nothing.

What one organisation's members read of another's, and change of it, stands here, with the reason.
"""

from typing import Final

import pytest

from tests.contracts.deeds import DEEDS, NOTHING_BY_ITSELF, arguments, form
from tests.contracts.worlds import ARGUMENTS, World
from tests.support.addresses import Address, all_addresses, is_for_members, is_of_newsroom

pytestmark = pytest.mark.django_db

ADDRESSES: Final = [
    each
    for each in all_addresses()
    if is_for_members(each) or (each.arguments and not each.route.startswith("demo/") and not is_of_newsroom(each))
]
BY_NAME: Final = {each.name: each for each in ADDRESSES}

OF_ANOTHER: Final = ("observer", "contributor", "delegate")

# What they read of another organisation's things that are the network's (TLP:GREEN), and why.
READ: Final = {
    "network:organisation": "who works together is known to those who do",
    "network:logo_picture": "it stands beside the name",
    "network:person": "whom one works with: her name and her mandates",
    "network:confirm_key": "another member vouches for a key; this page says how, or that she cannot",
    "network:key_fingerprint": "the list of keys shows it too; here it is in words, to be read out to her",
    "network:key_qr_svg": "and drawn",
    "network:key_qr_png": "and as a picture",
    "network:contest_key": "says of the key what the list of keys says, and that there is nothing for her to contest",
    "network:revoke_key": "says of the key what the list of keys says, and that there is nothing for her to revoke",
    "instruments:document": "what the network writes is read by the network",
    "instruments:text": "and each text of it",
    "instruments:revision": "and what was changed in it",
    "instruments:compare": "and two of its languages side by side",
    "instruments:for_whom": "here she gives her own organisation's word",
}
# What they change of such things, and why.
_DRAFTERS: Final = {"contributor", "delegate"}  # everybody but observers: `drafting_access.DRAFTERS`
CHANGED: Final = {
    "instruments:new": _DRAFTERS,  # a document begins with one of them
    "instruments:title": _DRAFTERS,  # and the others better it
    "instruments:language": _DRAFTERS,
    "instruments:edit": _DRAFTERS,
    "instruments:keep_draft": _DRAFTERS,
    "instruments:discard_draft": {*OF_ANOTHER},  # only what she herself has typed
}


def test_every_argument_of_an_address_has_its_thing() -> None:
    """A new address is walked with real things, or fails here."""
    assert {name for address in ADDRESSES for name in address.arguments} <= set(ARGUMENTS)


def test_every_address_that_takes_a_form_has_its_deed(world: World) -> None:
    def takes(address: Address) -> bool:
        return world.ask("its delegate", "post", address, arguments(address, world.here)).status != 405

    assert {each.name for each in ADDRESSES if takes(each)} == set(DEEDS) | set(NOTHING_BY_ITSELF)


@pytest.mark.parametrize("name", DEEDS)
def test_whose_it_is_can(name: str, world: World) -> None:
    address, amber = BY_NAME[name], world.amber
    done = world.ask(DEEDS[name].by, "post", address, arguments(address, amber), form(address, amber))
    assert done.status in (200, 302), done.body
    assert done.written


@pytest.mark.parametrize("name", DEEDS)
def test_members_of_another_organisation_cannot(name: str, world: World) -> None:
    """Though they see what it is about. (Who is not let in: `test_urls`; what they do not see: `test_two_worlds`.)"""
    address, green = BY_NAME[name], world.green
    for who in OF_ANOTHER:
        told = world.ask(who, "post", address, arguments(address, green), form(address, green))
        assert not told.written or who in CHANGED.get(name, ()), (who, told.written)


@pytest.mark.parametrize("address", [each for each in ADDRESSES if each.arguments and is_for_members(each)], ids=str)
def test_others_read_what_is_the_networks_and_no_more(address: Address, world: World) -> None:
    for who in OF_ANOTHER:
        status = world.ask(who, "get", address, arguments(address, world.green)).status
        if address.name in READ:
            assert status in (200, 302), who
        elif who not in CHANGED.get(address.name, ()):
            assert status in (403, 404, 405), who

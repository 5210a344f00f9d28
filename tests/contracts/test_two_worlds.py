"""Two worlds: what an unauthorised viewer gets is byte-identical whether or not the thing exists.

A walk over all addresses that name a thing: once the real one of an organisation whose things the viewer may not see,
once one that was never there, in words just as long. Where an address names several things, each of them in turn is
the viewer's own.
"""

from collections.abc import Iterator, Sequence
from itertools import filterfalse, product
from uuid import uuid4

import pytest

from hamkor.network.models import Label
from tests.contracts.deeds import HERS, SECRETARIAT, arguments, form
from tests.contracts.worlds import PARTS, PUBLIC, Side, World, absent
from tests.support.addresses import METHODS, Address, all_addresses, is_for_members, is_of_newsroom

pytestmark = pytest.mark.django_db

# Those that name a thing that may be hidden. The demonstration's exist nowhere else, and there anybody may be anybody.
ADDRESSES = [
    each
    for each in all_addresses()
    if set(each.arguments) - PARTS - PUBLIC and not each.route.startswith("demo/") and not is_of_newsroom(each)
]
every_address = pytest.mark.parametrize("address", ADDRESSES, ids=str)
every_members_address = pytest.mark.parametrize("address", [*filter(is_for_members, ADDRESSES)], ids=str)
every_open_address = pytest.mark.parametrize("address", [*filterfalse(is_for_members, ADDRESSES)], ids=str)


type Named = dict[str, object]


def pairs(address: Address, theirs: Side, own: Side) -> Iterator[tuple[Named, Named]]:
    """What the address names where it is theirs, and where it is nobody's: first all of it, then parts of it."""
    there, hers = arguments(address, theirs), arguments(address, own)
    things = [name for name in address.arguments if name not in PARTS | PUBLIC]
    for taken in product((True, False), repeat=len(things)):
        if hidden := {name for name, is_theirs in zip(things, taken, strict=True) if is_theirs}:
            yield (
                {name: there[name] if name in hidden else value for name, value in hers.items()},
                {name: absent(there[name]) if name in hidden else value for name, value in hers.items()},
            )


def check_same(
    who: str, world: World, address: Address, theirs: Side, methods: Sequence[str], *, parts: bool = False
) -> None:
    """Fails where she is answered otherwise, or anything is written, where the things are theirs (all that the address
    names, or parts of it) and where they are not there."""
    whole, *partly = pairs(address, theirs, world.here)
    for there, not_there in partly if parts else [whole]:
        for method in methods:
            sent = form(address, theirs) if method == "post" else None
            found = world.ask(who, method, address, there, sent)
            assert found == world.ask(who, method, address, not_there, sent), (who, method, there)
            assert not found.written, (who, method, there)


@every_members_address
def test_it_is_there_for_whose_it_is(address: Address, world: World) -> None:
    """Else this walk would compare nothing with nothing."""
    there, not_there = next(pairs(address, world.amber, world.here))
    sent = form(address, world.amber)
    assert any(
        world.ask(who, method, address, there, sent) != world.ask(who, method, address, not_there, sent)
        for who, method in product((HERS, SECRETARIAT), ("get", "post"))
    )


@pytest.mark.parametrize("name", ["network:person", "signing:key"])
def test_who_looks_is_let_in(name: str, world: World) -> None:
    """Else they would be told the same at every door."""
    address = next(each for each in ADDRESSES if each.name == name)
    nowhere = {each: uuid4() for each in address.arguments}
    for who in ("observer", "contributor", "delegate", "coordinator"):
        assert world.ask(who, "get", address, nowhere).status == 404


@every_address
def test_a_delegate_of_another_organisation(address: Address, world: World) -> None:
    check_same("delegate", world, address, world.amber, METHODS)
    check_same("delegate", world, address, world.amber, ("get", "post"), parts=True)


@every_address
@pytest.mark.parametrize("who", ["observer", "contributor"])
def test_others_of_another_organisation(address: Address, who: str, world: World) -> None:
    check_same(who, world, address, world.amber, ("get", "post"))


@every_address
def test_the_coordinator_where_only_named_people_see_it(address: Address, world: World) -> None:
    check_same("coordinator", world, address, world.red, ("get", "post"))


@every_open_address
@pytest.mark.parametrize("who", ["nobody", "frozen", "without a second factor", "without a mandate", "revoked"])
def test_the_public(address: Address, who: str, world: World) -> None:
    check_same(who, world, address, world.amber, METHODS)


def test_lists_and_counts_say_nothing(world: World) -> None:
    """Pages that list things are the same before and after a thing is made that the viewer may not see."""
    elsewhere = ("account/", "demo/")
    lists = [each for each in all_addresses() if not each.arguments and not each.route.startswith(elsewhere)]
    asked = [(who, each) for who in ("nobody", "delegate", "coordinator") for each in lists]
    before = [world.ask(who, "get", each, {}) for who, each in asked]
    Side(Label.RED)
    for (who, each), told in zip(asked, before, strict=True):
        assert world.ask(who, "get", each, {}) == told, (who, each)


@pytest.mark.parametrize("who", ["observer", "contributor", "delegate"])
def test_what_is_afoot_around_a_person_is_not_told(who: str, world: World) -> None:
    """She may be frozen, or on her way back after a loss: another organisation, which knows her, does not learn it."""
    side = world.green
    known, afoot = side.colleague, (side.freeze, side.lost, side.returning, side.with_a_code)
    for address in (each for each in ADDRESSES if "person_id" in each.arguments):
        named, sent = arguments(address, side), form(address, side)
        for method in ("get", "post"):
            plainly = world.ask(who, method, address, {**named, "person_id": known.person_id}, sent)
            for each in afoot:
                told = world.ask(who, method, address, {**named, "person_id": each.person_id}, sent)
                assert told == plainly, (method, address.route, each)

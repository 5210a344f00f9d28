"""Every address under `/workspace/` and `/sign/`, every method, with things that are there: who is not let in is told
one thing at all of them; and a new page that nobody guarded fails here."""

from collections.abc import Sequence
from functools import cache
from typing import Final

import pytest

from hamkor.network.access import MEMBER_PAGES
from tests.contracts.deeds import arguments, form
from tests.contracts.worlds import PARTS, Answer, World
from tests.support.addresses import METHODS, Address, all_addresses

ADDRESSES: Final = all_addresses()
WORKSPACE: Final = [each for each in ADDRESSES if each.route.startswith("workspace/")]
SIGNING: Final = [each for each in ADDRESSES if each.route.startswith("sign/")]
HOME: Final = next(each for each in WORKSPACE if each.name == "workspace:home")
START: Final = next(each for each in SIGNING if each.name == "signing:start")
# Where one comes from the site, and what somebody sees who did not.
UNGUARDED: Final = {"signing:start", "signing:enter", "signing:leave"}

every_page_of_the_workspace = pytest.mark.parametrize("address", WORKSPACE, ids=str)
every_signing_page = pytest.mark.parametrize("address", [s for s in SIGNING if s.name not in UNGUARDED], ids=str)
db = pytest.mark.django_db


def told(world: World, who: str, address: Address, methods: Sequence[str] = METHODS) -> dict[str, Answer]:
    """What she is told where the things are that the address names, by each method that it takes; a form is one with
    which those may do something whose the things are. Fails where anything is written."""
    there, sent = arguments(address, world.amber), form(address, world.amber)
    answers = {method: world.ask(who, method, address, there, sent if method == "post" else None) for method in methods}
    assert not any(answer.written for answer in answers.values())
    return {method: answer for method, answer in answers.items() if answer.status != 405}


@cache
def told_at(page: Address, world: World, who: str) -> str:
    return world.ask(who, "get", page, {}).body


@every_page_of_the_workspace
@pytest.mark.parametrize("who", ["nobody", "frozen"])
@db
def test_a_stranger_is_sent_to_sign_in(address: Address, who: str, world: World) -> None:
    there = arguments(address, world.amber)
    here = address.filled({name: there[name] if name in PARTS else f"<{name}>" for name in there})
    for method, answer in told(world, who, address).items():
        if method == "post":
            # Nothing that she wrote is lost, so she is not simply sent elsewhere.
            assert (answer.status, answer.body.count("/account/login/?next=")) == (403, 1)
        else:
            assert (answer.status, answer.headers["Location"]) == (302, f"/account/login/?next={here}")


@every_page_of_the_workspace
@db
def test_a_password_alone_opens_nothing(address: Address, world: World) -> None:
    for answer in told(world, "without a second factor", address).values():
        assert (answer.status, answer.headers["Location"], answer.body) == (302, "/account/2fa/", "")


@every_page_of_the_workspace
@db
def test_without_a_mandate_in_force_nothing_opens(address: Address, world: World) -> None:
    for who in ("without a mandate", "not accepted", "ended", "revoked"):
        nothing = told_at(HOME, world, who)
        for method, answer in told(world, who, address, METHODS if who == "revoked" else ("get", "post")).items():
            assert (answer.status, answer.body) == (403, "" if method == "head" else nothing), (who, method)


@every_signing_page
@db
def test_who_did_not_come_from_the_site_signs_nothing(address: Address, world: World) -> None:
    for who in ("nobody", "frozen", "without a second factor", "without a mandate", "revoked"):
        nothing = told_at(START, world, who)
        for method, answer in told(world, who, address, METHODS if who == "nobody" else ("get", "post")).items():
            assert (answer.status, answer.body) == (403, "" if method == "head" else nothing), (who, method)


def test_every_page_of_the_workspace_passes_the_one_guard() -> None:
    def is_guarded(view: object) -> bool:
        return view in MEMBER_PAGES or (hasattr(view, "__wrapped__") and is_guarded(view.__wrapped__))

    assert [address.route for address in WORKSPACE if not is_guarded(address.view)] == []


@db
def test_the_signing_origin_and_the_site_do_not_mix(world: World) -> None:
    for address in ADDRESSES:
        other = "localhost" if address in SIGNING else "sign.localhost"
        assert world.look("its delegate", address.of_nothing(), host=other).status_code == 404, address.route

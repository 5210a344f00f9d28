"""All addresses of the site, as the URL configuration has them."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver

METHODS = ("get", "head", "post", "put", "patch", "delete", "options")

_ARGUMENT = re.compile(r"<(?:\w+:)?(\w+)>")


@dataclass(frozen=True)
class Address:
    """`route` as it is written in the URL configuration, `name` as templates call it, the view behind it."""

    route: str
    name: str
    view: Callable[..., HttpResponse]

    def __str__(self) -> str:
        return self.route

    @cached_property
    def arguments(self) -> tuple[str, ...]:
        """What the address names: slugs, ids, tokens."""
        return tuple(_ARGUMENT.findall(self.route))

    @property
    def host(self) -> str:
        return "sign.localhost" if self.route.startswith("sign/") else "localhost"

    def filled(self, arguments: Mapping[str, object]) -> str:
        """The address of these things."""
        return "/" + _ARGUMENT.sub(lambda found: str(arguments[found[1]]), self.route)


def _walk(entries: list[URLPattern | URLResolver], route: str = "", space: str = "") -> Iterator[Address]:
    for entry in entries:
        here = route + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _walk(entry.url_patterns, here, f"{space}{entry.namespace}:" if entry.namespace else space)
        else:
            yield Address(here, f"{space}{entry.name}", entry.callback)


def all_addresses() -> list[Address]:
    return list(_walk(get_resolver().url_patterns))


def is_for_members(address: Address) -> bool:
    """Under `/workspace/` and `/sign/` nobody is let in without a mandate in force."""
    return address.route.startswith(("workspace/", "sign/"))

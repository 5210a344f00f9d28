"""All addresses of the site, as the URL configuration has them."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver

METHODS = ("get", "head", "post", "put", "patch", "delete", "options")

_ARGUMENT = re.compile(r"<(?:(\w+):)?(\w+)>")
_OF_NOTHING = {"uuid": str(UUID(int=0)), "int": "1", "slug": "no-such-thing"}


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
        return tuple(name for _kind, name in _ARGUMENT.findall(self.route))

    @property
    def host(self) -> str:
        return "sign.localhost" if self.route.startswith("sign/") else "localhost"

    def filled(self, arguments: Mapping[str, object]) -> str:
        """The address of these things."""
        return "/" + _ARGUMENT.sub(lambda found: str(arguments[found[2]]), self.route)

    def of_nothing(self) -> str:
        """The address of things that are not there."""
        return "/" + _ARGUMENT.sub(lambda found: _OF_NOTHING.get(found[1], "xx"), self.route)


def _walk(entries: list[URLPattern | URLResolver], route: str = "", space: str = "") -> Iterator[Address]:
    for entry in entries:
        here = route + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _walk(entry.url_patterns, here, f"{space}{entry.namespace}:" if entry.namespace else space)
        else:
            yield Address(here, f"{space}{entry.name}", entry.callback)


def all_addresses() -> list[Address]:
    """Ours: all but those of the editors' pages, which are Wagtail's."""
    return [each for each in _walk(get_resolver().url_patterns) if not each.route.startswith("editor/")]


def editors_addresses() -> list[Address]:
    """Those under `/editor/`; Wagtail writes some as regular expressions, which lead to pages that others name too."""
    return [
        each
        for each in _walk(get_resolver().url_patterns)
        if each.route.startswith("editor/") and "$" not in each.route
    ]


def is_for_members(address: Address) -> bool:
    """Under `/workspace/` and `/sign/` nobody is let in without a mandate in force."""
    return address.route.startswith(("workspace/", "sign/"))


def is_of_newsroom(address: Address) -> bool:
    """What Wagtail keeps: its drafts belong to no organisation, and are looked for in `tests/newsroom`."""
    return address.name.startswith(("news:", "library:", "countries:", "pages:")) or address.name in {"file", "former"}

"""Signing, as the server sees it: one request that verifies the signature and keeps the word."""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

from django.db import connection

from bench.delegates import Delegate, Line, about_to_sign, line
from bench.documents import memorandum
from bench.measuring import Row
from bench.worlds import Site, site
from hamkor.instruments.models import Strength, Word

DELEGATES = 400
CLIENTS = 8
LEAST = 50


def measure(*, quick: bool) -> Iterator[Row]:
    """Eight clients at a time send what their passkeys answered, over HTTP, to one server process."""
    number = 16 if quick else DELEGATES
    with site() as server:
        name = "SQLite" if connection.vendor == "sqlite" else "PostgreSQL"
        document = memorandum()
        delegates = about_to_sign(document, server, number + CLIENTS)
        _together(server, delegates[:CLIENTS], _sign)
        computed = server.processor_seconds()
        seconds = _together(server, delegates[CLIENTS:], _sign)
        computed = server.processor_seconds() - computed
        assert Word.objects.filter(strength=Strength.SIGNED).count() == len(delegates), "not all words were kept"
        idle = _together(server, delegates[CLIENTS:], _ask_for_nothing)
    yield Row(
        what=f"signing, whole request with verification, {name}, one process",
        measured=f"{number / seconds:.0f} a second, {computed / number * 1e3:.1f} ms of processor time each",
        yardstick=f"the same server's robots.txt: {number / idle:.0f} a second",
        ratio=f"{idle / seconds:.2f}",
        must=f"≥ {LEAST} a second",
        reached=number / seconds >= LEAST,
    )


def _together(server: Site, delegates: Sequence[Delegate], do: Callable[[Line, Delegate], None]) -> float:
    """Seconds that all of them take, shared out among the clients."""

    def client(mine: Sequence[Delegate]) -> None:
        with line(server) as opened:
            for one in mine:
                do(opened, one)

    start = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as clients:
        list(clients.map(client, [delegates[number::CLIENTS] for number in range(CLIENTS)]))
    return time.perf_counter() - start


def _sign(opened: Line, delegate: Delegate) -> None:
    answer = opened.post(delegate)
    assert answer.location.endswith("/receipt/"), f"{answer.status}: {answer.location or answer.page[:2000]}"


def _ask_for_nothing(opened: Line, delegate: Delegate) -> None:
    assert opened.get(delegate.host.removeprefix("sign."), "/robots.txt").status == 200

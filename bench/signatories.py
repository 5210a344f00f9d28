"""How a document's page grows with those who signed."""

from collections.abc import Iterator

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.documents import memorandum, sign_on
from bench.measuring import Row, best_time
from bench.worlds import database, written_at_once

FEW, SOME, MANY = 20, 500, 1_000
FLAT = 1.25


def measure(*, quick: bool) -> Iterator[Row]:
    """Flat: a further signatory costs as much when there are hundreds as when there are dozens."""
    numbers = (5, 10, 20) if quick else (FEW, SOME, MANY)
    queries, seconds = {}, {}
    with database():
        document, so_far = memorandum(), 0
        for number in numbers:
            with written_at_once():
                sign_on(document, number - so_far)
            so_far = number
            queries[number], seconds[number] = _page(f"/ru/documents/{document.slug}/", times=2 if quick else 15)
    few, some, many = numbers
    first = (seconds[some] - seconds[few]) / (some - few)
    further = (seconds[many] - seconds[some]) / (many - some)
    yield Row(
        what=f"the same page from {few} to {many:,} signatories",
        measured=f"{queries[few]} and {queries[many]} queries; "
        f"{seconds[few] * 1e3:.1f} and {seconds[many] * 1e3:.1f} ms",
        yardstick=f"each further one: {first * 1e6:.0f} µs up to {some}, {further * 1e6:.0f} µs up to {many:,}",
        ratio=f"{further / first:.2f}",
        must=f"same number of queries; ≤ {FLAT} a row",
        reached=queries[few] == queries[many] and further <= FLAT * first,
    )


def _page(address: str, *, times: int) -> tuple[int, float]:
    client = Client(headers={"host": "localhost"})
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries), best_time(lambda: client.get(address), times=times)

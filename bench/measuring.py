"""A row of the table, and how rates and times are taken."""

import importlib
import json
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

import django


@dataclass(frozen=True, kw_only=True)
class Row:
    """One promise: what was measured, beside what, and whether it is kept. `ratio` may be the one to judge by."""

    what: str
    measured: str
    yardstick: str
    ratio: str
    must: str
    reached: bool


def table(rows: Sequence[Row]) -> str:
    """The rows in Markdown."""
    lines = ["| what | measured | yardstick | ratio | must reach | reached |", "|---|---|---|---|---|---|"]
    for row in rows:
        cells = (row.what, row.measured, row.yardstick, row.ratio, row.must, "yes" if row.reached else "no")
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def rate(call: Callable[[], object], *, seconds: float) -> float:
    """How often `call` can be done in a second of processor time, over this many seconds."""
    done, start = 0, time.process_time()
    while (passed := time.process_time() - start) < seconds:
        call()
        done += 1
    return done / passed


def best_time(call: Callable[[], object], *, times: int) -> float:
    """Seconds that `call` takes when nothing disturbs it: the shortest of this many."""
    return min(_time(call) for _ in range(times))


def _time(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def main(name: str, *options: str) -> None:
    """Measure one promise in this process; its rows are the last line of the output, as JSON."""
    django.setup()
    measurement = importlib.import_module(f"bench.{name}")
    rows = measurement.measure(quick="--quick" in options)
    print(json.dumps([asdict(row) for row in rows]))


if __name__ == "__main__":
    main(*sys.argv[1:])

"""The geometry of bar charts: upright for what comes day after day, lying for what has a name."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

WIDTH: Final = 720
HEIGHT: Final = 160
GAP: Final = 4
STEP: Final = 44  # from one named bar to the next: a line of words, and the bar under it
LONGEST_NAME: Final = 30  # characters beside a number on a phone


@dataclass(frozen=True)
class Bar:
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True)
class Chart:
    """Bars from left to right in a box of `width` by `height`; `top` is the number that the full height stands for."""

    bars: Sequence[Bar]
    top: int
    width: int = WIDTH
    height: int = HEIGHT


def bars(numbers: Sequence[int]) -> Chart:
    """One bar a number, the tallest as high as the box; anything above nought can be seen."""
    top = max([*numbers, 1])
    step = WIDTH // max(len(numbers), 1)
    drawn = []
    for place, number in enumerate(numbers):
        height = max(round(HEIGHT * number / top), 2) if number else 0
        drawn.append(Bar(place * step, HEIGHT - height, max(step - GAP, 1), height))
    return Chart(drawn, top)


@dataclass(frozen=True)
class Row:
    """A lying bar under its name. Only `percent` follows the width of the window: letters do not grow and shrink."""

    name: str
    number: int
    percent: float
    words_at: int
    bar_at: int


@dataclass(frozen=True)
class Rows:
    rows: Sequence[Row]
    height: int


def rows(numbers: Sequence[tuple[str, int]]) -> Rows:
    """One bar a name, the longest as wide as the box. Of a long name only beginning and end are written."""
    top = max([*(number for _name, number in numbers), 1])
    drawn = [
        Row(_shortened(name), number, round(100 * number / top, 1), place * STEP + 16, place * STEP + 24)
        for place, (name, number) in enumerate(numbers)
    ]
    return Rows(drawn, len(drawn) * STEP)


def _shortened(name: str) -> str:
    half = LONGEST_NAME // 2
    return name if len(name) <= LONGEST_NAME else f"{name[: half - 1]}…{name[-half:]}"

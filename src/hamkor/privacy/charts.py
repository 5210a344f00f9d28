"""The geometry of a bar chart."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

WIDTH: Final = 720
HEIGHT: Final = 160
GAP: Final = 4


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

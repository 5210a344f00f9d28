"""Lists cut into pages that stay as they are once they are full.

Pages are numbered from the oldest, and only full ones have a number. The list's own address (number 0) shows the
newest: a page full of them and those that do not fill one yet. So a new item changes the list's own address and, once
in a while, adds a page; numbering from the newest would change every page.
"""

from typing import NamedTuple


class Cut(NamedTuple):
    """A page's place in the list, the newest first: `[start:end]`. `earlier` and `later` are numbers of pages: None
    where there is none, 0 for the list's own address."""

    start: int
    end: int
    earlier: int | None = None
    later: int | None = None


def numbers(count: int, size: int) -> range:
    """The numbers of the pages beside the list's own address, of a list of `count` items."""
    return range(1, max(1, count // size))


def cut(count: int, size: int, number: int = 0) -> Cut:
    """The page of this number. Raises `LookupError` for one that there is not."""
    numbered = numbers(count, size)
    if not number:
        return Cut(0, count - len(numbered) * size, earlier=len(numbered) or None)
    if number not in numbered:
        raise LookupError(number)
    end = count - (number - 1) * size
    return Cut(end - size, end, earlier=number - 1 or None, later=number + 1 if number + 1 in numbered else 0)

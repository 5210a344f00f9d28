"""A tree as files that never change (C2SP `tlog-tiles`): 256 hashes to a tile, and the entries beside them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from hamkor_proof.faults import Fault
from hamkor_proof.tree import HASH_BYTES, Subtree

HEIGHT: Final = 8
WIDTH: Final = 2**HEIGHT


class Tile(NamedTuple):
    """The hashes of `width` neighbouring subtrees of 256**level entries each; below 256 at the tree's right edge."""

    level: int
    number: int
    width: int

    @property
    def path(self) -> str:
        """Its address under that of the ledger."""
        return f"tile/{self.level}/{_number(self.number)}{_partial(self.width)}"

    @property
    def entries_path(self) -> str:
        """For a tile of level 0: the address of the entries themselves."""
        return f"tile/entries/{_number(self.number)}{_partial(self.width)}"

    def subtrees(self) -> Iterator[Subtree]:
        """What it holds the hashes of, in order."""
        first = self.number * WIDTH
        return (Subtree(HEIGHT * self.level, first + each) for each in range(self.width))


def tiles(size: int, *, since: int = 0) -> Iterator[Tile]:
    """The tiles of a tree of this many entries; of those, where `since` is given, only the ones that the tree of that
    many entries did not have."""
    level = 0
    while size:
        for index in range(since // WIDTH, -(-size // WIDTH)):
            tile = Tile(level, index, min(WIDTH, size - index * WIDTH))
            if index * WIDTH + tile.width > since:
                yield tile
        size, since, level = size // WIDTH, since // WIDTH, level + 1


def tile_bytes(tile: Tile, known: Callable[[Subtree], bytes]) -> bytes:
    """The file of a tile."""
    return b"".join(map(known, tile.subtrees()))


def read_tile(data: bytes) -> list[bytes]:
    """The hashes in the file of a tile; a `Fault` for anything else."""
    if not data or len(data) % HASH_BYTES or len(data) > WIDTH * HASH_BYTES:
        raise Fault("ledger-form")
    return [data[at : at + HASH_BYTES] for at in range(0, len(data), HASH_BYTES)]


def bundle(entries: Iterable[bytes]) -> bytes:
    """The file of some entries: before each its length, in two bytes."""
    return b"".join(len(entry).to_bytes(2) + entry for entry in entries)


def read_bundle(data: bytes) -> Sequence[bytes]:
    """The entries in such a file; a `Fault` for anything else."""
    entries, at = [], 0
    while at < len(data):
        length = int.from_bytes(data[at : at + 2])
        entry = data[at + 2 : at + 2 + length]
        if at + 2 > len(data) or len(entry) != length:
            raise Fault("ledger-form")
        entries.append(entry)
        at += 2 + length
    if not 0 < len(entries) <= WIDTH:
        raise Fault("ledger-form")
    return entries


def _number(index: int) -> str:
    digits = f"{index:0{-(-len(str(index)) // 3) * 3}}"
    parts = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    return "/".join([*(f"x{part}" for part in parts[:-1]), parts[-1]])


def _partial(width: int) -> str:
    return "" if width == WIDTH else f".p/{width}"

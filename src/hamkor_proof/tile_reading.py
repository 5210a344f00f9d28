"""A tree read from its tiles, in a folder or at an address: only the tiles that an answer needs."""

import http.client
from collections.abc import Callable
from pathlib import Path
from typing import Final
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from hamkor_proof.faults import Fault
from hamkor_proof.tiles import HEIGHT, WIDTH, Tile, read_tile
from hamkor_proof.tree import HASH_BYTES, Subtree, node_hash

LONGEST: Final = WIDTH * HASH_BYTES
SECONDS: Final = 30

type Read = Callable[[str], bytes | None]


class TiledTree:
    """The hashes of complete subtrees of a tree of this many entries, worked out from its tiles.

    What a tile says is believed: whoever has the tree's root checks against it what was made of these. Raises a `Fault`
    for a tile that is not there, or not of its form.
    """

    def __init__(self, read: Read, size: int) -> None:
        self._read = read
        self._size = size
        self._tiles: dict[tuple[int, int], list[bytes]] = {}

    def __call__(self, subtree: Subtree) -> bytes:
        """The hash of this subtree."""
        level, above = divmod(subtree.level, HEIGHT)
        first = subtree.number << above
        tile = self._tile(level, first // WIDTH)
        row = tile[first % WIDTH : first % WIDTH + (1 << above)]
        if len(row) != 1 << above:
            raise Fault("tree-outside", index=subtree.number << subtree.level, size=self._size)
        while len(row) > 1:
            row = [node_hash(*pair) for pair in zip(row[::2], row[1::2], strict=True)]
        return row[0]

    def _tile(self, level: int, number: int) -> list[bytes]:
        if (level, number) not in self._tiles:
            width = min(WIDTH, (self._size >> HEIGHT * level) - number * WIDTH)
            if width <= 0:
                raise Fault("tree-outside", index=number * WIDTH, size=self._size)
            part = Tile(level, number, width)
            body = self._read(part.path)
            if body is None and width < WIDTH:  # a part may be taken away once the whole is there
                body = self._read(Tile(level, number, WIDTH).path)
            if body is None:
                raise Fault("ledger-no-tile", path=part.path)
            hashes = read_tile(body)
            if len(hashes) < width:
                raise Fault("ledger-form")
            self._tiles[level, number] = hashes[:width]
        return self._tiles[level, number]


def tiles_at(place: str) -> Read:
    """Reads the files of a ledger in a folder, or below an address that begins with http:// or https://.

    The reader gives None for a file that is not there, and raises `OSError` for a place that cannot be read.
    """
    if urlsplit(place).scheme in {"http", "https"}:
        return lambda path: _fetched(f"{place.rstrip('/')}/{path}")
    return lambda path: _lying(Path(place, *path.split("/")))


def _lying(path: Path) -> bytes | None:
    try:
        with path.open("rb") as file:
            return file.read(LONGEST + 1)
    except FileNotFoundError:
        return None


def _fetched(address: str) -> bytes | None:
    request = Request(address, headers={"User-Agent": "hamkor_proof"})  # noqa: S310 - the scheme was looked at
    try:
        with urlopen(request, timeout=SECONDS) as answer:  # noqa: S310 - the same
            body: bytes = answer.read(LONGEST + 1)
            return body
    except HTTPError as error:
        error.close()
        if error.code in {404, 410}:
            return None
        raise OSError(f"{address} answers {error.code}") from None
    except (http.client.HTTPException, ValueError) as error:
        raise OSError(f"{address} cannot be read ({type(error).__name__})") from None

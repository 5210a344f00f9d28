"""What of the ledger anybody may read: what a checkpoint covers, as files that C2SP `tlog-tiles` specifies.

Nothing that no checkpoint covers yet is here, so that the files tell no more of the time of an act than checkpoints do.
"""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from hamkor.ledger.models import Checkpoint, Commitment
from hamkor.ledger.tree import Hashes
from hamkor_proof.tiles import HEIGHT, WIDTH, Tile, bundle, tile_bytes, tiles

_PATH: Final = re.compile(r"(entries|0|[1-9][0-9]?)/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?")


class TileFile(NamedTuple):
    """A file of hashes, or of the entries beside those of a tile of level 0."""

    tile: Tile
    of_entries: bool

    @classmethod
    def parse(cls, path: str) -> "TileFile":
        """Read the part of an address after `/ledger/tile/`. Raises `ValueError` unless it is written as files are."""
        found = _PATH.fullmatch(path)
        if found is None:
            raise ValueError(path)
        level, digits, width = found.groups()
        tile = Tile(
            0 if level == "entries" else int(level),
            int(digits.replace("x", "").replace("/", "")),
            WIDTH if width is None else int(width),
        )
        read = cls(tile, level == "entries")
        if read.path != path:
            raise ValueError(path)
        return read

    @property
    def path(self) -> str:
        """The part of its address after `/ledger/tile/`."""
        path = self.tile.entries_path if self.of_entries else self.tile.path
        return path.removeprefix("tile/")


def tile_files(size: int, *, since: int = 0) -> Iterator[TileFile]:
    """The files of a ledger of this size; only the further ones where the files of a smaller size are there."""
    for tile in tiles(size, since=since):
        yield TileFile(tile, of_entries=False)
        if not tile.level:
            yield TileFile(tile, of_entries=True)


def published_tiles() -> Iterator[TileFile]:
    """Every file of tiles that lies there now: those of the newest checkpoint, and of each earlier one the parts of
    tiles that have not become whole since."""
    sizes = list(Checkpoint.objects.order_by("-size").values_list("size", flat=True))
    if not sizes:
        return
    yield from tile_files(sizes[0])
    known = set(tiles(sizes[0]))
    for size in sizes[1:]:
        for part in parts(size):
            if part not in known and not is_whole(part, sizes[0]):
                known.add(part)
                yield from _files_of(part)


def tiles_changed_by(checkpoint: Checkpoint) -> Iterator[TileFile]:
    """The files that came with this checkpoint; and the parts of tiles that became whole with it, whose files go."""
    sizes = Checkpoint.objects.filter(size__lt=checkpoint.size).order_by("-size").values_list("size", flat=True)
    before = sizes.first() or 0
    yield from tile_files(checkpoint.size, since=before)
    gone = {part for part in parts(before) if is_whole(part, checkpoint.size)}
    for level, number, _width in gone:
        first = (number * WIDTH) << HEIGHT * level
        for size in sizes.filter(size__gte=first):
            width = (size >> HEIGHT * level) - number * WIDTH
            if 0 < width < WIDTH:
                yield from _files_of(Tile(level, number, width))


def parts(size: int) -> Iterator[Tile]:
    """The tiles of a ledger of this size that are not whole: at most one of each level."""
    level = 0
    while size >> HEIGHT * level:
        number, width = divmod(size >> HEIGHT * level, WIDTH)
        if width:
            yield Tile(level, number, width)
        level += 1


def is_whole(tile: Tile, size: int) -> bool:
    """Whether a ledger of this size fills the place of the tile."""
    return (tile.number + 1) * WIDTH <= size >> HEIGHT * tile.level


def body_of(file: TileFile) -> bytes | None:
    """The bytes of a file; None for one that is not there: beyond the newest checkpoint, a part of a tile that is whole
    by now, or a part that no checkpoint ended with."""
    tile = file.tile
    newest = Checkpoint.objects.order_by("-size").values_list("size", flat=True).first() or 0
    if tile.width == WIDTH:
        if not is_whole(tile, newest):
            return None
    elif tile.width > WIDTH or is_whole(tile, newest) or not _ended_a_checkpoint(tile):
        return None
    if file.of_entries:
        first = tile.number * WIDTH
        entries = Commitment.objects.filter(position__gte=first, position__lt=first + tile.width).order_by("position")
        return bundle(bytes(leaf) for leaf in entries.values_list("leaf", flat=True))
    return tile_bytes(tile, Hashes())


def _ended_a_checkpoint(part: Tile) -> bool:
    last = part.number * WIDTH + part.width
    sizes = Checkpoint.objects.filter(size__gte=last << HEIGHT * part.level, size__lt=(last + 1) << HEIGHT * part.level)
    return sizes.exists()


def _files_of(tile: Tile) -> Iterator[TileFile]:
    yield TileFile(tile, of_entries=False)
    if not tile.level:
        yield TileFile(tile, of_entries=True)

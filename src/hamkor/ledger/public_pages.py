"""The public addresses of the ledger: its files, the network's descriptor, and the page about them."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse

from hamkor.core.public_pages import Key, PublicPages, register
from hamkor.ledger.models import Checkpoint, Descriptor
from hamkor.ledger.published import TileFile, published_tiles, tiles_changed_by


class LedgerTiles(PublicPages):
    """Hashes and entries up to the newest checkpoint. A checkpoint brings its own files and leaves the others."""

    i18n = False
    in_sitemap = False
    shows = frozenset({"ledger.checkpoint"})

    def items(self) -> Iterable[TileFile]:
        return published_tiles()

    def location(self, item: TileFile) -> str:
        return reverse("ledger:tile", args=[item])

    def touched_by(self, label: str, key: Key) -> Iterable[TileFile]:
        made = Checkpoint.objects.filter(pk=str(key)).first()
        return tiles_changed_by(made) if made else ()


class LedgerCheckpoint(PublicPages):
    """Registered after the tiles: whoever reads the new one finds what it needs."""

    i18n = False
    in_sitemap = False
    shows = frozenset({"ledger.checkpoint"})

    def items(self) -> list[str]:
        return ["ledger:checkpoint"] if Checkpoint.objects.exists() else []

    def location(self, item: str) -> str:
        return reverse(item)


class NetworkDescriptors(PublicPages):
    """The newest edition, by the number 0, and each by its own."""

    i18n = False
    in_sitemap = False
    shows = frozenset({"ledger.descriptor"})

    def items(self) -> list[int]:
        editions = list(Descriptor.objects.order_by("edition").values_list("edition", flat=True))
        return [0, *editions] if editions else []

    def location(self, item: int) -> str:
        return reverse("ledger:edition", args=[item]) if item else reverse("ledger:network")


class RecordPage(PublicPages):
    """What the record holds. A month's sum is told when the month is over."""

    shows = frozenset({"ledger.checkpoint", "ledger.descriptor"})

    def items(self) -> list[str]:
        return ["record:record"]

    def location(self, item: str) -> str:
        return reverse(item)

    def changed_between(self, since: datetime, until: datetime) -> Iterable[str]:
        return self.items() if (since.year, since.month) != (until.year, until.month) else ()


def register_all() -> None:
    """Adds these to the public site."""
    register("ledger.tiles", LedgerTiles)
    register("ledger.checkpoint", LedgerCheckpoint)
    register("ledger.network", NetworkDescriptors)
    register("ledger.record", RecordPage)

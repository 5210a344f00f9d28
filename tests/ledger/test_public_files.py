"""The ledger lies in the public tree as C2SP specifies it: what a checkpoint covers, and nothing beyond."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from hamkor.core.actors import CLOCK
from hamkor.ledger import published, tree
from hamkor.ledger.actions.checkpoints import make_checkpoint
from hamkor.ledger.models import Checkpoint, Commitment, Descriptor
from hamkor.ledger.published import TileFile
from hamkor.publishing.checking import faults
from hamkor.publishing.files import PublicFiles
from hamkor.publishing.making import public_files
from hamkor.publishing.rebuild import rebuild
from hamkor.publishing.sweep import sweep
from hamkor_proof import checkpoint
from hamkor_proof.note import Note
from hamkor_proof.tile_reading import TiledTree, tiles_at
from hamkor_proof.tiles import read_bundle
from hamkor_proof.tree import entry_hash, root_hash

pytestmark = pytest.mark.django_db

type Append = Callable[[int], None]


@pytest.fixture
def public(tmp_path: Path, settings) -> PublicFiles:
    """The public site with nothing but the ledger in it."""
    settings.PUBLIC_ROOT = tmp_path / "public"
    return public_files()


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the ledger's own lists, so that a sweep takes no time."""
    from hamkor.core import public_pages

    ours = {name: pages for name, pages in public_pages.sections().items() if name.startswith("ledger.")}
    for room in ("rebuild", "sweep"):
        monkeypatch.setattr(f"hamkor.publishing.{room}.sections", lambda: ours)


def lying(public: PublicFiles) -> set[str]:
    return {public.address(path) for path in public.paths("/ledger/")}


def grow_to(append: Append, size: int) -> Checkpoint:
    """So many entries, the checkpoint's own heads among them, and a checkpoint."""
    append(size - 1 - tree.size())
    made = make_checkpoint(by=CLOCK)
    assert made.size == size
    return made


def test_what_lies_there_proves_the_checkpoint_that_lies_there(append: Append, public: PublicFiles) -> None:
    grow_to(append, 258)
    sweep()
    note = Note.parse(public.read("/ledger/checkpoint") or b"")
    signed = checkpoint.Checkpoint.parse(note.text)
    assert signed.size == 258
    read = tiles_at(str(public.root / "ledger"))
    assert root_hash(258, TiledTree(read, 258)) == signed.root
    bundles = [public.read(f"/ledger/tile/entries/{path}") or b"" for path in ("000", "001.p/2")]
    entries = [entry for bundle in bundles for entry in read_bundle(bundle)]
    assert entries == [bytes(leaf) for leaf in Commitment.objects.order_by("position").values_list("leaf", flat=True)]
    hashes = read("tile/0/000") or b""
    assert hashes == b"".join(map(entry_hash, entries[:256]))


def test_nothing_is_told_before_a_checkpoint_covers_it(append: Append, public: PublicFiles) -> None:
    append(3)
    rebuild(processes=1)
    assert lying(public) == {"/ledger/network.json", "/ledger/network/1.json"}
    grow_to(append, 5)
    sweep()
    before = lying(public)
    append(9)
    sweep()
    rebuild(processes=1)
    assert lying(public) == before
    assert "/ledger/tile/0/000.p/5" in before


def test_each_checkpoint_brings_its_own_files_and_leaves_the_others(append: Append, public: PublicFiles) -> None:
    grow_to(append, 5)
    rebuild(processes=1)
    untouched = public.path("/ledger/tile/0/000.p/5").stat().st_mtime_ns
    grow_to(append, 250)
    sweep()
    parts = {f"/ledger/tile/{kind}/000.p/{width}" for kind in ("0", "entries") for width in (5, 250)}
    assert {path for path in lying(public) if ".p/" in path} == parts
    assert public.path("/ledger/tile/0/000.p/5").stat().st_mtime_ns == untouched
    assert faults(processes=1) == []


def test_parts_of_a_tile_go_when_the_whole_is_there(append: Append, public: PublicFiles) -> None:
    for size in (5, 250):
        grow_to(append, size)
    rebuild(processes=1)
    grow_to(append, 257)
    sweep()
    whole = {"/ledger/tile/0/000", "/ledger/tile/entries/000"}
    parts = {"/ledger/tile/0/001.p/1", "/ledger/tile/entries/001.p/1", "/ledger/tile/1/000.p/1"}
    assert {path for path in lying(public) if "tile" in path} == whole | parts
    assert faults(processes=1) == []


def test_parts_of_a_higher_tile_that_no_longer_end_a_checkpoint_stay_until_it_is_whole(
    append: Append, public: PublicFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With tiles of four, so that there are several levels of them."""
    for module in ("hamkor.ledger.published", "hamkor_proof.tiles"):
        monkeypatch.setattr(f"{module}.WIDTH", 4)
        monkeypatch.setattr(f"{module}.HEIGHT", 2)
    rebuild(processes=1)
    for size in (3, 6, 9, 15, 17, 30, 65):
        grow_to(append, size)
        sweep()
        assert lying(public) == {f"/ledger/{name}" for name in ("checkpoint", "network.json", "network/1.json")} | {
            f"/ledger/tile/{file.path}" for file in published.published_tiles()
        }
        assert faults(processes=1) == []
    assert "/ledger/tile/3/000.p/1" in lying(public)


def test_the_descriptor_is_there_by_its_number_and_as_the_newest(public: PublicFiles) -> None:
    rebuild(processes=1)
    body = bytes(Descriptor.objects.get().body)
    assert public.read("/ledger/network.json") == public.read("/ledger/network/1.json") == body
    assert public.read("/ledger/network/2.json") is None


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("/ledger/checkpoint", "text/plain; charset=utf-8"),
        ("/ledger/tile/0/000.p/7", "application/octet-stream"),
        ("/ledger/tile/entries/000.p/7", "application/octet-stream"),
        ("/ledger/network.json", "application/json"),
    ],
)
def test_each_says_what_it_is(append: Append, reader: Client, address: str, kind: str) -> None:
    grow_to(append, 7)
    answer = reader.get(address)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, kind)


@pytest.mark.parametrize(
    "path",
    [
        "0/000", "0/000.p/6", "0/000.p/8", "0/000.p/256", "0/000.p/07", "00/000.p/7", "0/x000/000.p/7", "0/001.p/1",
        "1/000.p/1", "entries/000", "63/000", "99/999", "0/0.p/7", "0/000.p/0", "entries/000.p/7/", "0/000.p",
    ],
)  # fmt: skip
def test_what_is_not_there_is_not_there_under_any_name(append: Append, reader: Client, path: str) -> None:
    grow_to(append, 7)
    assert reader.get(f"/ledger/tile/{path}").status_code == 404


def test_a_large_ledgers_tiles_are_named_as_the_format_says() -> None:
    """The example of the specification: 1,234,067."""
    file = TileFile.parse("3/x001/x234/067")
    assert (file.tile.level, file.tile.number, file.tile.width) == (3, 1234067, 256)
    assert file.path == "3/x001/x234/067"

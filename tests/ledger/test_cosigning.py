"""Partners cosign checkpoints by hand: a file comes in, a line goes out, and two histories are never both cosigned."""

import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator, Sequence
from functools import partial
from hashlib import sha256
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamkor_proof import descriptor
from hamkor_proof.__main__ import main
from hamkor_proof.checkpoint import Checkpoint, cosigned_at
from hamkor_proof.note import Note, SignerKey, signed
from hamkor_proof.tile_reading import TiledTree
from hamkor_proof.tiles import Tile, tile_bytes, tiles
from hamkor_proof.tree import Subtree, completed_by, consistency_spans, entry_hash, inclusion_spans, proof, root_hash

LOG = SignerKey("network.example/log", b"\7" * 32)
WITNESS = SignerKey("partner.example/witness", b"\10" * 32)


class Tree:
    """A ledger of so many entries, in memory, and as files."""

    def __init__(self, size: int, *, other: int | None = None) -> None:
        """In the history of an `other` the entry at that position is another one."""
        self.size = size
        self.known: dict[Subtree, bytes] = {}
        for at in range(size):
            entry = sha256(b"other" if at == other else str(at).encode()).digest()
            self.known |= dict(completed_by(at, entry_hash(entry), self.known.__getitem__))

    def root(self, size: int) -> bytes:
        return root_hash(size, self.known.__getitem__)

    def checkpoint(self, size: int | None = None, *, origin: str = LOG.name) -> bytes:
        size = self.size if size is None else size
        return signed(Checkpoint(origin, size, self.root(size)).to_text(), LOG)

    def write(self, folder: Path, size: int | None = None) -> None:
        for tile in tiles(self.size if size is None else size):
            path = folder / tile.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(tile_bytes(tile, self.known.__getitem__))


class Partner:
    """Somebody with a key, who types the command."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.capsys = capsys
        (folder / "key").write_text(WITNESS.to_secret() + "\n")
        self.state = folder / "last"

    def cosign(self, checkpoint: bytes, *more: str, log: Sequence[str] = ("--log", str(LOG.verifier))) -> int:
        (self.folder / "checkpoint").write_bytes(checkpoint)
        files = [str(self.folder / "checkpoint"), "--key", str(self.folder / "key"), "--state", str(self.state)]
        status = main(["cosign", *files, *log, *more])
        self.said = self.capsys.readouterr().out
        return status

    def has_cosigned(self, checkpoint: bytes) -> bool:
        return cosigned_at(Note.parse(checkpoint + self.said.encode()), WITNESS.verifier) is not None


@pytest.fixture
def partner(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Partner:
    return Partner(tmp_path, capsys)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A folder, and the address at which a web server has it."""
    folder = tmp_path / "served"
    folder.mkdir()
    handler = type("Quiet", (SimpleHTTPRequestHandler,), {"log_message": lambda *_: None})
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=folder))
    Thread(target=server.serve_forever, daemon=True).start()
    yield folder, f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def test_she_cosigns_what_continues_the_last_one_that_she_saw(partner: Partner, served: tuple[Path, str]) -> None:
    folder, address = served
    tree = Tree(700)
    tree.write(folder, 600)
    tree.write(folder)
    assert partner.cosign(tree.checkpoint(300)) == 0
    assert partner.has_cosigned(tree.checkpoint(300))
    assert partner.cosign(tree.checkpoint(600), "--ledger", str(folder)) == 0, partner.said
    assert partner.cosign(tree.checkpoint(), "--ledger", f"{address}/") == 0, partner.said
    assert partner.has_cosigned(tree.checkpoint())
    assert partner.said.startswith("— partner.example/witness ")


def test_a_proof_in_a_file_is_as_good_as_the_tiles(partner: Partner) -> None:
    tree = Tree(11)
    hashes = proof(consistency_spans(6, 11), tree.known.__getitem__)
    (partner.folder / "proof").write_text("".join(f"{b64encode(each).decode()}\n" for each in hashes))
    assert partner.cosign(tree.checkpoint(6)) == 0
    assert partner.cosign(tree.checkpoint()) == 2
    assert "--proof" in partner.said
    assert partner.cosign(tree.checkpoint(), "--proof", str(partner.folder / "proof")) == 0
    assert partner.has_cosigned(tree.checkpoint())


def test_the_log_may_be_named_by_the_network(partner: Partner) -> None:
    network = descriptor.Descriptor(
        edition=1, name="A network", log=str(LOG.verifier), relying_parties=(), demonstration=False
    )
    (partner.folder / "network.json").write_bytes(network.to_bytes())
    assert partner.cosign(Tree(3).checkpoint(), log=("--network", str(partner.folder / "network.json"))) == 0


def test_the_same_checkpoint_can_be_cosigned_again(partner: Partner) -> None:
    tree = Tree(3)
    assert partner.cosign(tree.checkpoint()) == 0
    assert partner.cosign(tree.checkpoint()) == 0
    assert partner.has_cosigned(tree.checkpoint())


@pytest.mark.parametrize(
    ("next_one", "sentence"),
    [
        (Tree(5).checkpoint(), "never gets shorter"),
        (Tree(7, other=3).checkpoint(), "two histories"),
        (
            Tree(9, other=3).checkpoint(),
            "Nothing shows that this checkpoint of 9 entries continues the last",
        ),
        (Tree(9).checkpoint(origin="other.example/log"), "'other.example/log'"),
        (signed(Checkpoint(LOG.name, 9, bytes(32)).to_text(), WITNESS), "None of the signatures"),
    ],
)
def test_another_history_is_refused_and_leaves_no_trace(partner: Partner, next_one: bytes, sentence: str) -> None:
    Tree(9, other=3).write(partner.folder)
    assert partner.cosign(Tree(7).checkpoint()) == 0
    kept = partner.state.read_bytes()
    assert partner.cosign(next_one, "--ledger", str(partner.folder)) == 1
    assert sentence in partner.said
    assert partner.state.read_bytes() == kept


def test_an_empty_ledger_a_lost_tile_and_a_spoilt_state_are_told(partner: Partner) -> None:
    assert partner.cosign(Tree(0).checkpoint()) == 2
    assert partner.cosign(Tree(7).checkpoint()) == 0
    assert partner.cosign(Tree(9).checkpoint(), "--ledger", str(partner.folder)) == 2
    assert "tile/0/000.p/9 is not there" in partner.said
    partner.state.write_bytes(b"nothing")
    assert partner.cosign(Tree(9).checkpoint()) == 2
    assert "does not hold the last checkpoint" in partner.said
    assert partner.state.read_bytes() == b"nothing"
    assert partner.cosign(b"no note") == 2
    assert partner.cosign(Tree(9).checkpoint(), "--ledger", "http://127.0.0.1:9/") == 2
    partner.folder.joinpath("key").unlink()
    assert partner.cosign(Tree(9).checkpoint()) == 2
    assert "key cannot be used: No such file" in partner.said


def test_of_two_histories_at_the_same_time_one_is_cosigned(partner: Partner) -> None:
    """Each process waits for the other's state."""
    command = [sys.executable, "-m", "hamkor_proof", "cosign", "-", "--key", str(partner.folder / "key")]
    command += ["--state", str(partner.state), "--log", str(LOG.verifier)]
    for histories in range(3):
        partner.state.unlink(missing_ok=True)
        running = []
        for other in (None, histories):
            history = partner.folder / f"history {other}"
            history.write_bytes(Tree(5, other=other).checkpoint())
            with history.open() as checkpoint:
                running.append(subprocess.Popen(command, stdin=checkpoint, stdout=subprocess.DEVNULL))
        assert sorted(process.wait() for process in running) == [0, 1]


@given(st.integers(1, 70_000), st.data())
def test_tiles_give_every_hash_of_the_tree(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    known: dict[Subtree, bytes] = {}

    def made(subtree: Subtree) -> bytes:
        """A tree of entries that are all alike, so that a large one costs nothing."""
        alike = known.get(Subtree(subtree.level, 0))
        if alike is None:
            below = made(Subtree(subtree.level - 1, 0)) if subtree.level else b""
            alike = sha256(b"\1" + below + below).digest() if subtree.level else entry_hash(b"")
            known[Subtree(subtree.level, 0)] = alike
        return alike

    files = {tile.path: tile for tile in tiles(size)}
    spans = inclusion_spans(index, size)
    read = TiledTree(lambda path: tile_bytes(files[path], made), size)
    assert proof(spans, read) == proof(spans, made)


def test_a_part_that_has_become_whole_is_read_from_the_whole() -> None:
    tree = Tree(256)
    files = {Tile(0, 0, 256).path: tile_bytes(Tile(0, 0, 256), tree.known.__getitem__)}
    assert root_hash(200, TiledTree(files.get, 200)) == tree.root(200)

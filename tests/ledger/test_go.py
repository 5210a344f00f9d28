"""Go's packages for notes and logs (Debian: golang-golang-x-mod-dev) read the ledger as it lies in the public tree."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Final

import pytest

from hamkor.core.actors import CLOCK, OPERATOR
from hamkor.ledger.access import newest_descriptor
from hamkor.ledger.actions.checkpoints import make_checkpoint
from hamkor.ledger.actions.descriptors import publish_descriptor
from hamkor.ledger.actions.witnesses import keep_cosignatures
from hamkor.ledger.models import Checkpoint, Commitment
from hamkor.ledger.public_pages import LedgerCheckpoint, LedgerTiles
from hamkor.publishing.making import CAREFULLY, make, public_files
from hamkor_proof import checkpoint
from hamkor_proof.checkpoint import cosign
from hamkor_proof.note import Note, SignerKey

pytestmark = pytest.mark.django_db

type Append = Callable[[int], None]

SOURCES: Final = Path("/usr/share/gocode")
PROGRAM: Final = Path(__file__).parent / "go" / "read.go"
WITNESS: Final = SignerKey("partner.example/witness", b"\10" * 32)


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program, built without a network."""
    go = shutil.which("go")
    if go is None or not (SOURCES / "src/golang.org/x/mod/sumdb/tlog").exists():
        pytest.skip("Go, or golang-golang-x-mod-dev, is not installed")
    folder = tmp_path_factory.mktemp("go")
    environment = os.environ | {"GO111MODULE": "off", "GOPATH": str(SOURCES), "GOCACHE": str(folder / "cache")}
    built = subprocess.run(
        [go, "build", "-o", str(folder / "read"), str(PROGRAM)], env=environment, capture_output=True, text=True
    )
    assert built.returncode == 0, built.stderr
    return folder / "read"


@pytest.fixture
def served(append: Append, tmp_path: Path, settings) -> Iterator[str]:
    """The address of a ledger of 520 entries, with a checkpoint of 300 on the way and a cosignature."""
    settings.PUBLIC_ROOT = tmp_path / "public"
    publish_descriptor(by=OPERATOR, witnesses=[str(WITNESS.verifier)])
    append(298)
    make_checkpoint(by=CLOCK)
    append(219)
    made = make_checkpoint(by=CLOCK)
    line = cosign(checkpoint.Checkpoint.parse(Note.parse(bytes(made.note)).text), WITNESS, at=1_400_000_000)
    keep_cosignatures(by=OPERATOR, checkpoint=made, lines=[line])
    with public_files().alone():
        made_files = make([*LedgerTiles().paths(), *LedgerCheckpoint().paths()], quality=CAREFULLY)
    assert [each.fault for each in made_files if not each.found] == []
    handler = type("Quiet", (SimpleHTTPRequestHandler,), {"log_message": lambda *_: None})
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=settings.PUBLIC_ROOT))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/ledger"
    server.shutdown()
    server.server_close()


def verified(read: Path, address: str, *, entry: int, leaf: bytes) -> subprocess.CompletedProcess[str]:
    latest = newest_descriptor()
    assert latest is not None
    command = [str(read), address, latest.log, str(entry), leaf.hex(), "300"]
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


def test_go_verifies_an_entry_and_that_the_ledger_only_grew(read: Path, served: str) -> None:
    newest, former = Checkpoint.objects.order_by("-size")
    assert (newest.size, former.size) == (520, 300)
    for entry in (0, 255, 256, 299, 519):
        leaf = bytes(Commitment.objects.get(position=entry).leaf)
        told = verified(read, served, entry=entry, leaf=leaf)
        assert (told.returncode, told.stdout) == (0, f"520 {bytes(former.root).hex()}\n"), told.stderr


def test_go_refuses_another_entry(read: Path, served: str) -> None:
    assert verified(read, served, entry=7, leaf=bytes(32)).returncode == 1

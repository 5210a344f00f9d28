"""Our trees, tiles, checkpoints and cosignatures against a library that others wrote from the same specifications."""

import aics_tlog
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from hamkor_proof import tree
from hamkor_proof.checkpoint import Checkpoint, cosign, cosigned_at, with_signatures
from hamkor_proof.faults import Fault
from hamkor_proof.note import Note, SignerKey, VerifierKey, signed
from hamkor_proof.tiles import bundle, tile_bytes, tiles
from hamkor_proof.tree import Subtree, entry_hash

LOG, WITNESS = SignerKey("coalition.example", bytes(32)), SignerKey("partner.example/witness", b"\1" * 32)
ENTRIES = st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=700)


def kept(entries: list[bytes]) -> dict[Subtree, bytes]:
    """The hash of every complete subtree, as our ledger keeps them."""
    known: dict[Subtree, bytes] = {}
    for index, entry in enumerate(entries):
        for part, hashed in tree.completed_by(index, entry_hash(entry), known.__getitem__):
            known[part] = hashed
    return known


@settings(deadline=None)
@given(ENTRIES, st.data())
def test_roots_and_proofs_are_the_same_bytes(entries: list[bytes], data: st.DataObject) -> None:
    known, theirs = kept(entries).__getitem__, aics_tlog.MerkleTree()
    theirs.extend(entries)
    size = data.draw(st.integers(1, len(entries)))
    index, earlier = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))
    assert tree.root_hash(size, known) == theirs.root(size)
    inclusion = tree.proof(tree.inclusion_spans(index, size), known)
    assert inclusion == theirs.inclusion_proof(index, size)
    assert aics_tlog.verify_leaf_inclusion(entries[index], index, size, inclusion, theirs.root(size))
    assert tree.proof(tree.consistency_spans(earlier, size), known) == theirs.consistency_proof(earlier, size)


@settings(deadline=None, max_examples=25)
@given(ENTRIES)
def test_tiles_are_the_same_files(entries: list[bytes]) -> None:
    known = kept(entries).__getitem__
    ours = {}
    for tile in tiles(len(entries)):
        ours[tile.path] = tile_bytes(tile, known)
        if not tile.level:
            first = tile.number * 256
            ours[tile.entries_path] = bundle(entries[first : first + tile.width])
    assert ours == aics_tlog.TileWriter(entries).materialise()


@settings(deadline=None)
@given(st.integers(1, 2**53 - 1), st.binary(min_size=32, max_size=32), st.integers(1, 2**40))
def test_they_read_our_checkpoints_and_cosignatures_and_we_theirs(size: int, root: bytes, at: int) -> None:
    checkpoint = Checkpoint(LOG.name, size, root)
    note = with_signatures(signed(checkpoint.to_text(), LOG), [cosign(checkpoint, WITNESS, at=at)])
    key = aics_tlog.parse_vkey(str(LOG.verifier))
    witness = aics_tlog.cosignature_vkey(WITNESS.name, WITNESS.verifier.public_key)
    found = aics_tlog.verify_checkpoint(aics_tlog.parse_note(note), key, [witness], quorum=1)
    assert (found.ok, found.size, found.root, found.timestamps) == (True, size, root, {WITNESS.name: at}), found.error
    private = Ed25519PrivateKey.from_private_bytes(WITNESS.seed)
    _blob, line = aics_tlog.sign_cosignature(private, WITNESS.name, at, LOG.name, size, root)
    theirs = aics_tlog.sign_checkpoint(aics_tlog.Checkpoint(LOG.name, size, root), private, "theirs.example")
    assert cosigned_at(Note.parse(note), VerifierKey.parse(str(WITNESS.verifier))) == at
    assert line.signature == Note.parse(note).signatures[-1].value
    assert theirs.text == checkpoint.to_text()


def test_a_tree_is_written_as_gos_tlog_writes_it() -> None:
    """The values that are printed in the tests of golang.org/x/mod/sumdb/tlog (BSD-3-Clause)."""
    root = entry_hash(b"hello world")
    written = "go.sum database tree\n123456789012\nTszzRgjTG6xce+z2AG31kAXYKBgQVtCSCE40HmuwBb0=\n"
    assert Checkpoint("go.sum database tree", 123456789012, root).to_text() == written
    assert Checkpoint.parse(written).root == root
    further = Checkpoint.parse(written + "JOE\n" * 1000)
    assert (further.size, further.root, len(further.extensions)) == (123456789012, root, 1000)


@pytest.mark.parametrize(
    "text",
    [
        # as printed in the tests of golang.org/x/mod/sumdb/tlog (BSD-3-Clause)
        "go.sum database tree\n0xabcdef\nTszzRgjTG6xce+z2AG31kAXYKBgQVtCSCE40HmuwBb0=\n",
        "go.sum database tree\n123456789012\nTszzRgjTG6xce+z2AG31kAXYKBgQVtCSCE40HmuwBTOOBIG=\n",
        # as printed in the tests of github.com/transparency-dev/formats, log (Apache-2.0)
        "Head\n9944\n",
        "\n9944\ndGhlIHZpZXcgZnJvbSB0aGUgdHJlZSB0b3BzIGlzIGdyZWF0IQ==\n",
        "Log\n123\nYmFuYW5hcw==",
        "Log\nbananas\ndGhlIHZpZXcgZnJvbSB0aGUgdHJlZSB0b3BzIGlzIGdyZWF0IQ==\n",
        "Log\n-34\ndGhlIHZpZXcgZnJvbSB0aGUgdHJlZSB0b3BzIGlzIGdyZWF0IQ==\n",
        "Log\n3438945738945739845734895735\ndGhlIHZpZXcgZnJvbSB0aGUgdHJlZSB0b3BzIGlzIGdyZWF0IQ==\n",
        "Log\n123\nThisIsn'tBase64\n",
        # theirs take a hash of any length; a root of RFC 6962 over SHA-256 has 32 bytes
        "Log\n123\nYmFuYW5hcw==\n",
    ],
)
def test_what_others_refuse_as_a_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(Fault):
        Checkpoint.parse(text)

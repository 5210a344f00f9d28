"""Checkpoints, cosignatures, proofs and tiles: byte for byte as C2SP describes them, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamkor_proof import tiles, tree
from hamkor_proof.checkpoint import Checkpoint, InclusionProof, cosign, cosigned_at, cosigner_id, with_signatures
from hamkor_proof.faults import Fault
from hamkor_proof.note import Note, SignerKey, VerifierKey, signed, verified
from hamkor_proof.tiles import Tile
from hamkor_proof.tree import Subtree
from tests.proof.test_note import SUM_HEAD, SUM_KEY
from tests.proof.test_tree import defined, inclusion, known

# Published in C2SP's tlog-cosignature.
SPECIFIED = (
    "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
    "— example.com/behind-the-sofa "
    "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
    "— witness.example.com/w1 "
    "jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n"
)
LOG = SignerKey("network.example/ledger", b"\x06" * 32)
WITNESS = SignerKey("partner.example/witness", b"\x07" * 32)
AT = 1_795_000_000


def head(size: int = 5) -> Checkpoint:
    return Checkpoint("network.example/ledger", size, defined(0, size) if size else tree.root_hash(0, known))


def a_proof(index: int = 3, size: int = 5) -> InclusionProof:
    note = signed(head(size).to_text(), LOG)
    return InclusionProof(index, tuple(inclusion(index, size)), note)


def proved(proof: bytes, leaf: bytes) -> None:
    read = InclusionProof.parse(proof)
    read.check(leaf)
    verified(read.checkpoint, [LOG.verifier])


class TestCheckpoints:
    def test_one_that_others_publish_reads_and_writes_back(self) -> None:
        note = Note.parse(SPECIFIED.encode())
        read = Checkpoint.parse(note.text)
        assert (read.origin, read.size) == ("example.com/behind-the-sofa", 20852163)
        assert read.to_text() == note.text

    def test_that_of_the_go_checksum_database_reads_under_its_key(self) -> None:
        text, _keys = verified(SUM_HEAD.encode(), [VerifierKey.parse(SUM_KEY)])
        assert Checkpoint.parse(text).size == 15081221

    @given(
        st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1),
        st.integers(0, 10**18),
        st.binary(min_size=32, max_size=32),
    )
    def test_each_reads_back(self, origin: str, size: int, root: bytes) -> None:
        for extensions in ((), ("more",), ("one", "two")):
            written = Checkpoint(origin, size, root, extensions)
            assert Checkpoint.parse(written.to_text()) == written

    @pytest.mark.parametrize(
        ("found", "instead"),
        [
            ("\n5\n", "\n05\n"),
            ("\n5\n", "\n-5\n"),
            ("\n5\n", "\n5 \n"),
            ("\n5\n", "\n٥\n"),
            ("\n5\n", "\n99999999999999999999\n"),
            ("network.example/ledger", ""),
            ("=\n", "\n"),
            ("=\n", "=\n\n"),
            ("=\n", "="),
            ("=\n", "=\nmore\n\nand more\n"),
            ("=\n", "=\r\n"),
        ],
    )
    def test_nothing_else_is_one(self, found: str, instead: str) -> None:
        text = head().to_text()
        assert found in text
        with pytest.raises(Fault):
            Checkpoint.parse(text.replace(found, instead))


class TestCosignatures:
    def test_a_witness_says_what_it_saw_and_when(self) -> None:
        note = with_signatures(signed(head().to_text(), LOG), [cosign(head(), WITNESS, at=AT)])
        assert cosigned_at(Note.parse(note), WITNESS.verifier) == AT
        assert cosigned_at(Note.parse(note), LOG.verifier) is None
        assert verified(note, [LOG.verifier])[0] == head().to_text()

    def test_the_newest_of_its_lines_counts_and_each_stands_once(self) -> None:
        lines = [cosign(head(), WITNESS, at=at) for at in (AT, AT + 3600, AT)]
        note = with_signatures(with_signatures(signed(head().to_text(), LOG), lines), lines)
        assert len(Note.parse(note).signatures) == 3
        assert cosigned_at(Note.parse(note), WITNESS.verifier) == AT + 3600

    def test_a_witnesss_id_is_that_of_c2sp(self) -> None:
        """Published in tlog-cosignature is a line, not its key: its form is ours."""
        line = Note.parse(SPECIFIED.encode()).signatures[1]
        ours = cosign(head(), WITNESS, at=1679315147)
        assert len(ours.value) == len(line.value)
        assert ours.value[:8] == line.value[:8]
        assert cosigner_id(WITNESS.verifier) != WITNESS.verifier.id

    @pytest.mark.parametrize("at", range(8 + 64))
    def test_a_changed_line_is_a_contradiction(self, at: int) -> None:
        line = cosign(head(), WITNESS, at=AT)
        value = bytes([*line.value[:at], line.value[at] ^ 1, *line.value[at + 1 :]])
        note = with_signatures(signed(head().to_text(), LOG), [line._replace(value=value)])
        with pytest.raises(Fault):
            cosigned_at(Note.parse(note), WITNESS.verifier)

    def test_a_line_holds_for_one_checkpoint_only(self) -> None:
        note = with_signatures(signed(head(6).to_text(), LOG), [cosign(head(5), WITNESS, at=AT)])
        with pytest.raises(Fault):
            cosigned_at(Note.parse(note), WITNESS.verifier)

    @pytest.mark.parametrize("at", [-1, 2**63])
    def test_no_other_times(self, at: int) -> None:
        with pytest.raises(Fault):
            cosign(head(), WITNESS, at=at)


class TestProofs:
    @given(st.data())
    def test_each_reads_back_and_proves_its_entry(self, data: st.DataObject) -> None:
        size = data.draw(st.integers(1, 40))
        index = data.draw(st.integers(0, size - 1))
        extra = data.draw(st.none() | st.binary(max_size=9))
        made = InclusionProof(index, tuple(inclusion(index, size)), signed(head(size).to_text(), LOG), extra)
        read = InclusionProof.parse(made.to_bytes())
        assert read == made
        assert read.check(defined(index, index + 1)) == head(size)

    def test_it_is_written_as_c2sp_says(self) -> None:
        lines = a_proof(index=0, size=1).to_bytes().decode().split("\n")
        assert lines[:4] == ["c2sp.org/tlog-proof@v1", "index 0", "", "network.example/ledger"]

    def test_it_proves_no_other_entry(self) -> None:
        with pytest.raises(Fault):
            a_proof(3).check(defined(2, 3))

    @given(st.integers(0), st.integers(1, 255))
    def test_a_changed_byte_is_no_proof_or_proves_nothing(self, at: int, change: int) -> None:
        whole = bytearray(a_proof().to_bytes())
        whole[at % len(whole)] ^= change
        with pytest.raises(Fault):
            proved(bytes(whole), defined(3, 4))

    @pytest.mark.parametrize(
        ("found", "instead"),
        [
            (b"@v1", b"@v2"),
            (b"index 3", b"index 03"),
            (b"index 3", b"extra !\nindex 3"),
            (b"index 3\n", b""),
            (b"=\n\nnetwork", b"=\nnetwork"),
            (b"index 3", b"extra AA==\nextra AA==\nindex 3"),
        ],
    )
    def test_nothing_else_is_one(self, found: bytes, instead: bytes) -> None:
        whole = a_proof().to_bytes()
        assert found in whole
        with pytest.raises(Fault):
            InclusionProof.parse(whole.replace(found, instead))


class TestTiles:
    @pytest.mark.parametrize(
        ("tile", "path"),
        [
            (Tile(0, 0, 256), "tile/0/000"),
            (Tile(0, 0, 1), "tile/0/000.p/1"),
            (Tile(1, 999, 256), "tile/1/999"),
            (Tile(2, 1000, 256), "tile/2/x001/000"),
            (Tile(0, 1234067, 112), "tile/0/x001/x234/067.p/112"),
        ],
    )
    def test_addresses_are_those_of_c2sp(self, tile: Tile, path: str) -> None:
        assert tile.path == path
        assert tile.entries_path == path.replace(f"tile/{tile.level}/", "tile/entries/")

    def test_a_tree_has_the_tiles_that_c2sp_counts(self) -> None:
        made = list(tiles.tiles(70_000))
        assert sum(tile.level == 0 and tile.width == 256 for tile in made) == 273
        assert [tile for tile in made if tile.width < 256] == [Tile(0, 273, 112), Tile(1, 1, 17), Tile(2, 0, 1)]
        assert Tile(1, 0, 256) in made
        assert list(tiles.tiles(256)) == [Tile(0, 0, 256), Tile(1, 0, 1)]
        assert list(tiles.tiles(0)) == []

    @given(st.integers(0, 200_000), st.integers(0, 2_000))
    def test_what_is_new_is_what_was_not_there(self, size: int, more: int) -> None:
        new = list(tiles.tiles(size + more, since=size))
        assert set(new) == set(tiles.tiles(size + more)) - set(tiles.tiles(size))

    def test_a_tile_holds_its_hashes_and_reads_back(self) -> None:
        for tile in tiles.tiles(300):
            data = tiles.tile_bytes(tile, known)
            assert tiles.read_tile(data) == [known(subtree) for subtree in tile.subtrees()]
        assert list(Tile(1, 0, 1).subtrees()) == [Subtree(8, 0)]

    @given(st.lists(st.binary(max_size=40), min_size=1, max_size=256))
    def test_bundles_read_back(self, entries: list[bytes]) -> None:
        data = tiles.bundle(entries)
        assert tiles.read_bundle(data) == entries
        for broken in (data[:-1], data + b"\0", data + b"\0\1"):
            with pytest.raises(Fault):
                tiles.read_bundle(broken)

    @pytest.mark.parametrize("data", [b"", b"x" * 31, b"x" * 32 * 257])
    def test_nothing_else_is_a_tile(self, data: bytes) -> None:
        with pytest.raises(Fault):
            tiles.read_tile(data)

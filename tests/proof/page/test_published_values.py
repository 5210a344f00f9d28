"""Values printed in the tests of golang.org/x/mod/sumdb (BSD-3-Clause) and github.com/transparency-dev/formats
(Apache-2.0): keys, notes, proofs, addresses of tiles. What others read, we read, and what they refuse, we refuse."""

from base64 import b64decode
from collections.abc import Callable

import pytest

from hamkor_proof.checkpoint import InclusionProof, cosigner_id
from hamkor_proof.descriptor import parse_verifier_key
from hamkor_proof.faults import Fault
from hamkor_proof.note import SignerKey, VerifierKey
from hamkor_proof.tiles import WIDTH, Tile
from hamkor_proof.tree import check_consistency, check_inclusion
from tests.proof.page.node import Node
from tests.proof.test_note import PETER, PETERS_SECRET

# sumdb/tlog, testdata/argon2020: what a log of Certificate Transparency answered (RFC 6962), its last tree head, the
# path of entry 10,000, and the proof from an earlier head. Of the entry only its hash in the tree.
SIZE, ROOT = 961_984_013, "dwlueapdd7LaOEnX2W2Wp9v2XE+KzejHRQGHwEx0oaM="
POSITION, LEAF = 10_000, "nCs3mfIydh9x4CKyQ+u2xtmpxmFggA5MLymHwNQSlLg="
PATH = [
    "T46AmJsuOM/gFiGlUp+IJJebp+1Z5qratFNW7U0JyOQ=",
    "9Jj1Feodn42uRYEfffkV4HF/EIPFQ5Zo9IwkxbQ2uhk=",
    "D53/1oCNebF4J59HHgioovKZxrmrKcVuCVhy3Izg8Ck=",
    "wSFDgGSrsXRPA+1c8WHoAFCsWeUv8NDyP/Q/SgsyVyY=",
    "516/RcwsgdwdzHn18v1dJHqBkgFUbNhmCIWOGjsMJaE=",
    "naTFY2ajLFgrgs5XUl+zJYZnnlJksLGsA1VYwpLfqbY=",
    "mKBRJo6qao+0Kdh/rhGkZUbHUAxMhrtrclrTpIbNjIg=",
    "Co4ueOFE7lpifLio94irxxsv1wFMMaK3tPu2ZQkHlro=",
    "yRgy800K6JMYCC05sWfqF2kvCg2riT/pVM+nEa6V5+0=",
    "n2O38XJZC8/Wpbwi9HhgVizlUyeUHVZvYyQB1607MRc=",
    "go3tAjuNfNSCj87y2Rg1xOroDknGN1eaf3cgvzObf7Q=",
    "8D0Mj3/J7ySSnFb0afIHYXv6rlOhECnsebY6XKi1IR8=",
    "6rcez46ZU8M5vPiWVMAUfJfAOV0pPP/mch/lYzZhj/M=",
    "2rtIeXrPvSdUyHc5maIgSAVB2BzaKaupWxSAiVayDE4=",
    "nniW/IMFQPN5xw8UsHFn7CRStYbm1gLu7NNa6kkRqJQ=",
    "mRPPi7sQS22MduIEyvcNzCNFqIt6kLwYPkNKrVtIcu8=",
    "JvTivzESNS9wHI8aph5a7uieVmtS/p9PciMZ5D6GyOo=",
    "UTyQd+Ym0wY4zG+qK806bBORwi1CSVvFQ/KknnqoZj8=",
    "hXODrqN+ff+U6zPqRQ+ZQKs6im1fPcxIerDSfNwflhE=",
    "II6GE+WY/DrpZzfHztLwkR46o37zVkNLCyPYlf68zA0=",
    "d609kWWcNBllbA8Jb/ad4XAVVGnScLRmtP8FYyr+Dck=",
    "rikBsP0G0gioXRpBFED2CzQdSLrGPvRd0bEcbEZw1rI=",
    "GXIElfmnRuWfbA4z7ubV/UwlpSRUbUeec7oL5HDDnh0=",
    "pR0SH/NYP6s9+8azWwaeUXA4Ze/3WCIgMfh5YW6wvcE=",
    "f3GuAKYVrF8RBg3s15jvA/YvV9oAliWtzP/imwPhQVA=",
    "WHn8zDxlVgkV+lSlmzaOdfSBrTHoRr5nT3d76q0KKWE=",
    "f2uV2ZxVgULzLPKuZcowRY3ZY7fRlX59iDBjV1R8kNQ=",
    "NzQVjJsvQwbi7WStMr9oFkh9VbHfK7LB6o7WwAqwNTs=",
    "C0LttBeYHZHgL+032JIcJC3CTBIyza/hsbmJUgJfmDI=",
    "nixU5CWTFVDlF4BGdcU6kA7WSYurEpe9jRWc+F/7sOc=",
]
EARLIER, EARLIER_ROOT = 3_654_490, "AuIZ5V6sDUj1vn3Y1K85oOaQ7y+FJJKtyRTl1edIKBQ="
CONSISTENCY = [
    "80Sfbj6UQEdVSZCSIgh9NMPj3vCBzcc1A48B2crJSWg=",
    "FZcrgAHUk6nNPviJZq8kEK6jCG1d18pJOFE45ZDc1TQ=",
    "Q67reWXmPBo1UfmwBap4Xi9PMPfFdUSSw3WGlRZdG7k=",
    "eJ7CyhR4PxzBxDIsWgrVYW1eFUb9ndgf46tFmiqVrxA=",
    "QrDwp062Grm5WY8KdrhFsBuuNjGzRox2Jb8PmVL5OYw=",
    "XM4YMjMEdLH/XJam/ZWyaP14k3cmsOtnPsOWQ54lW1s=",
    "SGiBh+jOTGccXU48ZzgQ88lRcBmtB4wz4oSDndv2QTg=",
    "WAS6txqNLYKGL1GdBdpqmV42TTfn6cJsuDsqLXuTCNI=",
    "QFmRS0rirUA7ZN3lxFjDncV+E1OCrn3NUB4RCp+5fzc=",
    "Hdbp7It2XBNZmNDBpCN/KPd7vfVqxgzwOosqVIaEA9E=",
    "mxvHL0ZiblBdD7j7pIa1jlfB0gSqfJ6oX0UGo7L0VsU=",
    "q5hjyvoW6TL/PThgcitpDcSTrnKX2p1+aqscqH2euRA=",
    "jTOWDqt3IHj2NVFeezyBz2ofpru+ztEywqKUAfFclKI=",
    "GIRn0w3HqJdvU9j1WVD//eR6lk2AaTVjyzjsJNP8U88=",
    "x52GJvxG81fnQBrgOTbll1A5tz95/LXK0Ag1NhB0r1I=",
    "6/0OqrcTgc3o5dD5PymmoC96lB9yLPFuTHVvLy8fSGk=",
    "Gf+iKLfcXO5l4JEFmsZvSdG5q1uEeWPfYLrds6pmjz0=",
    "DGuaco+McyM3AfRSF6qX7RwSetwe2ieYJmxw5e9rVx0=",
    "2tQJ9V32hnYp+fdpP6TcjmgJmLeNVOMKM0Ml1kk4cNU=",
    "3PapK+IkyJr8I9yAErAmzuZezzLMzsg+PfeRCgNW8NQ=",
    "s6xiYeejb+wtqHA+URJZ2I/SCPyIW8coP6aB00FJbMY=",
    "z9lSpmdTcr5M5ZzKlc4EPh3SrSypKFdk6JUF/UccaZU=",
    "GXIElfmnRuWfbA4z7ubV/UwlpSRUbUeec7oL5HDDnh0=",
    "pR0SH/NYP6s9+8azWwaeUXA4Ze/3WCIgMfh5YW6wvcE=",
    "f3GuAKYVrF8RBg3s15jvA/YvV9oAliWtzP/imwPhQVA=",
    "WHn8zDxlVgkV+lSlmzaOdfSBrTHoRr5nT3d76q0KKWE=",
    "f2uV2ZxVgULzLPKuZcowRY3ZY7fRlX59iDBjV1R8kNQ=",
    "NzQVjJsvQwbi7WStMr9oFkh9VbHfK7LB6o7WwAqwNTs=",
    "C0LttBeYHZHgL+032JIcJC3CTBIyza/hsbmJUgJfmDI=",
    "nixU5CWTFVDlF4BGdcU6kA7WSYurEpe9jRWc+F/7sOc=",
]


def decoded(written: list[str]) -> list[bytes]:
    return [b64decode(each) for each in written]


def test_a_path_in_a_real_log_is_followed() -> None:
    leaf, root, path = b64decode(LEAF), b64decode(ROOT), decoded(PATH)
    check_inclusion(POSITION, SIZE, leaf, root, path)
    for wrong in (path[:-1], [*path, path[-1]], path[::-1]):
        with pytest.raises(Fault):
            check_inclusion(POSITION, SIZE, leaf, root, wrong)
    with pytest.raises(Fault):
        check_inclusion(POSITION + 1, SIZE, leaf, root, path)


def test_a_real_log_continues_its_earlier_self() -> None:
    earlier, root, proof = b64decode(EARLIER_ROOT), b64decode(ROOT), decoded(CONSISTENCY)
    check_consistency(EARLIER, SIZE, earlier, root, proof)
    for wrong in (proof[:-1], [*proof, proof[-1]], proof[::-1]):
        with pytest.raises(Fault):
            check_consistency(EARLIER, SIZE, earlier, root, wrong)
    with pytest.raises(Fault):
        check_consistency(EARLIER + 1, SIZE, earlier, root, proof)


def test_the_page_follows_them_too(node: Node) -> None:
    leaf, root, path = b64decode(LEAF).hex(), b64decode(ROOT).hex(), [each.hex() for each in decoded(PATH)]
    assert node.follows("included", leaf, POSITION, SIZE, root, path)
    assert not node.follows("included", leaf, POSITION + 1, SIZE, root, path)
    assert not node.follows("included", leaf, POSITION, SIZE, root, path[:-1])
    earlier, later = {"size": EARLIER, "root": b64decode(EARLIER_ROOT).hex()}, {"size": SIZE, "root": root}
    proof = [each.hex() for each in decoded(CONSISTENCY)]
    assert node.follows("consistent", earlier, later, proof)
    assert not node.follows("consistent", earlier, later, proof[:-1])
    assert not node.follows("consistent", earlier | {"size": EARLIER + 1}, later, proof)


@pytest.mark.parametrize(
    ("level", "number", "width", "path"),
    [
        # There the height stands in the address too: of C2SP's tiles it is always eight.
        (0, 1, WIDTH, "tile/0/001"),
        (0, 1, 5, "tile/0/001.p/5"),
        (5, 123_456_078, WIDTH, "tile/5/x123/x456/078"),
        (5, 123_456_078, 2, "tile/5/x123/x456/078.p/2"),
        (0, 3_057_500, WIDTH, "tile/0/x003/x057/500"),
    ],
)
def test_tiles_lie_where_others_look_for_them(level: int, number: int, width: int, path: str) -> None:
    assert Tile(level, number, width).path == path


@pytest.mark.parametrize(
    "written",
    [
        "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
        "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "bananas.sigstore.dev+12344556",
        "rekor.sigstore.dev+12345678+THIS_IS_NOT_BASE64!",
        "rekor.sigstore.dev+12345678+AwEB",
        # Of kinds that others know: one that only cosigns. Here its first byte is that of a key that signs.
        "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2",
    ],
)  # fmt: skip
def test_what_others_refuse_as_a_key_is_refused(written: str) -> None:
    with pytest.raises(Fault):
        VerifierKey.parse(written)


@pytest.mark.parametrize(("read", "key"), [(VerifierKey.parse, PETER), (SignerKey.parse, PETERS_SECRET)])
def test_what_others_refuse_of_a_changed_key_is_refused(read: Callable[[str], object], key: str) -> None:
    parts = [key[start:end] for start in range(len(key)) for end in range(start, len(key) + 1)]
    changed = [f"{key[:at]}{chr(ord(key[at]) + 1)}{key[at + 1 :]}" for at in range(len(key))]
    read(key)
    for written in {*parts, *changed} - {key}:
        with pytest.raises(Fault):
            read(written)


def test_a_published_key_is_read_and_a_cosigners_id_is_the_published_one() -> None:
    assert parse_verifier_key("TEST+7997405c+AQcC+FTVKf0jlTdHDY3rbevmnKxxPjigCXlVtGe6RIr6")[0] == "TEST"
    remora = b64decode("BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2")
    assert cosigner_id(VerifierKey("remora.n621.de", remora[1:])).hex() == "da77ade7"


def test_a_published_cosignature_says_its_time() -> None:
    line = b64decode(
        "ZGhGuQAAAABm/qTPeyKXD+R2rzyQsxPiP8mXum7qq/iF0u4vanlqJyocWODBt97w9uL+8qT7S5gxEHWWOworDcFiEBYJXORmnFBOBA=="
    )
    assert (len(line), int.from_bytes(line[4:12])) == (4 + 8 + 64, 1_727_964_367)


@pytest.mark.parametrize(
    "written",
    [
        "wrong-header\nindex 0\n\ncheckpoint\n",
        "c2sp.org/tlog-proof@v1\nextra !!notbase64!!\nindex 0\n\ncheckpoint\n",
        "c2sp.org/tlog-proof@v1\n\n\ncheckpoint\n",
        "c2sp.org/tlog-proof@v1\nindex notanumber\n\ncheckpoint\n",
        "c2sp.org/tlog-proof@v1\nindex -5\n\ncheckpoint\n",
        "c2sp.org/tlog-proof@v1\nindex 0\n!!notbase64!!\n\ncheckpoint\n",
        f"c2sp.org/tlog-proof@v1\nindex 0\n{'A' * 86}==\n\ncheckpoint\n",
        # theirs does not look at what is carried along; here it is a signed checkpoint
        "c2sp.org/tlog-proof@v1\nindex 0\n\ncheckpoint\n",
    ],
)
def test_what_others_refuse_as_a_proof_is_refused(written: str) -> None:
    with pytest.raises(Fault):
        InclusionProof.parse(written.encode())

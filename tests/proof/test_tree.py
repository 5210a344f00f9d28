"""The tree of RFC 6962: what others proved and broke, and any tree against the RFC's own definition."""

import json
from base64 import b64decode
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamkor_proof import tree
from hamkor_proof.faults import Fault
from hamkor_proof.leaf import empty_root
from hamkor_proof.tree import Span, Subtree

SIZES = st.integers(1, 300)


def entries(size: int) -> list[bytes]:
    return [f"entry {number}".encode() for number in range(size)]


@cache
def defined(start: int, end: int) -> bytes:
    """MTH of RFC 6962, section 2.1, word for word."""
    if end - start == 1:
        return tree.entry_hash(f"entry {start}".encode())
    k = 1
    while 2 * k < end - start:
        k *= 2
    return tree.node_hash(defined(start, start + k), defined(start + k, end))


def known(subtree: Subtree) -> bytes:
    return defined(subtree.number << subtree.level, (subtree.number + 1) << subtree.level)


def inclusion(index: int, size: int) -> list[bytes]:
    return tree.proof(tree.inclusion_spans(index, size), known)


def consistency(earlier: int, later: int) -> list[bytes]:
    return tree.proof(tree.consistency_spans(earlier, later), known)


@given(SIZES)
def test_a_root_is_what_the_rfc_defines(size: int) -> None:
    assert tree.root_hash(size, known) == defined(0, size)
    assert tree.root_hash(0, known) == empty_root()


def test_what_is_completed_is_all_that_a_tree_is_made_of() -> None:
    kept: dict[Subtree, bytes] = {}
    for index, entry in enumerate(entries(300)):
        kept.update(tree.completed_by(index, tree.entry_hash(entry), kept.__getitem__))
        assert tree.root_hash(index + 1, kept.__getitem__) == defined(0, index + 1)
    assert all(known(subtree) == hashed for subtree, hashed in kept.items())
    assert len(kept) < 2 * 300


@given(st.data())
def test_every_entry_is_shown_to_be_there_and_nothing_else_is(data: st.DataObject) -> None:
    size = data.draw(SIZES)
    index = data.draw(st.integers(0, size - 1))
    root, hashes = defined(0, size), inclusion(index, size)
    tree.check_inclusion(index, size, defined(index, index + 1), root, hashes)
    other = data.draw(st.integers(0, size).filter(lambda each: each != index))
    for broken in (
        lambda: tree.check_inclusion(other, size, defined(index, index + 1), root, hashes),
        lambda: tree.check_inclusion(index, size, defined(other, other + 1), root, hashes),
        lambda: tree.check_inclusion(index, size, defined(index, index + 1), defined(0, size + 1), hashes),
        lambda: tree.check_inclusion(index, size, defined(index, index + 1), root, [*hashes, root]),
        *(
            lambda at=at: tree.check_inclusion(
                index, size, defined(index, index + 1), root, [*hashes[:at], *hashes[at + 1 :]]
            )
            for at in range(len(hashes))
        ),
    ):
        with pytest.raises(Fault):
            broken()


@given(st.data())
def test_a_later_tree_is_shown_to_begin_with_an_earlier_one(data: st.DataObject) -> None:
    later = data.draw(SIZES)
    earlier = data.draw(st.integers(1, later))
    hashes = consistency(earlier, later)
    tree.check_consistency(earlier, later, defined(0, earlier), defined(0, later), hashes)
    with pytest.raises(Fault):
        tree.check_consistency(earlier, later, defined(1, earlier + 1), defined(0, later), hashes)
    with pytest.raises(Fault):
        tree.check_consistency(earlier, later, defined(0, earlier), defined(1, later + 1), hashes)
    with pytest.raises(Fault):
        tree.check_consistency(earlier, later, defined(0, earlier), defined(0, later), [*hashes, defined(0, later)])
    for at in range(len(hashes)):
        with pytest.raises(Fault):
            tree.check_consistency(
                earlier, later, defined(0, earlier), defined(0, later), [*hashes[:at], bytes(32), *hashes[at + 1 :]]
            )


@pytest.mark.parametrize(("index", "size"), [(0, 0), (1, 1), (-1, 1), (5, 3)])
def test_no_proof_is_made_of_what_a_tree_does_not_have(index: int, size: int) -> None:
    with pytest.raises(Fault):
        tree.inclusion_spans(index, size)
    with pytest.raises(Fault):
        tree.consistency_spans(index + 1 if size and index >= size else 0, size)


def _hashes(proof: Sequence[str] | None) -> list[bytes]:
    return [b64decode(each) for each in proof or ()]


def _inclusion(case: dict) -> None:
    tree.check_inclusion(
        case["leafIdx"], case["treeSize"], b64decode(case["leafHash"]), b64decode(case["root"]), _hashes(case["proof"])
    )


def _part_inclusion(case: dict) -> None:
    span = Span(case["start"], case["end"])
    tree.check_subtree_inclusion(
        case["leafIdx"], span, b64decode(case["leafHash"]), b64decode(case["root"]), _hashes(case["proof"])
    )


def _consistency(case: dict) -> None:
    roots = b64decode(case["root1"]), b64decode(case["root2"])
    tree.check_consistency(case["size1"], case["size2"], *roots, _hashes(case["proof"]))


def _part_consistency(case: dict) -> None:
    roots = b64decode(case["root1"]), b64decode(case["root2"])
    tree.check_subtree_consistency(Span(case["start"], case["end"]), case["size"], *roots, _hashes(case["proof"]))


@pytest.mark.real
@pytest.mark.parametrize(
    ("folder", "check"),
    [
        ("inclusion", _inclusion),
        ("consistency", _consistency),
        ("subtreeinclusion", _part_inclusion),
        ("subtreeconsistency", _part_consistency),
    ],
)
def test_others_proofs_are_taken_and_those_that_they_broke_are_not(
    real: Path, folder: str, check: Callable[[dict], None]
) -> None:
    files = sorted((real / "crypto/transparency-merkle/testdata" / folder).rglob("*.json"))
    assert len(files) > 50
    wrong = []
    for file in files:
        case = json.loads(file.read_text())
        try:
            check(case)
        except Fault:
            taken = False
        else:
            taken = True
        if taken == case["wantErr"]:
            wrong.append(f"{file.parent.name}/{file.name}: {case}")
    assert wrong == []

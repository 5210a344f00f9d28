"""The tree in the database is that of RFC 6962, whatever its size, and nothing in it changes."""

from collections.abc import Callable

import hypothesis.strategies as st
import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given

from hamkor.ledger import tree
from hamkor.ledger.models import Commitment, Node
from hamkor_proof.tree import (
    Span,
    Subtree,
    check_consistency,
    check_inclusion,
    completed_by,
    consistency_spans,
    entry_hash,
    inclusion_spans,
    node_hash,
    proof,
    root_hash,
)

pytestmark = pytest.mark.django_db

type Append = Callable[[int], None]


def leaves() -> list[bytes]:
    return [bytes(leaf) for leaf in Commitment.objects.order_by("position").values_list("leaf", flat=True)]


def defined(span: Span) -> bytes:
    """The root over a part, word for word as RFC 6962 defines it."""
    entries = leaves()[span.start : span.end]
    if len(entries) == 1:
        return entry_hash(entries[0])
    half = 1 << (len(entries) - 1).bit_length() - 1
    return node_hash(defined(Span(span.start, span.start + half)), defined(Span(span.start + half, span.end)))


def test_its_root_is_the_one_that_is_defined_at_every_size(append: Append) -> None:
    for size in range(1, 20):
        append(1)
        assert tree.size() == size
        assert root_hash(size, tree.Hashes()) == defined(Span(0, size))


def test_it_proves_that_an_entry_is_in_it_and_that_it_only_grew(append: Append) -> None:
    append(13)
    hashes, entries = tree.Hashes(), leaves()
    root = root_hash(13, hashes)
    for index in range(13):
        check_inclusion(index, 13, entry_hash(entries[index]), root, proof(inclusion_spans(index, 13), hashes))
    for earlier in range(1, 13):
        proved = proof(consistency_spans(earlier, 13), hashes)
        check_consistency(earlier, 13, root_hash(earlier, hashes), root, proved)


@given(st.integers(1, 2**40))
def test_every_subtree_has_a_place_of_its_own_in_the_order_in_which_they_became_complete(size: int) -> None:
    before = tree.nodes(size)
    completed = [part for part, _hashed in completed_by(size, bytes(32), lambda _part: bytes(32)) if part.level]
    assert [tree.place(part) for part in completed] == list(range(before, before + len(completed)))
    assert [tree.subtree_at(tree.place(part)) for part in completed] == completed
    assert tree.nodes(size + 1) == before + len(completed)


def test_an_act_that_is_rolled_back_leaves_the_tree_as_it_was(append: Append) -> None:
    append(3)
    before = root_hash(3, tree.Hashes())
    with transaction.atomic():
        append(1)
        transaction.set_rollback(True)
    assert (tree.size(), Node.objects.count()) == (3, 1)
    assert root_hash(3, tree.Hashes()) == before


def test_a_tree_that_lacks_a_hash_says_so_and_takes_no_entry(
    append: Append, tamper: Callable[[str, str], None]
) -> None:
    append(3)
    tamper("ledger_node", "DELETE FROM ledger_node")
    with pytest.raises(tree.DamagedLedgerError):
        root_hash(2, tree.Hashes())
    with pytest.raises(tree.DamagedLedgerError), transaction.atomic():
        append(1)
    assert tree.size() == 3


def test_a_proof_reads_hashes_by_the_hundred(append: Append) -> None:
    append(40)
    hashes = tree.Hashes()
    proof(inclusion_spans(17, 40), hashes)
    with CaptureQueriesContext(connection) as asked:
        for index in range(40):
            proof(inclusion_spans(index, 40), hashes)
    assert len(asked) <= 1
    assert hashes(Subtree(0, 0)) == entry_hash(leaves()[0])


@pytest.mark.parametrize("size", [1, 2, 3, 4, 7, 8, 31])
def test_one_more_entry_asks_for_no_more_in_a_large_ledger(append: Append, size: int) -> None:
    append(size)
    with CaptureQueriesContext(connection) as asked:
        append(1)
    reads = [
        each for each in asked.captured_queries if each["sql"].startswith("SELECT") and "ledger_node" in each["sql"]
    ]
    assert len(reads) <= 1

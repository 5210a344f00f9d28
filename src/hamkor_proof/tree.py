"""The Merkle tree of RFC 6962, section 2.1: its roots, and short proofs of what is in it.

A proof of inclusion shows that an entry stands at its place. A proof of consistency shows that a later tree holds all
of an earlier one, unchanged and in its order. Whoever keeps a tree keeps the hash of each complete subtree; everything
else is made of those.
"""

from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from typing import NamedTuple

from hamkor_proof.faults import Fault

HASH_BYTES = 32


class Subtree(NamedTuple):
    """A complete subtree: the entries from `number * 2**level` up to, and without, `(number + 1) * 2**level`."""

    level: int
    number: int


class Span(NamedTuple):
    """The entries from `start` up to, and without, `end`."""

    start: int
    end: int


type Known = Callable[[Subtree], bytes]


def entry_hash(entry: bytes) -> bytes:
    """The hash of one entry: SHA-256(0x00 ‖ entry)."""
    return sha256(b"\0" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash over two subtrees: SHA-256(0x01 ‖ left ‖ right)."""
    return sha256(b"\1" + left + right).digest()


def root_hash(size: int, known: Known) -> bytes:
    """The root of the first `size` entries; that of an empty tree is the SHA-256 of nothing."""
    return _folded(Span(0, size), known) if size else sha256(b"").digest()


def inclusion_spans(index: int, size: int) -> list[Span]:
    """The parts of a tree whose hashes show that the entry at `index` is in it, from the entry's neighbour upwards.

    Raises a `Fault` for an index that the tree does not have.
    """
    if not 0 <= index < size:
        raise Fault("tree-outside", index=index, size=size)
    spans, start, end = [], 0, size
    while end - start > 1:
        middle = start + _left_half(end - start)
        if index < middle:
            spans.append(Span(middle, end))
            end = middle
        else:
            spans.append(Span(start, middle))
            start = middle
    return spans[::-1]


def consistency_spans(earlier: int, later: int) -> list[Span]:
    """The parts of the later tree whose hashes show that it begins with the earlier one; sizes, in entries.

    Nothing is needed for a tree and itself. Raises a `Fault` for an empty earlier tree, of which nothing can be shown,
    and for one that is the larger.
    """
    if not 0 < earlier <= later:
        raise Fault("tree-outside", index=earlier, size=later)
    spans, start, end = [], 0, later
    while earlier != end:
        middle = start + _left_half(end - start)
        if earlier <= middle:
            spans.append(Span(middle, end))
            end = middle
        else:
            spans.append(Span(start, middle))
            start = middle
    if start:
        spans.append(Span(start, end))
    return spans[::-1]


def complete_subtrees(span: Span) -> Iterator[Subtree]:
    """The largest complete subtrees that make up a span, from its left end."""
    start, end = span
    while start < end:
        level = (end - start).bit_length() - 1
        if start:
            level = min(level, (start & -start).bit_length() - 1)
        yield Subtree(level, start >> level)
        start += 1 << level


def proof(spans: Sequence[Span], known: Known) -> list[bytes]:
    """The hash of each span."""
    return [_folded(span, known) for span in spans]


def completed_by(index: int, leaf: bytes, known: Known) -> Iterator[tuple[Subtree, bytes]]:
    """The subtrees, with their hashes, that are complete once an entry with this hash stands at `index`."""
    level, hashed = 0, leaf
    yield Subtree(0, index), hashed
    while index & 1:
        hashed = node_hash(known(Subtree(level, index - 1)), hashed)
        level, index = level + 1, index >> 1
        yield Subtree(level, index), hashed


def check_inclusion(index: int, size: int, leaf: bytes, root: bytes, hashes: Sequence[bytes]) -> None:
    """Raises a `Fault` unless `hashes` show that the entry with the hash `leaf` is at `index` of the tree of that root.

    RFC 9162, section 2.1.3.2.
    """
    check_subtree_inclusion(index, Span(0, size), leaf, root, hashes)


def check_subtree_inclusion(index: int, span: Span, leaf: bytes, root: bytes, hashes: Sequence[bytes]) -> None:
    """The same for a part of a tree, whose root is `root`; a `Fault` also for a part that no tree has."""
    _check_is_part(span, span.end)
    if not span.start <= index < span.end:
        raise Fault("tree-outside", index=index, size=span.end)
    _check_lengths([leaf, *hashes])
    here, last, hashed = index - span.start, span.end - span.start - 1, leaf
    for each in hashes:
        if not last:
            raise Fault("tree-proof-length")
        if here & 1 or here == last:
            hashed = sha256(b"\1" + each + hashed).digest()
            while here and not here & 1:
                here, last = here >> 1, last >> 1
        else:
            hashed = sha256(b"\1" + hashed + each).digest()
        here, last = here >> 1, last >> 1
    if last:
        raise Fault("tree-proof-length")
    if hashed != root:
        raise Fault("tree-not-included")


def check_consistency(earlier: int, later: int, root: bytes, later_root: bytes, hashes: Sequence[bytes]) -> None:
    """Raises a `Fault` unless `hashes` show that the tree of `later_root` begins with the one of `root`.

    RFC 9162, section 2.1.4.2. Refuses an empty earlier tree: nothing of it can be shown.
    """
    if not earlier:
        raise Fault("tree-outside", index=earlier, size=later)
    check_subtree_consistency(Span(0, earlier), later, root, later_root, hashes)


def check_subtree_consistency(span: Span, size: int, root: bytes, whole: bytes, hashes: Sequence[bytes]) -> None:
    """Raises a `Fault` unless `hashes` show that the part of a tree with this root is in the whole tree of `size`.

    A part without entries is in every tree, and needs no hash.
    """
    if span.start == span.end <= size:
        if hashes:
            raise Fault("tree-proof-length")
        if root != sha256(b"").digest():
            raise Fault("tree-not-consistent")
        return
    _check_is_part(span, size)
    _check_lengths(hashes)
    first, last, end = span.start, span.end - 1, size - 1
    # What is whole already needs no proof of its own.
    while first != last and (last == end or last & 1):
        first, last, end = first >> 1, last >> 1, end >> 1
    given = list(hashes)
    if first != last and not given:
        raise Fault("tree-proof-length")
    part = hashed = root if first == last else given.pop(0)
    for each in given:
        if not end:
            raise Fault("tree-proof-length")
        if last & 1 or last == end:
            if first < last:
                part = node_hash(each, part)
            hashed = node_hash(each, hashed)
            while not last & 1:
                first, last, end = first >> 1, last >> 1, end >> 1
        else:
            hashed = node_hash(hashed, each)
        first, last, end = first >> 1, last >> 1, end >> 1
    if end:
        raise Fault("tree-proof-length")
    if part != root or hashed != whole:
        raise Fault("tree-not-consistent")


def _left_half(size: int) -> int:
    """The largest power of two below `size`."""
    return 1 << ((size - 1).bit_length() - 1)


def _folded(span: Span, known: Known) -> bytes:
    hashes = [known(subtree) for subtree in complete_subtrees(span)]
    hashed = hashes.pop()
    for left in reversed(hashes):
        hashed = node_hash(left, hashed)
    return hashed


def _check_is_part(span: Span, size: int) -> None:
    start, end = span
    if not 0 <= start < end <= size or start % (1 << (end - start - 1).bit_length()):
        raise Fault("tree-outside", index=start, size=size)


def _check_lengths(hashes: Sequence[bytes]) -> None:
    if any(len(each) != HASH_BYTES for each in hashes):
        raise Fault("tree-hash-length")

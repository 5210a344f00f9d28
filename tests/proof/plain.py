"""Containers and trees written a second time, from their specifications alone, to hold the package's own against."""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from struct import pack


@dataclass
class Tree:
    """A Merkle tree as RFC 6962, section 2.1, defines it: each function is one of its definitions."""

    leaves: list[bytes]
    _hashes: dict[tuple[int, int], bytes] = field(default_factory=dict)

    def root(self, start: int, end: int) -> bytes:
        """The hash over some entries (MTH)."""
        if (start, end) not in self._hashes:
            if end - start == 1:
                hashed = sha256(b"\0" + self.leaves[start]).digest()
            else:
                middle = start + _half(end - start)
                hashed = sha256(b"\1" + self.root(start, middle) + self.root(middle, end)).digest()
            self._hashes[start, end] = hashed
        return self._hashes[start, end]

    def path(self, position: int, start: int, end: int) -> list[bytes]:
        """The audit path of an entry (PATH)."""
        if end - start == 1:
            return []
        middle = start + _half(end - start)
        if position < middle:
            return [*self.path(position, start, middle), self.root(middle, end)]
        return [*self.path(position, middle, end), self.root(start, middle)]

    def consistency(self, earlier: int, start: int, end: int, whole: bool = True) -> list[bytes]:
        """The proof that the tree of `earlier` entries is the beginning of this one (SUBPROOF)."""
        if earlier == end:
            return [] if whole else [self.root(start, end)]
        middle = start + _half(end - start)
        if earlier <= middle:
            return [*self.consistency(earlier, start, middle, whole), self.root(middle, end)]
        return [*self.consistency(earlier, middle, end, False), self.root(start, middle)]


def zipped(members: Mapping[str, bytes] | Sequence[tuple[str, bytes]]) -> bytes:
    """The container of these members: sorted where they are a mapping, else in the order given."""
    pairs = sorted(members.items()) if isinstance(members, Mapping) else members
    local, central = bytearray(), bytearray()
    for name, body in pairs:
        called = name.encode()
        facts = pack("<HHHHHIIIHH", 20, 0, 0, 0, 0x21, zlib.crc32(body), len(body), len(body), len(called), 0)
        central += b"PK\1\2" + pack("<H", 20) + facts + pack("<HHHII", 0, 0, 0, 0, len(local)) + called
        local += b"PK\3\4" + facts + called + body
    end = pack("<HHHHIIH", 0, 0, len(pairs), len(pairs), len(central), len(local), 0)
    return bytes(local + central + b"PK\5\6" + end)


def _half(size: int) -> int:
    return 1 << ((size - 1).bit_length() - 1)

"""Deflate (RFC 1951), written the same way by every Python.

`zlib` would be smaller by an eighth, but what it writes depends on which zlib a Python was built with, and the page's
SHA-256 must not.
"""

from collections import defaultdict
from typing import Final

SHORTEST: Final = 3
LONGEST: Final = 258
FARTHEST: Final = 32_768
# How many earlier places are tried at each step.
TRIED: Final = 100

# RFC 1951, section 3.2.5: the first length (distance) of each code, and its extra bits.
LENGTHS: Final = [
    *((length, 0) for length in range(3, 11)),
    *((11 + 2 * step, 1) for step in range(4)),
    *((19 + 4 * step, 2) for step in range(4)),
    *((35 + 8 * step, 3) for step in range(4)),
    *((67 + 16 * step, 4) for step in range(4)),
    *((131 + 32 * step, 5) for step in range(4)),
    (258, 0),
]
DISTANCES: Final = [
    *((distance, 0) for distance in range(1, 5)),
    *((1 + (2 + half << bits), bits) for bits in range(1, 14) for half in (0, 1)),
]


class _Bits:
    def __init__(self) -> None:
        self.value, self.size = 0, 0
        self.done = bytearray()

    def add(self, value: int, size: int) -> None:
        self.value |= value << self.size
        self.size += size
        while self.size >= 8:
            self.done.append(self.value & 255)
            self.value >>= 8
            self.size -= 8

    def add_code(self, code: int, size: int) -> None:
        self.add(int(f"{code:0{size}b}"[::-1], 2), size)

    def add_symbol(self, symbol: int) -> None:
        """A literal, the end or a length by the fixed codes of RFC 1951, section 3.2.6."""
        if symbol < 144:
            self.add_code(0x30 + symbol, 8)
        elif symbol < 256:
            self.add_code(0x190 + symbol - 144, 9)
        elif symbol < 280:
            self.add_code(symbol - 256, 7)
        else:
            self.add_code(0xC0 + symbol - 280, 8)


def deflate(data: bytes) -> bytes:
    """The data as one block of raw deflate with fixed codes."""
    bits = _Bits()
    bits.add(0b011, 3)
    places: dict[bytes, list[int]] = defaultdict(list)
    at, length, distance = 0, 0, 0
    while at < len(data):
        places[data[at : at + SHORTEST]].append(at)
        # What begins one place later may be longer: then it is worth a literal.
        later = _longest(data, at + 1, places)
        if length < SHORTEST or later[0] > length:
            bits.add_symbol(data[at])
            at, (length, distance) = at + 1, later
            continue
        _add_earlier(bits, length, distance)
        for place in range(at + 1, at + length):
            places[data[place : place + SHORTEST]].append(place)
        at += length
        length, distance = _longest(data, at, places)
    bits.add_symbol(256)
    bits.add(0, 7)
    return bytes(bits.done)


def _add_earlier(bits: _Bits, length: int, distance: int) -> None:
    """So many bytes again that stand so far before."""
    number = max(index for index, (first, _extra) in enumerate(LENGTHS) if first <= length)
    bits.add_symbol(257 + number)
    bits.add(length - LENGTHS[number][0], LENGTHS[number][1])
    number = max(index for index, (first, _extra) in enumerate(DISTANCES) if first <= distance)
    bits.add_code(number, 5)
    bits.add(distance - DISTANCES[number][0], DISTANCES[number][1])


def _longest(data: bytes, at: int, places: dict[bytes, list[int]]) -> tuple[int, int]:
    length, distance = 0, 0
    for place in reversed(places.get(data[at : at + SHORTEST], [])[-TRIED:]):
        if at - place > FARTHEST:
            break
        reached = 0
        while reached < LONGEST and at + reached < len(data) and data[place + reached] == data[at + reached]:
            reached += 1
        if reached > length:
            length, distance = reached, at - place
    return length, distance

"""What changed between two states of a text, in whole words; and two people's changes brought together."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, product
from typing import Final, Literal, NamedTuple

from merge3 import Merge3
from rapidfuzz.distance import Indel, Opcodes

type _Stretch = tuple[bool, int, int, int, int]
type Status = Literal["same", "gone", "new"]

_PARAGRAPH: Final = re.compile(r".+?(?:\n{2,}|\Z)", re.DOTALL)
_WORD: Final = re.compile(r"([\w\u0300-\u036f]+(?:[-‐'’][\w\u0300-\u036f]+)*|[^\w\s]|^)(\s*)")
# What stays between two changes is easier to read as part of one change, if it is no longer than "and".
_ISLAND: Final = 3  # letters
# Less in common, and it is another paragraph rather than the same one changed.
_ALIKE: Final = 0.4
# So much more must stay before paragraphs count as joined or parted, rather than as changed, gone and new.
_MUCH_MORE: Final = 1.25
# Beyond these a finer comparison costs more than it tells.
_MOST_WORDS: Final = 20_000
_MOST_PAIRS: Final = 2_500


@dataclass(frozen=True)
class Change:
    """A stretch of text that stayed, went or came. White space and paragraph breaks are part of it."""

    kind: Status
    text: str


@dataclass(frozen=True)
class Clash:
    """A place that two people changed in different ways. `line` counts from one in the merged text, which holds
    `mine` there and `theirs` straight after it."""

    line: int
    base: str
    mine: str
    theirs: str


@dataclass(frozen=True)
class Merge:
    """Both people's changes in one text; nothing of either is left out."""

    text: str
    clashes: tuple[Clash, ...]


class _Word(NamedTuple):
    word: str
    space: str


def words(old: str, new: str) -> list[Change]:
    """The way from `old` to `new`: what stayed and what came, joined, is `new`; what stayed and what went is `old`."""
    return [
        Change(kind, "".join(change.text for change in stretch))
        for kind, stretch in groupby(_in_reading_order(_changes(old, new)), key=lambda change: change.kind)
    ]


def three_way(base: str, mine: str, theirs: str) -> Merge:
    """`mine` and `theirs`, both written from `base`, brought together paragraph by paragraph.

    A paragraph that only one of them changed is taken as changed. One that both changed differently is a clash:
    the text holds both versions and the person chooses.
    """
    if mine in (base, theirs):
        return Merge(theirs, ())
    if theirs == base:
        return Merge(mine, ())
    sides = tuple(_bare_paragraphs(text) for text in (base, mine, theirs))
    merged: list[str] = []
    clashes: list[Clash] = []
    line = 1
    for was, my, their in _regions(*sides):
        if my in (was, their) or their == was:
            taken = their if my == was else my
        else:
            clashes.append(Clash(line, *("\n\n".join(side) for side in (was, my, their))))
            taken = my + their
        merged += taken
        line += sum(paragraph.count("\n") + 2 for paragraph in taken)
    return Merge("\n\n".join(merged) + "\n", tuple(clashes))


def _regions(base: list[str], mine: list[str], theirs: list[str]) -> Iterator[tuple[list[str], list[str], list[str]]]:
    """Corresponding stretches of the three, as short as they can be told apart."""
    for region in Merge3(base, mine, theirs, sequence_matcher=_Matcher).merge_regions():
        match region:
            case ("unchanged", start, end):
                yield base[start:end], base[start:end], base[start:end]
            case ("same" | "a", start, end):
                yield [], mine[start:end], []
            case ("b", start, end):
                yield [], [], theirs[start:end]
            case ("conflict", *ends):
                stretch = base[ends[0] : ends[1]], mine[ends[2] : ends[3]], theirs[ends[4] : ends[5]]
                if len({*map(len, stretch)}) == 1:
                    yield from (([was], [my], [their]) for was, my, their in zip(*stretch, strict=True))
                else:
                    yield stretch


class _Matcher:
    """What `Merge3` asks of difflib, answered by a comparison whose time does not explode on repeated paragraphs."""

    def __init__(
        self, isjunk: object = None, a: Sequence[str] = "", b: Sequence[str] = "", autojunk: bool = True
    ) -> None:
        self._opcodes = _opcodes(a, b)

    def get_matching_blocks(self) -> list[tuple[int, int, int]]:
        return [(block.a, block.b, block.size) for block in self._opcodes.as_matching_blocks()]


def _bare_paragraphs(text: str) -> list[str]:
    return [paragraph.strip("\n") for paragraph in _PARAGRAPH.findall(text.strip("\n"))]


def _opcodes(before: Sequence[str], after: Sequence[str]) -> Opcodes:
    numbers: dict[str, int] = {}
    return Indel.opcodes(*([numbers.setdefault(each, len(numbers)) for each in side] for side in (before, after)))


def _changes(old: str, new: str) -> Iterator[Change]:
    """Whole paragraphs first, so that a word is never matched with its like in a paragraph that stayed."""
    before, after = _PARAGRAPH.findall(old), _PARAGRAPH.findall(new)
    for is_same, a, b, c, d in _stretches(before, after):
        if is_same:
            yield Change("same", "".join(before[a:b]))
        else:
            paired = [change for pair in _pairs(before[a:b], after[c:d]) for change in _word_changes(*pair)]
            whole = list(_word_changes("".join(before[a:b]), "".join(after[c:d])))
            yield from whole if _letters_kept(whole) > _MUCH_MORE * _letters_kept(paired) else paired


def _letters_kept(changes: list[Change]) -> int:
    return sum(len(change.text) for change in changes if change.kind == "same")


def _stretches(before: Sequence[str], after: Sequence[str]) -> Iterator[_Stretch]:
    """Alternating stretches of what is the same and what is not, with their places before and after."""
    for is_same, codes in groupby(_opcodes(before, after), key=lambda code: code.tag == "equal"):
        stretch = list(codes)
        yield is_same, stretch[0].src_start, stretch[-1].src_end, stretch[0].dest_start, stretch[-1].dest_end


def _pairs(before: Sequence[str], after: Sequence[str]) -> list[tuple[str, str]]:
    """Each paragraph beside the one it became, in order; beside nothing where it is gone or new."""
    if not before or not after or len(before) * len(after) > _MOST_PAIRS:
        return [("".join(before), "".join(after))]
    ones, others = ([paragraph.split() for paragraph in side] for side in (before, after))
    likeness = {
        (a, c): Indel.normalized_similarity(one, other) for a, one in enumerate(ones) for c, other in enumerate(others)
    }

    def paired(a: range, c: range) -> Iterator[tuple[str, str]]:
        best = max(product(a, c), key=likeness.__getitem__, default=None)
        if best is None or likeness[best] < _ALIKE:
            yield "".join(before[a.start : a.stop]), "".join(after[c.start : c.stop])
            return
        one, other = best
        yield from paired(range(a.start, one), range(c.start, other))
        yield before[one], after[other]
        yield from paired(range(one + 1, a.stop), range(other + 1, c.stop))

    return list(paired(range(len(before)), range(len(after))))


def _word_changes(old: str, new: str) -> Iterator[Change]:
    before, after = ([_Word(*found) for found in _WORD.findall(text)] for text in (old, new))
    if max(len(before), len(after)) > _MOST_WORDS:
        yield from (Change("gone", old), Change("new", new))
        return
    stretches = _stretches([word.word for word in before], [word.word for word in after])
    for is_same, a, b, c, d in _without_islands(list(stretches), before):
        if not is_same:
            yield from (Change("gone", _joined(before[a:b])), Change("new", _joined(after[c:d])))
            continue
        for one, other in zip(before[a:b], after[c:d], strict=True):
            yield Change("same", one.word)
            if one.space == other.space:
                yield Change("same", one.space)
            else:
                yield from (Change("gone", one.space), Change("new", other.space))


def _without_islands(stretches: list[_Stretch], before: Sequence[_Word]) -> Iterator[_Stretch]:
    for place, (is_same, a, b, c, d) in enumerate(stretches):
        is_between = 0 < place < len(stretches) - 1
        is_short = sum(len(word.word) for word in before[a:b]) <= _ISLAND
        yield is_same and not (is_between and is_short), a, b, c, d


def _joined(stretch: Sequence[_Word]) -> str:
    return "".join(word.word + word.space for word in stretch)


def _in_reading_order(changes: Iterator[Change]) -> Iterator[Change]:
    """Within each place that changed, first all that went and then all that came; nothing empty."""
    full = (change for change in changes if change.text)
    for _, stretch in groupby(full, key=lambda change: change.kind == "same"):
        # "gone" stands before "new" in the alphabet too
        yield from sorted(stretch, key=lambda change: change.kind)

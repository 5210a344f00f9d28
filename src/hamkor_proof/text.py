"""From a CommonMark text to *the* bytes that are adopted, signed and downloaded.

Whoever checks a signature never normalises: he hashes the file as it is. Normalising happens once, when a
text is written, so that two people who see the same text hold the same bytes and nobody signs what cannot be
seen.
"""

import re
import unicodedata
from collections.abc import Iterator
from hashlib import sha256

from hamkor_proof.characters import UNICODE_VERSION, is_held
from hamkor_proof.faults import Fault, TextFault

TAB_STOP = 4

_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# Default_Ignorable_Code_Point of other categories: fillers, joiners and variation selectors.
_INVISIBLE = frozenset(
    map(
        chr,
        [
            *(0x34F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B, 0x180C, 0x180D, 0x180F, 0x3164, 0xFFA0),
            *range(0xFE00, 0xFE10),
            *range(0xE0100, 0xE01F0),
        ],
    )
)
_REFUSED_CATEGORIES = {
    "Cc": "text-control",
    "Cf": "text-invisible",
    "Cn": "text-unassigned",
    "Co": "text-private-use",
    "Cs": "text-surrogate",
    "Zl": "text-separator",
    "Zp": "text-separator",
}
_SAME_UNICODE = unicodedata.unidata_version == UNICODE_VERSION


def normalise(text: str) -> bytes:
    """The bytes of a CommonMark text: UTF-8, Unicode NFC, LF line ends, exactly one final newline.

    White space at line ends is removed; two or more spaces there, where CommonMark means a line break inside
    a paragraph, become a backslash. Tabs become spaces up to the next multiple of four. A leading byte order
    mark is dropped. Applying it to its own result changes nothing.

    Refuses, with a `TextFault` that says where: an empty text; controls of writing direction; characters that
    cannot be seen (zero-width ones, soft hyphens, fillers, variation selectors); control, unassigned,
    private-use and surrogate characters; line and paragraph separators; a backslash followed by spaces at a
    line's end.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    _refuse_characters(text)
    lines = unicodedata.normalize("NFC", text).split("\n")
    bare = [line.rstrip(" \t").expandtabs(TAB_STOP) for line in lines]
    if not any(bare):
        raise TextFault("text-empty", 1, 1)
    continued = [*_continues_paragraph(bare), False][1:]
    for number, (line, follows) in enumerate(zip(lines, continued, strict=True)):
        if bare[number].endswith("\\") and line.endswith((" ", "\t")):
            raise TextFault("text-backslash-space", number + 1, len(line.rstrip(" \t")))
        if follows and line.endswith("  "):
            bare[number] += "\\"
    return ("\n".join(bare).rstrip("\n") + "\n").encode()


def text_digest(text: bytes) -> str:
    """SHA-256 of a text's bytes in hexadecimal: what `sha256sum` prints for the downloaded file."""
    return sha256(text).hexdigest()


def check_line(value: str) -> None:
    """Refuse, with a `Fault`, a name that is not one line in NFC, or holds a refused character."""
    if not value or value != value.strip() or "\n" in value or "\t" in value:
        raise Fault("text-not-a-line")
    _refuse_characters(value)
    if not unicodedata.is_normalized("NFC", value):
        raise Fault("text-not-a-line")


def _refusal(character: str) -> str | None:
    if character in "\n\t" or is_held(character):
        return None
    if character in _BIDI:
        return "text-bidi"
    if character in _INVISIBLE:
        return "text-invisible"
    # A later Python knows more characters than texts hold.
    return _REFUSED_CATEGORIES.get(unicodedata.category(character), "text-unassigned")


def _refuse_characters(text: str) -> None:
    # Python calls no refused category printable, so one look is enough for nearly every line.
    if _SAME_UNICODE and text.isprintable() and _INVISIBLE.isdisjoint(text):
        return
    refused = {character: code for character in set(text) if (code := _refusal(character))}
    if refused:
        place, character = next((place, found) for place, found in enumerate(text) if found in refused)
        line = text.count("\n", 0, place) + 1
        column = place - text.rfind("\n", 0, place)
        raise TextFault(refused[character], line, column, character=f"U+{ord(character):04X}")


_QUOTE = re.compile(r" {0,3}> ?")
_ITEM = re.compile(r" *(?:[-+*]|(?P<number>[0-9]{1,9})[.)])(?: +|$)")
_FENCE = re.compile(r" *(?P<fence>`{3,}(?=[^`]*$)|~{3,})")
_HEADING = re.compile(r" {0,3}#{1,6}( |$)")
_RULE = re.compile(r" {0,3}(?:(?:\* *){3,}|(?:- *){3,}|(?:_ *){3,})$")
_UNDERLINE = re.compile(r" {0,3}(?:=+|-+)$")
_REFERENCE = re.compile(r" {0,3}\[[^\]]+\]:")


def _continues_paragraph(lines: list[str]) -> Iterator[bool]:
    """For each line, whether it goes on with the paragraph of the line before.

    Follows CommonMark's blocks line by line, as far as a memorandum uses them. In doubt it says no: then two
    spaces at a line's end are dropped, which joins two lines, rather than shown to the reader as a backslash.
    """
    open_depth = 0  # how many quotes the open paragraph stands in
    is_open = False
    in_list = False
    fence = ""
    for line in lines:
        depth, rest = 0, line
        while quote := _QUOTE.match(rest):
            depth, rest = depth + 1, rest[quote.end() :]
        if fence:
            closing = rest.strip()
            if closing and set(closing) == {fence[0]} and len(closing) >= len(fence):
                fence = ""
            yield False
            continue
        if not rest:
            is_open = False
            yield False
            continue
        is_lazy = depth < open_depth and not rest.startswith("    ")
        continues = is_open and (depth == open_depth or is_lazy)
        if continues and _UNDERLINE.match(rest):
            is_open = in_list = False
            yield False
            continue
        if not (continues or rest.startswith("  ") or _ITEM.match(rest)):
            in_list = False
        is_indented = rest.startswith("    ") and not in_list
        while not (is_indented or _RULE.match(rest)) and (item := _ITEM.match(rest)):
            interrupts = item["number"] in (None, "1") and item.end() < len(rest)
            if continues and depth == open_depth and not in_list and not interrupts:
                break
            continues, in_list, rest = False, True, rest[item.end() :]
        opening = _FENCE.match(rest)
        if opening:
            fence = opening["fence"]
        is_code = is_indented and not continues
        is_text = bool(rest) and not (opening or is_code or _HEADING.match(rest) or _RULE.match(rest))
        yield is_text and continues
        is_open = is_text and (continues or not _REFERENCE.match(rest))
        open_depth = max(depth, open_depth) if continues else depth

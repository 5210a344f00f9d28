"""JSON with exactly one way to write it (RFC 8785), and a reader that takes nothing doubtful.

Only null, booleans, strings, whole numbers of at most 2^53 - 1, arrays and objects: fractions are refused in
both directions, because implementations disagree about them.
"""

import json
from collections.abc import Mapping, Sequence

import rfc8785

from hamkor_proof.faults import Fault

type JSON = bool | int | str | list[JSON] | dict[str, JSON] | None
type Writable = bool | int | str | Sequence[Writable] | Mapping[str, Writable] | None

LARGEST_INTEGER = 2**53 - 1
DEEPEST = 32


def canonical_json(value: Writable) -> bytes:
    """Write `value` as RFC 8785 canonical JSON.

    Refuses, with a `Fault`: numbers that are not whole or too large, lone surrogates, keys that are not
    strings, any other Python type, and more than 32 levels of nesting.
    """
    _check(value, DEEPEST)
    return rfc8785.dumps(value)


def parse_strict(data: bytes) -> JSON:
    """Read JSON that every reader reads alike.

    Refuses, with a `Fault`: anything but UTF-8 without a byte order mark, an object with the same key twice,
    fractions, exponents, NaN and infinities, whole numbers over 2^53 - 1, lone surrogates (also escaped
    ones), and more than 32 levels of nesting.
    """
    if data.startswith(b"\xef\xbb\xbf"):
        raise Fault("json-bom")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise Fault("json-not-utf8") from None
    try:
        value: JSON = _DECODER.decode(text)
    except json.JSONDecodeError as error:
        raise Fault("json-malformed", line=error.lineno, column=error.colno) from None
    except RecursionError:
        raise Fault("json-deep") from None
    _check(value, DEEPEST)
    return value


def parse_canonical(data: bytes) -> JSON:
    """Read JSON as `parse_strict` does, and refuse it unless it is already in canonical form."""
    value = parse_strict(data)
    if rfc8785.dumps(value) != data:
        raise Fault("json-not-canonical")
    return value


def _check(value: object, deeper: int) -> None:
    if deeper < 0:
        raise Fault("json-deep")
    match value:
        case str():
            # Only a lone surrogate keeps a Python string from being written as UTF-8.
            if not value.isascii() and any("\ud800" <= character <= "\udfff" for character in value):
                raise Fault("json-surrogate")
        case bool() | None:
            pass
        case int():
            if abs(value) > LARGEST_INTEGER:
                raise Fault("json-not-integer", number="too large")
        case dict():
            for key, member in value.items():
                if not isinstance(key, str):
                    raise Fault("json-type", type=type(key).__name__)
                _check(key, deeper)
                _check(member, deeper - 1)
        case list() | tuple():
            for member in value:
                _check(member, deeper - 1)
        case float():
            raise Fault("json-not-integer", number=str(value))
        case _:
            raise Fault("json-type", type=type(value).__name__)


def _object(pairs: list[tuple[str, JSON]]) -> dict[str, JSON]:
    members = dict(pairs)
    if len(members) != len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise Fault("json-duplicate-key", key=key)
            seen.add(key)
    return members


def _integer(digits: str) -> int:
    # Counted before converting: a number of a million digits costs a long time to read.
    if len(digits) > len(str(-LARGEST_INTEGER)):
        raise Fault("json-not-integer", number="too large")
    return int(digits)


def _no_fraction(number: str) -> int:
    raise Fault("json-not-integer", number=number[:40])


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_int=_integer, parse_float=_no_fraction, parse_constant=_no_fraction
)

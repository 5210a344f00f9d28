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

_MOST_DIGITS = len(str(-LARGEST_INTEGER))


def canonical_json(value: Writable) -> bytes:
    """Write `value` as RFC 8785 canonical JSON.

    Refuses, with a `Fault`: numbers that are not whole or too large, lone surrogates, keys that are not
    strings, any other Python type, and more than 32 levels of nesting.
    """
    _check(value, DEEPEST)
    return _write(value)


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
    # The decoder makes no other types and no larger numbers, and only an escape can bring a lone surrogate.
    if "\\u" in text or text.count("[") + text.count("{") > DEEPEST:
        _check(value, DEEPEST)
    return value


def parse_canonical(data: bytes) -> JSON:
    """Read JSON as `parse_strict` does, and refuse it unless it is already in canonical form."""
    value = parse_strict(data)
    if _write(value) != data:
        raise Fault("json-not-canonical")
    return value


def _write(value: Writable) -> bytes:
    text = _ENCODER.encode(value)
    # RFC 8785 orders keys by UTF-16 units. Python orders them by code points, which is the same unless a character
    # takes two units.
    if not text.isascii() and len(text.encode("utf-16-le")) > 2 * len(text):
        return rfc8785.dumps(value)
    return text.encode()


def _check(value: object, deeper: int) -> None:
    if deeper < 0:
        raise Fault("json-deep")
    match value:
        case str():
            try:
                value.encode()
            except UnicodeEncodeError:
                raise Fault("json-surrogate") from None
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
    if len(digits) > _MOST_DIGITS or abs(number := int(digits)) > LARGEST_INTEGER:
        raise Fault("json-not-integer", number="too large")
    return number


def _no_fraction(number: str) -> int:
    raise Fault("json-not-integer", number=number[:40])


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_int=_integer, parse_float=_no_fraction, parse_constant=_no_fraction
)

# For checked values its strings, escapes and whole numbers are those of RFC 8785, and it is written in C.
_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), check_circular=False)

"""Reading the members of parsed JSON objects: exact keys, exact types, no guessing."""

import re
from collections.abc import Collection, Sequence
from datetime import datetime
from operator import lt

from hamkor_proof.canonical import JSON
from hamkor_proof.faults import Fault

SHA256_HEX = re.compile(r"[0-9a-f]{64}")
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
LONGEST_HOST = 253
HOST = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*")
COUNTRY = re.compile(r"[A-Z]{2}")
TIME = re.compile(r"[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z")
LANGUAGE = re.compile(
    r"[a-z]{2,8}"
    r"(?:-[A-Z][a-z]{3})?"
    r"(?:-(?:[A-Z]{2}|[0-9]{3}))?"
    r"(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*"
    r"(?:-[0-9a-wyz](?:-[a-z0-9]{2,8})+)*"
    r"(?:-x(?:-[a-z0-9]{1,8})+)?"
)


def members(value: JSON, keys: Collection[str], field: str) -> dict[str, JSON]:
    """`value` as an object with exactly `keys`; `field` names it in the `Fault` otherwise."""
    if not isinstance(value, dict):
        raise Fault("form-not-an-object", field=field)
    if value.keys() != set(keys):
        for key in value:
            if key not in keys:
                raise Fault("form-unknown-field", field=f"{field}.{key}")
        missing = next(key for key in keys if key not in value)
        raise Fault("form-missing-field", field=f"{field}.{missing}")
    return value


def event(value: JSON, name: str, version: int, keys: Collection[str]) -> dict[str, JSON]:
    """`value` as an object of this type and version with exactly `keys` beside those two."""
    if isinstance(value, dict) and (value.get("type"), value.get("version")) != (name, version):
        raise Fault("form-version", type=name)
    given = members(value, ("type", "version", *keys), name.rpartition("/")[2])
    integer(given, "version")
    return given


def string(given: dict[str, JSON], key: str) -> str:
    """A string member."""
    value = given[key]
    if not isinstance(value, str):
        raise Fault("form-type", field=key)
    return value


def optional_string(given: dict[str, JSON], key: str) -> str | None:
    """A string member that may be null."""
    return None if given[key] is None else string(given, key)


def integer(given: dict[str, JSON], key: str) -> int:
    """A whole number; true and false are not numbers."""
    value = given[key]
    if not isinstance(value, int) or isinstance(value, bool):
        raise Fault("form-type", field=key)
    return value


def optional_integer(given: dict[str, JSON], key: str) -> int | None:
    """A whole number that may be null."""
    return None if given[key] is None else integer(given, key)


def boolean(given: dict[str, JSON], key: str) -> bool:
    """True or false."""
    value = given[key]
    if not isinstance(value, bool):
        raise Fault("form-type", field=key)
    return value


def array(given: dict[str, JSON], key: str) -> list[JSON]:
    """An array of anything."""
    value = given[key]
    if not isinstance(value, list):
        raise Fault("form-type", field=key)
    return value


def strings(given: dict[str, JSON], key: str) -> tuple[str, ...]:
    """An array of strings."""
    found: list[str] = []
    for value in array(given, key):
        if not isinstance(value, str):
            raise Fault("form-type", field=key)
        found.append(value)
    return tuple(found)


def time(value: str, field: str) -> datetime:
    """A time of day in UTC, in whole seconds, that exists."""
    match(TIME, value, field)
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        raise Fault("form-value", field=field) from None


def written_time(value: datetime) -> str:
    """A time in UTC as `time` reads it."""
    return value.strftime("%Y-%m-%dT%H:%M:%SZ")


def match(pattern: re.Pattern[str], value: str | None, field: str) -> None:
    """Refuse a value, unless it is None, that the whole `pattern` does not match."""
    if value is not None and not pattern.fullmatch(value):
        raise Fault("form-value", field=field)


def in_order(values: Sequence[str], field: str) -> None:
    """Refuse values that are not in ascending order of code points, each once."""
    if not all(map(lt, values, values[1:])):
        raise Fault("form-order", field=field)

"""Each value of each part of a bundle changed, with the code that this must come to.

The codes are worked out here from the page: a value that breaks its form is `form`; one that keeps it no longer is what
the ledger, the network's id or the raw evidence commits to.
"""

import json
from collections.abc import Iterator, Sequence
from functools import cache

from hamkor_proof.canonical import canonical_json
from hamkor_proof.event import kind_of
from hamkor_proof.register import About
from tests.proof.plain import zipped
from tests.proof.records import INSTRUMENT, Record, identifier
from tests.proof.story import tell

type Value = bool | int | str | list["Value"] | dict[str, "Value"] | None
type Path = tuple[str | int, ...]

# One entry of each kind, and of each shape that a kind has.
LABELS = (
    "word-no", "adopt", "key-kg", "confirm-kg", "word-kg", "key-kz", "word-tj", "member-kg", "word-kz", "adopt-2",
    "correct-kk", "confirm-kg-2", "revoke-kg", "word-kg-2", "withdraw-tj", "hidden", "disclose-no", "network-2",
    "contest-kz", "revoke-kz", "heads/3",
)  # fmt: skip
FORM = "form"
_HELD_BY_FORM = {
    "type", "version", "network", "instrument", "act", "way", "kind", "position", "read", "log", "witnesses",
}  # fmt: skip


@cache
def told() -> Record:
    """The story without anybody's interference."""
    return tell(Record())


def tampered() -> Iterator[tuple[str, bytes, str]]:
    """Name, file and code of each."""
    members = told().members()
    for name, changed, code in _changes(members):
        yield name, zipped(members | changed), code


def _changes(members: dict[str, bytes]) -> Iterator[tuple[str, dict[str, bytes], str]]:
    done = set()
    for called, member, wellformed in _parts():
        value = json.loads(members[member])
        event = value.get("event", {})
        alike = str(event.get("act", event.get("type", called)))
        for path, other, code in walked(value, wellformed):
            # What was done to a value once need not be done to its like in another entry of the kind.
            place = (alike, *(each for each in path if isinstance(each, str)), code)
            if place not in done:
                done.add(place)
                yield f"{called}-{'.'.join(map(str, path))}", {member: canonical_json(other)}, code
        for how, body in _written_otherwise(members[member]):
            if (alike, how) not in done:
                done.add((alike, how))
                yield f"{called}-{how}", {member: body}, FORM


def _parts() -> Iterator[tuple[str, str, str]]:
    """What to call it, its member, and the code of a change that keeps the form."""
    yield "bundle", "bundle.json", "form"
    yield "seen", "seen.json", "seen"
    yield "network-1", "network/0001.json", "network-id"
    yield "network-2-file", "network/0002.json", "network-chain"
    about = (_about("kg"), _about("tj"), About("instrument", INSTRUMENT))
    registers = [told().newest_register(each) for each in about]
    for label in (*LABELS, *registers):
        code = "network-chain" if label == "network-2" else "not-included"
        yield f"entry-{label.replace('/', '-')}", f"entries/{told().position(label):012}.json", code


def _about(who: str) -> About:
    return About("keys", identifier(who))


def walked(whole: dict[str, Value], wellformed: str) -> Iterator[tuple[Path, Value, str]]:
    """Every value within, in every way that it can be changed: where, the whole with the change, the code."""
    for path, value in _within(whole, ()):
        for how, other, code in _others(whole, path, value, wellformed):
            yield (*path, how), _with(whole, path, other), code


def _within(value: Value, path: Path) -> Iterator[tuple[Path, Value]]:
    yield path, value
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from _within(inner, (*path, key))


def _with(whole: Value, path: Path, other: Value) -> Value:
    if not path:
        return other
    key, *rest = path
    copy = dict(whole) if isinstance(whole, dict) else list(whole)
    copy[key] = _with(copy[key], tuple(rest), other)
    return copy


def _others(whole: dict[str, Value], path: Path, value: Value, code: str) -> Iterator[tuple[str, Value, str]]:
    key = next((each for each in reversed(path) if isinstance(each, str)), "")
    match value:
        case dict():
            yield "more", value | {"zz": None}, FORM
            yield from ((f"without-{gone}", {k: v for k, v in value.items() if k != gone}, FORM) for gone in value)
        case list():
            yield from _other_lists(key, path, value, code)
        case None:
            yield "zero", 0, FORM
        case bool():
            yield "flipped", not value, code
            yield "null", None, FORM
        case int():
            yield "text", str(value), FORM
            yield "true", True, FORM
            yield "more", value + 1, _of_number(whole, key, path, value, code)
        case str():
            yield "number", 1, FORM
            yield "other", _other(key, value), _of_text(whole, key, path, value, code)


def _other_lists(key: str, path: Path, value: list[Value], code: str) -> Iterator[tuple[str, Value, str]]:
    yield "text", "x", FORM
    match key:
        case "proof":
            # The entry of a descriptor stands in the ledger like any other.
            told_of = "not-included" if path == ("proof",) else code
            yield "longer", [*value, value[-1]], told_of
            yield "shorter", value[:-1], told_of
        case "seen":
            yield "shorter", value[1:], "seen-missing"
            yield "reversed", value[::-1], FORM
        case "entries" | "registers" if value and not isinstance(path[-1], int):
            yield "shorter", value[1:], code if len(value) > 1 else FORM
            yield "twice", [*value, value[-1]], FORM
        case "texts" | "named" | "witnesses" if value and not isinstance(path[-1], int):
            yield "twice", [*value, value[-1]], FORM
            if len(value) > 1:
                yield "reversed", value[::-1], FORM
        case "relying_parties" if len(value) > 1:
            yield "reversed", value[::-1], code
        case _:
            pass


def _of_number(whole: dict[str, Value], key: str, path: Path, value: int, code: str) -> str:
    if key in _HELD_BY_FORM:
        return FORM
    around = _at(whole, path[:-1])
    if (key in {"sequence", "edition"} and around.get("previous", "") is None) or (key == "size" and value == 0):
        return FORM
    return code


def _of_text(whole: dict[str, Value], key: str, path: Path, value: str, code: str) -> str:
    if path[0] == "evidence":
        return _of_evidence(whole)
    if key in {"salt", "proof"} and path[0] == key:
        return "not-included"
    if key == "names":
        return "kept-back"
    if key in _HELD_BY_FORM or key == "origins" or (key == "id" and "relying_parties" in path):
        return FORM
    if key == "entries" and path[-1] == 0 and isinstance(path[-2], int):  # a kind
        return FORM
    if key == "named" and path[-1] == 0:
        return FORM
    if key == "texts" and path[-1] == 0:
        statement = _at(whole, path[: path.index("texts")])
        of_adoption = "statement" in path
        return FORM if of_adoption or value in statement["read"] else code
    if key == "root" and _at(whole, path[:-1])["size"] == 0:
        return FORM
    return code


def _of_evidence(entry: dict[str, Value]) -> str:
    event = entry["event"]
    if event.get("act") == "key-register":
        return "key-register"
    return "signature" if event["type"] == "hamkor/statement" else "key-confirm"


def _other(key: str, value: str) -> str:
    """Another value, of the same form wherever there is one."""
    match key:
        case "names":
            return "kept-back"
        case "corrections":
            return "none"
        case "country":
            return "ZZ"
        case "origins":
            return value.replace("https", "http")
        case "time" | "suspect_from":
            return value.replace("00Z", "01Z")
        case "adopted_on":
            return value[:-1] + "1"
        case "client_data" | "authenticator_data" | "signature" | "public_key":
            return ("B" if value[0] == "A" else "A") + value[1:]
        case "name" | "reservation" | "correction" | "found" | "act" | "type" | "way" | "kind":
            return value + "x"
        case "named" if len(value) != 2:
            return value + "x"
        case _ if len(value) == 2:  # a language
            return value[0] + chr(ord(value[1]) - 1)
        case _:
            return value[:-1] + ("1" if value[-1] == "0" else "0")


def _at(whole: Value, path: Sequence[str | int]) -> Value:
    for key in path:
        whole = whole[key]
    return whole


def _written_otherwise(body: bytes) -> Iterator[tuple[str, bytes]]:
    """The same value, as two readers might read it differently."""
    yield "byte-order-mark", b"\xef\xbb\xbf" + body
    yield "final-newline", body + b"\n"
    yield "space", body.replace(b":", b": ", 1)
    yield "utf-16", body.decode().encode("utf-16-le")
    yield "something-after", body + b"{}"
    yield "empty", b""
    yield "cut", body[:-1]
    yield "version-twice", body[:-1] + b',"version":1}'
    yield "version-twice-in-escapes", body[:-1] + rb',"versio\u006e":1}'
    yield (
        "version-as-fraction",
        body[: body.rindex(b'"version":1')]
        + body[body.rindex(b'"version":1') :].replace(b'"version":1', b'"version":1.0', 1),
    )
    yield "deep", body[:-1] + b',"zz":' + b"[" * 5_000 + b"]" * 5_000 + b"}"


def kinds_walked() -> set[str]:
    """The kinds of entries that are walked, so that none is forgotten."""
    return {str(kind_of(told().of(label).event)) for label in LABELS}

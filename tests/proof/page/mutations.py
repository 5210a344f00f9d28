"""Bundles that chance has changed: members of a good one in a container that is right again, and records that were
written otherwise from some step on, with the log's own signature."""

import json
from base64 import b64encode
from collections import defaultdict
from collections.abc import Callable
from dataclasses import fields, replace
from functools import cache
from typing import Any

from hypothesis import strategies as st

from hamkor_proof.adoption import Adoption
from hamkor_proof.canonical import canonical_json
from hamkor_proof.descriptor import Descriptor, RelyingParty
from hamkor_proof.event import Event
from hamkor_proof.evidence import Evidence
from hamkor_proof.faults import Fault
from hamkor_proof.hidden import Hidden
from hamkor_proof.key_events import KeyConfirmation, KeyContest, KeyRevocation
from hamkor_proof.note import SignerKey
from hamkor_proof.register import Heads, Register
from hamkor_proof.statement import Act, Seen, SignedText, Statement
from tests.proof.fields import told
from tests.proof.plain import zipped
from tests.proof.records import FIRST_DAY, KEYS, LOG, SITE, SPARE, TEXTS, WITNESSES, Record, identifier, organisation
from tests.proof.story import tell

type Draw = Callable[[st.SearchStrategy[Any]], Any]
type Path = tuple[str | int, ...]

STRANGE = [
    None, True, False, 0, 1, 2, -1, 2**53 - 1, 2**53, 1.5, "", " ", "x", "\u0000", "\ufeff", "\ud800", "\u1c89",
    "e\u0301", "ru", "zh-yue", "00" * 32, "0C" * 32, "0c" * 32, identifier("nobody"), "2026-02-30T00:00:00Z",
    "2026-01-05T24:00:00Z", "9999-12-31T23:59:59Z", [], [[]], {}, {"__proto__": 1},
]  # fmt: skip
# Of characters: what one calls white space and another does not, what is not seen, what is new or nothing at all.
ODD = [
    "\ufeff",
    "\u0085",
    "\xa0",
    "\x1c",
    "\u180e",
    "\u2003",
    "\u3000",
    "\u200b",
    "\u1c89",
    "\u0378",
    "\u0301",
    "\U00020000",
    "\U000e0041",
    "\ue000",
    "\n",
    "\t",
    "+",
    ":0",
    ":1",
    ":443",
    ":65536",
    ".",
    "-",
    "/",
    "x" * 500,
]
OTHERWISE = [
    (b'"version":1', b'"version":1,"version":1'), (b'"version":1', rb'"versio\u006e":1'), (b":1", b":1.0"),
    (b":1", b":1e0"), (b":1", b":01"), (b":0", b":-0"), (b",", b", "), (b":null", b":NaN"), (b"{", b"{\n"),
    (b"[]", b"[,]"), (b'"ru"', rb'"r\u0075"'), (b'"ru"', b"'ru'"), (b"}", b",}"), (b":null", b":[" + b"[" * 40),
]  # fmt: skip
LINES: list[Callable[[bytes], list[bytes]]] = [
    lambda _line: [],
    lambda line: [line, line],
    lambda line: [line + b" "],
    lambda line: [b" " + line],
    lambda line: [line.replace(b" ", b"  ")],
    lambda line: [line.replace(b" ", "\xa0".encode())],
    lambda line: [line.replace(b".", "\ufeff".encode())],
    lambda line: [line.replace(b".", b"\x1c")],
    lambda line: [line.replace(b".", b"+")],
    lambda line: [line[:-1]],
    lambda line: [line[1:]],
    lambda line: [line + b"="],
    lambda _line: [b""],
    lambda line: [b"", line],
    lambda line: [line, b"more"],
    lambda line: [line.upper()],
    lambda line: [line + b"\r"],
]
NAMES = [
    ("0", "1"), ("1", "2"), ("0001", "0003"), ("/ru.", "/zh-yue."), ("/ru.", "/ru-Cyrl."), (".", "/"), ("/", "."),
    (".json", ".JSON"), ("0", "00"), (".md", ".zip"), ("seen", "sren"),
]  # fmt: skip


# Members.


@st.composite
def changed_members(draw: Draw) -> bytes:
    """A good bundle, one to three of whose members were changed, taken out, doubled or renamed."""
    members = dict(told().members())
    for _ in range(draw(st.sampled_from([1, 1, 1, 2, 3]))):
        # Of the many entries one a time, of the few others each as often.
        group = draw(st.sampled_from(["entries", "entries", "entries", "checkpoint", "network", "seen", "bundle", ""]))
        name = draw(st.sampled_from([each for each in sorted(members) if each.startswith(group)] or sorted(members)))
        draw(st.sampled_from([_json, _json, _json, _json, _lines, _bytes, _raw_json, _names]))(draw, members, name)
    return zipped(members or {"x": b""})


def _json(draw: Draw, members: dict[str, bytes], name: str) -> None:
    value = _parsed(members[name])
    if value is None:
        return _lines(draw, members, name)
    for _ in range(draw(st.sampled_from([1, 1, 2]))):
        path = _one_of(draw, _paths(value))
        alike = [each for each in _paths(value) if type(_at(value, each)) is type(_at(value, path))]
        # What stands elsewhere has the right form more often.
        other = _one_of(draw, alike) if draw(st.booleans()) else None
        value = _altered(draw, value, path) if other is None else _with(value, path, _at(value, other))
    try:
        members[name] = canonical_json(value)
    except Fault:
        # What canonical JSON cannot hold, as somebody would write it nevertheless.
        members[name] = json.dumps(value, separators=(",", ":"), sort_keys=True).encode()
    return None


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return None


def _paths(value: Any, path: Path = ()) -> list[Path]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(each for key, within in inner for each in _paths(within, (*path, key)))]


def _one_of(draw: Draw, paths: list[Path]) -> Path:
    """Each member's name as often, however long the lists are in which it stands."""
    named: dict[tuple[str, ...], list[Path]] = defaultdict(list)
    for path in paths:
        named[tuple(each for each in path if isinstance(each, str))].append(path)
    chosen: Path = draw(st.sampled_from(named[draw(st.sampled_from(sorted(named)))]))
    return chosen


def _at(value: Any, path: Path) -> Any:
    for key in path:
        value = value[key]
    return value


def _with(value: Any, path: Path, other: Any) -> Any:
    if not path:
        return other
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = _with(copy[path[0]], path[1:], other)
    return copy


def _altered(draw: Draw, value: Any, path: Path) -> Any:
    if path:
        return _with(value, path, _altered(draw, _at(value, path), ()))
    if isinstance(value, dict) and value and draw(st.booleans()):
        key = draw(st.sampled_from(sorted(value)))
        rest = {each: inner for each, inner in value.items() if each != key}
        return rest | draw(st.sampled_from([{}, {f"{key}x": value[key]}, {"zz": 0}, {key: [value[key]]}]))
    if isinstance(value, list) and value and draw(st.booleans()):
        at = draw(st.integers(0, len(value) - 1))
        one = value[at : at + 1]
        cut = value[:at] + value[at + 1 :]
        doubled = value[: at + 1] + one + value[at + 1 :]
        return draw(st.sampled_from([value + one, doubled, cut, value[::-1], cut + one]))
    if isinstance(value, int) and not isinstance(value, bool) and draw(st.booleans()):
        return value + draw(st.sampled_from([-1, 1, 10]))
    if isinstance(value, str) and value and draw(st.booleans()):
        at = draw(st.integers(0, len(value) - 1))
        put = draw(st.sampled_from(["", "0", "a", "A", value[at] * 2, *ODD]))
        return draw(st.sampled_from([value[:at] + put + value[at + 1 :], value + put, put + value]))
    return draw(st.sampled_from(STRANGE))


def _raw_json(draw: Draw, members: dict[str, bytes], name: str) -> None:
    """The same value written otherwise, or a member twice."""
    body = members[name]
    old, new = draw(st.sampled_from(OTHERWISE))
    members[name] = body.replace(old, new, draw(st.integers(1, 2)))


def _lines(draw: Draw, members: dict[str, bytes], name: str) -> None:
    """Of a note above all: a line taken out, doubled, moved, or with something in it."""
    lines = members[name].split(b"\n")
    if draw(st.integers(0, 3)) == 0:
        called = "".join(draw(st.lists(st.sampled_from(["x", *ODD]), max_size=3)))
        line = f"— {called} {b64encode(bytes(draw(st.sampled_from([4, 5, 76])))).decode()}".encode()
        members[name] = b"\n".join([*lines[:-1], *[line] * draw(st.sampled_from([1, 1, 90, 120])), b""])
        return
    at = draw(st.integers(0, len(lines) - 1))
    put = draw(st.sampled_from(LINES))(lines.pop(at))
    to = draw(st.sampled_from([at, at, at, len(lines)]))
    members[name] = b"\n".join(lines[:to] + put + lines[to:])


def _bytes(draw: Draw, members: dict[str, bytes], name: str) -> None:
    body = members[name]
    at, length = draw(st.integers(0, len(body))), draw(st.integers(0, 3))
    members[name] = body[:at] + draw(st.binary(max_size=3)) + body[at + length :]


def _names(draw: Draw, members: dict[str, bytes], name: str) -> None:
    body = members[name] if draw(st.booleans()) else members.pop(name)
    old, new = draw(st.sampled_from(NAMES))
    members[draw(st.sampled_from([name.replace(old, new), name.replace(old, new, 1)]))] = body


# Records.


@st.composite
def forged_records(draw: Draw) -> tuple[bytes, str]:
    """The bundle of a story in which some steps went otherwise, and its network."""
    labels = _labels()
    words = [label for label in labels if label.startswith(("word-", "withdraw-", "disclose-"))]
    steps = draw(st.lists(st.sampled_from(labels) | st.sampled_from(words), max_size=3, unique=True))
    signed = [each.label for each in told().entries if each.evidence] + ["word-no", "confirm-kg"]
    chance = draw(st.randoms(use_true_random=False))
    members: dict[str, Any] = {
        "alter": {label: _alteration(draw(st.randoms(use_true_random=False))) for label in steps},
        "evidence": {
            draw(st.sampled_from(signed)): draw(st.sampled_from([*_EVIDENCE, _resealed(chance), _resealed(chance)]))
            for _ in range(draw(_FEW))
        },
        "drop": draw(st.sets(st.sampled_from(labels), max_size=draw(_FEW))),
        "unlisted": draw(st.sets(st.sampled_from(labels), max_size=draw(_FEW))),
        "threshold": draw(st.sampled_from([0, 1, 1, 2])),
        "demonstration": draw(st.sampled_from([False, False, False, True])),
        "second": _alteration(draw(st.randoms(use_true_random=False))) if draw(st.integers(0, 5)) == 0 else _as_it_is,
    }
    try:
        record = tell(Record(**members))
    except (Fault, StopIteration):
        # What cannot be written at all: then it is the honest story.
        record = told()
    unopened = {"word-uz", "word-tm"} ^ draw(st.sets(st.sampled_from(labels), max_size=draw(_FEW)))
    opened = draw(st.sets(st.sampled_from([each.label for each in record.entries]), max_size=draw(_FEW)))
    names = draw(st.sampled_from(["shown"] * 9 + ["kept-back"]))
    made = record.members(names=names, unopened=unopened, opened=opened)
    if draw(st.integers(0, 3)) == 0:
        made["checkpoint"] = record.note(by=draw(st.sampled_from([(), WITNESSES, (WITNESSES[1],)])))
    return zipped(made), record.network.hex()


def _resealed(chance: Any) -> Callable[[Evidence | None], Evidence | None]:
    """What a hostile browser or authenticator makes with the real key."""

    def seal(given: Evidence | None) -> Evidence | None:
        key = next((each for each in KEYS.values() if given and each.public_key == given.public_key), None)
        if given is None or key is None:
            return given
        client, authenticator = given.client_data, given.authenticator_data
        old, new = chance.choice(_CLIENT_DATA)
        if chance.random() < 0.6:
            client = client.replace(old, new, 1)
        else:
            flags = chance.choice([0x05, 0x01, 0x04, 0x45, 0x0D, 0x1D, 0x15, 0x85, 0x27, 0x07])
            more = chance.choice([b"", b"", b"\xa0", b"\xbf", b"\xc0", b"\x9f", b"\xa1\x00"])
            authenticator = authenticator[:32] + bytes([flags]) + authenticator[33:37] + more
        return key.seal(client, authenticator)

    return seal


_CLIENT_DATA = [
    (b'"crossOrigin":false', b'"crossOrigin":true'),
    (b'"crossOrigin":false', b'"crossOrigin":0'),
    (b',"crossOrigin":false', b""),
    (b'"crossOrigin":false', b'"topOrigin":null'),
    (b"}", b',"origin":"https://e.example"}'),
    (b"}", b',"x":1.5}'),
    (b"}", b',"x":1e400}'),
    (b"}", b',"x":-0}'),
    (b"}", b',"x":9007199254740992}'),
    (b"}", rb',"x":"\ud800"}'),
    (b"}", b"} \n"),
    (b"}", b"}\x0b"),
    (b"}", b',"x":' + b"[" * 31 + b"]" * 31 + b"}"),
    (b"}", b',"x":' + b"[" * 32 + b"]" * 32 + b"}"),
    (b"webauthn.get", b"webauthn.create"),
    (b'"type"', rb'"t\u0079pe"'),
    (b"https:", rb"https\u003a"),
    (b"https:", b"HTTPS:"),
    (b'"challenge":"', b'"challenge":" '),
    (b'","origin"', b'=","origin"'),
    (b"{", b"\xef\xbb\xbf{"),
    (b"{", b"[{"),
    (b"{", b"{ "),
    (b"}", b',"x":"' + b"y" * 9000 + b'"}'),
    (b"}", b',"x":"\x7f\xc2\x85"}'),
    (b"}", b',"x":"\t"}'),
    (b"}", b',"__proto__":{}}'),
]
_FEW = st.sampled_from([0, 0, 0, 1, 1, 2])
_EVIDENCE: list[Callable[[Evidence | None], Evidence | None]] = [
    lambda _given: None,
    lambda _given: KEYS["kz"].sign(b"something else"),
    lambda given: given and replace(given, signature=given.signature[:-1] + bytes([given.signature[-1] ^ 1])),
    lambda given: given and replace(given, public_key=bytes.fromhex("a0")),
]


@cache
def _labels() -> list[str]:
    return [each.label for each in told().entries]


def _as_it_is(event: Any) -> Any:
    return event


def _alteration(chance: Any) -> Callable[[Any], Any]:
    """Changes one or two members, to values that others of the story have."""

    def change(event: Event) -> Event:
        for _ in range(chance.choice([1, 1, 2])):
            inner = getattr(event, "statement", None)
            try:
                if inner is not None and chance.random() < 0.7:
                    event = replace(event, statement=_changed(inner, chance))  # type: ignore[call-arg, arg-type]
                else:
                    event = _changed(event, chance)
            except Fault:
                continue  # no such event can be written
        return event

    return change


def _changed(event: Any, chance: Any) -> Any:
    values = _values(event)
    names = sorted({field.name for field in fields(event)} & values.keys())
    # What a word follows upon has more ways to be wrong than the rest.
    name = chance.choice(names + [each for each in names if each == "supersedes"] * 4)
    return replace(event, **{name: chance.choice(values[name])})


def _values(event: Any) -> dict[str, list[Any]]:
    stranger = "0c" * 32
    digests = [told().digest_of(label) for label in _labels() if told().of(label).event.__class__ in _WITH_STATEMENT]
    references = [told().reference_of(label) for label in _labels()]
    match event:
        case Statement():
            return {
                "act": list(Act),
                "supersedes": [None, stranger, *digests],
                "adoption": [None, stranger, told().leaf_of("adopt"), told().leaf_of("adopt-2")],
                "edition": [1, 2, 3],
                "texts": [_texts(1, "ru"), _texts(1, "en", "ru"), _texts(2, "en", "ru"), _texts(2, "en", "kk", "ru")],
                "read": [(), ("en",), ("en", "ru")],
                "corrections": [None, "none", "editorial"],
                "organisation": [organisation(who) for who in ("kg", "kz", "tj", "no", "mn")],
                "mandate": [None, *(identifier(f"mandate {who}") for who in ("kg", "kz", "tj"))],
                "key": [None, stranger, *(key.key_id for key in KEYS.values())],
                "reservation": [None, "Except for paragraph 1.\nAnd 2."],
                "seen": [Seen(0, told().checkpoints[0].root.hex()), *_seen()],
                "time": [FIRST_DAY.replace(year=year) for year in (1000, 2025, 2026, 9999)],
            }
        case Adoption():
            return {"correction": [None, "Wording."], "named": [event.named, event.named[:1], event.named[::-1]]}
        case Hidden():
            return {"entries": [(stranger,), *((each,) for each in references), tuple(sorted(references[:5]))]}
        case KeyConfirmation():
            return {"way": ["fingerprint", "earlier-key", "member"], "found": [None, "letterhead"]}
        case KeyRevocation():
            return {"suspect_from": [None, FIRST_DAY, event.statement.time]}
        case KeyContest():
            return {
                "organisation": [identifier("kg"), identifier("tj")],
                "key": [stranger, *(key.key_id for key in KEYS.values())],
                "registered": [stranger, *digests],
            }
        case Register():
            kinds = (
                ["word", "hidden", "withdrawal"] if event.about.kind == "instrument" else ["key-confirm", "key-revoke"]
            )
            more = [tuple(sorted({*event.entries, (kind, each)})) for kind in kinds for each in (stranger, *references)]
            return {
                "entries": [event.entries[1:], event.entries[:-1], *more],
                "sequence": [event.sequence + 1],
                "about": [event.about._replace(id=identifier("kg")), event.about._replace(id=identifier("kz"))],
                "previous": [stranger],
            }
        case Heads():
            return {
                "registers": [event.registers[1:], event.registers[:-1], tuple(sorted({*event.registers, stranger}))]
            }
        case Descriptor():
            sites = (
                RelyingParty(SITE, (f"https://{SITE}",), 0, None), RelyingParty(SPARE, (f"https://{SPARE}",), 0, None),
                RelyingParty(SPARE, (f"https://{SPARE}", f"https://{SPARE}:8443"), 3, 30),
            )  # fmt: skip
            return {
                "name": ["Other"],
                "edition": [1, 2, 3],
                "log": [str(LOG.verifier), str(SignerKey(LOG.name, b"\x0d" * 32).verifier)],
                "relying_parties": [sites[:1], sites[1:2], sites[:2], (sites[0], sites[2]), ()],
                "witnesses": [(), tuple(sorted(str(witness.verifier) for witness in WITNESSES))],
                "threshold": [0, 1, 2],
                "demonstration": [True],
                "previous": [None, stranger],
            }
    raise AssertionError(event)


_WITH_STATEMENT = (Statement, Adoption, KeyConfirmation, KeyRevocation)


def _seen() -> list[Seen]:
    return [Seen(each.size, each.root.hex()) for each in told().checkpoints]


def _texts(edition: int, *languages: str) -> tuple[SignedText, ...]:
    return tuple(SignedText.of(language, TEXTS[edition, language]) for language in languages)

"""Files that two readers of the specification could read differently, each with the one code that it must get.

Both sides of every bound are here: what is just allowed, and what is just beyond.
"""

import json
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import replace
from hashlib import sha256
from typing import Any

from hamkor_proof.acts import Act
from hamkor_proof.canonical import canonical_json
from hamkor_proof.checkpoint import Checkpoint, cosigner_id
from hamkor_proof.hidden import Hidden
from hamkor_proof.key_events import KeyConfirmation
from hamkor_proof.kinds import Kind
from hamkor_proof.note import SignerKey
from hamkor_proof.register import About, Register
from tests.proof.fields import told
from tests.proof.plain import zipped
from tests.proof.records import INSTRUMENT, LOG, WITNESSES, Record, es256, identifier
from tests.proof.story import tell

LAST_SECOND = 253_402_300_799  # of the year 9999
STRANGER = "0c" * 32
NONE_LEFT_UNOPENED = ("word-uz", "word-tm", "hidden")


def readings() -> Iterator[tuple[str, bytes, str, str]]:
    """Name, file, code, and the network that is pinned."""
    network, members = told().network.hex(), told().members()
    for name, changed, code in (*_names_of_parts(), *_notes(), *_descriptors(), *_lines()):
        yield name, zipped(members | changed), code, network
    for name, code, story, options in _RECORDS:
        record = tell(Record(**story))
        yield name, record.bundle(**options), code, record.network.hex()


type Changed = tuple[str, dict[str, bytes], str]


def _names_of_parts() -> Iterator[Changed]:
    body = b"Text.\n"
    for language, code in (
        ("yue", "proved"),
        ("zh-yue", "part-unknown"),
        ("uz-Cyrl", "proved"),
        ("uz-cyrl", "part-unknown"),
        ("es-419", "proved"),
        ("sl-rozaj-biske-1994", "proved"),
        ("de-u-co-phonebk-x-y", "proved"),
        ("x-private", "part-unknown"),
        ("i-klingon", "part-unknown"),
        ("EN", "part-unknown"),
    ):
        yield f"text-in-{language}", {f"texts/0002/{language}.{sha256(body).hexdigest()}.md": body}, code


# Notes.


def _notes() -> Iterator[Changed]:
    def note(name: str, body: bytes, code: str) -> Changed:
        return f"note-{name}", {"checkpoint": body}, code

    good = told().note()
    for name, called, code in (
        ("a-byte-order-mark-in-a-name", "x\ufeffy", "proved"),
        ("a-next-line-in-a-name", "x\x85y", "form"),
        ("a-separator-in-a-name", "x\x1cy", "form"),
        ("a-hard-space-in-a-name", "x\xa0y", "form"),
        ("a-mongolian-separator-in-a-name", "x\u180ey", "proved"),
        ("an-ideographic-space-in-a-name", "x\u3000y", "form"),
        ("a-plus-in-a-name", "x+y", "form"),
        ("no-name", "", "form"),
    ):
        yield note(name, good + _line(called), code)
    yield note("no-line-end", good[:-1], "form")
    yield note("a-line-without-signature", good + "— x AAAAAA==\n".encode(), "form")
    yield note("base64-with-loose-bits", good + "— x AAAAAAB=\n".encode(), "form")
    lines = good.count("— ".encode())
    for count, code in ((100, "proved"), (101, "form")):
        unknown = b"".join(_line(f"x{number}") for number in range(count - lines))
        yield note(f"{count}-signatures", good + unknown, code)
    # Three bytes of a signature are four of its line; the name takes what is left.
    for size, code in ((1_000_000, "proved"), (1_000_001, "form")):
        rest = size - len(good) - len(_line("", 240_000 * 3))
        yield note(f"{size}-bytes", good + _line("x" * rest, 240_000 * 3), code)
    shown = told().checkpoints[-1]
    text = Checkpoint(LOG.name, shown.size, shown.root).to_text()
    for name, other, code in (
        ("an-extension-line", f"{text}more\n", "form"),
        ("a-size-with-a-zero-before", text.replace(f"\n{shown.size}\n", f"\n0{shown.size}\n"), "form"),
        ("the-largest-size", text.replace(f"\n{shown.size}\n", f"\n{2**53 - 1}\n"), "not-included"),
        ("a-size-beyond-the-largest", text.replace(f"\n{shown.size}\n", f"\n{2**53}\n"), "form"),
        ("no-entries", text.replace(f"\n{shown.size}\n", "\n0\n"), "form"),
    ):
        yield note(name, f"{other}\n{LOG.sign(other).to_line()}".encode(), code)
    for name, at, code in (
        ("in-1970", 0, "proved"),
        ("in-the-last-second-of-9999", LAST_SECOND, "proved"),
        ("in-the-year-10000", LAST_SECOND + 1, "cosignature"),
        ("beyond-what-a-calendar-shows", 8_640_000_000_001, "cosignature"),
        ("beyond-whole-numbers", 2**53 + 1, "cosignature"),
        ("at-the-end-of-signed-numbers", 2**63 - 1, "cosignature"),
        ("beyond-signed-numbers", 2**63, "cosignature"),
    ):
        line = _cosigned(WITNESSES[0], text, at)
        yield note(f"cosigned-{name}", f"{text}\n{LOG.sign(text).to_line()}".encode() + line, code)
    earlier = told().note() + _cosigned(WITNESSES[0], text, 1_700_000_000)
    yield note("cosigned-twice", earlier, "proved")


def _line(name: str, length: int = 68) -> bytes:
    return f"— {name} {b64encode(bytes(length)).decode()}\n".encode()


def _cosigned(witness: SignerKey, text: str, at: int) -> bytes:
    signature = witness.sign(f"cosignature/v1\ntime {at}\n{text}").value
    return (
        f"— {witness.name} {b64encode(cosigner_id(witness.verifier) + at.to_bytes(8) + signature).decode()}\n".encode()
    )


# Descriptors. What keeps its form is another network's: nothing else has been looked at then.


def _descriptors() -> Iterator[Changed]:
    def edition(called: str, code: str, **changed: Any) -> Changed:
        return f"descriptor-{called}", {"network/0001.json": canonical_json(first | changed)}, code

    first = json.loads(told().descriptors[0])
    (site,) = first["relying_parties"]
    for length, code in ((500, "network-id"), (501, "form")):
        yield edition(f"name-of-{length}", code, name="x" * length)
        # Two UTF-16 units each.
        yield edition(f"name-of-{length}-beyond-the-first-plane", code, name="\U00020000" * length)
    label, long = "a" * 63, ".".join(["a" * 63] * 3)
    for name, host, code in (
        ("label-of-63", f"{label}.example", "network-id"),
        ("label-of-64", f"a{label}.example", "form"),
        ("host-of-253", f"{long}.{'b' * 61}", "network-id"),
        ("host-of-254", f"{long}.{'b' * 62}", "form"),
        ("hyphen-first", "-a.example", "form"),
        ("hyphen-last", "a-.example", "form"),
        ("underscore", "a_b.example", "form"),
        ("empty-label", "a..example", "form"),
        ("final-dot", "a.example.", "form"),
        ("capital", "A.example", "form"),
        ("letter-beyond-ascii", "ä.example", "form"),
        ("list", ["a.example"], "form"),
    ):
        yield edition(name, code, relying_parties=[site | {"id": host, "origins": [f"https://{host}"]}])
    here = site["origins"][0]
    for name, origin, code in (
        ("port-0", f"{here}:0", "form"),
        ("port-1", f"{here}:1", "network-id"),
        ("port-65535", f"{here}:65535", "network-id"),
        ("port-65536", f"{here}:65536", "form"),
        ("port-with-a-zero-before", f"{here}:08443", "form"),
        ("port-in-other-digits", f"{here}:٨٤٤٣", "form"),
        ("usual-port", f"{here}:443", "form"),
        ("no-port", f"{here}:", "form"),
        ("path", f"{here}/", "form"),
        ("query", f"{here}?", "form"),
        ("person", here.replace("//", "//me@"), "form"),
        ("plain-http", here.replace("https", "http"), "form"),
        ("capital-scheme", here.replace("https", "HTTPS"), "form"),
        ("final-newline", f"{here}\n", "form"),
        ("in-a-list", [here], "form"),
        ("of-nobody", None, "form"),
    ):
        yield edition(f"origin-{name}", code, relying_parties=[site | {"origins": [origin]}])
    local = {"id": "localhost", "origins": ["http://sign.localhost:8000"]}
    yield edition("localhost-of-a-demonstration", "network-id", relying_parties=[site | local], demonstration=True)
    yield edition("localhost-in-earnest", "form", relying_parties=[site | local])
    yield edition("usual-port-of-http", "form", demonstration=True,
                  relying_parties=[site | local | {"origins": ["http://sign.localhost:80"]}])  # fmt: skip
    yield edition("one-site-twice", "form", relying_parties=[site | {"until": 9}, site | {"from": 9}])
    yield edition("no-site", "network-id", relying_parties=[])
    name, rest = first["witnesses"][0].split("+", 1)
    assert rest
    for called, code in (("x\ufeffy", "network-id"), ("x\x85y", "form"), ("x\x1cy", "form"), ("x\u3000y", "form")):
        key = _verifier_key(called, WITNESSES[0].verifier.public_key)
        yield edition(f"witness-called-{called.encode().hex()}", code, witnesses=[key])
    both = sorted(_verifier_key(name, witness.verifier.public_key) for witness in WITNESSES)
    yield edition("two-witnesses-of-one-name", "form", witnesses=both)
    same = _verifier_key(LOG.name, WITNESSES[0].verifier.public_key)
    yield edition("a-witness-with-the-name-of-the-log", "network-id", witnesses=[same])
    yield edition("as-many-as-there-are", "network-id", threshold=2)
    yield edition("more-than-there-are", "form", threshold=3)


def _verifier_key(name: str, key: bytes) -> str:
    typed = b"\x01" + key
    return f"{name}+{sha256(name.encode() + b'\n' + typed).hexdigest()[:8]}+{b64encode(typed).decode()}"


# Names and prose. What keeps its form is no longer what the record commits to.


def _lines() -> Iterator[Changed]:
    position = told().position("word-kg")
    member = f"entries/{position:012}.json"
    entry = json.loads(told().members()[member])

    def word(called: str, allowed: bool, **changed: object) -> Changed:
        other = entry | {"event": entry["event"] | changed}
        return called, {member: canonical_json(other)}, "not-included" if allowed else "form"

    for name, written, allowed in (
        ("of-500", "x" * 500, True),
        ("of-501", "x" * 501, False),
        ("of-500-beyond-the-first-plane", "\U00020000" * 500, True),
        ("empty", "", False),
        ("in-arabic", "\u0645\u0624\u0633\u0633\u0629", True),
        ("with-an-arabic-number-sign", "\u0600 1", True),
        ("with-the-last-of-unicode-15-1", "\U0002ebf0", True),
        ("with-one-of-unicode-16", "\u1c89", False),
        ("with-two-of-unicode-16-that-compose", "\U00011382\U000113c9", False),
        ("with-one-of-no-unicode", "\u0378", False),
        ("with-a-noncharacter", "\ufffe", False),
        ("with-one-for-private-use", "\ue000", False),
        ("with-a-soft-hyphen", "a\xadb", False),
        ("with-a-direction", "a\u202eb", False),
        ("with-a-joiner", "a\u200db", False),
        ("with-a-variation", "a\ufe0fb", False),
        ("with-a-mongolian-variation", "a\u180bb", False),
        ("with-a-mongolian-vowel-separator", "a\u180eb", False),
        ("with-a-filler", "a\u3164b", False),
        ("with-a-tag", "a\U000e0041b", False),
        ("with-a-line-separator", "a\u2028b", False),
        ("with-a-newline", "a\nb", False),
        ("with-a-tab", "a\tb", False),
        ("with-a-next-line", "a\x85b", False),
        ("with-delete", "a\x7fb", False),
        ("with-a-hard-space-within", "a\xa0b", True),
        ("with-a-hard-space-after", "a\xa0", False),
        ("with-a-space-before", " a", False),
        ("with-an-ideographic-space-after", "a\u3000", False),
        ("decomposed", "e\u0301", False),
        ("with-marks-in-another-order", "a\u0301\u0323", False),
        ("with-a-singleton", "\u212b", False),
    ):
        organisation = entry["event"]["organisation"] | {"name": written}
        yield word(f"name-{name}", allowed, organisation=organisation)
    for name, written, allowed in (
        ("of-10000", "x" * 10_000, True),
        ("of-10001", "x" * 10_001, False),
        ("of-two-lines", "a\nb", True),
        ("with-an-empty-line-before", "\n\na", True),
        ("with-a-newline-after", "a\n", False),
        ("with-a-space-at-a-line-end", "a \nb", False),
        ("with-two-spaces-at-a-line-end", "a  \nb", False),
        ("with-a-space-at-the-end", "a ", False),
        ("with-a-space-before", " a", True),
        ("with-a-tab", "a\tb", False),
        ("with-a-carriage-return", "a\r\nb", False),
        ("with-a-backslash-at-the-end", "a\\", True),
        ("with-a-hard-space-at-a-line-end", "a\xa0\nb", True),
        ("with-one-of-unicode-16", "a\u1c89", False),
        ("of-newlines", "\n\n", False),
        ("of-nothing", "", False),
    ):
        yield word(f"reservation-{name}", allowed, reservation=written)


# Records of whoever holds the log's key.


def _changed(**members: Any) -> Callable[[Any], Any]:
    return lambda statement: replace(statement, **members)


def _listing_more(kind: str, label: str) -> Callable[[Record], None]:
    """From here on the document's register lists this entry, which has no place there, as one of this kind."""
    return lambda record: record.list_also(About("instrument", INSTRUMENT), kind, label)


def _listing_keys_of(who: str, of: str) -> Callable[[Any], Any]:
    """The register about the keys of `who` lists the registration of another's key, and as something else."""

    def change(register: Register) -> Register:
        entries = sorted({*register.entries, (str(Kind.KEY_CONFIRM), told().reference_of(f"key-{of}"))})
        return replace(register, entries=tuple(entries))

    return change


def _newest_about_keys(who: str) -> str:
    return told().newest_register(About("keys", identifier(who)))


def _hidden_again(record: Record) -> None:
    references = tuple(sorted({record.reference_of("word-tm"), record.reference_of("word-uz")}))
    record.do("hidden-again", Hidden(network=record.network.hex(), instrument=INSTRUMENT, entries=references))


MANY = 32


def _keys_that_confirm_one_another(record: Record) -> None:
    """Each by all before it, and nobody else any of them: who follows every way from one to another never ends."""
    keys = [es256(1000 + number) for number in range(MANY)]
    for number, key in enumerate(keys):
        registration = record.about_key(Act.KEY_REGISTER, "kz", "kz")
        record.do(f"key-{number}", replace(registration, key=key.key_id), key)
        for earlier, by in enumerate(keys[:number]):
            confirm = replace(record.about_key(Act.KEY_CONFIRM, "kz", "kz", f"key-{number}"), key=by.key_id)
            record.do(f"{earlier}-confirms-{number}", KeyConfirmation(statement=confirm, way="earlier-key"), by)
    word = record.word(Act.SIGN, "kz", key="kz", supersedes=record.digest_of("word-kz"))
    record.do("word-many", replace(word, key=keys[-1].key_id), keys[-1])


_RECORDS: list[tuple[str, str, dict[str, Any], dict[str, Any]]] = [
    *(
        (f"word-that-supersedes-{label}", "word-order",
         {"alter": {"word-tj-2": lambda word, label=label: replace(word, supersedes=told().digest_of(label))}}, {})
        for label in ("adopt", "correct-kk", "key-kg", "confirm-kg", "revoke-kg", "word-no", "withdraw-tj")
    ),
    (
        "word-that-supersedes-nothing-while-something-else-is-listed-as-a-word", "word-order",
        {
            "alter": {"word-tj-2": _changed(supersedes=STRANGER)}, "drop": NONE_LEFT_UNOPENED,
            "after": {"network-2": _listing_more("word", "network-2")},
        }, {},
    ),
    *(
        (f"key-{of}-listed-as-something-else-under-{who}", "proved",
         {"alter": {_newest_about_keys(who): _listing_keys_of(who, of)}}, {})
        for who, of in (("kg", "kz"), ("kz", "kg"), ("tj", "kg"), ("kg", "tj"))
    ),
    ("keys-that-confirm-one-another", "proved", {"after": {"word-kz": _keys_that_confirm_one_another}}, {}),
    ("hidden-twice", "proved", {"after": {"hidden": _hidden_again}}, {}),
    *(
        (f"kept-back-but-{label}", "kept-back", {}, {"names": "kept-back", "unopened": (), "opened": (label,)})
        for label in ("word-kg", "word-kz", "word-tj-2", "word-tj")
    ),
]  # fmt: skip

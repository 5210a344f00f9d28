"""Evidence bundles, good ones and ones that somebody tampered with, each with the verdict that it must get.

Two attackers: one who has the file and changes it, and one who holds the network's log key and can sign a ledger that
no honest keeper would keep. What must come out is told from `docs/evidence-bundle.md`, not from a verifier.

`python -m tests.proof.bundles DIR` writes all of them as files, with `expected.json` beside, for verifiers that are
written in other languages.
"""

import json
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

from hamkor_proof.acts import Act
from hamkor_proof.container import pack, unpack
from hamkor_proof.descriptor import RelyingParty
from hamkor_proof.evidence import USER_PRESENT, USER_VERIFIED, Evidence
from hamkor_proof.hidden import Hidden
from hamkor_proof.key_events import KeyConfirmation
from hamkor_proof.keys import P256_ORDER
from hamkor_proof.leaf import empty_root
from hamkor_proof.note import SignerKey
from hamkor_proof.register import About, Register
from hamkor_proof.statement import Publish, Seen
from tests.proof import fields, histories
from tests.proof.bundle_world import (
    ENGLISH,
    KAZAKH,
    ORIGIN,
    RP_ID,
    RUSSIAN,
    SPARE_ORIGIN,
    SPARE_RP_ID,
    Delegate,
    Kept,
    World,
)
from tests.proof.p256 import recover_keys

PROVED, CONTRADICTED, CANNOT_TELL = 0, 1, 2
WITNESS = SignerKey("partner.example/witness", bytes(range(32)))


@dataclass(frozen=True)
class Case:
    """A file, what it must come to, and under which network (the SHA-256 of an edition of its descriptor)."""

    name: str
    data: bytes
    status: int
    code: str
    pinned: str | None
    demonstration: bool = False


# The world of most cases: two members and a partner, every strength, every way to confirm a key, everything that can
# become of a word.


@dataclass
class Coalition:
    world: World
    bridge: Delegate
    shore: Delegate
    words: dict[str, Kept]

    def file(self) -> bytes:
        return self.world.bundle()


def coalition(**members) -> Coalition:
    world = World(**members)
    world.adopt(("ru", RUSSIAN), ("en", ENGLISH))
    bridge, shore = world.delegate("Мост"), world.delegate("Берег", "KZ", ed25519=True)
    lamp, field_, harbour = world.delegate("Лампа", "UZ"), world.delegate("Поле", "TJ"), world.delegate("Гавань", "TM")
    world.register_key(bridge)
    world.confirm_key(bridge, "fingerprint")
    world.checkpoint()
    world.translate("kk", KAZAKH)
    words = {"told": world.word(bridge, "recorded")}
    former = words["told"].event
    words["bridge"] = world.word(bridge, supersedes=former.digest.hex())
    world.register_key(shore)
    words["shore"] = world.word(shore, read=("en", "ru"), reservation="Кроме статьи 3.")
    world.checkpoint()
    words["lamp"] = world.word(lamp, "confirmed")
    words["withdrawal"] = world.withdraw(words["lamp"])
    words["partner"] = world.word(world.delegate("Partner", "CZ"), "confirmed", act=Act.ENDORSE)
    withheld = world.word(field_, "confirmed", publish=Publish(name=False, country=False))
    withheld.open = False
    world.hide(world.word(harbour, "confirmed"))
    world.now += timedelta(hours=80)
    for name in ("Лампа", "Поле"):
        world.confirm_key(shore, "member", world.delegate(name))
    replaced = world.delegate("Берег", of=shore.organisation)
    world.register_key(replaced)
    world.confirm_key(replaced, "earlier-key", shore)
    world.revoke_key(shore, suspect_from=world.now - timedelta(days=1))
    third = world.delegate("Мост", of=bridge.organisation)
    world.register_key(third)
    world.contest_key(third)
    world.checkpoint()
    return Coalition(world, bridge, shore, words)


@cache
def honest() -> Coalition:
    """Not to be changed: cases that change the world make their own."""
    return coalition()


def cases() -> Iterator[Case]:
    """All of them; names are unique."""
    yield from chosen()
    for name, data, code in fields.tampered():
        yield Case(f"field-{name}", data, status_of(code), code, fields.told().network.hex())
    for name, data, code, pinned in histories.histories():
        yield Case(f"history-{name}", data, status_of(code), code, pinned)


def chosen() -> Iterator[Case]:
    """Those that were thought up one by one."""
    yield from _good()
    for name, data in _other_containers():
        yield _case(f"container-{name}", data, CANNOT_TELL, "container")
    yield from _parts()
    yield from _whoever_has_the_file()
    for name, (make, status, code) in sorted(_FORGED.items()):
        made = make()
        world = made[0] if isinstance(made, tuple) else made
        data = made[1] if isinstance(made, tuple) else world.bundle()
        yield Case(f"forged-{name}", data, status, code, world.network.hex())


def status_of(code: str) -> int:
    """The status that goes with a code."""
    return PROVED if code == "proved" else CANNOT_TELL if code in _UNTOLD else CONTRADICTED


_UNTOLD = {
    "container", "part-unknown", "part-missing", "readme", "form", "heads-missing", "register-missing", "seen-missing",
    "text-missing", "origin-unconfirmed", "demonstration", "witnesses", "keys-unopened",
}  # fmt: skip


def _case(name: str, data: bytes, status: int, code: str) -> Case:
    return Case(name, data, status, code, honest().world.network.hex())


def _good() -> Iterator[Case]:
    made = honest()
    network = made.world.network.hex()
    yield Case("good", made.file(), PROVED, "proved", network)
    yield Case("good-but-nothing-pinned", made.file(), CANNOT_TELL, "origin-unconfirmed", None)
    yield Case("good-but-another-network-is-pinned", made.file(), CONTRADICTED, "other-network", "00" * 32)
    shown = coalition(demonstration=True)
    yield Case("demonstration", shown.file(), CANNOT_TELL, "demonstration", shown.world.network.hex())
    yield Case("demonstration-that-counts", shown.file(), PROVED, "proved", shown.world.network.hex(), True)
    watched = coalition(witnesses=(WITNESS,), threshold=1)
    yield Case("cosigned", watched.file(), PROVED, "proved", watched.world.network.hex())
    unwatched = coalition(witnesses=(WITNESS,), threshold=1)
    size, note = unwatched.world.checkpoints[-1]
    unwatched.world.checkpoints[-1] = (size, b"".join(note.splitlines(keepends=True)[:-1]))
    yield Case("not-cosigned", unwatched.file(), CANNOT_TELL, "witnesses", unwatched.world.network.hex())
    yield Case("kept-back", _kept_back().bundle(names="kept-back"), PROVED, "proved", _kept_back().network.hex())
    moved = _to_a_spare_site()
    yield Case("signed-on-the-spare-site", moved.bundle(), PROVED, "proved", moved.network.hex())
    later = _second_edition()
    yield Case("second-edition", later.bundle(), PROVED, "proved", later.network.hex())
    malleable = coalition()
    _replace_evidence(malleable, "bridge", lambda evidence: replace(evidence, signature=_mirrored(evidence.signature)))
    yield Case("the-other-signature-of-ES256", malleable.file(), PROVED, "proved", malleable.world.network.hex())


def _kept_back() -> World:
    """Words are given, and nothing of them is opened."""
    world = coalition().world
    for kept in world.entries:
        kept.open = kept.about is None or kept.event.__class__.__name__ == "Adoption"
    world.previous = {}
    return world


def _to_a_spare_site() -> World:
    world = World()
    world.adopt(("ru", RUSSIAN))
    bridge = world.delegate("Мост")
    world.register_key(bridge)
    world.word(bridge)
    moved = len(world.entries)
    world.publish_descriptor(
        relying_parties=(
            RelyingParty(RP_ID, (ORIGIN,), 0, moved),
            RelyingParty(SPARE_RP_ID, (SPARE_ORIGIN,), moved, None),
        )
    )
    shore = world.delegate("Берег")
    shore.key.rp_id, shore.key.origin = SPARE_RP_ID, SPARE_ORIGIN
    world.register_key(shore)
    world.word(shore)
    world.checkpoint()
    return world


def _second_edition() -> World:
    world = World()
    world.adopt(("ru", RUSSIAN))
    bridge, shore = world.delegate("Мост"), world.delegate("Берег")
    world.register_key(bridge)
    world.word(bridge)
    world.adopt(("ru", RUSSIAN + b"\n" + RUSSIAN), edition=2)
    world.word(shore, "recorded", edition=2)
    world.checkpoint()
    return world


# Whoever has the file: other containers.


def _other_containers() -> Iterator[tuple[str, bytes]]:
    good = honest().file()
    members = unpack(good)
    yield "empty", b""
    yield "no-zip", b"PK\3\4 and nothing else"
    yield "cut-in-the-middle", good[: len(good) // 2]
    yield "cut-by-a-byte", good[:-1]
    yield "with-a-byte-more", good + b"\0"
    yield "with-a-byte-before", b"\0" + good
    yield "with-a-comment", good[:-2] + b"\1\0c"
    yield "compressed", _zipped(members, zipfile.ZIP_DEFLATED)
    yield "written-by-another-program", _zipped(members, zipfile.ZIP_STORED)
    yield "a-bomb", _zipped({"README.txt": bytes(200_000_000)}, zipfile.ZIP_DEFLATED)
    yield "another-order", _reordered(members)
    yield "a-member-twice", _with_a_member_twice(members)
    yield "a-path-upwards", _zipped({"../README.txt": b"x"}, zipfile.ZIP_STORED)
    yield "a-wrong-checksum", good.replace(zlib.crc32(members["bundle.json"]).to_bytes(4, "little"), b"\0\0\0\0")
    yield "another-date", good.replace(b"\x00\x00\x21\x00", b"\x00\x00\x22\x00", 1)
    yield "a-lie-in-the-directory", _with_another_name_in_the_directory(good)


def _zipped(members: dict[str, bytes], method: int) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        for name, body in members.items():
            archive.writestr(zipfile.ZipInfo(name), body, compress_type=method)
    return packed.getvalue()


def _reordered(members: dict[str, bytes]) -> bytes:
    """The members in the order of a file whose first two were renamed back."""
    return pack({f"~{name}" if name == "README.txt" else name: body for name, body in members.items()}).replace(
        b"~README.txt", b"README.txt~"[:-1]
    )


def _with_a_member_twice(members: dict[str, bytes]) -> bytes:
    names = {"bundle.json": members["bundle.json"], "bundle.jsoo": members["bundle.json"]}
    return pack(members | names).replace(b"bundle.jsoo", b"bundle.json")


def _with_another_name_in_the_directory(good: bytes) -> bytes:
    at = good.rindex(b"bundle.json")
    return good[:at] + b"bundle.jsoN" + good[at + 11 :]


def _parts() -> Iterator[Case]:
    members = unpack(honest().file())

    def made(name: str, changed: dict[str, bytes], status: int, code: str) -> Case:
        return _case(f"parts-{name}", pack(changed), status, code)

    for stray in ("evil.txt", "entries/1.json", "texts/0001/../x.md", "network/1.json", "entries/000000000001.JSON"):
        yield made(f"unknown-{stray.replace('/', '-')}", members | {stray: b"x"}, CANNOT_TELL, "part-unknown")
    for name in ("README.txt", "bundle.json", "checkpoint", "network/0001.json", "seen.json"):
        rest = {each: body for each, body in members.items() if each != name}
        yield made(f"without-{name.replace('/', '-')}", rest, CANNOT_TELL, "part-missing")
    entries = {name: body for name, body in members.items() if not name.startswith("entries/")}
    yield made("without-entries", entries, CANNOT_TELL, "part-missing")
    yield made("an-edition-too-far", members | {"network/0003.json": b"{}"}, CANNOT_TELL, "part-missing")
    yield made("another-readme", members | {"README.txt": b"Run this.\n"}, CANNOT_TELL, "readme")


# Whoever has the file: other members.


def _whoever_has_the_file() -> Iterator[Case]:
    made = honest()
    members = unpack(made.file())

    def changed(name: str, member: str, change: Callable[[bytes], bytes], status: int, code: str) -> Case:
        return _case(f"file-{name}", pack(members | {member: change(members[member])}), status, code)

    def without(name: str, *kinds: str, status: int, code: str) -> Case:
        rest = {each: body for each, body in members.items() if _kind_in(each, body) not in kinds}
        return _case(f"file-without-{name}", pack(rest), status, code)

    entry = _named(made.world, made.words["bridge"])
    yield changed("a-bom", "bundle.json", lambda body: b"\xef\xbb\xbf" + body, CANNOT_TELL, "form")
    yield changed("spaces", "bundle.json", lambda body: body.replace(b",", b", "), CANNOT_TELL, "form")
    yield changed("utf-16", "bundle.json", lambda body: body.decode().encode("utf-16"), CANNOT_TELL, "form")
    yield changed("a-newline", "bundle.json", lambda body: body + b"\n", CANNOT_TELL, "form")
    double = b'"names":"kept-back","names":"shown"'
    yield changed("a-key-twice", "bundle.json", lambda body: body.replace(b'"names":"shown"', double), 2, "form")
    yield changed("a-fraction", entry, lambda body: body.replace(b'"edition":1,', b'"edition":1.0,'), 2, "form")
    yield changed("an-exponent", entry, lambda body: body.replace(b'"edition":1,', b'"edition":1e0,'), 2, "form")
    yield changed(
        "a-huge-number", entry, lambda body: body.replace(b'"edition":1,', b'"edition":9007199254740993,'), 2, "form"
    )
    yield changed("half-a-pair", entry, lambda body: body.replace("Мост".encode(), rb"\ud83d"), CANNOT_TELL, "form")
    yield changed(
        "names-kept-back", "bundle.json", lambda body: body.replace(b'"shown"', b'"kept-back"'), 1, "kept-back"
    )
    text = next(name for name in members if name.startswith("texts/0001/ru"))
    yield changed("another-text", text, lambda body: body.replace("опасна".encode(), "легка".encode()), 1, "text")
    yield changed("an-empty-text", text, lambda _body: b"", CANNOT_TELL, "form")
    rest = {name: body for name, body in members.items() if name != text}
    yield _case("file-without-a-text", pack(rest), CANNOT_TELL, "text-missing")
    moved = rest | {text.replace("0001", "0002"): members[text]}
    yield _case("file-with-a-text-under-another-edition", pack(moved), CANNOT_TELL, "text-missing")
    renamed = rest | {text.replace("/ru.", "/be."): members[text]}
    yield _case("file-with-a-text-under-another-language", pack(renamed), CANNOT_TELL, "text-missing")
    stray = members | {f"texts/0001/fr.{'0' * 64}.md": b"Bonjour.\n"}
    yield _case("file-with-a-text-under-another-hash", pack(stray), CONTRADICTED, "text")
    yield changed(
        "no-signature-of-the-log",
        "checkpoint",
        lambda body: body.replace("— coalition".encode(), "— colition".encode()),
        1,
        "checkpoint",
    )
    yield changed("another-root", "checkpoint", _with_another_root, CONTRADICTED, "checkpoint")
    yield changed("no-note", "checkpoint", lambda body: body.split(b"\n\n")[0] + b"\n", CANNOT_TELL, "form")
    yield without("heads", "hamkor/heads", status=CANNOT_TELL, code="heads-missing")
    yield without("registers", "hamkor/register", status=CANNOT_TELL, code="register-missing")
    yield without("adoptions", "hamkor/adoption", status=CONTRADICTED, code="adoption")
    yield without("key-registrations", "key-register", status=CONTRADICTED, code="key-entry")
    yield without(
        "confirmations-and-revocations",
        "hamkor/key-confirmation",
        "hamkor/key-revocation",
        status=CANNOT_TELL,
        code="keys-unopened",
    )
    yield without("contests", "hamkor/key-contest", status=CANNOT_TELL, code="keys-unopened")
    older = coalition()
    older.world.checkpoints.pop()
    yield changed("an-older-checkpoint", "checkpoint", lambda _body: older.world.checkpoints[-1][1], 1, "not-included")
    for name, change, code in _EVIDENCE:
        tampered = coalition()
        _replace_evidence(tampered, "bridge", change)
        yield Case(f"evidence-{name}", tampered.file(), CONTRADICTED, code, tampered.world.network.hex())
    missing = coalition()
    missing.words["bridge"].evidence = None
    yield Case("evidence-none", missing.file(), CONTRADICTED, "signature", missing.world.network.hex())
    unasked = coalition()
    unasked.words["lamp"].evidence = unasked.words["bridge"].evidence
    yield Case("evidence-nobody-gave", unasked.file(), CONTRADICTED, "signature", unasked.world.network.hex())


def _kind_in(name: str, body: bytes) -> str:
    if not name.startswith("entries/"):
        return ""
    event = json.loads(body)["event"]
    return event.get("act") or event["type"]


def _named(world: World, kept: Kept) -> str:
    return f"entries/{world.entries.index(kept):012}.json"


def _with_another_root(note: bytes) -> bytes:
    lines = note.split(b"\n")
    lines[2] = lines[2][1::-1] + lines[2][2:]
    return b"\n".join(lines)


def _replace_evidence(made: Coalition, word: str, change: Callable[[Evidence], Evidence]) -> None:
    evidence = made.words[word].evidence
    assert evidence
    made.words[word].evidence = change(evidence)


def _mirrored(signature: bytes) -> bytes:
    r, s = decode_dss_signature(signature)
    return encode_dss_signature(r, P256_ORDER - s)


def _padded(signature: bytes) -> bytes:
    """The same numbers with a zero that strict DER does not allow."""
    return signature[:1] + bytes([signature[1] + 1]) + b"\2" + bytes([signature[3] + 1]) + b"\0" + signature[4:]


def _under_another_key_that_verifies(evidence: Evidence) -> Evidence:
    message = evidence.authenticator_data + sha256(evidence.client_data).digest()
    others = [key for key in recover_keys(evidence.signature, message) if key != evidence.public_key]
    return replace(evidence, public_key=others[0])


def _client_data(evidence: Evidence, old: bytes, new: bytes) -> Evidence:
    assert old in evidence.client_data
    return replace(evidence, client_data=evidence.client_data.replace(old, new, 1))


def _signed_by_its_key(
    made: Coalition, client_data: bytes | None, flags: int = USER_PRESENT | USER_VERIFIED, rp: str = RP_ID
) -> Evidence:
    """What a hostile browser or authenticator makes with the real key."""
    key = made.bridge.key
    digest = made.words["bridge"].event.digest
    former, key.rp_id = key.rp_id, rp
    try:
        return key.seal(client_data or key.client_data("webauthn.get", digest), key.authenticator_data(flags))
    finally:
        key.rp_id = former


def _with_client_data(kind: str = "webauthn.get", **changes: object) -> Callable[[], World]:
    def made() -> World:
        forged = coalition()
        digest = forged.words["bridge"].event.digest
        data = forged.bridge.key.client_data(kind, digest, **changes)
        forged.words["bridge"].evidence = _signed_by_its_key(forged, data)
        return forged.world

    return made


def _with_raw_client_data(change: Callable[[bytes], bytes]) -> Callable[[], World]:
    def made() -> World:
        forged = coalition()
        digest = forged.words["bridge"].event.digest
        forged.words["bridge"].evidence = _signed_by_its_key(
            forged, change(forged.bridge.key.client_data("webauthn.get", digest))
        )
        return forged.world

    return made


def _with_flags(flags: int, rp: str = RP_ID) -> Callable[[], World]:
    def made() -> World:
        forged = coalition()
        forged.words["bridge"].evidence = _signed_by_its_key(forged, None, flags, rp)
        return forged.world

    return made


_EVIDENCE: list[tuple[str, Callable[[Evidence], Evidence], str]] = [
    ("a-bit", lambda e: replace(e, signature=e.signature[:-1] + bytes([e.signature[-1] ^ 1])), "signature"),
    ("a-zero-more-in-the-signature", lambda e: replace(e, signature=_padded(e.signature)), "signature"),
    ("no-signature", lambda e: replace(e, signature=b""), "signature"),
    ("of-another-challenge", lambda e: _client_data(e, b'"challenge":"', b'"challenge":"A'), "signature"),
    ("another-origin", lambda e: _client_data(e, ORIGIN.encode(), b"https://evil.example"), "signature"),
    ("another-key-that-verifies", _under_another_key_that_verifies, "signature"),
    ("a-key-of-another-shape", lambda e: replace(e, public_key=b"\xa0"), "signature"),
    ("too-long", lambda e: replace(e, client_data=e.client_data + b" " * 9000), "signature"),
    ("short-authenticator-data", lambda e: replace(e, authenticator_data=e.authenticator_data[:36]), "signature"),
]  # fmt: skip


# Whoever holds the log key.

_FORGED: dict[str, tuple[Callable[[], World | tuple[World, bytes]], int, str]] = {}


def _forged(status: int, code: str):
    def kept(make: Callable[[], World | tuple[World, bytes]]):
        _FORGED[make.__name__.strip("_").replace("_", "-")] = (make, status, code)
        return make

    return kept


@_forged(CONTRADICTED, "register-twice")
def _two_registers_of_one_sequence() -> World:
    world = coalition().world
    without = {id(kept) for kept in world.entries if kept.about == world.about and kept.open}
    number = world.sequences[world.about]
    first = world.previous[world.about]
    second = world.register(world.about, without=list(without)[:1], sequence=number)
    world.previous[world.about] = first
    world.previous[About("instrument", world.id())] = world.reference(second)
    world.close(sorted(world.previous.values()))
    return world


@_forged(CONTRADICTED, "register-not-latest")
def _an_older_register() -> World:
    """It leaves out what came later; the heads know better."""
    made = coalition()
    world, older = made.world, made.world.previous[made.world.about]
    made.words["late"] = world.word(world.delegate("Поздно"), "recorded")
    made.words["late"].open = False
    world.checkpoint()
    newest = world.previous[world.about]
    world.previous[world.about] = older
    assert newest != older
    return world


@_forged(CONTRADICTED, "not-registered")
def _a_word_that_no_register_lists() -> World:
    made = coalition()
    word = made.world.word(made.world.delegate("Тайна"), "recorded")
    word.about = None
    made.world.checkpoint()
    return made.world


@_forged(CONTRADICTED, "not-registered")
def _a_word_listed_as_something_else() -> World:
    world = World()
    world.adopt(("ru", RUSSIAN))
    word = world.word(world.delegate("Мост"), "recorded")
    about = world.about
    listed = [("adoption", world.reference(world.entries[0])), ("withdrawal", world.reference(word))]
    register = Register(
        network=world.network.hex(), about=about, sequence=1, previous=None, entries=tuple(sorted(listed))
    )
    world.previous[about] = world.reference(world.add(register))
    world.close(sorted(world.previous.values()))
    return world


@_forged(CONTRADICTED, "heads")
def _a_last_entry_that_is_no_heads() -> World:
    world = coalition().world
    world.word(world.delegate("Последний"), "recorded")
    world.register(world.about)
    world.sign()
    return world


@_forged(CONTRADICTED, "hidden")
def _a_hidden_entry_that_is_shown() -> World:
    made = coalition()
    references = (made.world.reference(made.words["shore"]),)
    event = Hidden(network=made.world.network.hex(), instrument=made.world.instrument, entries=references)
    made.world.add(event, about=made.world.about)
    made.world.checkpoint()
    return made.world


@_forged(CANNOT_TELL, "seen-missing")
def _another_history_than_the_signer_saw() -> tuple[World, bytes]:
    """Nothing that is shown leads from what she saw to what is signed now."""
    made = coalition()
    seen = made.words["bridge"].event.seen
    made.world.word(made.world.delegate("Свидетель"), "confirmed", seen=Seen(seen.size, "ab" * 32))
    made.world.checkpoint()
    shown = {kept.event.seen for kept in made.words.values()} - {Seen(0, empty_root().hex())}
    return made.world, made.world.bundle(seen=[made.world.seen_checkpoint(each) for each in sorted(shown)])


@_forged(CONTRADICTED, "seen")
def _a_fork() -> tuple[World, bytes]:
    """The ledger before the checkpoint that a signer saw was written anew, and signed by the same key."""
    made = coalition()
    world = made.world
    world.entries[1].salt = bytes(32)
    forged = _with_all_made_anew(world)
    return forged, forged.bundle()


@_forged(CONTRADICTED, "seen")
def _a_signer_who_saw_the_future() -> World:
    made = coalition()
    size = made.world.checkpoints[0][0]
    root = made.world.seen
    made.world.sign_anew(made.words["bridge"], made.bridge, seen=root)
    forged = _with_all_made_anew(made.world)
    assert size
    return forged


@_forged(CONTRADICTED, "adoption")
def _editions_that_skip_one() -> World:
    world = World()
    world.adopt(("ru", RUSSIAN))
    world.adopt(("ru", RUSSIAN + RUSSIAN), edition=3)
    world.checkpoint()
    return world


@_forged(CONTRADICTED, "word-text")
def _a_word_on_another_text() -> World:
    made = coalition()
    world = made.world
    world.texts.append((1, "ru", RUSSIAN.replace(b"!", b".") + RUSSIAN))
    other = tuple(
        replaced if text.language == "ru" else text
        for text in world.named()
        for replaced in [type(text).of("ru", RUSSIAN + RUSSIAN)]
        if (text.language, text.sha256) != ("ru", type(text).of("ru", RUSSIAN).sha256)
    )
    world.word(world.delegate("Другой"), "recorded", texts=other)
    world.checkpoint()
    return world


@_forged(CONTRADICTED, "word-text")
def _a_word_under_an_adoption_that_is_not_there() -> World:
    made = coalition()
    made.world.word(made.world.delegate("Другой"), "recorded", adoption="ab" * 32)
    made.world.checkpoint()
    return made.world


@_forged(CONTRADICTED, "key-register")
def _a_key_that_did_not_sign_for_itself() -> World:
    made = coalition()
    stranger = made.world.delegate("Чужой")
    registered = made.world.register_key(stranger)
    registered.evidence = made.bridge.key.sign(registered.body)
    made.world.checkpoint()
    return made.world


@_forged(CONTRADICTED, "key-register")
def _a_key_registered_twice() -> World:
    made = coalition()
    made.world.register_key(made.bridge)
    made.world.checkpoint()
    return made.world


@_forged(CONTRADICTED, "key-entry")
def _a_key_revoked_twice() -> World:
    made = coalition()
    made.world.revoke_key(made.shore)
    made.world.checkpoint()
    return made.world


@_forged(CONTRADICTED, "key-confirm")
def _a_confirmation_by_a_revoked_key() -> World:
    made = coalition()
    new = made.world.delegate("Берег", of=made.shore.organisation)
    made.world.register_key(new)
    made.world.confirm_key(new, "earlier-key", made.shore)
    made.world.checkpoint()
    return made.world


@_forged(CONTRADICTED, "key-confirm")
def _a_confirmation_by_another_organisations_key() -> World:
    made = coalition()
    new = made.world.delegate("Берег", of=made.shore.organisation)
    made.world.register_key(new)
    made.world.confirm_key(new, "earlier-key", made.bridge)
    made.world.checkpoint()
    return made.world


@_forged(CONTRADICTED, "key-confirm")
def _an_organisation_that_confirms_itself_as_another_member() -> World:
    made = coalition()
    made.world.confirm_key(made.bridge, "member", made.bridge)
    made.world.checkpoint()
    return made.world


@_forged(CONTRADICTED, "word-key")
def _a_signature_after_the_revocation() -> World:
    made = coalition()
    former = made.words["shore"].event
    made.world.word(made.shore, supersedes=former.digest.hex())
    made.world.checkpoint()
    return made.world


@_forged(PROVED, "proved")
def _a_signature_before_the_revocation() -> World:
    return coalition().world


@_forged(CONTRADICTED, "word-key")
def _a_signature_before_the_registration() -> World:
    world = World()
    world.adopt(("ru", RUSSIAN))
    bridge = world.delegate("Мост")
    world.word(bridge)
    world.register_key(bridge)
    world.checkpoint()
    return world


@_forged(CONTRADICTED, "word-key")
def _a_signature_for_another_organisation() -> World:
    made = coalition()
    lent = made.world.delegate("Чужой")
    lent.key = made.bridge.key
    own = made.world.delegate("Чужой", of=lent.organisation)
    made.world.register_key(own)
    made.world.word(lent)
    made.world.checkpoint()
    return made.world


@_forged(CONTRADICTED, "word-order")
def _one_organisation_with_two_words() -> World:
    made = coalition()
    made.world.word(made.bridge, "recorded")
    made.world.checkpoint()
    return made.world


@_forged(CONTRADICTED, "word-order")
def _a_withdrawal_of_a_word_that_was_withdrawn() -> World:
    made = coalition()
    made.world.withdraw(made.words["lamp"])
    made.world.checkpoint()
    return made.world


@_forged(CONTRADICTED, "network-chain")
def _another_log_key_in_a_later_edition() -> World:
    world = coalition().world
    world.publish_descriptor(log=str(SignerKey("coalition.example", bytes(32)).verifier))
    world.checkpoint()
    return world


@_forged(CONTRADICTED, "network-chain")
def _an_edition_that_the_ledger_does_not_know() -> tuple[World, bytes]:
    world = coalition().world
    world.publish_descriptor(name="Other")
    world.entries.pop()
    return world, world.bundle()


@_forged(CONTRADICTED, "network-chain")
def _an_edition_that_the_file_does_not_hold() -> tuple[World, bytes]:
    world = coalition().world
    world.publish_descriptor(name="Other")
    world.checkpoint()
    return world, world.bundle(descriptors=world.descriptors[:1])


@_forged(CONTRADICTED, "key-confirm")
def _a_confirmation_under_another_mandate() -> World:
    made = coalition()
    world, new = made.world, made.world.delegate("Мост", of=made.bridge.organisation)
    registered = world.register_key(new).event
    statement = world.about_key(Act.KEY_CONFIRM, made.bridge, mandate=world.id(), supersedes=registered.digest.hex())
    event = KeyConfirmation(statement=statement, way="earlier-key")
    world.add(event, evidence=made.bridge.key.sign(statement.to_bytes()), about=world.keys_of(new))
    world.checkpoint()
    return world


@_forged(CONTRADICTED, "cosignature")
def _a_cosignature_of_something_else() -> World:
    world = coalition(witnesses=(WITNESS,), threshold=1).world
    size, note = world.checkpoints[-1]
    line = world.checkpoints[0][1].splitlines(keepends=True)[-1]
    world.checkpoints[-1] = (size, b"".join([*note.splitlines(keepends=True)[:-1], line]))
    return world


for _name, _made, _code in (
    ("user-not-verified", _with_flags(USER_PRESENT), "signature"),
    ("user-not-present", _with_flags(USER_VERIFIED), "signature"),
    ("attested-data", _with_flags(USER_PRESENT | USER_VERIFIED | 0x40), "signature"),
    ("backed-up-but-not-eligible", _with_flags(USER_PRESENT | USER_VERIFIED | 0x10), "signature"),
    ("another-relying-party", _with_flags(USER_PRESENT | USER_VERIFIED, "evil.example"), "signature"),
    ("a-registration-as-signature", _with_client_data(kind="webauthn.create"), "signature"),
    ("a-subdomain", _with_client_data(origin="https://evil.sign.coalition.example"), "signature"),
    ("a-foreign-frame", _with_client_data(crossOrigin=True), "signature"),
    ("a-top-origin", _with_client_data(topOrigin=None), "signature"),
    ("a-padded-challenge", _with_raw_client_data(lambda data: data.replace(b'","o', b'=","o')), "signature"),
    ("a-bom-in-client-data", _with_raw_client_data(lambda data: b"\xef\xbb\xbf" + data), "signature"),
    ("client-data-in-utf-16", _with_raw_client_data(lambda data: data.decode().encode("utf-16-le")), "signature"),
    ("an-origin-twice", _with_raw_client_data(lambda data: data[:-1] + b',"origin":"https://e.example"}'), "signature"),
    ("client-data-that-is-a-list", _with_raw_client_data(lambda data: b"[" + data + b"]"), "signature"),
    ("a-fraction-in-client-data", _with_raw_client_data(lambda data: data[:-1] + b',"x":1.5}'), "signature"),
):  # fmt: skip
    _FORGED[f"evidence-{_name}"] = (_made, CONTRADICTED, _code)
_FORGED["evidence-more-members"] = (_with_client_data(other_keys_can_be_added_here="do not compare"), PROVED, "proved")
_FORGED["evidence-no-cross-origin"] = (
    _with_raw_client_data(lambda data: data.replace(b',"crossOrigin":false', b"")),
    PROVED,
    "proved",
)


def _with_all_made_anew(world: World) -> World:
    """The same ledger after something in it was changed: its registers, heads and newest checkpoint signed anew."""
    kept = [entry for entry in world.entries if entry.event.__class__.__name__ not in ("Register", "Heads")]
    places = {id(entry): place for place, entry in enumerate(world.entries)}
    checkpoints = [size for size, _note in world.checkpoints]
    world.entries, world.checkpoints, world.sequences, world.previous = [], [], {}, {}
    for size in checkpoints:
        batch = [entry for entry in kept if places[id(entry)] < size and entry not in world.entries]
        world.entries += batch
        for about in sorted({entry.about for entry in batch if entry.about}):
            world.register(about)
        world.close(sorted(world.previous.values()))
    return world


def main(arguments: list[str]) -> int:
    folder = Path(arguments[0])
    folder.mkdir(parents=True, exist_ok=True)
    expected = []
    for number, case in enumerate(cases()):
        (folder / f"{number:04}.zip").write_bytes(case.data)
        expected.append(
            {
                "file": f"{number:04}.zip",
                "name": case.name,
                "status": case.status,
                "code": case.code,
                "pinned": case.pinned,
                "demonstration": case.demonstration,
            }
        )
    (folder / "expected.json").write_text(json.dumps(expected, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

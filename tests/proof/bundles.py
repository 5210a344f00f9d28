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
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

from hamkor_proof.container import pack, unpack
from hamkor_proof.descriptor import RelyingParty
from hamkor_proof.evidence import Evidence
from hamkor_proof.keys import P256_ORDER
from tests.proof import fields, histories, readings
from tests.proof.bundle_world import (
    ORIGIN,
    RP_ID,
    RUSSIAN,
    SPARE_ORIGIN,
    SPARE_RP_ID,
    Kept,
    World,
)
from tests.proof.coalition import WITNESS, coalition, honest, replace_evidence
from tests.proof.forged import FORGED
from tests.proof.p256 import recover_keys
from tests.proof.statuses import CANNOT_TELL, CONTRADICTED, PROVED, status_of


@dataclass(frozen=True)
class Case:
    """A file, what it must come to, and under which network (the SHA-256 of an edition of its descriptor)."""

    name: str
    data: bytes
    status: int
    code: str
    pinned: str | None
    demonstration: bool = False


def cases() -> Iterator[Case]:
    """All of them; names are unique."""
    yield from chosen()
    for name, data, code in fields.tampered():
        yield Case(f"field-{name}", data, status_of(code), code, fields.told().network.hex())
    for name, data, code, pinned in histories.histories():
        yield Case(f"history-{name}", data, status_of(code), code, pinned)
    for name, data, code, pinned in readings.readings():
        yield Case(f"reading-{name}", data, status_of(code), code, pinned)


def chosen() -> Iterator[Case]:
    """Those that were thought up one by one."""
    yield from _good()
    for name, data in _other_containers():
        yield _case(f"container-{name}", data, CANNOT_TELL, "container")
    yield from _parts()
    yield from _whoever_has_the_file()
    for name, (make, status, code) in sorted(FORGED.items()):
        made = make()
        world = made[0] if isinstance(made, tuple) else made
        data = made[1] if isinstance(made, tuple) else world.bundle()
        yield Case(f"forged-{name}", data, status, code, world.network.hex())


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
    replace_evidence(malleable, "bridge", lambda evidence: replace(evidence, signature=_mirrored(evidence.signature)))
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
        replace_evidence(tampered, "bridge", change)
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

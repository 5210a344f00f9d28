"""Records that no honest keeper would keep, each made whole and signed with the log's key, and what each comes to."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from hashlib import sha256
from typing import Any, NamedTuple

from hamkor_proof.adoption import Adoption
from hamkor_proof.descriptor import Descriptor
from hamkor_proof.evidence import Evidence
from hamkor_proof.hidden import Hidden
from hamkor_proof.key_events import KeyConfirmation, KeyRevocation
from hamkor_proof.note import SignerKey
from hamkor_proof.register import About, Heads, Register
from hamkor_proof.statement import Act, Seen, SignedText
from tests.proof.fields import told
from tests.proof.plain import zipped
from tests.proof.records import INSTRUMENT, KEYS, LOG, TEXTS, WITNESSES, Record, es_on, identifier
from tests.proof.story import tell

STRANGER = "0c" * 32


class History(NamedTuple):
    """A file with what it must come to under the network that is pinned."""

    name: str
    data: bytes
    code: str
    pinned: str


def histories() -> Iterator[History]:
    """All of them."""
    for name, code, members, options in (*_KEYS_AND_WORDS, *_REGISTERS, *_SEEN_AND_TEXTS, *_SITES):
        record = tell(Record(**members))
        yield History(name, record.bundle(**options), code, record.network.hex())
    yield from _of_one_record()


def _of_one_record() -> Iterator[History]:
    record = told()
    network, members = record.network.hex(), record.members()

    def told_as(name: str, code: str, changed: dict[str, bytes], pinned: str = network) -> History:
        return History(name, zipped(members | changed), code, pinned)

    yield told_as("whole", "proved", {})
    yield told_as("pinned-by-its-second-edition", "proved", {}, _sha(record.descriptors[1]))
    for at in (0, 1):
        yield History(f"as-of-checkpoint-{at + 1}", record.bundle(at), "proved", network)
    yield told_as("checkpoint-before", "not-included", {"checkpoint": record.note(1)})
    yield told_as("no-witness", "witnesses", {"checkpoint": record.note(by=())})
    yield told_as("both-witnesses", "proved", {"checkpoint": record.note(by=WITNESSES)})
    unknown = SignerKey("c.witness.example", b"\x0c" * 32)
    yield told_as("unknown-witness-only", "witnesses", {"checkpoint": record.note(by=(unknown,))})
    yield told_as("unknown-witness-too", "proved", {"checkpoint": record.note(by=(WITNESSES[0], unknown))})
    impostor = SignerKey(LOG.name, b"\x0d" * 32)
    yield told_as("log-of-the-same-name", "checkpoint", {"checkpoint": record.note(log=impostor)})
    yield told_as("log-under-another-origin", "checkpoint", {"checkpoint": record.note(origin="other.example")})
    fork = tell(Record(alter={"word-no": _changed(reservation="Never.")}))
    yield told_as("checkpoint-of-a-fork", "not-included", {"checkpoint": fork.note()})
    spoilt = record.note().replace("— a.witness.example ".encode(), "— b.witness.example ".encode())
    yield told_as("line-under-another-witness", "witnesses", {"checkpoint": spoilt})
    extra = {f"texts/0002/tg.{_sha(b'Tajik')}.md": b"Tajik"}
    yield told_as("text-that-nobody-names", "proved", extra)
    for label, code in (
        ("heads/3", "heads-missing"),
        (record.newest_register(About("instrument", INSTRUMENT)), "register-missing"),
        # No opened word is signed with the keys of whom nothing stands here; these two have words.
        (record.newest_register(About("keys", identifier("kg"))), "register-missing"),
        (record.newest_register(About("keys", identifier("kz"))), "register-missing"),
        ("revoke-kg", "keys-unopened"),
        ("revoke-kz", "keys-unopened"),
        ("confirm-kg", "keys-unopened"),
        ("contest-kz", "keys-unopened"),
        ("member-tj", "keys-unopened"),
        ("key-tj", "word-key"),
        ("key-kz", "key-entry"),
        ("word-kz", "proved"),
        ("withdraw-tj", "word-order"),
        ("hidden", "proved"),
        ("adopt", "adoption"),
        ("adopt-2", "word-text"),
        ("correct-kk", "proved"),
        ("network-2", "network-chain"),
    ):
        position = record.position(label)
        rest = {name: body for name, body in members.items() if name != f"entries/{position:012}.json"}
        yield History(f"not-opened-{label.split('/')[0]}-{position}", zipped(rest), code, network)
    older = record.bundle(opened=["heads/2"])
    yield History("older-heads-opened-too", older, "heads", network)
    register = f"register/instrument/{INSTRUMENT}/2"
    yield History("older-register-too", record.bundle(opened=[register]), "register-twice", network)
    newest = record.newest_register(About("instrument", INSTRUMENT))
    swapped = record.bundle(opened=[register], unopened=["word-uz", "word-tm", newest])
    yield History("older-register-instead", swapped, "register-not-latest", network)
    yield History("hidden-word-opened", record.bundle(unopened=["word-uz"]), "hidden", network)
    kept = {"names": "kept-back", "unopened": ()}
    yield History("names-kept-back", record.bundle(**kept), "proved", network)
    for shown in ("word-no", "withdraw-tj", "disclose-no", "hidden", "key-kg", "revoke-kg", newest):
        slipped = record.bundle(**kept, opened=[shown])
        # Of a statement that is opened, what its signer saw is in the file too: the names come first.
        yield History(f"kept-back-but-{shown.split('/')[0]}-{record.position(shown)}", slipped, "kept-back", network)


def _sha(body: bytes) -> str:
    return sha256(body).hexdigest()


def _changed(**members: Any) -> Callable[[Any], Any]:
    """Changes members of a bare statement."""
    return lambda statement: replace(statement, **members)


def _inner(**members: Any) -> Callable[[Any], Any]:
    """Changes members of the statement within an event."""
    return lambda event: replace(event, statement=replace(event.statement, **members))


def _with(**members: Any) -> Callable[[Any], Any]:
    """Changes members of an event."""
    return lambda event: replace(event, **members)


def _late_word(key: str, **members: Any) -> Callable[[Record], None]:
    """One more word of kg, with one of the story's keys."""

    def add(record: Record) -> None:
        word = record.word(Act.SIGN, "kg", 2, key, supersedes=record.digest_of("word-kg-2"), **members)
        record.do("word-late", word, KEYS[key])

    return add


def _signed_word(who: str, key: str, **members: Any) -> Callable[[Record], None]:
    return lambda record: record.do("word-more", record.word(Act.SIGN, who, 2, key, **members), KEYS[key]) and None


def _kg_revokes(key: str, registered: str, who: str = "kg") -> Callable[[Record], None]:
    def add(record: Record) -> None:
        record.do("revoke-more", KeyRevocation(statement=record.about_key(Act.KEY_REVOKE, who, key, registered)))

    return add


def _kz_confirms_by(way: str, who: str, key: str, **members: Any) -> Callable[[Record], None]:
    """One more confirmation of the key of kz."""

    def add(record: Record) -> None:
        confirm = record.about_key(Act.KEY_CONFIRM, who, key, "key-kz")
        found = "kz.example" if way == "fingerprint" else None
        signer = KEYS[key] if way == "earlier-key" else members.get("signer")
        record.do("confirm-more", KeyConfirmation(statement=confirm, way=way, found=found), signer)  # type: ignore[arg-type]

    return add


def _no_evidence(_evidence: Evidence | None) -> None:
    return None


def _some_evidence(_evidence: Evidence | None) -> Evidence:
    return KEYS["kz"].sign(b"something else")


type Case = tuple[str, str, dict[str, Any], dict[str, Any]]

_KEYS_AND_WORDS: list[Case] = [
    ("word-by-a-revoked-key", "word-key", {"after": {"word-kg-2": _late_word("kg")}}, {}),
    ("word-by-a-key-in-force", "proved", {"after": {"word-kg-2": _late_word("kg-2")}}, {}),
    ("word-of-another-mandate", "word-key", {"alter": {"word-kz": _changed(mandate=identifier("stranger"))}}, {}),
    ("word-by-another-organisations-key", "word-key", {"after": {"disclose-no": _signed_word("tj", "kz")}}, {}),
    ("word-before-the-registration", "word-key", {"after": {"adopt": lambda r: _early(r)}}, {}),
    ("word-without-evidence", "signature", {"evidence": {"word-kz": _no_evidence}}, {}),
    ("recorded-word-with-evidence", "signature", {"evidence": {"word-no": _some_evidence}}, {}),
    ("withdrawal-with-evidence", "signature", {"evidence": {"withdraw-tj": _some_evidence}}, {}),
    ("evidence-of-something-else", "signature", {"evidence": {"word-kz": _some_evidence}}, {}),
    ("second-word-that-supersedes-none", "word-order", {"alter": {"word-kg-2": _changed(supersedes=None)}}, {}),
    ("withdrawal-that-names-no-word", "word-order", {"alter": {"withdraw-tj": _changed(supersedes=None)}}, {}),
    ("disclosure-of-anothers-word", "word-order", {"after": {"word-kz": lambda r: _disclosed(r, "kz", "word-kg")}}, {}),
    # The register lists words that are not opened: one of them may be the one that is named.
    ("word-that-supersedes-an-unopened-one", "proved", {"alter": {"word-tj-2": _changed(supersedes=STRANGER)}}, {}),
    (
        "word-that-supersedes-nothing-listed",
        "word-order",
        {"alter": {"word-tj-2": _changed(supersedes=STRANGER)}, "drop": ("word-uz", "word-tm", "hidden")},
        {},
    ),
    ("registration-without-evidence", "key-register", {"evidence": {"key-kz": _no_evidence}}, {}),
    ("registration-by-another-key", "key-register", {"evidence": {"key-kz": _some_evidence}}, {}),
    ("registration-twice", "key-register", {"after": {"key-tj": lambda r: _registered_again(r)}}, {}),
    ("confirmation-of-no-registration", "key-entry", {"alter": {"confirm-kg": _inner(supersedes=STRANGER)}}, {}),
    ("confirmation-of-another-key", "key-entry", {"alter": {"confirm-kg": _inner(key=STRANGER)}}, {}),
    ("revocation-of-no-registration", "key-entry", {"alter": {"revoke-kg": _inner(supersedes=STRANGER)}}, {}),
    ("revocation-of-another-key", "key-entry", {"alter": {"revoke-kg": _inner(key=STRANGER)}}, {}),
    ("revocation-twice", "key-entry", {"after": {"revoke-kg": _kg_revokes("kg", "key-kg")}}, {}),
    ("revocation-by-another", "key-entry", {"after": {"word-tj-2": _kg_revokes("tj", "key-tj")}, "unlisted": ()}, {}),
    ("contest-of-another-key", "key-entry", {"alter": {"contest-kz": _with(key=STRANGER)}}, {}),
    ("contest-of-no-registration", "key-entry", {"alter": {"contest-kz": _with(registered=STRANGER)}}, {}),
    ("contest-by-another", "key-entry", {"alter": {"contest-kz": _with(organisation=identifier("kg"))}}, {}),
    ("earlier-key-without-evidence", "key-confirm", {"evidence": {"confirm-kg-2": _no_evidence}}, {}),
    ("earlier-key-that-signed-something-else", "key-confirm", {"evidence": {"confirm-kg-2": _some_evidence}}, {}),
    ("earlier-key-of-another", "key-confirm", {"after": {"key-kz": _kz_confirms_by("earlier-key", "kg", "kg")}}, {}),
    ("earlier-key-that-is-the-key", "key-entry", {"after": {"key-kz": _kz_confirms_by("earlier-key", "kz", "kz")}}, {}),
    ("earlier-key-unknown", "key-confirm", {"after": {"key-kz": _kz_confirms_by("earlier-key", "kz", "tj")}}, {}),
    ("fingerprint-by-another", "key-confirm", {"after": {"key-kz": _kz_confirms_by("fingerprint", "kg", "kz")}}, {}),
    ("fingerprint-with-evidence", "key-confirm", {"evidence": {"confirm-kg": _some_evidence}}, {}),
    ("member-with-evidence", "key-confirm", {"evidence": {"member-kg": _some_evidence}}, {}),
    ("member-of-the-same", "key-confirm", {"after": {"key-kz": _kz_confirms_by("member", "kz", "kz")}}, {}),
]  # fmt: skip


def _early(record: Record) -> None:
    record.do("word-early", record.word(Act.SIGN, "kz", key="kz"), KEYS["kz"])


def _disclosed(record: Record, who: str, word: str) -> None:
    record.do("disclose-more", record.act_of(Act.DISCLOSE, who, word))


def _registered_again(record: Record) -> None:
    record.do("key-again", record.about_key(Act.KEY_REGISTER, "tj", "tj"), KEYS["tj"])


def _listing(label_of: str, kind: str) -> Callable[[Any], Any]:
    """Lists the entry of a step as another kind; the story is always the same, so its reference is known."""

    def change(register: Register) -> Register:
        meant = told().reference_of(label_of)
        entries = sorted((kind if reference == meant else was, reference) for was, reference in register.entries)
        return replace(register, entries=tuple(entries))

    return change


def _without_first(heads: Heads) -> Heads:
    return replace(heads, registers=heads.registers[1:])


def _hidden_stranger(event: Hidden) -> Hidden:
    return replace(event, entries=(STRANGER,))


def _one_more(record: Record) -> None:
    record.do("word-more", record.word_on_working_text("mn"))


def _second_register(record: Record) -> None:
    """As the first, but for one entry that it leaves out."""
    first = record.of(_REGISTER).event
    assert isinstance(first, Register)
    record.do("register-two", replace(first, entries=first.entries[1:]))


_LAST: dict[str, Any] = {"after": {"heads/3": _one_more}}
_REGISTER = f"register/instrument/{INSTRUMENT}/3"
_REGISTERS: list[Case] = [
    ("entry-after-the-heads", "heads", _LAST, {}),
    ("entry-after-the-heads-not-opened", "heads-missing", _LAST, {"unopened": ["word-uz", "word-tm", "word-more"]}),
    ("word-that-no-register-lists", "not-registered", {"unlisted": ["word-kz"]}, {}),
    ("adoption-that-no-register-lists", "not-registered", {"unlisted": ["adopt-2"]}, {}),
    ("revocation-that-no-register-lists", "not-registered", {"unlisted": ["revoke-kg"]}, {}),
    ("listed-as-another-kind", "not-registered", {"alter": {_REGISTER: _listing("disclose-no", "withdrawal")}}, {}),
    ("heads-that-leave-a-register-out", "register-not-latest", {"alter": {"heads/3": _without_first}}, {}),
    ("hidden-that-was-never-listed", "hidden", {"alter": {"hidden": _hidden_stranger}}, {}),
    ("one-sequence-twice", "register-twice", {"after": {_REGISTER: _second_register}}, {"opened": [_REGISTER]}),
]  # fmt: skip


def _on(**members: Any) -> dict[str, Any]:
    """The word of kz with other members."""
    return {"alter": {"word-kz": _changed(**members)}}


def _saw(size: int, root: str) -> dict[str, Any]:
    return _on(seen=Seen(size, root))


def _other_editions(event: Adoption) -> Adoption:
    return replace(event, statement=replace(event.statement, edition=3))


def _texts(*listed: tuple[int, str]) -> tuple[SignedText, ...]:
    return tuple(SignedText.of(language, TEXTS[edition, language]) for edition, language in listed)


def _stated_longer(statement: Any) -> Any:
    first, *rest = statement.texts
    return replace(statement, texts=(first._replace(size=first.size + 1), *rest))


def _before_adoption(record: Record) -> None:
    record.do("word-before", record.word(Act.SIGN, "mn", mandate=None, read=(), adoption=STRANGER))


def _as_first(event: Adoption) -> Adoption:
    return replace(event, statement=replace(event.statement, act=Act.ADOPT), correction=None)


_OTHER = _texts((2, "en"), (2, "ru"))
_ALL = _texts((2, "en"), (2, "kk"), (2, "ru"))
_ALL_THAT_NEEDS_ADOPTION = (
    "adopt", "adopt-2", "word-kg", "word-tj", "word-uz", "word-tm", "word-kz", "word-kg-2", "withdraw-tj", "hidden",
    "word-tj-2", "correct-kk",
)  # fmt: skip
_SEEN_AND_TEXTS: list[Case] = [
    ("seen-root-of-no-record", "seen-missing", _saw(8, STRANGER), {}),
    ("seen-size-of-no-record", "seen-missing", _saw(7, STRANGER), {}),
    ("edition-3-after-1", "text-missing", {"alter": {"adopt-2": _other_editions}}, {}),
    ("word-under-no-adoption", "word-text", _on(adoption=STRANGER), {}),
    ("word-on-the-texts-of-another-edition", "text-missing", _on(texts=_OTHER), {}),
    ("word-of-another-edition-than-its-adoption", "word-text", _on(edition=2, texts=_OTHER), {}),
    ("word-on-fewer-texts", "word-text", _on(texts=_texts((1, "ru"))), {}),
    ("word-on-one-text-more", "proved", {"alter": {"word-kg-2": _changed(texts=_ALL)}}, {}),
    ("text-longer-than-it-is", "text-missing", {"alter": {"word-kz": _stated_longer}}, {}),
    ("word-before-the-adoption", "word-text", {"after": {"word-no": _before_adoption}}, {}),
    ("correction-that-adopts", "adoption", {"alter": {"adopt-2": _as_first}}, {}),
    ("no-adoption", "adoption", {"drop": _ALL_THAT_NEEDS_ADOPTION}, {}),
    ("working-word-alone", "proved", _on(adoption=None, corrections="none"), {}),
]  # fmt: skip


def _lost_site_word(record: Record) -> None:
    """kz signs on the site that no longer counts."""
    record.do("word-lost", record.word(Act.SIGN, "kz", 2, "kz", supersedes=record.digest_of("word-kz")), KEYS["kz"])


def _spare_site_word(record: Record) -> None:
    """The same key, on the site that does."""
    word = record.word(Act.SIGN, "kz", 2, "kz", supersedes=record.digest_of("word-kz"))
    record.do("word-spare", word, es_on("sign.spare.example", "kz"))


def _too_early_on_spare(record: Record) -> None:
    word = record.word(Act.SIGN, "kz", supersedes=record.digest_of("word-kz"), key="kz")
    record.do("word-too-early", word, es_on("sign.spare.example", "kz"))


def _since_one(edition: Descriptor) -> Descriptor:
    lost, spare = edition.relying_parties
    return replace(edition, relying_parties=(lost._replace(since=1), spare))


def _only_spare(edition: Descriptor) -> Descriptor:
    return replace(edition, relying_parties=edition.relying_parties[1:])


_SITES: list[Case] = [
    ("signature-on-a-lost-site", "signature", {"after": {"network-2": _lost_site_word}}, {}),
    ("signature-on-the-spare-site", "proved", {"after": {"network-2": _spare_site_word}}, {}),
    ("signature-on-a-site-not-yet-in-force", "signature", {"after": {"word-kz": _too_early_on_spare}}, {}),
    ("edition-with-another-log", "network-chain", {"second": lambda d: replace(d, log=str(WITNESSES[0].verifier))}, {}),
    ("edition-that-demonstrates", "network-chain", {"second": lambda d: replace(d, demonstration=True)}, {}),
    ("edition-that-moves-a-sites-beginning", "network-chain", {"second": _since_one}, {}),
    ("edition-after-no-other", "network-chain", {"second": lambda d: replace(d, previous=STRANGER)}, {}),
    ("edition-that-skips-a-number", "network-chain", {"second": lambda d: replace(d, edition=3)}, {}),
    ("edition-with-a-higher-threshold", "witnesses", {"second": lambda d: replace(d, threshold=2)}, {}),
    ("edition-that-forgets-the-lost-site", "key-register", {"second": _only_spare}, {}),
    ("demonstration", "demonstration", {"demonstration": True}, {}),
]  # fmt: skip

"""Bundles of whoever holds the network's log key, and signs a ledger that no honest keeper would keep."""

from collections.abc import Callable

from hamkor_proof.acts import Act
from hamkor_proof.evidence import USER_PRESENT, USER_VERIFIED, Evidence
from hamkor_proof.hidden import Hidden
from hamkor_proof.key_events import KeyConfirmation
from hamkor_proof.leaf import empty_root
from hamkor_proof.note import SignerKey
from hamkor_proof.register import About, Register
from hamkor_proof.statement import Seen
from tests.proof.bundle_world import RP_ID, RUSSIAN, World
from tests.proof.coalition import WITNESS, Coalition, coalition
from tests.proof.statuses import CANNOT_TELL, CONTRADICTED, PROVED

FORGED: dict[str, tuple[Callable[[], World | tuple[World, bytes]], int, str]] = {}


def _forged(status: int, code: str):
    def kept(make: Callable[[], World | tuple[World, bytes]]):
        FORGED[make.__name__.strip("_").replace("_", "-")] = (make, status, code)
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
    FORGED[f"evidence-{_name}"] = (_made, CONTRADICTED, _code)
FORGED["evidence-more-members"] = (_with_client_data(other_keys_can_be_added_here="do not compare"), PROVED, "proved")
FORGED["evidence-no-cross-origin"] = (
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

"""The stages about texts, keys and words (`docs/evidence-bundle.md`, section 3, stages 10 to 13).

Each raises `FailedError` for the first rule that does not hold.
"""

from collections import defaultdict
from hashlib import sha256

from hamkor_proof.acts import WORDS, Act
from hamkor_proof.adoption import Adoption
from hamkor_proof.bundle import Opened
from hamkor_proof.key_events import KeyConfirmation, KeyContest, KeyRevocation
from hamkor_proof.kinds import Kind
from hamkor_proof.proving import CANNOT_TELL, FailedError, Key, Proof
from hamkor_proof.statement import Statement


def texts(proof: Proof) -> None:
    """Texts are what their names say, and every text that is named is there."""
    for text in proof.bundle.texts:
        if sha256(text.body).hexdigest() != text.sha256:
            raise FailedError("text", text.name)
    there = {(text.edition, text.language, text.sha256, len(text.body)) for text in proof.bundle.texts}
    for entry in proof.of_kind(Kind.ADOPTION, Kind.CORRECTION, Kind.WORD):
        if entry.statement:
            for named in entry.statement.texts:
                if (entry.statement.edition, named.language, named.sha256, named.size) not in there:
                    raise FailedError("text-missing", entry.name, CANNOT_TELL)


def adoptions(proof: Proof) -> None:
    """Adoptions follow from one another, and words are on what was adopted."""
    adopted: dict[str, tuple[int, Statement]] = {}
    for number, entry in enumerate(proof.of_kind(Kind.ADOPTION), start=1):
        assert isinstance(entry.event, Adoption)  # that is what the kind says
        statement = entry.event.statement
        if statement.edition != number or (statement.act is Act.ADOPT) != (number == 1):
            raise FailedError("adoption", entry.name)
        adopted[entry.leaf.hex()] = (entry.position, statement)
    if not adopted:
        raise FailedError("adoption")
    for entry in proof.of_kind(Kind.WORD):
        statement = _statement(entry)
        if statement.adoption is None:
            continue
        position, adoption = adopted.get(statement.adoption, (entry.position, statement))
        if (
            position >= entry.position
            or adoption.edition != statement.edition
            or not set(adoption.texts) <= set(statement.texts)
        ):
            raise FailedError("word-text", entry.name)


def keys(proof: Proof) -> None:
    """Keys signed for themselves, and what was recorded about them fits them."""
    for entry in proof.of_kind(Kind.KEY_REGISTER):
        statement = _statement(entry)
        if statement.key is None or statement.key in proof.keys or not proof.is_signed(entry, statement):
            raise FailedError("key-register", entry.name)
        proof.keys[statement.key] = Key(entry.position, statement)
    registered = {key.statement.digest.hex(): key for key in proof.keys.values()}
    for entry in proof.of_kind(Kind.KEY_CONFIRM, Kind.KEY_REVOKE, Kind.KEY_CONTEST):
        _check_key_entry(proof, entry, registered)
    for entry in proof.of_kind(Kind.KEY_CONFIRM):
        _check_confirmation(proof, entry, registered)


def _check_key_entry(proof: Proof, entry: Opened, registered: dict[str, Key]) -> None:
    event = entry.event
    assert isinstance(event, KeyConfirmation | KeyRevocation | KeyContest)  # that is what the kinds say
    if isinstance(event, KeyContest):
        meant, key, organisation = event.registered, event.key, event.organisation
    else:
        meant, key = event.statement.supersedes or "", event.statement.key or ""
        organisation = event.statement.organisation.id
    known = registered.get(meant)
    if known is None or known.position >= entry.position:
        raise FailedError("key-entry", entry.name)
    by_another = isinstance(event, KeyConfirmation) and event.way == "earlier-key"
    if (key == known.statement.key) == by_another:
        raise FailedError("key-entry", entry.name)
    if not isinstance(event, KeyConfirmation) and organisation != known.statement.organisation.id:
        raise FailedError("key-entry", entry.name)
    if isinstance(event, KeyRevocation):
        if key in proof.revoked:
            raise FailedError("key-entry", entry.name)
        proof.revoked[key] = entry.position


def _check_confirmation(proof: Proof, entry: Opened, registered: dict[str, Key]) -> None:
    assert isinstance(entry.event, KeyConfirmation)  # that is what the kind says
    statement, way = entry.event.statement, entry.event.way
    own = registered[statement.supersedes or ""].statement.organisation.id
    same = statement.organisation.id == own
    if way == "earlier-key":
        earlier = proof.keys.get(statement.key or "")
        right = (
            same
            and earlier is not None
            and (earlier.statement.organisation.id, earlier.statement.mandate) == (own, statement.mandate)
            and _in_force(proof, statement.key or "", entry.position)
            and proof.is_signed(entry, statement)
        )
    else:
        right = entry.evidence is None and same == (way == "fingerprint")
    if not right:
        raise FailedError("key-confirm", entry.name)


def _in_force(proof: Proof, key: str, position: int) -> bool:
    """Registered at an earlier position, and not revoked at an earlier one."""
    known = proof.keys.get(key)
    return known is not None and known.position < position and proof.revoked.get(key, position) >= position


def words(proof: Proof) -> None:
    """Signatures hold, by keys in force, and an organisation's words follow from one another."""
    acts = list(proof.of_kind(Kind.WORD, Kind.WITHDRAWAL, Kind.DISCLOSURE, Kind.CORRECTION))
    for entry in acts:
        statement = _statement(entry)
        signed = proof.is_signed(entry, statement) if statement.key else entry.evidence is None
        if not signed:
            raise FailedError("signature", entry.name)
    for entry in acts:
        statement = _statement(entry)
        if statement.key is None:
            continue
        known = proof.keys.get(statement.key)
        by = (statement.organisation.id, statement.mandate)
        if (
            known is None
            or by != (known.statement.organisation.id, known.statement.mandate)
            or not _in_force(proof, statement.key, entry.position)
        ):
            raise FailedError("word-key", entry.name)
    _check_order(proof, [entry for entry in acts if entry.kind is not Kind.CORRECTION])


def _check_order(proof: Proof, acts: list[Opened]) -> None:
    standing: dict[str, str | None] = defaultdict(lambda: None)
    opened = {statement.digest.hex() for _entry, statement in proof.statements()}
    for entry in acts:
        statement = _statement(entry)
        organisation, stands = statement.organisation.id, standing[statement.organisation.id]
        # A word that is not shown may stand between two that are.
        unseen = proof.words_unopened and statement.supersedes is not None and statement.supersedes not in opened
        if statement.supersedes != stands and not unseen:
            raise FailedError("word-order", entry.name)
        if statement.act in WORDS:
            standing[organisation] = statement.digest.hex()
        elif stands is None and not unseen:
            raise FailedError("word-order", entry.name)
        elif statement.act is Act.WITHDRAW:
            standing[organisation] = None


def _statement(entry: Opened) -> Statement:
    assert entry.statement is not None  # of these kinds every event has one
    return entry.statement

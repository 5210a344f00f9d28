"""What a bundle shows, told apart: who stands under a text, by which key, confirmed how."""

from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from typing import Any

from hamkor_proof.findings import Findings, ShownWord
from hamkor_proof.key_events import KeyConfirmation, KeyContest
from hamkor_proof.statement import Act
from hamkor_proof.verdict import verify
from tests.proof.plain import zipped
from tests.proof.records import FIRST_DAY, KEYS, Record, es256, organisation
from tests.proof.story import tell

TJ_LATER = ("key-tj", "word-tj-2")
KG_LATER = ("key-kg-2", "confirm-kg-2", "word-kg-2")


def found(record: Record, **options: Any) -> Findings:
    told = verify(record.bundle(**options), pinned=record.network.hex())
    assert told.findings is not None, (told.code, told.part)
    return told.findings


def word_of(who: str, findings: Findings) -> ShownWord:
    (word,) = [each for each in findings.words if each.country == who.upper()]
    return word


def test_each_word_has_the_strength_that_its_evidence_gives_it() -> None:
    findings = found(tell(Record(drop=TJ_LATER)))

    assert {word.country: (word.strength, word.capacity, word.withdrawn) for word in findings.words} == {
        "NO": ("recorded", "partner", False),
        "KG": ("signed", "signatory", False),
        "TJ": ("confirmed", "signatory", True),
        "KZ": ("signed", "signatory", False),
    }


NEVER_SUSPECT = {"revoke-kg": lambda event: event.__class__(statement=event.statement, suspect_from=None)}


def test_a_key_says_how_it_is_confirmed() -> None:
    findings = found(tell(Record(alter=NEVER_SUSPECT)))

    confirmed = {word.country: word.key.confirmed for word in findings.words if word.key}
    assert confirmed == {"KG": "earlier-key", "KZ": "members", "TJ": "site-only"}
    first = word_of("kg", found(tell(Record(drop=KG_LATER)))).key
    assert first
    assert (first.confirmed, first.found) == ("fingerprint", "letterhead of 5 January 2026")


def test_one_member_is_not_enough_nor_two_who_did_not_wait() -> None:
    one = word_of("kz", found(tell(Record(drop=("member-tj",))))).key
    assert one
    assert one.confirmed == "site-only"
    registered = 8  # days after the first; what follows within three days does not count
    soon = {
        label: lambda event: event.__class__(statement=_at(event.statement, registered + 2), way="member")
        for label in ("member-kg", "member-tj")
    }
    hasty = word_of("kz", found(tell(Record(alter=soon)))).key
    assert hasty
    assert hasty.confirmed == "site-only"


def _at(statement: Any, day: int) -> Any:
    return replace(statement, time=FIRST_DAY + timedelta(days=day))


def test_a_key_that_was_revoked_later_is_told_and_from_when_it_is_suspect() -> None:
    word = word_of("kg", found(tell(Record(drop=KG_LATER))))

    assert word.key
    assert (word.key.revoked_later, word.key.suspect) == (True, True)
    word = word_of("kg", found(tell(Record(drop=KG_LATER, alter=NEVER_SUSPECT))))
    assert word.key
    assert (word.key.revoked_later, word.key.suspect) == (True, False)


def test_what_a_suspect_key_signed_for_another_confirms_nothing() -> None:
    """Whoever has stolen it could have had one of his own registered, and signed for that."""
    replaced = word_of("kg", found(tell(Record()))).key
    assert replaced
    assert replaced.confirmed == "site-only"


def test_keys_that_confirm_only_one_another_are_not_confirmed() -> None:
    KEYS.setdefault("kg-3", es256(77))

    def around(record: Record) -> None:
        record.do("key-3", record.about_key(Act.KEY_REGISTER, "kg", "kg-3"), KEYS["kg-3"])
        for by, of in (("kg-3", "key-kg"), ("kg", "key-3")):
            confirm = record.about_key(Act.KEY_CONFIRM, "kg", by, of)
            record.do(f"by-{by}", KeyConfirmation(statement=confirm, way="earlier-key"), KEYS[by])

    word = word_of("kg", found(tell(Record(drop=("confirm-kg", *KG_LATER, "revoke-kg"), after={"adopt-2": around}))))
    assert word.key
    assert word.key.confirmed == "site-only"


def test_a_contested_key_is_told_and_confirms_nothing() -> None:
    def contest(record: Record) -> None:
        event = KeyContest(
            network=record.network.hex(),
            organisation=organisation("kg").id,
            key=KEYS["kg"].key_id,
            registered=record.digest_of("key-kg"),
            time=FIRST_DAY,
        )
        record.do("contest-kg", event)

    # The second key of kg is confirmed by nothing but the first.
    word = word_of("kg", found(tell(Record(after={"word-kg-2": contest}))))
    assert word.key
    assert word.key.confirmed == "site-only"
    word = word_of("kg", found(tell(Record(drop=KG_LATER, after={"correct-kk": contest}))))
    assert word.key
    assert word.key.contested


def test_an_organisation_is_called_by_the_name_in_its_newest_statement() -> None:
    renamed = {
        "disclose-no": lambda statement: replace(
            statement, organisation=statement.organisation._replace(name="Norwegian friends")
        )
    }

    assert word_of("no", found(tell(Record(alter=renamed)))).name == "Norwegian friends"


def test_texts_are_authentic_translated_or_not_covered() -> None:
    record = tell(Record())
    findings = found(record)
    assert [(text.edition, text.language) for text in findings.texts if not text.authentic] == [(2, "kk")]
    assert findings.uncovered == ()

    stray = {f"texts/0002/tg.{sha256(b'Tajik').hexdigest()}.md": b"Tajik"}
    more = verify(zipped(record.members() | stray)).findings
    assert more
    assert [text.language for text in more.uncovered] == ["tg"]


def test_what_is_not_shown_is_counted() -> None:
    findings = found(tell(Record()))

    assert dict(findings.unopened) == {"word": 2}
    assert findings.hidden == 1
    kept_back = found(tell(Record()), names="kept-back", unopened=())
    assert (kept_back.kept_back, kept_back.words, kept_back.unopened) == (True, (), {})

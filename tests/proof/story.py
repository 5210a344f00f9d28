"""The story of most bundles: three checkpoints, two editions of the text and of the network's descriptor, two signing
sites, words of every strength, and everything that can become of a word and of a key."""

from datetime import date, timedelta

from hamkor_proof.adoption import Adoption
from hamkor_proof.hidden import Hidden
from hamkor_proof.key_events import KeyConfirmation, KeyContest, KeyRevocation
from hamkor_proof.statement import Act, Publish, SignedText
from tests.proof.records import (
    FIRST_DAY,
    INSTRUMENT,
    KEYS,
    SPARE,
    TEXTS,
    Record,
    es_on,
    identifier,
    texts,
    titles,
    written,
)


def tell(record: Record) -> Record:
    """Write the whole story: three checkpoints, two editions, each kind of entry."""
    for chapter in (_founding, _joining, _correcting, _afterwards):
        chapter(record)
    return record


def _founding(record: Record) -> None:
    adopt = record.statement(Act.ADOPT, "kz secretariat", mandate=identifier("mandate secretary"), texts=texts(1))
    record.do("word-no", record.word_on_working_text("no"))
    record.do("adopt", Adoption(statement=adopt, adopted_on=date(2013, 2, 20), named=titles()))
    record.do("key-kg", record.about_key(Act.KEY_REGISTER, "kg", "kg"), KEYS["kg"])
    found = "letterhead of 5 January 2026"
    confirm = record.about_key(Act.KEY_CONFIRM, "kg", "kg", "key-kg")
    record.do("confirm-kg", KeyConfirmation(statement=confirm, way="fingerprint", found=found))
    record.do("word-kg", record.word(Act.SIGN, "kg", key="kg", reservation="As far as our statutes allow."), KEYS["kg"])
    record.checkpoint()


def _joining(record: Record) -> None:
    record.do("key-kz", record.about_key(Act.KEY_REGISTER, "kz", "kz"), KEYS["kz"])
    record.do("word-tj", record.word(Act.SIGN, "tj"))
    record.do("word-uz", record.word(Act.ACCEDE, "uz", publish=Publish(name=False, country=False)))
    record.do("word-tm", record.word(Act.SIGN, "tm"))
    for vouching in ("kg", "tj"):
        confirm = record.about_key(Act.KEY_CONFIRM, vouching, "kz", "key-kz")
        record.do(f"member-{vouching}", KeyConfirmation(statement=confirm, way="member"))
    record.do("word-kz", record.word(Act.SIGN, "kz", key="kz"), KEYS["kz"])
    record.checkpoint()


def _correcting(record: Record) -> None:
    secretary = {"mandate": identifier("mandate secretary"), "edition": 2}
    correct = record.statement(Act.CORRECT, "kz secretariat", texts=texts(2), **secretary)
    record.do(
        "adopt-2",
        Adoption(
            statement=correct, adopted_on=date(2013, 2, 20), named=titles(), correction="In paragraph 1, wording."
        ),
    )
    kazakh = (SignedText.of("kk", TEXTS[2, "kk"]),)
    record.do("correct-kk", record.statement(Act.CORRECT, "kz secretariat", texts=kazakh, **secretary))
    record.do("key-kg-2", record.about_key(Act.KEY_REGISTER, "kg", "kg-2"), KEYS["kg-2"])
    confirm = record.about_key(Act.KEY_CONFIRM, "kg", "kg", "key-kg-2")
    record.do("confirm-kg-2", KeyConfirmation(statement=confirm, way="earlier-key"), KEYS["kg"])
    revoke = record.about_key(Act.KEY_REVOKE, "kg", "kg", "key-kg")
    suspect = FIRST_DAY + timedelta(days=1)
    record.do("revoke-kg", KeyRevocation(statement=revoke, suspect_from=suspect))
    former = record.digest_of("word-kg")
    record.do("word-kg-2", record.word(Act.SIGN, "kg", 2, "kg-2", supersedes=former), KEYS["kg-2"])
    record.do("withdraw-tj", record.act_of(Act.WITHDRAW, "tj", "word-tj"))
    hidden = record.reference_of("word-tm")
    record.do("hidden", Hidden(network=record.network.hex(), instrument=INSTRUMENT, entries=(hidden,)))
    record.do("disclose-no", record.act_of(Act.DISCLOSE, "no", "word-no", mandate=None))


def _afterwards(record: Record) -> None:
    second = record.second_edition()
    record.descriptors.append(written(record.second(second)))
    record.do("network-2", record.second(second))
    record.do("key-tj", record.about_key(Act.KEY_REGISTER, "tj", "tj"), KEYS["tj"])
    record.do("word-tj-2", record.word(Act.SIGN, "tj", 2, "tj"), KEYS["tj"])
    record.do("key-kz-x", record.about_key(Act.KEY_REGISTER, "kz", "kz-x"), es_on(SPARE, "kz-x"))
    contest = KeyContest(
        network=record.network.hex(),
        organisation=identifier("kz"),
        key=KEYS["kz-x"].key_id,
        registered=record.digest_of("key-kz-x"),
        time=FIRST_DAY + timedelta(days=len(record.entries)),
    )
    record.do("contest-kz", contest)
    record.do("revoke-kz", KeyRevocation(statement=record.about_key(Act.KEY_REVOKE, "kz", "kz-x", "key-kz-x")))
    record.checkpoint()

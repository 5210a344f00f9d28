"""Adoption: what the coordinator is shown, what it freezes for good, and how a mistake is corrected afterwards."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from hamkor.audit.kernel import standing_in
from hamkor.core import clock
from hamkor.core.errors import Conflict, DomainError, NothingToDo, Refused
from hamkor.instruments.access import edition_in_force
from hamkor.instruments.actions.adoption import (
    adopt,
    adopt_correction,
    begin_correction,
    drop_correction,
    open_for_signature,
    publish,
)
from hamkor.instruments.actions.texts import add_language, save_text
from hamkor.instruments.models import Edition, Instrument, InstrumentTitle, State
from hamkor.ledger.models import Commitment, Opening
from hamkor.network.models import Label
from hamkor_proof.adoption import Adoption
from hamkor_proof.statement import Act
from tests.factories.instruments import BODIES, InstrumentFactory
from tests.factories.network import coordinator, delegate
from tests.support.people import SignIn

pytestmark = pytest.mark.django_db

ON = date(2013, 2, 20)
PLACES = {"ru": "Киев", "en": "Kyiv"}


def hashes(instrument: Instrument) -> dict[str, str]:
    return hashes_of(instrument.editions.order_by("-number")[0])


def hashes_of(edition: Edition) -> dict[str, str]:
    return {text.language: text.current().sha256 for text in edition.texts.filter(authentic=True)}


def adopted(**traits: object) -> Instrument:
    instrument = InstrumentFactory(in_consultation=True, **traits)
    adopt(by=coordinator(), instrument=instrument, adopted_on=ON, places=PLACES, hashes=hashes(instrument))
    return Instrument.objects.get(pk=instrument.pk)


def page(instrument: Instrument, step: str = "") -> str:
    return f"/workspace/documents/{instrument.slug}/{step}"


class TestAdopting:
    def test_the_coordinator_sees_each_hash_and_adopts(self, sign_in: SignIn) -> None:
        instrument = InstrumentFactory(in_consultation=True)
        client = sign_in(coordinator())
        shown = client.get(page(instrument, "adoption/")).content.decode()
        fields = {"adopted_on": "2013-02-20", "place_ru": "Киев", "place_en": "Kyiv"}
        for language, digest in hashes(instrument).items():
            assert " ".join(digest[i : i + 4] for i in range(0, 64, 4)) in shown
            assert f'name="hash_{language}" value="{digest}"' in shown
            fields[f"hash_{language}"] = digest
        assert "the site takes no change to them any more" in shown
        assert client.post(page(instrument, "adoption/"), fields).status_code == 302
        instrument.refresh_from_db()
        assert instrument.state_at(clock.now()) == State.ADOPTED
        assert instrument.adopted_on == ON
        assert "February 20, 2013" in client.get(page(instrument)).content.decode()

    def test_the_ledger_commits_to_just_these_texts(self) -> None:
        instrument = adopted()
        edition = instrument.editions.get()
        opening = Opening.objects.get(kind="adoption")
        statement = Adoption.parse(bytes(opening.event)).statement
        assert statement.act == Act.ADOPT
        assert statement.instrument == str(instrument.pk)
        assert {text.language: text.sha256 for text in statement.texts} == hashes(instrument)
        assert bytes(opening.commitment.leaf).hex() == edition.adoption_leaf

    def test_the_ledger_commits_to_date_place_and_title(self) -> None:
        instrument = adopted()
        event = Adoption.parse(bytes(Opening.objects.get(kind="adoption").event))
        titles = dict(instrument.titles.values_list("language", "title"))
        assert event.adopted_on == ON
        assert event.named == (("en", titles["en"], "Kyiv"), ("ru", titles["ru"], "Киев"))
        assert event.correction is None

    def test_nobody_but_the_secretariat_adopts(self, sign_in: SignIn) -> None:
        person = delegate()
        instrument = InstrumentFactory(in_consultation=True, drafted_by=person)
        with pytest.raises(Refused):
            adopt(by=person, instrument=instrument, adopted_on=ON, places=PLACES, hashes=hashes(instrument))
        assert sign_in(person).get(page(instrument, "adoption/")).status_code == 403

    def test_a_text_changed_after_it_was_shown_is_not_adopted(self, sign_in: SignIn) -> None:
        instrument = InstrumentFactory(in_consultation=True)
        shown = hashes(instrument)
        text = instrument.editions.get().texts.get(language="en")
        save_text(by=delegate(), text=text, body="Slipped in.", based_on=1)
        with pytest.raises(Conflict, match="was changed after this page was shown"):
            adopt(by=coordinator(), instrument=instrument, adopted_on=ON, places=PLACES, hashes=shown)
        fields = {"adopted_on": "2013-02-20", "place_ru": "Киев", "place_en": "Kyiv"}
        fields |= {f"hash_{language}": digest for language, digest in shown.items()}
        assert sign_in(coordinator()).post(page(instrument, "adoption/"), fields).status_code == 409
        assert not Commitment.objects.exists()
        assert instrument.editions.get().adopted_at is None

    def test_what_is_missing_is_said(self) -> None:
        by = coordinator()

        def attempt(instrument: Instrument, places: dict[str, str] = PLACES, on: date = ON) -> None:
            adopt(by=by, instrument=instrument, adopted_on=on, places=places, hashes=hashes_or_none(instrument))

        def hashes_or_none(instrument: Instrument) -> dict[str, str]:
            return {} if instrument.editions.get().texts.filter(revisions=None).exists() else hashes(instrument)

        with pytest.raises(DomainError, match="No text is marked as authentic"):
            attempt(InstrumentFactory(in_consultation=True, texts__authentic=()))
        unwritten = InstrumentFactory(in_consultation=True)
        with standing_in("test"):
            unwritten.editions.get().texts.create(language="kk", authentic=True)
        with pytest.raises(DomainError, match="is not written yet"):
            attempt(unwritten)
        untitled = InstrumentFactory(in_consultation=True, texts={**BODIES, "kk": "Біз.\n"}, texts__authentic=("kk",))
        with pytest.raises(DomainError, match="title is missing"):
            attempt(untitled)
        nowhere = InstrumentFactory(in_consultation=True)
        with standing_in("test"):
            InstrumentTitle.objects.filter(instrument=nowhere).update(place="")
        with pytest.raises(DomainError, match="Say where"):
            attempt(nowhere, places={"ru": "Киев", "en": " "})
        with pytest.raises(DomainError, match="has not come yet"):
            attempt(InstrumentFactory(in_consultation=True), on=clock.now().date() + timedelta(days=2))
        assert not Commitment.objects.exists()

    def test_a_translation_need_not_be_ready(self) -> None:
        instrument = InstrumentFactory(in_consultation=True, texts__authentic=("ru",))
        add_language(by=delegate(), instrument=instrument, language="kk")
        adopt(by=coordinator(), instrument=instrument, adopted_on=ON, places={"ru": "Киев"}, hashes=hashes(instrument))
        assert instrument.editions.get().adopted_at


REVISION = (
    "INSERT INTO instruments_textrevision (id, text_id, number, body, sha256, size, author_id, made_at) "
    "SELECT %s, id, 99, 'forged', '', 6, %s, %s FROM instruments_text WHERE language = 'ru'"
)


class TestTheDatabaseItself:
    """Whoever writes to the database, through whatever code, cannot change what was adopted."""

    @pytest.mark.parametrize(
        "sql",
        [
            "UPDATE instruments_text SET authentic = FALSE WHERE language = 'ru'",
            "UPDATE instruments_text SET authentic = TRUE WHERE language = 'en'",
            "UPDATE instruments_text SET language = 'kk' WHERE language = 'ru'",
            "DELETE FROM instruments_text",
            "UPDATE instruments_textrevision SET body = 'forged'",
            "UPDATE instruments_edition SET adopted_at = NULL",
            "UPDATE instruments_edition SET adoption_leaf = ''",
            "UPDATE instruments_edition SET number = 7",
            "DELETE FROM instruments_edition",
            "UPDATE instruments_instrument SET adopted_on = '2013-02-21'",
            "UPDATE instruments_instrument SET adopted_at = NULL, adopted_on = NULL",
            "DELETE FROM instruments_instrument",
            "UPDATE instruments_instrumenttitle SET place = 'Elsewhere'",
            "UPDATE instruments_instrumenttitle SET title = 'Forged' WHERE language = 'ru'",
            "DELETE FROM instruments_instrumenttitle WHERE language = 'ru'",
        ],
    )
    def test_it_refuses(self, sql: str) -> None:
        adopted(texts__authentic=("ru",))
        with standing_in("test"), pytest.raises(IntegrityError), transaction.atomic():
            connection.cursor().execute(sql)

    def test_it_refuses_a_new_revision_of_an_authentic_text(self) -> None:
        instrument = adopted(texts__authentic=("ru",))
        values = [(instrument.pk.hex if connection.vendor == "sqlite" else instrument.pk), self._author(instrument)]
        with (
            standing_in("test"),
            pytest.raises(IntegrityError, match="an adopted authentic text is final"),
            transaction.atomic(),
        ):
            connection.cursor().execute(REVISION, [*values, clock.now()])

    def test_it_takes_a_new_revision_of_a_translation(self) -> None:
        instrument = adopted(texts__authentic=("en",))
        values = [(instrument.pk.hex if connection.vendor == "sqlite" else instrument.pk), self._author(instrument)]
        with standing_in("test"):
            connection.cursor().execute(REVISION, [*values, clock.now()])

    def test_it_refuses_another_authentic_text(self) -> None:
        instrument = adopted()
        with standing_in("test"), pytest.raises(IntegrityError), transaction.atomic():
            instrument.editions.get().texts.create(language="kk", authentic=True)
        with standing_in("test"):
            instrument.editions.get().texts.create(language="kk", authentic=False)

    def test_a_draft_can_still_be_changed(self) -> None:
        InstrumentFactory()
        with standing_in("test"):
            connection.cursor().execute("UPDATE instruments_text SET authentic = FALSE")
            connection.cursor().execute("UPDATE instruments_edition SET correction_note = ''")

    @staticmethod
    def _author(instrument: Instrument) -> object:
        return instrument.drafted_by_id.hex if connection.vendor == "sqlite" else instrument.drafted_by_id


class TestOpeningAndPublishing:
    def test_it_is_opened_to_the_end_of_the_last_day(self, sign_in: SignIn) -> None:
        instrument = adopted()
        last = clock.now().date() + timedelta(days=30)
        sign_in(coordinator()).post(page(instrument, "opening/"), {"opens_on": "", "closes_on": last.isoformat()})
        instrument.refresh_from_db()
        assert instrument.state_at(clock.now()) == State.SIGNATURE
        assert instrument.signature_closes_at.date() == last + timedelta(days=1)

    def test_it_neither_opens_in_the_past_nor_closes_before_it_opens(self) -> None:
        instrument, now, day = adopted(), clock.now(), timedelta(days=1)
        for opens_at, closes_at in ((now - day, None), (now + day, now + day), (None, now - day)):
            with pytest.raises(DomainError):
                open_for_signature(by=coordinator(), instrument=instrument, opens_at=opens_at, closes_at=closes_at)
        instrument.refresh_from_db()
        assert instrument.signature_opens_at is None

    def test_publishing_makes_it_public_for_good(self, sign_in: SignIn) -> None:
        instrument = adopted()
        client = sign_in(coordinator())
        assert "cannot be undone" in client.get(page(instrument, "publication/")).content.decode()
        client.post(page(instrument, "publication/"), {"published_on": "2013-04-30"})
        instrument.refresh_from_db()
        assert (instrument.audience.label, instrument.published_on) == (Label.CLEAR, date(2013, 4, 30))
        with pytest.raises(NothingToDo):
            publish(by=coordinator(), instrument=instrument)

    @pytest.mark.parametrize("day", [date(2013, 2, 19), date(2999, 1, 1)])
    def test_not_before_it_was_adopted_and_not_in_the_future(self, day: date) -> None:
        with pytest.raises(DomainError):
            publish(by=coordinator(), instrument=adopted(), published_on=day)

    def test_a_draft_is_not_published(self) -> None:
        with pytest.raises(DomainError, match="Only an adopted document"):
            publish(by=coordinator(), instrument=InstrumentFactory(in_consultation=True))


class TestCorrections:
    def test_a_correction_is_a_new_edition_that_says_what_it_replaces(self, sign_in: SignIn) -> None:
        instrument = adopted(texts__authentic=("ru",))
        client = sign_in(coordinator())
        client.post(page(instrument, "correction/"))
        first, second = Edition.objects.filter(instrument=instrument).order_by("number")
        text = second.texts.get(language="ru")
        assert text.current().body == BODIES["ru"]
        client.post(page(instrument, f"texts/{text.pk}/edit/"), {"body": "Мы продолжаем.", "based_on": 1})
        shown = client.get(page(instrument, "correction/adoption/")).content.decode()
        assert "They take the place of the former texts" in shown
        fields = {"note": "A word was missing.", "hash_ru": text.current().sha256}
        assert client.post(page(instrument, "correction/adoption/"), fields).status_code == 302
        second.refresh_from_db()
        assert (second.replaces, second.correction_note) == (first, "A word was missing.")
        assert second.adoption_leaf not in ("", first.adoption_leaf)
        event = Adoption.parse(bytes(Opening.objects.get(commitment__leaf=bytes.fromhex(second.adoption_leaf)).event))
        assert (event.statement.edition, event.statement.adoption) == (2, first.adoption_leaf)
        assert (event.adopted_on, event.correction) == (ON, "A word was missing.")
        assert first.texts.get(language="ru").current().body == BODIES["ru"], "the former text stays on record"
        assert "A word was missing." in client.get(page(instrument)).content.decode()

    def test_a_correction_without_a_note_or_without_a_change_is_none(self) -> None:
        instrument, by = adopted(), coordinator()
        begin_correction(by=by, instrument=instrument)
        with pytest.raises(NothingToDo, match="No authentic text differs"):
            adopt_correction(by=by, instrument=instrument, note="Nothing.", hashes=hashes(instrument))
        with pytest.raises(DomainError, match="Say what is corrected"):
            adopt_correction(by=by, instrument=instrument, note=" ", hashes=hashes(instrument))
        with pytest.raises(NothingToDo):
            begin_correction(by=by, instrument=instrument)

    def test_a_correction_is_dropped_and_the_next_one_takes_its_number(self, sign_in: SignIn) -> None:
        instrument = adopted()
        client = sign_in(coordinator())
        client.post(page(instrument, "correction/"))
        dropped = Edition.objects.get(number=2)
        text = dropped.texts.get(language="ru")
        client.post(page(instrument, f"texts/{text.pk}/edit/"), {"body": "Мы ошиблись.", "based_on": 1})
        assert page(instrument, "correction/drop/") in client.get(page(instrument)).content.decode()
        assert client.post(page(instrument, "correction/drop/")).status_code == 302

        after = client.get(page(instrument)).content.decode()
        assert "A correction is being written" not in after
        assert "a correction, dropped" in after
        assert page(instrument, "correction/drop/") not in after
        read = client.get(page(instrument, f"texts/{text.pk}/")).content.decode()
        assert "Мы ошиблись." in read, "what was written stays on record"
        with pytest.raises(DomainError, match="This correction was dropped"):
            save_text(by=coordinator(), text=text, body="Мы снова здесь.", based_on=2)
        with pytest.raises(NothingToDo):
            drop_correction(by=coordinator(), instrument=instrument)
        with pytest.raises(DomainError, match="No correction is being written"):
            adopt_correction(by=coordinator(), instrument=instrument, note="Late.", hashes={})

        again = begin_correction(by=coordinator(), instrument=instrument)
        assert (again.number, again.texts.get(language="ru").current().body) == (2, BODIES["ru"])
        save_text(by=coordinator(), text=again.texts.get(language="ru"), body="Мы.", based_on=1)
        adopt_correction(by=coordinator(), instrument=instrument, note="Better.", hashes=hashes_of(again))
        assert list(instrument.editions.adopted().values_list("number", flat=True)) == [2, 1]
        assert edition_in_force(instrument) == again

    def test_the_draft_itself_is_abandoned_not_dropped(self) -> None:
        for instrument in (InstrumentFactory(in_consultation=True), adopted()):
            with pytest.raises(NothingToDo):
                drop_correction(by=coordinator(), instrument=instrument)

    @pytest.mark.parametrize("number", [1, 2])
    def test_the_database_drops_no_first_and_no_adopted_edition(self, number: int) -> None:
        instrument = InstrumentFactory()
        if number == 2:
            instrument, by = adopted(), coordinator()
            text = begin_correction(by=by, instrument=instrument).texts.get(language="ru")
            save_text(by=by, text=text, body="Мы.", based_on=1)
            adopt_correction(by=by, instrument=instrument, note="Better.", hashes=hashes(instrument))
        with standing_in("test"), pytest.raises(IntegrityError), transaction.atomic():
            instrument.editions.filter(number=number).update(dropped_at=clock.now())

    def test_only_the_secretariat_writes_a_correction(self) -> None:
        instrument = adopted()
        with pytest.raises(Refused):
            begin_correction(by=delegate(), instrument=instrument)
        edition = begin_correction(by=coordinator(), instrument=instrument)
        with pytest.raises(Refused):
            save_text(by=delegate(), text=edition.texts.get(language="ru"), body="Мы.", based_on=1)

    def test_translations_that_were_up_to_date_stay_so(self) -> None:
        instrument = InstrumentFactory(in_consultation=True, texts__authentic=("ru",))
        russian, english = (instrument.editions.get().texts.get(language=tag) for tag in ("ru", "en"))
        save_text(by=delegate(), text=english, body="We.", based_on=1, renders=russian.current())
        adopt(by=coordinator(), instrument=instrument, adopted_on=ON, places=PLACES, hashes=hashes(instrument))
        edition = begin_correction(by=coordinator(), instrument=instrument)
        copies = {text.language: text.current() for text in edition.texts.all()}
        assert copies["en"].renders == copies["ru"]

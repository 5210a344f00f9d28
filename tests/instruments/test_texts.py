"""Writing texts through the front door: the bytes that are kept, what a text may not hold, revisions, translations."""

from datetime import UTC, date, datetime
from hashlib import sha256
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.utils.html import escape

from hamkor.core.errors import NothingToDo
from hamkor.instruments.actions.adoption import adopt, drop_correction
from hamkor.instruments.actions.drafting import abandon
from hamkor.instruments.actions.texts import keep_draft
from hamkor.instruments.forms.drafting import LONGEST_TEXT
from hamkor.instruments.models import EditorsDraft, Instrument, Text
from hamkor.instruments.standing import standing_or_404
from hamkor.ledger.models import Opening
from hamkor.network.access import viewer_for
from hamkor.network.models import Person
from tests.factories.instruments import InstrumentFactory
from tests.factories.network import coordinator, delegate
from tests.support.people import SignIn

pytestmark = pytest.mark.django_db


def text_of(instrument: Instrument, language: str = "en") -> Text:
    return instrument.editions.order_by("-number")[0].texts.get(language=language)


def address(text: Text, page: str = "") -> str:
    return f"/workspace/documents/{text.edition.instrument.slug}/texts/{text.pk}/{page}"


def save(client: Client, text: Text, body: str, based_on: int = 1, **more: object):
    return client.post(address(text, "edit/"), {"body": body, "based_on": based_on, **more})


def flags(instrument: Instrument, person: Person) -> dict[str, str]:
    return {text.language: flag.value for text, flag in standing_or_404(viewer_for(person), instrument.slug).texts}


def adopt_as_shown(*, by: Person, instrument: Instrument) -> None:
    hashes = {text.language: text.current().sha256 for text in instrument.editions.get().texts.all()}
    adopt(by=by, instrument=instrument, adopted_on=date(2013, 2, 20), places={}, hashes=hashes)


class TestSaving:
    def test_what_is_saved_are_the_normalised_bytes_and_their_hash(self, sign_in: SignIn) -> None:
        text = text_of(InstrumentFactory())
        answer = save(sign_in(delegate()), text, "  ## Title  \r\n\r\nCafe\u0301 \r\n\r\n\r\n")
        assert answer.status_code == 302
        revision = text.current()
        assert revision.body == "  ## Title\n\nCafé\n"
        assert revision.sha256 == sha256(revision.body.encode()).hexdigest()
        assert (revision.number, revision.size) == (2, len(revision.body.encode()))

    @pytest.mark.parametrize(
        ("body", "told"),
        [
            ("One\r\n\r\nTw\u200bo", "Line 3, column 3: the character U+200B cannot be seen."),
            ("One \u202etxt", "Line 1, column 5"),
            ("Look: <b>here</b>", "Line 1: a text cannot hold HTML"),
            (" \r\n ", "The text is empty"),
        ],
    )
    def test_what_a_text_may_not_hold_is_said_with_its_place(self, body: str, told: str, sign_in: SignIn) -> None:
        text = text_of(InstrumentFactory())
        answer = save(sign_in(delegate()), text, body)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert told in page
        last_line = body.rstrip().splitlines()[-1:] or [""]
        assert escape(last_line[0]) in page.split("<textarea")[1], "what was typed stands in the form still"
        assert text.current().number == 1

    def test_the_same_again_is_nothing_to_do(self, sign_in: SignIn) -> None:
        text = text_of(InstrumentFactory())
        answer = save(sign_in(delegate()), text, text.current().body.replace("\n", "\r\n"))
        assert answer.status_code == 422
        assert "The text says just that already" in answer.content.decode()
        assert text.current().number == 1

    def test_an_abandoned_document_is_not_written_to(self, sign_in: SignIn) -> None:
        text = text_of(InstrumentFactory(abandoned=True))
        assert "was abandoned" in save(sign_in(delegate()), text, "New.\n").content.decode()

    def test_a_text_of_another_document_is_not_found_under_this_one(self, sign_in: SignIn) -> None:
        text, other = text_of(InstrumentFactory()), InstrumentFactory()
        wrong = f"/workspace/documents/{other.slug}/texts/{text.pk}/"
        client = sign_in(delegate())
        assert client.get(wrong).status_code == 404
        assert client.post(f"{wrong}edit/", {"body": "New.", "based_on": 1}).status_code == 404


class TestReading:
    def test_a_text_shows_its_paragraphs_with_their_numbers_in_its_own_language(self, sign_in: SignIn) -> None:
        text = text_of(InstrumentFactory(), "ru")
        page = sign_in(delegate()).get(address(text)).content.decode()
        assert '<div class="text" lang="ru">' in page
        assert 'id="p2"' in page
        assert "Мы советуемся друг с другом." in page

    def test_each_revision_shows_what_it_changed_in_words(self, sign_in: SignIn) -> None:
        text, client = text_of(InstrumentFactory()), sign_in(delegate())
        save(client, text, text.current().body.replace("dangerous", "hard"))
        page = client.get(address(text, "revisions/2/")).content.decode()
        assert ">hard<" in page.split("<ins>")[1]
        assert ">dangerous<" in page.split("<del>")[1]
        assert "all of it is new" in client.get(address(text, "revisions/1/")).content.decode()
        assert client.get(address(text, "revisions/3/")).status_code == 404

    def test_two_languages_stand_side_by_side_by_paragraph(self, sign_in: SignIn) -> None:
        instrument = InstrumentFactory()
        page = f"/workspace/documents/{instrument.slug}/compare/"
        client = sign_in(delegate())
        row = client.get(f"{page}?left=ru&right=en").content.decode().split('class="columns"')[2]
        assert "Мы советуемся друг с другом." in row
        assert "We consult one another." in row
        assert client.get(f"{page}?left=ru&right=fr").status_code == 404
        assert "different numbers" not in client.get(page).content.decode()
        save(client, text_of(instrument), "One paragraph.")
        assert "different numbers" in client.get(page).content.decode()

    def test_one_text_alone_has_nothing_beside_it(self, sign_in: SignIn) -> None:
        instrument = InstrumentFactory(texts={"ru": "Мы.\n"})
        answer = sign_in(delegate()).get(f"/workspace/documents/{instrument.slug}/compare/")
        assert "as soon as a second one is written" in answer.content.decode()


class TestTranslations:
    def test_a_translation_is_outdated_as_soon_as_its_original_changes(self, sign_in: SignIn) -> None:
        instrument = InstrumentFactory(texts__authentic=("ru",))
        person = delegate()
        client = sign_in(person)
        original, translation = text_of(instrument, "ru"), text_of(instrument)
        assert flags(instrument, person) == {"ru": "authentic", "en": "unlinked"}
        # The same words, but now it is said what they follow.
        body = translation.current().body
        assert save(client, translation, body, renders=str(original.current().pk)).status_code == 302
        assert flags(instrument, person)["en"] == "translation"
        save(client, original, "Мы продолжаем.\n")
        assert flags(instrument, person)["en"] == "outdated"
        assert "translation of an older text" in client.get(f"/workspace/documents/{instrument.slug}/").content.decode()
        save(client, translation, "We go on.", based_on=2, renders=str(original.current().pk))
        assert flags(instrument, person)["en"] == "translation"

    def test_a_translation_follows_only_an_authentic_text_of_its_own_document(self, sign_in: SignIn) -> None:
        translation = text_of(InstrumentFactory(texts__authentic=("ru",)))
        elsewhere = text_of(InstrumentFactory(), "ru").current()
        answer = save(sign_in(delegate()), translation, "We.", renders=str(elsewhere.pk))
        assert answer.status_code == 422
        assert translation.current().number == 1

    def test_a_missing_translation_stops_nothing(self, sign_in: SignIn) -> None:
        instrument = InstrumentFactory()
        person = delegate()
        client = sign_in(person)
        client.post(f"/workspace/documents/{instrument.slug}/language/", {"language": "kk"})
        assert flags(instrument, person)["kk"] == "missing"
        text = text_of(instrument, "kk")
        assert "not written yet" in client.get(address(text)).content.decode()
        assert save(client, text, "Біз жалғастырамыз.", based_on=0).status_code == 302
        assert text.current().number == 1

    def test_who_leads_says_which_texts_are_authentic(self, sign_in: SignIn) -> None:
        person = delegate()
        text = text_of(InstrumentFactory(drafted_by=person))
        assert sign_in(delegate()).post(address(text, "authentic/")).status_code == 403
        sign_in(person).post(address(text, "authentic/"))
        text.refresh_from_db()
        assert not text.authentic

    def test_after_adoption_a_translation_is_corrected_and_the_record_shows_when(self, sign_in: SignIn) -> None:
        instrument = InstrumentFactory(adopted=True, texts__authentic=("ru",))
        text = text_of(instrument)
        assert save(sign_in(delegate()), text, "We go on.").status_code == 403
        client = sign_in(coordinator())
        assert save(client, text, "We go on.").status_code == 302
        revision = text.current()
        opening = Opening.objects.get(kind="correction", subject_id=instrument.pk)
        assert revision.sha256.encode() in bytes(opening.event)
        assert revision.made_at.year == datetime.now(UTC).year

    def test_the_adopted_text_offers_no_form(self, sign_in: SignIn) -> None:
        text = text_of(InstrumentFactory(adopted=True))
        client = sign_in(coordinator())
        assert client.get(address(text, "edit/")).status_code == 409
        assert save(client, text, "We.").status_code == 409
        assert "stays as it is" in client.get(address(text)).content.decode()


class TestDrafts:
    def test_a_draft_is_kept_without_a_script_and_offered_again(self, sign_in: SignIn) -> None:
        text, person = text_of(InstrumentFactory()), delegate()
        client = sign_in(person)
        answer = client.post(address(text, "draft/"), {"body": "Half a sent\u200b", "based_on": 1}, follow=True)
        assert "Half a sent\u200b" in answer.content.decode()
        assert text.current().number == 1
        page = client.get(address(text, "edit/")).content.decode()
        assert "This is your draft: it is not saved yet" in page
        assert "Half a sent\u200b" in page.split("<textarea")[1], "she goes on from it: a new page does not replace it"

    def test_what_could_not_be_saved_is_kept_as_her_draft(self, sign_in: SignIn) -> None:
        text, client = text_of(InstrumentFactory()), sign_in(delegate())
        assert save(client, text, "Look: <b>here</b>").status_code == 422
        assert escape("Look: <b>here</b>") in client.get(address(text, "edit/")).content.decode()

    def test_a_draft_never_replaces_what_others_saved(self, sign_in: SignIn) -> None:
        text, client = text_of(InstrumentFactory()), sign_in(delegate())
        client.post(address(text, "draft/"), {"body": "Mine.", "based_on": 1})
        save(sign_in(delegate()), text, "Theirs.")
        assert 'name="based_on" value="1"' in client.get(address(text, "edit/")).content.decode()
        assert save(client, text, "Mine.").status_code == 409

    def test_nobody_sees_the_draft_of_another(self, sign_in: SignIn) -> None:
        text = text_of(InstrumentFactory())
        keep_draft(by=delegate(), text=text, body="Half a sentence", based_on=1)
        client = sign_in(coordinator())
        for page in ("", "edit/"):
            assert "Half a sentence" not in client.get(address(text, page)).content.decode()

    def test_saving_removes_the_draft_and_it_can_be_thrown_away(self, sign_in: SignIn) -> None:
        text, person = text_of(InstrumentFactory()), delegate()
        client = sign_in(person)
        for page, data in (("edit/", {"body": "All of it.", "based_on": 1}), ("draft/discard/", {})):
            keep_draft(by=person, text=text, body=f"Half of {page}", based_on=1)
            client.post(address(text, page), data)
            assert not EditorsDraft.objects.exists()

    def test_what_is_not_new_is_not_kept(self) -> None:
        text, person = text_of(InstrumentFactory()), delegate()
        for body in (text.current().body, text.current().body.replace("\n", "\r\n")):
            with pytest.raises(NothingToDo):
                keep_draft(by=person, text=text, body=body, based_on=1)

    def test_a_script_is_answered_without_a_page(self, sign_in: SignIn) -> None:
        text, client = text_of(InstrumentFactory()), sign_in(delegate())
        json = {"accept": "application/json"}
        for body in ("Half", "Half", "Half\0 more"):
            answer = client.post(address(text, "draft/"), {"body": body, "based_on": 1}, headers=json)
            assert (answer.status_code, answer.content) == (204, b"")
        assert EditorsDraft.objects.get().body == "Half more"
        for number in ("one", "-1", "9" * 30, "99", ""):
            answer = client.post(address(text, "draft/"), {"body": f"From {number}", "based_on": number}, headers=json)
            assert answer.status_code == 204
            assert EditorsDraft.objects.get().based_on == 0, "a revision that never was counts as none"


class TestWhatWasWrittenWhenItIsTooLate:
    """The document is adopted, dropped or abandoned while somebody writes: she is told, and can copy her words."""

    @pytest.fixture
    def writer(self) -> Person:
        return coordinator()

    @pytest.fixture(params=[adopt_as_shown, abandon, drop_correction])
    def closed(self, writer: Person, request: pytest.FixtureRequest) -> Text:
        """A text with a draft of hers, to which nothing can be written any more."""
        how = {"adopted": True, "correcting": True} if request.param == drop_correction else {"in_consultation": True}
        instrument = InstrumentFactory(**how)
        text = text_of(instrument)
        keep_draft(by=writer, text=text, body="Half a sentence", based_on=1)
        request.param(by=coordinator(), instrument=instrument)
        return text

    def test_she_is_told_why_and_shown_what_she_wrote(self, closed: Text, writer: Person, sign_in: SignIn) -> None:
        client = sign_in(writer)
        for page in ("edit/", "draft/"):
            answer = client.post(address(closed, page), {"body": "An afternoon's <work>.", "based_on": 1})
            assert answer.status_code == 409
            assert escape("An afternoon's <work>.") in answer.content.decode()
        assert closed.current().number == 1
        assert client.get(address(closed, "edit/")).status_code == 409
        assert address(closed, "edit/") not in client.get(address(closed)).content.decode()

    def test_her_script_is_told_in_a_sentence(self, closed: Text, writer: Person, sign_in: SignIn) -> None:
        json = {"accept": "application/json"}
        answer = sign_in(writer).post(address(closed, "draft/"), {"body": "x", "based_on": 1}, headers=json)
        assert (answer.status_code, answer.headers["Content-Type"]) == (409, "text/plain")
        assert answer.content.decode().endswith(".")

    def test_a_draft_kept_before_can_be_copied_and_thrown_away(
        self, closed: Text, writer: Person, sign_in: SignIn
    ) -> None:
        client = sign_in(writer)
        assert address(closed, "edit/") in client.get("/workspace/").content.decode()
        assert "Half a sentence" in client.get(address(closed, "edit/")).content.decode()
        assert client.post(address(closed, "draft/discard/"), follow=True).status_code == 200
        assert not EditorsDraft.objects.exists()

    def test_who_may_no_longer_write_translations_is_shown_her_words_too(self, sign_in: SignIn) -> None:
        text = text_of(InstrumentFactory(adopted=True, texts__authentic=("ru",)))
        answer = save(sign_in(delegate()), text, "An afternoon's work.")
        assert answer.status_code == 403
        assert escape("An afternoon's work.") in answer.content.decode()


class TestMuchText:
    def test_the_longest_text_is_taken_however_long_it_gets_on_its_way(self, sign_in: SignIn) -> None:
        text, client = text_of(InstrumentFactory()), sign_in(delegate())
        body = "Ы" * 999 + " " + "\n\n" + "Ы" * (LONGEST_TEXT - 1002)
        form = urlencode({"body": body, "based_on": 1})
        answer = client.post(address(text, "edit/"), form, content_type="application/x-www-form-urlencoded")
        assert answer.status_code == 302

    def test_what_is_too_long_is_said_and_kept(self, sign_in: SignIn) -> None:
        text, client = text_of(InstrumentFactory()), sign_in(delegate())
        page = client.get(address(text, "edit/")).content.decode()
        assert "maxlength" not in page.split("<textarea")[1].split(">")[0], "a browser would cut what is pasted"
        answer = save(client, text, "a" * (LONGEST_TEXT + 1))
        assert answer.status_code == 422
        assert "200000" in answer.content.decode().replace(",", "")
        assert len(EditorsDraft.objects.get().body) == LONGEST_TEXT + 1


def test_nothing_written_is_lost_when_a_session_ends_in_the_middle(sign_in: SignIn) -> None:
    """Signed out while writing: the page gives the text back and sends it again, even past the changed token."""
    text, person = text_of(InstrumentFactory()), delegate()
    client = Client(headers={"host": "localhost"}, enforce_csrf_checks=True)
    typed = {"body": "A long afternoon's work\r\nof > two words.", "based_on": "1"}
    origin = {"origin": "http://localhost"}
    client.get("/account/login/")
    token = client.cookies["hamkor_csrf"].value

    page = client.post(address(text, "edit/"), {**typed, "csrfmiddlewaretoken": token}, headers=origin)
    assert page.status_code == 403
    assert "A long afternoon&#x27;s work\r\nof &gt; two words." in page.content.decode()
    assert 'name="based_on" value="1"' in page.content.decode()

    # She signs in in another tab: her browser now holds another token than the page.
    client.cookies.update(sign_in(person).cookies)
    client.cookies["hamkor_csrf"] = "b" * 32
    page = client.post(address(text, "edit/"), {**typed, "csrfmiddlewaretoken": token}, headers=origin)
    assert page.status_code == 403
    fresh = page.content.decode().split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    answer = client.post(address(text, "edit/"), {**typed, "csrfmiddlewaretoken": fresh}, headers=origin)
    assert answer.status_code == 302
    assert text.current().body == "A long afternoon's work\nof > two words.\n"


def test_another_sites_form_is_not_offered_to_be_sent_again(sign_in: SignIn) -> None:
    """He who plants a form elsewhere must not have it pressed here, with a fresh token, by a member."""
    text = text_of(InstrumentFactory())
    client = sign_in(delegate())
    client.handler.enforce_csrf_checks = True
    for origin in ({"origin": "https://attacker.example"}, {"origin": "null"}, {}):
        page = client.post(
            address(text, "edit/"), {"body": "His words instead of ours.", "based_on": 1}, headers=origin
        )
        assert page.status_code == 403
        assert "<form" not in page.content.decode().split("<main")[1].split("</main")[0]
    assert text.current().number == 1

"""Drafting through the front door: begin a document, see how it stands, take it to consultation or give it up."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hamkor.audit.kernel import standing_in
from hamkor.core import clock
from hamkor.core.errors import DomainError, NothingToDo, Refused
from hamkor.instruments.actions.drafting import abandon, draft_instrument, open_consultation, set_title
from hamkor.instruments.actions.texts import add_language
from hamkor.instruments.models import Instrument, Kind, State
from hamkor.network.models import Audience, Label, Role
from tests.factories.instruments import InstrumentFactory
from tests.factories.network import MandateFactory, PersonFactory, coordinator, delegate
from tests.support.people import SignIn

pytestmark = pytest.mark.django_db

DESK = "/workspace/documents/"


def state(instrument: Instrument) -> State:
    return Instrument.objects.get(pk=instrument.pk).state_at(clock.now())


class TestBeginning:
    def test_a_delegate_begins_a_document_and_is_led_to_writing_it(self, sign_in: SignIn) -> None:
        client = sign_in(delegate())
        answer = client.post(
            f"{DESK}new/", {"kind": "declaration", "title": "On the right to assemble", "language": "en"}, follow=True
        )
        assert answer.status_code == 200
        assert answer.redirect_chain[0][0].endswith("/edit/")
        instrument = Instrument.objects.get()
        assert instrument.slug.startswith("on-the-right-to-assemble-")
        assert instrument.audience.label == Label.GREEN
        assert state(instrument) == State.DRAFT

    @pytest.mark.parametrize(
        ("given", "told"),
        [
            ({"kind": "declaration", "title": "", "language": "en"}, "required"),
            ({"kind": "treaty", "title": "X", "language": "en"}, "valid choice"),
            ({"kind": "declaration", "title": "A\u202eB", "language": "en"}, "cannot be seen"),
            ({"kind": "declaration", "title": "X", "language": "<b>"}, "“&lt;b&gt;” is no language tag"),
        ],
    )
    def test_what_is_wrong_is_said_and_nothing_is_begun(self, given: dict, told: str, sign_in: SignIn) -> None:
        answer = sign_in(delegate()).post(f"{DESK}new/", given)
        assert answer.status_code == 422
        assert told in answer.content.decode()
        assert not Instrument.objects.exists()

    @pytest.mark.parametrize("tag", ["uz-Cyrl", "tk-Cyrl", "kaa", "sr-Latn-RS", "zh-Hant-TW", "en-x-plain"])
    def test_its_first_text_may_be_in_any_language(self, tag: str, sign_in: SignIn) -> None:
        client = sign_in(delegate())
        assert '<option value="uz-Cyrl">' in client.get(f"{DESK}new/").content.decode()
        given = {"kind": "declaration", "title": "X", "language": tag.lower()}
        answer = client.post(f"{DESK}new/", given, follow=True)
        text = Instrument.objects.get().editions.get().texts.get()
        assert (text.language, text.authentic) == (tag, True)
        assert f'lang="{tag}"' in answer.content.decode().split("<textarea")[1].split(">")[0]
        assert client.post(answer.request["PATH_INFO"], {"body": "X.", "based_on": 0}).status_code == 302
        for page in ("", "adoption/", "title/", f"texts/{text.pk}/"):
            assert client.get(f"{DESK}{Instrument.objects.get().slug}/{page}").status_code in (200, 403)

    def test_a_title_in_another_alphabet_still_makes_an_address(self) -> None:
        instrument = draft_instrument(by=delegate(), kind=Kind.MEMORANDUM, titles={"tg": "Ёддошт"})
        assert instrument.slug.startswith("memorandum-")

    def test_the_address_does_not_tell_whether_a_document_of_that_name_exists(self) -> None:
        titles = {"en": "A secret plan"}
        first, second = (draft_instrument(by=delegate(), kind=Kind.MEMORANDUM, titles=titles) for _ in range(2))
        assert len(first.slug) == len(second.slug)
        assert first.slug != second.slug

    def test_observers_read_and_do_not_draft(self, sign_in: SignIn) -> None:
        observer = MandateFactory(role=Role.OBSERVER).person
        with pytest.raises(Refused):
            draft_instrument(by=observer, kind=Kind.MEMORANDUM, titles={"en": "X"})
        client = sign_in(observer)
        assert client.get(DESK).status_code == 200
        assert f"{DESK}new/" not in client.get(DESK).content.decode()
        answer = client.post(f"{DESK}new/", {"kind": "declaration", "title": "X", "language": "en"})
        assert answer.status_code == 403


class TestTheDesk:
    def test_an_empty_desk_says_what_will_be_here_and_who_begins(self, sign_in: SignIn) -> None:
        page = sign_in(delegate()).get(DESK).content.decode()
        assert "Memoranda and declarations will stand here" in page

    def test_it_says_what_is_missing_and_what_comes_next(self, sign_in: SignIn) -> None:
        instrument = InstrumentFactory()
        add_language(by=delegate(), instrument=instrument, language="uz_cyrl")
        page = sign_in(delegate()).get(DESK).content.decode()
        assert "Not written yet: Uzbek (Cyrillic)" in page
        assert "opens the consultation" in page

    def test_as_many_queries_for_thirty_documents_as_for_one(self, sign_in: SignIn) -> None:
        client = sign_in(delegate())
        counts = []
        for number in (1, 20):
            InstrumentFactory.create_batch(number)
            with CaptureQueriesContext(connection) as queries:
                client.get(DESK)
            counts.append(len(queries))
        assert counts[0] == counts[1]

    def test_older_documents_are_on_the_next_page(self, sign_in: SignIn) -> None:
        InstrumentFactory.create_batch(31)
        client = sign_in(delegate())
        assert client.get(DESK).content.decode().count("<h2>") == 30
        assert client.get(f"{DESK}?page=2").content.decode().count("<h2>") == 1

    def test_a_document_that_is_not_hers_is_as_one_that_is_not(self, sign_in: SignIn) -> None:
        somebody = PersonFactory()
        with standing_in("test"):
            hidden = InstrumentFactory(audience=Audience.objects.of(Label.RED, f"person:{somebody.pk}"))
        text = hidden.editions.get().texts.first()
        client = sign_in(delegate())
        for page in ("", "title/", "compare/", f"texts/{text.pk}/", f"texts/{text.pk}/edit/", "abandon/"):
            there, nowhere = (client.get(f"{DESK}{slug}/{page}") for slug in (hidden.slug, "no-such-thing"))
            assert (there.status_code, nowhere.status_code) == (404, 404), page
            assert there.content.replace(hidden.slug.encode(), b"") == nowhere.content.replace(b"no-such-thing", b"")
        assert hidden.slug not in client.get(DESK).content.decode()


class TestTheFirstSteps:
    def test_who_drafted_it_opens_the_consultation(self, sign_in: SignIn) -> None:
        person = delegate()
        instrument = InstrumentFactory(drafted_by=person)
        client = sign_in(person)
        assert f"{instrument.slug}/consultation/" in client.get(f"{DESK}{instrument.slug}/").content.decode()
        client.post(f"{DESK}{instrument.slug}/consultation/")
        assert state(instrument) == State.CONSULTATION

    def test_another_delegate_does_not(self, sign_in: SignIn) -> None:
        instrument = InstrumentFactory()
        client = sign_in(delegate())
        assert "/consultation/" not in client.get(f"{DESK}{instrument.slug}/").content.decode()
        assert client.post(f"{DESK}{instrument.slug}/consultation/").status_code == 403
        assert state(instrument) == State.DRAFT

    def test_nothing_written_is_nothing_to_consult_on(self) -> None:
        instrument = draft_instrument(by=delegate(), kind=Kind.MEMORANDUM, titles={"en": "X"})
        with pytest.raises(DomainError, match="Nothing is written yet"):
            open_consultation(by=coordinator(), instrument=instrument)

    def test_what_was_abandoned_is_over(self, sign_in: SignIn) -> None:
        instrument = InstrumentFactory(in_consultation=True)
        client = sign_in(coordinator())
        client.post(f"{DESK}{instrument.slug}/abandon/")
        assert state(instrument) == State.ABANDONED
        answer = client.post(f"{DESK}{instrument.slug}/language/", {"language": "kk"})
        assert answer.status_code == 422
        assert "was abandoned" in answer.content.decode()
        assert client.get(f"{DESK}{instrument.slug}/").status_code == 200

    def test_what_is_adopted_cannot_be_abandoned(self) -> None:
        with pytest.raises(DomainError, match="cannot be undone"):
            abandon(by=coordinator(), instrument=InstrumentFactory(adopted=True))


class TestTitlesAndLanguages:
    def test_any_language_can_be_added_by_its_tag(self, sign_in: SignIn) -> None:
        instrument = InstrumentFactory()
        client = sign_in(delegate())
        client.post(f"{DESK}{instrument.slug}/language/", {"language": "UZ_cyrl"})
        assert instrument.editions.get().texts.filter(language="uz-Cyrl", authentic=False).exists()
        answer = client.post(f"{DESK}{instrument.slug}/language/", {"language": "uz-Cyrl"})
        assert "already" in answer.content.decode()
        answer = client.post(f"{DESK}{instrument.slug}/language/", {"language": "klingonese!"})
        assert answer.status_code == 422
        assert "is no language tag" in answer.content.decode()

    def test_a_document_is_renamed_until_it_is_adopted(self) -> None:
        instrument = InstrumentFactory()
        set_title(by=delegate(), instrument=instrument, language="en", title="Another name")
        assert instrument.titles.get(language="en").title == "Another name"
        with pytest.raises(NothingToDo):
            set_title(by=delegate(), instrument=instrument, language="en", title="Another name")
        adopted = InstrumentFactory(adopted=True)
        with pytest.raises(DomainError, match="stays as it is"):
            set_title(by=coordinator(), instrument=adopted, language="en", title="Another name")
        set_title(by=coordinator(), instrument=adopted, language="kk", title="Меморандум")

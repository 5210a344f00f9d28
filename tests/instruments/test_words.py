"""An organisation's word on the workspace: confirmed by a delegate, recorded by the coordinator; one, never two."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template import Context, Template
from django.test import RequestFactory
from PIL import Image

from hamkor.audit.kernel import standing_in
from hamkor.core import clock
from hamkor.core.errors import Conflict
from hamkor.instruments.access import awaiting_word
from hamkor.instruments.actions.words import confirm_word, record_word
from hamkor.instruments.models import Word
from hamkor.instruments.statements import Choices
from hamkor.network.access import viewer_for
from hamkor_proof.statement import Statement
from tests.contracts.examples.network_keys import signing_key
from tests.factories.instruments import InstrumentFactory, WordFactory
from tests.factories.network import MandateFactory, OrganisationFactory, coordinator, delegate
from tests.support.signing import signer

pytestmark = pytest.mark.django_db


@pytest.fixture
def memorandum():
    return InstrumentFactory(open_for_signature=True)


@pytest.fixture
def bridge():
    return OrganisationFactory(name="Мост")


def page(instrument, organisation, what=""):
    return f"/workspace/documents/{instrument.slug}/word/{organisation.pk}/{what}"


CHOSEN = {"read": ["ru"], "publish_name": "on", "publish_country": "on"}


class TestConfirming:
    def test_the_text_in_her_language_comes_first_and_open(self, sign_in, memorandum, bridge):
        client = sign_in(delegate(bridge))
        russian, english = "Мы продолжаем свою работу", "We continue our work"
        for language, first, second in (("ru", russian, english), ("en", english, russian)):
            shown = client.get(f"{page(memorandum, bridge)}?lang={language}").content.decode()
            opened, folded = shown.split("<details open>")[1].split("<details>")[:2]
            assert f"<p>{first}" in opened
            assert f"<p>{second}" in folded

    def test_what_is_wrong_with_a_reservation_is_said_in_her_language(self, sign_in, memorandum, bridge):
        hidden = {**CHOSEN, "reservation": "Статья\u202e 3 — нет."}
        response = sign_in(delegate(bridge)).post(f"{page(memorandum, bridge)}?lang=ru", hidden)
        assert response.status_code == 422
        assert "Строка 1" in response.content.decode()
        assert not Word.objects.exists()

    def test_a_delegate_confirms_in_one_step(self, sign_in, memorandum, bridge):
        client = sign_in(delegate(bridge))
        shown = client.get(f"{page(memorandum, bridge)}?lang=en").content.decode()
        assert "Confirm for Мост" in shown
        assert "Мы продолжаем свою работу" in shown
        assert "<script" not in shown

        response = client.post(page(memorandum, bridge), {**CHOSEN, "reservation": "Статья 3 — нет."})

        assert response.status_code == 302
        word = Word.objects.get()
        assert (word.strength, word.act, word.reservation) == ("confirmed", "sign", "Статья 3 — нет.")
        statement = Statement.parse(bytes(word.statement))
        assert (statement.key, statement.mandate) == (None, str(word.mandate_id))
        assert statement.read == ("ru",)

    def test_with_one_organisation_the_way_is_short(self, sign_in, memorandum, bridge):
        response = sign_in(delegate(bridge)).get(f"/workspace/documents/{memorandum.slug}/word/")
        assert response.headers["Location"] == page(memorandum, bridge)

    def test_a_translation_that_was_read_stands_in_the_statement(self, sign_in, bridge):
        texts = {"ru": "Текст.\n", "en": "Text.\n", "kk": "Мәтін.\n", "tg": "Матн.\n"}
        instrument = InstrumentFactory(open_for_signature=True, texts=texts)

        sign_in(delegate(bridge)).post(page(instrument, bridge), {**CHOSEN, "read": ["kk"]})

        statement = Statement.parse(bytes(Word.objects.get().statement))
        assert [text.language for text in statement.texts] == ["en", "kk", "ru"]

    @pytest.mark.parametrize(
        ("wrong", "sentence"),
        [
            ({"read": []}, "in which language you have read"),
            ({"read": ["fr"]}, "fr"),
            ({"reservation": "a\u202eb"}, "direction of writing"),
            ({"reservation": "x" * 10_001}, "10000"),
        ],
    )
    def test_bad_input_gets_a_sentence_and_nothing_is_kept(self, sign_in, memorandum, bridge, wrong, sentence):
        response = sign_in(delegate(bridge)).post(f"{page(memorandum, bridge)}?lang=en", {**CHOSEN, **wrong})

        assert response.status_code == 422
        assert sentence in response.content.decode()
        assert not Word.objects.exists()

    @pytest.mark.parametrize("state", ["in_consultation", "adopted", "abandoned"])
    def test_only_while_it_is_open(self, sign_in, bridge, state):
        instrument = InstrumentFactory(**{state: True})
        client = sign_in(delegate(bridge))

        response = client.post(page(instrument, bridge), CHOSEN)

        assert not Word.objects.exists()
        assert response.status_code == 200
        assert "button" not in client.get(page(instrument, bridge)).content.decode().split("<main")[1]

    def test_others_get_what_is_not_there(self, sign_in, memorandum, bridge):
        for person in (delegate(), coordinator(), delegate(bridge, role="contributor")):
            assert sign_in(person).post(page(memorandum, bridge), CHOSEN).status_code == 404
        assert not Word.objects.exists()


class TestOneOrganisationOneWord:
    def test_a_second_delegate_is_told_when_and_how(self, sign_in, memorandum, bridge):
        first, second = sign_in(delegate(bridge)), sign_in(delegate(bridge))
        first.post(page(memorandum, bridge), CHOSEN)

        response = second.post(f"{page(memorandum, bridge)}?lang=en", CHOSEN)

        assert Word.objects.count() == 1
        assert "confirmed by a delegate" in response.content.decode()

    def test_the_database_decides(self, memorandum, bridge):
        """Even where two actions pass each other's look."""
        by = delegate(bridge)
        confirm_word(by=by, instrument=memorandum, organisation=bridge, choices=Choices(read=("ru",)))
        with pytest.raises(Conflict, match="already"):
            confirm_word(by=by, instrument=memorandum, organisation=bridge, choices=Choices(read=("ru",)))
        assert Word.objects.count() == 1

    def test_a_weaker_word_does_not_replace_a_stronger(self, sign_in, memorandum, bridge):
        someone = signer(sign_in, delegate(bridge))
        someone.register_key()
        someone.sign(memorandum)

        sign_in(delegate(bridge)).post(page(memorandum, bridge), CHOSEN)

        assert [word.strength for word in Word.objects.all()] == ["signed"]

    def test_each_strengthening_names_the_former_statement(self, sign_in, memorandum, bridge):
        secretary = sign_in(coordinator())
        secretary.post(
            f"/workspace/documents/{memorandum.slug}/words/record/",
            {"organisation": bridge.pk, "channel": "messenger", "told_at": "2026-01-02T10:00", "publish_name": "on"},
        )
        someone = signer(sign_in, delegate(bridge))
        sign_in(someone.person).post(page(memorandum, bridge), CHOSEN)
        someone.register_key()
        someone.sign(memorandum)

        words = list(Word.objects.order_by("given_at"))
        assert [word.strength for word in words] == ["recorded", "confirmed", "signed"]
        assert [Statement.parse(bytes(word.statement)).supersedes for word in words] == [
            None,
            words[0].statement_sha256,
            words[1].statement_sha256,
        ]
        assert Word.objects.standing().get() == words[2]

    def test_after_withdrawing_it_may_be_given_again(self, sign_in, memorandum, bridge):
        client = sign_in(delegate(bridge))
        client.post(page(memorandum, bridge), CHOSEN)
        client.post(page(memorandum, bridge, "withdraw/"))

        client.post(page(memorandum, bridge), CHOSEN)

        assert Word.objects.count() == 2
        assert Word.objects.standing().count() == 1


class TestRecording:
    def send(self, client, memorandum, **given):
        return client.post(
            f"/workspace/documents/{memorandum.slug}/words/record/?lang=en",
            {"channel": "telephone", "told_at": "2026-01-02T10:00", "publish_name": "on", **given},
        )

    def test_the_coordinator_records_what_she_was_told(self, sign_in, memorandum, bridge):
        someone = coordinator()

        assert self.send(sign_in(someone), memorandum, organisation=bridge.pk).status_code == 302

        word = Word.objects.get()
        assert (word.strength, word.channel, word.given_by, word.mandate) == ("recorded", "telephone", someone, None)
        statement = Statement.parse(bytes(word.statement))
        assert (statement.key, statement.mandate, statement.read) == (None, None, ())

    @pytest.mark.parametrize(
        "wrong", [{"channel": "pigeon"}, {"told_at": "2099-01-01T00:00"}, {"told_at": "x"}, {"organisation": "x"}]
    )
    def test_bad_input_leaves_nothing(self, sign_in, memorandum, bridge, wrong):
        response = self.send(sign_in(coordinator()), memorandum, **{"organisation": bridge.pk, **wrong})

        assert response.status_code == 422
        assert not Word.objects.exists()

    def test_delegates_do_not_record(self, sign_in, memorandum, bridge):
        assert self.send(sign_in(delegate(bridge)), memorandum, organisation=bridge.pk).status_code == 404

    def test_a_photograph_loses_place_and_device(self, sign_in, memorandum, bridge):
        photograph = BytesIO()
        exif = Image.Exif()
        exif[0x010F] = "Telephone of Aigul"
        Image.new("RGB", (40, 30), "white").save(photograph, "JPEG", exif=exif)
        client = sign_in(coordinator())
        scan = SimpleUploadedFile("IMG_20260102.jpg", photograph.getvalue())

        self.send(client, memorandum, organisation=bridge.pk, scan=scan)

        word = Word.objects.get()
        served = client.get(f"/workspace/documents/{memorandum.slug}/words/{word.pk}/scan/")
        assert b"Telephone of Aigul" not in served.content
        assert Image.open(BytesIO(served.content)).getexif() == {}
        assert "attachment" in served.headers["Content-Disposition"]
        assert "IMG_20260102" not in word.scan.name
        other = sign_in(delegate(bridge)).get(f"/workspace/documents/{memorandum.slug}/words/{word.pk}/scan/")
        assert other.status_code == 404

    @pytest.mark.parametrize(
        "body", [b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"", b"GIF89a", b"\x89PNG\r\n\x1a\nbroken"]
    )
    def test_other_files_are_refused(self, sign_in, memorandum, bridge, body):
        scan = SimpleUploadedFile("scan.png", body)
        assert self.send(sign_in(coordinator()), memorandum, organisation=bridge.pk, scan=scan).status_code == 422

    def test_a_scan_too_large_is_refused(self, sign_in, memorandum, bridge):
        scan = SimpleUploadedFile("scan.pdf", b"%PDF-" + bytes(10 * 1024 * 1024))
        response = self.send(sign_in(coordinator()), memorandum, organisation=bridge.pk, scan=scan)
        assert "10 MB" in response.content.decode()

    def test_a_scan_of_a_word_that_was_not_kept_is_not_kept(self, memorandum, bridge, monkeypatch):
        WordFactory(instrument=memorandum, organisation=bridge)
        with pytest.raises(Conflict):
            record_word(
                by=coordinator(),
                instrument=memorandum,
                organisation=bridge,
                channel="email",
                told_at=clock.now(),
                choices=Choices(),
                scan=ContentFile(b"%PDF-1", name="left-behind.pdf"),
            )
        assert not default_storage.exists("scans/left-behind.pdf")


class TestPanel:
    def panel(self, instrument, person):
        template = Template("{% load words %}{% words_of instrument viewer %}")
        context = Context(
            {"instrument": instrument, "viewer": viewer_for(person), "request": RequestFactory().get("/")}
        )
        return template.render(context)

    def test_members_see_who_has_given_which_word(self, memorandum, bridge):
        WordFactory(instrument=memorandum, organisation=bridge)
        panel = self.panel(memorandum, delegate())
        assert "Мост" in panel
        assert "Record" not in panel

    def test_a_name_kept_back_is_known_to_its_own_and_the_secretariat(self, memorandum, bridge):
        WordFactory(instrument=memorandum, organisation=bridge, name_withheld=True)
        withheld = OrganisationFactory(withheld=True, name="Родник")
        WordFactory(instrument=memorandum, organisation=withheld)
        stranger, own, secretariat = delegate(), delegate(bridge), coordinator()
        assert "Мост" not in self.panel(memorandum, stranger)
        assert "Родник" not in self.panel(memorandum, stranger)
        assert "Мост" in self.panel(memorandum, own)
        assert "Родник" not in self.panel(memorandum, own)
        assert "Мост" in self.panel(memorandum, secretariat)
        assert "Родник" in self.panel(memorandum, secretariat)

    def test_the_secretariat_may_withdraw_what_it_recorded_and_no_more(self, memorandum):
        WordFactory(instrument=memorandum)
        confirmed = WordFactory(instrument=memorandum, confirmed=True)
        WordFactory(instrument=memorandum, withdrawn=True)
        panel = self.panel(memorandum, coordinator())
        assert panel.count("/withdraw/") == 1
        assert f"{confirmed.organisation_id}/withdraw/" not in panel
        assert "/withdraw/" not in self.panel(memorandum, delegate())

    def test_it_asks_as_many_questions_for_many_as_for_few(self, memorandum, django_assert_max_num_queries):
        person = delegate()
        for number in (3, 30):
            for word in WordFactory.create_batch(number, instrument=memorandum):
                with standing_in("test"):
                    word.key = signing_key(MandateFactory(organisation=word.organisation))
                    word.strength, word.channel = "signed", ""
                    word.save()
            with django_assert_max_num_queries(14):
                self.panel(memorandum, person)


class TestAwaited:
    def test_the_soonest_to_close_comes_first_and_given_words_are_not_asked_again(self, bridge):
        later = InstrumentFactory(open_for_signature=True)
        soon = InstrumentFactory(open_for_signature=True)
        given = InstrumentFactory(open_for_signature=True)
        for state in ("open_for_accession", "adopted", "in_consultation", "abandoned"):
            InstrumentFactory(**{state: True})
        WordFactory(instrument=given, organisation=bridge)
        with standing_in("test"):
            soon.signature_closes_at = clock.now() + timedelta(days=30_000)
            soon.save()

        awaited = awaiting_word(viewer_for(delegate(bridge)))

        assert [(entry.instrument, entry.organisation, entry.deadline) for entry in awaited] == [
            (soon, bridge, soon.signature_closes_at),
            (later, bridge, None),
        ]

    def test_nothing_is_asked_of_those_who_give_no_word(self):
        InstrumentFactory(open_for_signature=True)
        assert awaiting_word(viewer_for(delegate(role="contributor"))) == []

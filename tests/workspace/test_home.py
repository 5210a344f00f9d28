"""The members' first page: each sees what needs her, and nothing of what is not hers to see."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hamkor.audit.kernel import standing_in
from hamkor.core import clock
from hamkor.instruments.models import EditorsDraft, Instrument, Text, TextRevision
from hamkor.network.actions.invitations import invite
from hamkor.network.actions.people import grant_mandate
from hamkor.network.models import Label, Person, Role
from tests.factories.instruments import InstrumentFactory, WordFactory
from tests.factories.network import (
    MandateFactory,
    OrganisationFactory,
    PersonFactory,
    audience,
    coordinator,
    delegate,
)
from tests.support.people import SignIn
from tests.support.reading import read

pytestmark = pytest.mark.django_db

HOME = "/workspace/"
NOTHING = "Nothing needs you now"
TO_SIGN, TO_WRITE, INVITED, UNSAVED = "To sign", "Translations to write or renew", "Open invitations", "not saved"


def titled(title: str, **how: object) -> Instrument:
    return InstrumentFactory(texts__title=title, **how)


def language(instrument: Instrument, tag: str) -> Text:
    """A text that is to be written, beside those that are there."""
    with standing_in("test"):
        return Text.objects.create(edition=instrument.editions.get(), language=tag)


def rendered(text: Text, of: Text) -> None:
    """A translation of the newest revision of another text."""
    with standing_in("test"):
        made = {"body": "…", "sha256": "ab" * 32, "size": 3, "author": PersonFactory(), "made_at": clock.now()}
        TextRevision.objects.create(text=text, number=1, renders=of.current(), **made)


def revised(text: Text) -> None:
    with standing_in("test"):
        made = {"body": "…", "sha256": "cd" * 32, "size": 3, "author": PersonFactory(), "made_at": clock.now()}
        TextRevision.objects.create(text=text, number=text.current().number + 1, **made)


def unsaved(text: Text, person: Person) -> None:
    with standing_in("test"):
        EditorsDraft.objects.create(text=text, person=person, body="Begun", based_on=0, kept_at=clock.now())


class TestNothing:
    def test_an_empty_page_says_what_will_stand_here(self, sign_in: SignIn) -> None:
        told = read(sign_in(delegate()), HOME)
        assert NOTHING in told
        for heading in (TO_SIGN, TO_WRITE, INVITED, UNSAVED):
            assert heading not in told

    def test_it_goes_when_there_is_something(self, sign_in: SignIn) -> None:
        InstrumentFactory(open_for_signature=True)
        assert NOTHING not in read(sign_in(delegate()), HOME)


class TestToSign:
    def test_a_delegate_is_told_what_asks_for_her_organisations_word_and_until_when(self, sign_in: SignIn) -> None:
        closes = datetime(2099, 4, 30, 12, tzinfo=UTC)
        titled("On the Border", open_for_signature=True, signature_closes_at=closes)
        told = read(sign_in(delegate(OrganisationFactory(name="Walnut Grove"))), HOME)
        assert "On the Border" in told
        assert "The word of Walnut Grove is asked for." in told
        assert "Open for signature until April 30, 2099" in told

    def test_the_soonest_to_close_comes_first_and_before_all_else(self, sign_in: SignIn) -> None:
        language(titled("To Translate", in_consultation=True), "kk")
        titled("Without End", open_for_signature=True)
        for title, year in (("Later", 2099), ("Sooner", 2098)):
            titled(title, open_for_signature=True, signature_closes_at=datetime(year, 1, 1, tzinfo=UTC))
        told = read(sign_in(delegate()), HOME)
        order = ["Sooner", "Later", "Without End", "To Translate"]
        assert sorted(order, key=told.index) == order

    def test_a_word_given_and_a_signature_closed_ask_nothing(self, sign_in: SignIn) -> None:
        organisation = OrganisationFactory()
        WordFactory(instrument=InstrumentFactory(open_for_signature=True), organisation=organisation)
        InstrumentFactory(open_for_accession=True)
        assert NOTHING in read(sign_in(delegate(organisation)), HOME)

    def test_who_is_no_delegate_is_asked_for_no_word(self, sign_in: SignIn) -> None:
        InstrumentFactory(open_for_signature=True)
        assert TO_SIGN not in read(sign_in(MandateFactory(role=Role.CONTRIBUTOR).person), HOME)


class TestTexts:
    def test_what_is_not_written_leads_to_its_page(self, sign_in: SignIn) -> None:
        instrument = titled("On the Border", in_consultation=True)
        text = language(instrument, "kk")
        client = sign_in(MandateFactory(role=Role.CONTRIBUTOR).person)
        assert "Nothing is written in this language yet." in read(client, HOME)
        address = f"/workspace/documents/{instrument.slug}/texts/{text.pk}/"
        assert f'href="{address}"' in client.get(HOME).text
        assert client.get(address).status_code == 200

    def test_a_translation_of_an_older_text_is_to_be_renewed(self, sign_in: SignIn) -> None:
        instrument = titled("On the Border", in_consultation=True, texts__authentic=("ru",))
        text, original = language(instrument, "kk"), Text.objects.get(edition__instrument=instrument, language="ru")
        rendered(text, original)
        client = sign_in(delegate())
        assert TO_WRITE not in read(client, HOME)
        revised(original)
        assert "renew the translation" in read(client, HOME)

    def test_after_adoption_it_needs_the_keepers_only(self, sign_in: SignIn) -> None:
        language(titled("On the Border", adopted=True), "kk")
        assert NOTHING in read(sign_in(delegate()), HOME)
        for person in (coordinator(), MandateFactory(role=Role.EDITOR).person):
            assert "On the Border" in read(sign_in(person), HOME)

    def test_observers_and_abandoned_documents_are_left_in_peace(self, sign_in: SignIn) -> None:
        language(titled("Abandoned", abandoned=True), "kk")
        assert NOTHING in read(sign_in(coordinator()), HOME)
        language(titled("On the Border", in_consultation=True), "kk")
        assert NOTHING in read(sign_in(MandateFactory(role=Role.OBSERVER).person), HOME)


class TestNotSaved:
    def test_she_is_led_back_to_what_she_began_and_nobody_else_is(self, sign_in: SignIn) -> None:
        instrument, hers = titled("On the Border", in_consultation=True), delegate()
        text = Text.objects.get(edition__instrument=instrument, language="ru")
        unsaved(text, hers)
        client = sign_in(hers)
        assert UNSAVED in read(client, HOME)
        address = f"/workspace/documents/{instrument.slug}/texts/{text.pk}/edit/"
        assert f'href="{address}"' in client.get(HOME).text
        assert client.get(address).status_code == 200
        for other in (delegate(), coordinator()):
            assert NOTHING in read(sign_in(other), HOME)


class TestInvitations:
    def test_the_secretariat_sees_all_and_a_delegate_her_organisations(self, sign_in: SignIn) -> None:
        ours, theirs, boss = OrganisationFactory(name="Ours"), OrganisationFactory(), coordinator()
        invite(by=boss, organisation=ours, role=Role.OBSERVER, name="Aigul Example")
        invite(by=boss, organisation=theirs, role=Role.OBSERVER, name="Bakyt Example")
        told = read(sign_in(boss), HOME)
        assert "Aigul Example" in told
        assert "Bakyt Example" in told
        told = read(sign_in(delegate(ours)), HOME)
        assert "Aigul Example Ours : observer, invited by" in told
        assert "Bakyt Example" not in told
        for role in (Role.CONTRIBUTOR, Role.OBSERVER):
            assert INVITED not in read(sign_in(MandateFactory(organisation=ours, role=role).person), HOME)

    def test_it_says_until_when_and_goes_then(self, sign_in: SignIn, later) -> None:
        boss = coordinator()
        made = invite(by=boss, organisation=OrganisationFactory(), role=Role.OBSERVER, name="Aigul Example")
        day = made.invitation.expires_at
        assert f"until {day:%B} {day.day}, {day.year}" in read(sign_in(boss), HOME)
        later(days=8)
        assert INVITED not in read(sign_in(boss), HOME)


class TestMandates:
    def test_what_a_delegate_granted_waits_for_the_coordinator_alone(self, sign_in: SignIn) -> None:
        organisation, person = OrganisationFactory(), PersonFactory(name="Bakyt Example")
        granting = delegate(organisation)
        grant_mandate(by=granting, person=person, organisation=organisation, role=Role.OBSERVER)
        assert "Mandates to accept Bakyt Example" in read(sign_in(coordinator()), HOME)
        assert NOTHING in read(sign_in(granting), HOME)


def test_who_edits_the_site_finds_the_way_to_the_editors_pages(sign_in: SignIn) -> None:
    assert "/editor/" in sign_in(coordinator()).get(HOME).text
    assert "/editor/" in sign_in(MandateFactory(role=Role.EDITOR).person).get(HOME).text
    assert "/editor/" not in sign_in(delegate()).get(HOME).text


def test_nothing_that_she_may_not_see_leaks(sign_in: SignIn) -> None:
    hidden = OrganisationFactory(withheld=True, name="Night Lamp")
    her = delegate()
    for stage in ("in_consultation", "open_for_signature"):
        instrument = titled("A Secret", **{stage: True}, audience=audience(Label.RED, f"person:{PersonFactory().pk}"))
        unsaved(language(instrument, "kk"), her)
    invite(by=coordinator(), organisation=hidden, role=Role.OBSERVER, name="Aigul Example")
    shown = sign_in(her).get(HOME).text
    assert NOTHING in shown
    for secret in ("A Secret", instrument.slug, "Night Lamp", "Aigul Example"):
        assert secret not in shown


def test_three_of_each_need_as_many_queries_as_thirty(sign_in: SignIn) -> None:
    organisation = OrganisationFactory()
    her = MandateFactory(organisation=organisation, role=Role.COORDINATOR).person
    MandateFactory(organisation=organisation, person=her)
    boss = coordinator()

    def fill(number: int) -> None:
        for each in range(number):
            closes = clock.now() + timedelta(days=30 + each)
            InstrumentFactory(open_for_signature=True, signature_closes_at=closes)
            unsaved(language(InstrumentFactory(in_consultation=True), "kk"), her)
            invite(by=boss, organisation=OrganisationFactory(), role=Role.OBSERVER, name="Aigul Example")
            MandateFactory(not_accepted=True)

    def queries(client: Client) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(HOME).status_code == 200
        return len(captured)

    client = sign_in(her)
    client.get(HOME)
    fill(3)
    few = queries(client)
    fill(27)
    assert queries(client) == few
    assert read(client, HOME).count("Nothing is written in this language yet.") == 30

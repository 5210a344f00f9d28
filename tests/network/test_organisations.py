"""Organisations in the workspace: who sees, names, describes, withholds, merges and ends them."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from hamkor.audit.models import Event
from hamkor.core.errors import DomainError, NothingToDo, Refused
from hamkor.network.access import viewer_for
from hamkor.network.actions import organisations as actions
from hamkor.network.models import Label, Organisation, OrganisationName, Person, Role
from hamkor.network.names import Name, clean_line
from hamkor_proof.text import check_line
from tests.factories.network import (
    MandateFactory,
    OrganisationFactory,
    PersonFactory,
    ProjectFactory,
    audience,
    coordinator,
    delegate,
)
from tests.support.reading import address, read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

LIST = "/workspace/organisations/"


@pytest.fixture
def boss(sign_in) -> Client:
    return sign_in(coordinator())


class TestTheList:
    def test_everybody_sees_all_that_are_public_and_counts_those(self, sign_in) -> None:
        member = sign_in(delegate(OrganisationFactory(name="Walnut Grove")))
        OrganisationFactory(name="Canal House", partner=True)
        OrganisationFactory(name="Gone Away", left=True)
        OrganisationFactory(name="Night Lamp", withheld=True, country_of_work="TJ")
        told = read(member, LIST)
        for part in ("2 organisations", "Walnut Grove", "Canal House", "No longer in the network", "Gone Away"):
            assert part in told
        assert "Night Lamp" not in told
        assert "Tajikistan" not in told

    def test_it_is_narrowed_by_country_and_category(self, sign_in) -> None:
        member = sign_in(delegate(OrganisationFactory(name="Walnut Grove")))
        OrganisationFactory(name="Canal House", partner=True)
        assert "Canal House" not in read(member, f"{LIST}?country=KG")
        told = read(member, f"{LIST}?category=partner")
        assert "Canal House" in told
        assert "Walnut Grove" not in told
        assert "1 organisation" in told
        assert "0 organisations" in read(member, f"{LIST}?country=%00&category=partner'")

    def test_the_withheld_are_there_for_the_secretariat_and_their_own(self, boss: Client, sign_in) -> None:
        secret = OrganisationFactory(name="Night Lamp", withheld=True)
        for client in (boss, sign_in(delegate(secret))):
            assert "Night Lamp" in read(client, LIST)
            assert "Night Lamp" in read(client, address(secret))

    def test_countries_to_choose_stand_in_the_readers_alphabet(self, boss: Client) -> None:
        for code in ("UZ", "KZ", "AT", "TJ"):
            OrganisationFactory(country_of_work=code)
        told = read(boss, f"{LIST}?lang=ru")
        names = ["Австрия", "Казахстан", "Кыргызстан", "Таджикистан", "Узбекистан"]
        assert sorted(names, key=told.index) == names

    def test_as_many_queries_for_many_as_for_few(self, boss: Client) -> None:
        def queries() -> int:
            with CaptureQueriesContext(connection) as captured:
                read(boss, LIST)
            return len(captured)

        before = queries()
        OrganisationFactory.create_batch(30)
        assert queries() == before


class TestItsPage:
    def test_it_says_what_is_known(self, sign_in) -> None:
        organisation = OrganisationFactory(name="Walnut Grove", from_exile=True, website="https://walnut.example/")
        ProjectFactory(
            name="A Common Table", implementers=[organisation, OrganisationFactory(name="Night Lamp", withheld=True)]
        )
        person = delegate(organisation)
        told = read(sign_in(person), address(organisation))
        for part in (
            "Walnut Grove",
            "Turkmenistan",
            "Austria",
            "https://walnut.example/",
            person.name,
            "A Common Table",
        ):
            assert part in told
        assert "Night Lamp" not in told

    def test_people_who_are_hidden_are_not_named_there(self, sign_in) -> None:
        organisation = OrganisationFactory()
        hidden = PersonFactory(name="Somebody Unseen", audience=audience(Label.AMBER_STRICT, "group:secretariat"))
        MandateFactory(organisation=organisation, person=hidden)
        assert "Somebody Unseen" not in read(sign_in(delegate()), address(organisation))
        assert "Somebody Unseen" in read(sign_in(coordinator()), address(organisation))

    def test_publishing_a_name_does_not_show_its_people(self) -> None:
        organisation = OrganisationFactory(withheld=True)
        discreet = delegate(organisation)
        hidden = PersonFactory(audience=audience(Label.AMBER_STRICT, f"organisation:{organisation.pk}"))
        MandateFactory(organisation=organisation, person=hidden)
        actions.publish_name(by=discreet, organisation=organisation)
        assert hidden not in Person.objects.visible_to(viewer_for(delegate()).keys)

    def test_a_stranger_and_a_delegate_of_another_get_nothing_of_a_withheld_one(self, reader: Client, sign_in) -> None:
        secret = OrganisationFactory(name="Night Lamp", withheld=True)
        other = sign_in(delegate())
        for tail in ("", "describe/", "name/", "publicity/", "logo/", "logo.png", "merge/", "leave/"):
            assert reader.get(address(secret, tail)).status_code == 302
            assert other.get(address(secret, tail)).status_code == 404
        for tail in ("describe/", "name/", "name/remove/", "publicity/", "logo/", "merge/", "leave/", "readmit/"):
            assert other.post(address(secret, tail)).status_code == 404


class TestNaming:
    def test_a_new_name_in_a_language_makes_the_old_one_a_former_name(self, sign_in) -> None:
        organisation = OrganisationFactory(name="Old Name")
        member = sign_in(delegate(organisation))
        form = {"language": "EN", "text": "  New   Name ", "short": "NN"}
        assert member.post(address(organisation, "name/"), form).status_code == 302
        assert organisation.names.get(language="en").text == "New Name"
        assert organisation.former_names.get().text == "Old Name"
        told = read(member, address(organisation))
        assert "New Name (NN)" in told
        assert "Former names Old Name" in told
        assert "renamed" in told

    def test_mending_how_it_was_written_leaves_no_former_name(self, sign_in) -> None:
        organisation = OrganisationFactory(name="Wallnut Grove")
        form = {"language": "en", "text": "Walnut Grove", "short": "", "correction": "on"}
        sign_in(delegate(organisation)).post(address(organisation, "name/"), form)
        assert organisation.names.get(language="en").text == "Walnut Grove"
        assert not organisation.former_names.exists()

    def test_another_language_is_an_addition(self, sign_in) -> None:
        organisation = OrganisationFactory(name="Old Name")
        form = {"language": "uz_cyrl", "text": "Ёнғоқзор", "short": ""}
        sign_in(delegate(organisation)).post(address(organisation, "name/"), form)
        assert organisation.names.get(language="uz-Cyrl").text == "Ёнғоқзор"
        assert organisation.names.count() == 3
        assert not organisation.former_names.exists()

    @pytest.mark.parametrize(
        ("form", "says"),
        [
            ({"language": "russian!", "text": "A"}, "no language tag"),
            ({"language": "en", "text": "…"}, "at least one letter"),
            ({"language": "en", "text": "Wal\u202enut"}, "U+202E"),
            ({"language": "en", "text": "A" * 301}, "300 characters"),
            ({"language": "en", "text": "A", "short": "A" * 61}, "60 characters"),
            ({"language": "en", "text": "Old Name"}, "called so already"),
            ({}, "required"),
        ],
    )
    def test_what_is_no_name_gets_a_sentence_and_changes_nothing(self, sign_in, form: dict, says: str) -> None:
        organisation = OrganisationFactory(name="Old Name")
        response = sign_in(delegate(organisation)).post(address(organisation, "name/"), form)
        assert response.status_code == 422
        assert says in response.content.decode()
        assert set(organisation.names.values_list("text", "short")) == {("Old Name", "")}

    def test_the_last_name_stays(self) -> None:
        organisation = OrganisationFactory(name="Only Name")
        person = delegate(organisation)
        actions.remove_name(by=person, organisation=organisation, language="ru")
        with pytest.raises(DomainError, match="only name"):
            actions.remove_name(by=person, organisation=organisation, language="en")
        assert organisation.names.count() == 1

    def test_events_bear_no_name(self) -> None:
        organisation = OrganisationFactory(name="Old Name")
        actions.name_organisation(
            by=delegate(organisation), organisation=organisation, language="en", name=Name("New Name")
        )
        assert "Name" not in str(list(Event.objects.values_list("codes", flat=True)))

    @given(st.text(max_size=80))
    def test_what_is_kept_is_what_a_signing_statement_takes(self, text: str) -> None:
        try:
            kept = clean_line(text)
        except DomainError:
            return
        check_line(kept)
        assert clean_line(kept) == kept
        assert "  " not in kept
        assert "\n" not in kept


class TestDescribing:
    FORM = {"country_of_work": "TM", "country_of_seat": "PL", "website": "https://new.example/", "category": "member"}

    def test_a_delegate_describes_her_own(self, sign_in) -> None:
        organisation = OrganisationFactory()
        assert sign_in(delegate(organisation)).post(address(organisation, "describe/"), self.FORM).status_code == 302
        organisation.refresh_from_db()
        assert (organisation.country_of_work, organisation.country_of_seat) == ("TM", "PL")
        assert organisation.website == "https://new.example/"

    @pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.OBSERVER, Role.EDITOR])
    def test_no_other_role_and_no_other_organisation_does(self, sign_in, role: str) -> None:
        organisation = OrganisationFactory()
        for person in (MandateFactory(organisation=organisation, role=role).person, delegate()):
            client = sign_in(person)
            assert client.get(address(organisation, "describe/")).status_code == 403
            assert client.post(address(organisation, "describe/"), self.FORM).status_code == 403
        organisation.refresh_from_db()
        assert organisation.country_of_work == "KG"

    def test_a_partner_does_not_make_itself_a_member(self, sign_in) -> None:
        organisation = OrganisationFactory(partner=True)
        person = delegate(organisation)
        sign_in(person).post(address(organisation, "describe/"), self.FORM)
        organisation.refresh_from_db()
        assert (organisation.category, organisation.country_of_work) == ("partner", "TM")
        with pytest.raises(Refused):
            actions.describe_organisation(by=person, organisation=organisation, **self.FORM)

    @pytest.mark.parametrize("website", ["javascript:alert(1)", "ftp://a.example/", "a.example", "https://", "data:x"])
    def test_a_website_is_http_or_nothing(self, boss: Client, website: str) -> None:
        organisation = OrganisationFactory()
        response = boss.post(address(organisation, "describe/"), {**self.FORM, "website": website})
        assert response.status_code == 422
        assert "https://" in response.content.decode()
        organisation.refresh_from_db()
        assert organisation.website == ""

    def test_nothing_changed_is_said(self) -> None:
        organisation = OrganisationFactory()
        same = {"country_of_work": "KG", "country_of_seat": "KG", "website": "", "category": "member"}
        with pytest.raises(NothingToDo):
            actions.describe_organisation(by=delegate(organisation), organisation=organisation, **same)


class TestAdding:
    FORM = {
        "language": "en",
        "text": "Walnut Grove",
        "short": "WG",
        "country_of_work": "KG",
        "website": "",
        "category": "member",
        "since": "2013-02-20",
    }

    def test_the_coordinator_adds_one(self, boss: Client) -> None:
        assert boss.post(f"{LIST}add/", self.FORM).status_code == 302
        added = OrganisationName.objects.get(text="Walnut Grove").organisation
        assert (added.country_of_seat, added.audience.label, added.since) == ("KG", Label.CLEAR, date(2013, 2, 20))
        assert [change.kind for change in added.changes.all()] == ["joined"]

    def test_a_withheld_one_is_withheld_from_its_first_moment(self, boss: Client, reader: Client) -> None:
        boss.post(f"{LIST}add/", {**self.FORM, "name_withheld": "on"})
        added = OrganisationName.objects.get(text="Walnut Grove").organisation
        assert set(added.audience.grants.values_list("key", flat=True)) == {
            "group:secretariat",
            f"organisation:{added.pk}",
        }
        assert b"Walnut" not in reader.get("/en/members/").content

    @pytest.mark.parametrize(
        "wrong", [{"since": "2999-01-01"}, {"country_of_work": "XX"}, {"category": "king"}, {"text": ""}]
    )
    def test_what_cannot_be_kept_adds_nothing(self, boss: Client, wrong: dict[str, str]) -> None:
        before = Organisation.objects.count()
        assert boss.post(f"{LIST}add/", {**self.FORM, **wrong}).status_code == 422
        assert Organisation.objects.count() == before

    def test_a_delegate_adds_nobody(self, sign_in) -> None:
        assert sign_in(delegate()).post(f"{LIST}add/", self.FORM).status_code == 403
        assert not OrganisationName.objects.filter(text="Walnut Grove").exists()


class TestWithholding:
    def test_a_delegate_withholds_and_everybody_else_loses_sight_of_it(self, sign_in, reader: Client) -> None:
        organisation = OrganisationFactory(name="Night Lamp")
        member, other = sign_in(delegate(organisation)), sign_in(delegate())
        assert "Night Lamp" in read(other, LIST)
        assert member.post(address(organisation, "publicity/"), {"name": "withhold"}).status_code == 302
        assert "Night Lamp" in read(member, address(organisation))
        assert "Night Lamp" not in read(other, LIST)
        assert other.get(address(organisation)).status_code == 404
        assert b"Night Lamp" not in reader.get("/en/members/").content

    def test_its_people_go_out_of_sight_with_it(self) -> None:
        organisation, stranger = OrganisationFactory(), delegate()
        hers, also_elsewhere = delegate(organisation), delegate(organisation)
        MandateFactory(person=also_elsewhere)
        once_elsewhere = delegate(organisation)
        MandateFactory(person=once_elsewhere, revoked=True)
        actions.withhold_name(by=hers, organisation=organisation)
        seen = Person.objects.visible_to(viewer_for(stranger).keys)
        assert hers not in seen
        assert also_elsewhere in seen
        assert hers in Person.objects.visible_to(viewer_for(coordinator()).keys)
        assert once_elsewhere not in seen
        assert hers in Person.objects.visible_to(viewer_for(also_elsewhere).keys)

    def test_it_can_be_published_again(self, sign_in, reader: Client) -> None:
        organisation = OrganisationFactory(name="Night Lamp", withheld=True)
        sign_in(delegate(organisation)).post(address(organisation, "publicity/"), {"name": "publish"})
        assert b"Night Lamp" in reader.get("/en/members/").content

    def test_opening_the_page_or_an_unknown_button_does_nothing(self, sign_in) -> None:
        organisation = OrganisationFactory()
        member = sign_in(delegate(organisation))
        assert member.get(address(organisation, "publicity/")).status_code == 200
        assert member.post(address(organisation, "publicity/"), {"name": "?"}).status_code == 422
        organisation.refresh_from_db()
        assert not organisation.name_withheld

    def test_two_clicks_are_one(self, sign_in) -> None:
        organisation = OrganisationFactory()
        member = sign_in(delegate(organisation))
        assert member.post(address(organisation, "publicity/"), {"name": "withhold"}).status_code == 302
        assert member.post(address(organisation, "publicity/"), {"name": "withhold"}).status_code == 409
        assert Event.objects.filter(kind="network.name_withheld").count() == 1

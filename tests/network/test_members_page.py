"""The public page of members: who belongs to the network, and not a byte about those whose names are withheld."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from hamkor.audit.kernel import standing_in
from hamkor.core.languages import INTERFACE_LANGUAGES
from tests.factories.network import OrganisationFactory, ProjectFactory, coordinator
from tests.support.reading import words

pytestmark = pytest.mark.django_db


def page(reader: Client, language: str = "en") -> str:
    response = reader.get(f"/{language}/members/")
    assert response.status_code == 200
    return response.content.decode()


def test_members_stand_by_country_of_work_and_partners_apart(reader: Client) -> None:
    OrganisationFactory(name="Walnut Grove", country_of_work="KG")
    OrganisationFactory(name="Apricot Garden", country_of_work="TJ")
    OrganisationFactory(name="Canal House", partner=True)
    read = words(page(reader))
    order = ["2 member organisations", "Kyrgyzstan", "Walnut Grove", "Tajikistan", "Apricot Garden"]
    order += ["1 partner organisation", "Belgium", "Canal House"]
    assert [part for part in order if part in read] == order
    assert sorted(order, key=read.index) == order


def test_countries_are_named_and_ordered_in_the_readers_language(reader: Client) -> None:
    for code in ("UZ", "KZ", "AT"):
        OrganisationFactory(country_of_work=code)
    for language, names in {"ru": ["Австрия", "Казахстан", "Узбекистан"], "uz": ["Avstriya", "Oʻzbekiston"]}.items():
        read = words(page(reader, language))
        assert sorted(names, key=read.index) == names


def test_names_are_ordered_by_the_readers_alphabet(reader: Client) -> None:
    for name in ("Янтарь", "Ёлка", "Жемчуг", "«Абрикос»"):
        OrganisationFactory(name=name)
    read = words(page(reader, "ru"))
    names = ["Абрикос", "Ёлка", "Жемчуг", "Янтарь"]
    assert sorted(names, key=read.index) == names


def test_each_name_says_its_language(reader: Client) -> None:
    OrganisationFactory(name="Walnut Grove")
    assert re.search(r'lang="en"[^>]*>Walnut Grove<', page(reader, "en"))
    assert re.search(r'lang="ru"[^>]*>Walnut Grove<', page(reader, "kk"))


def test_one_that_works_from_exile_says_from_where(reader: Client) -> None:
    OrganisationFactory(name="Caravan Lantern", from_exile=True)
    OrganisationFactory(name="Walnut Grove")
    read = words(page(reader))
    assert "Caravan Lantern · works from abroad: Austria" in read
    assert read.count("works from abroad") == 1
    assert read.index("Turkmenistan") < read.index("Caravan Lantern")


def test_a_website_is_linked(reader: Client) -> None:
    OrganisationFactory(name="Walnut Grove", website="https://walnut.example/?a=1&b=2")
    assert re.search(r'href="https://walnut.example/\?a=1&amp;b=2"[^>]*rel="[^"]*noopener', page(reader))


@override_settings(HAMKOR_FURTHER_CATEGORIES=["observer"])
def test_further_categories_stand_apart(reader: Client) -> None:
    OrganisationFactory(name="Watch", category="observer")
    OrganisationFactory(name="Walnut Grove")
    read = words(page(reader))
    assert read.index("Walnut Grove") < read.index("observer: 1") < read.index("Watch")


def test_those_who_left_or_were_merged_are_not_there(reader: Client) -> None:
    OrganisationFactory(name="Gone Away", left=True)
    OrganisationFactory(name="Taken Up", left=True, merged_into=OrganisationFactory(name="Walnut Grove"))
    read = words(page(reader))
    assert "Walnut Grove" in read
    assert "Gone Away" not in read
    assert "Taken Up" not in read


class TestAWithheldName:
    """The public is told that one more belongs to the network: not its name, not its country, not its category."""

    @pytest.fixture
    def withheld(self):
        return OrganisationFactory(
            name="Night Lamp", withheld=True, country_of_work="TJ", website="https://night-lamp.example/"
        )

    def test_only_the_number_of_them_is_told(self, reader: Client, withheld) -> None:
        OrganisationFactory(withheld=True, partner=True)
        assert "And 2 more organisations whose names are not published." in words(page(reader))

    def test_no_byte_of_the_page_is_about_it(self, reader: Client, withheld) -> None:
        OrganisationFactory(name="Walnut Grove", country_of_work="KG")
        ProjectFactory(implementers=[withheld])
        for language in INTERFACE_LANGUAGES:
            response = reader.get(f"/{language}/members/")
            everything = response.content.decode() + str(response.headers)
            for secret in ("Night Lamp", "night-lamp", str(withheld.pk), withheld.pk.hex, "Tajikistan", "Таджикистан"):
                assert secret not in everything, (language, secret)

    def test_which_country_or_category_it_has_changes_no_byte(self, reader: Client) -> None:
        OrganisationFactory(name="Walnut Grove")
        other = OrganisationFactory(withheld=True, country_of_work="UZ", category="partner")
        before = page(reader)
        with standing_in("test"):
            type(other).objects.filter(pk=other.pk).update(country_of_work="TJ", category="member")
        assert page(reader) == before

    def test_the_coordinator_sees_there_what_everybody_sees(self, reader: Client, sign_in, withheld) -> None:
        boss = sign_in(coordinator())
        assert boss.get("/en/members/").content == reader.get("/en/members/").content

    def test_nothing_is_said_where_every_name_is_public(self, reader: Client) -> None:
        OrganisationFactory()
        assert "not published" not in page(reader)

    def test_one_that_left_is_not_counted(self, reader: Client) -> None:
        OrganisationFactory(withheld=True, left=True)
        assert "not published" not in page(reader)


def test_projects_name_implementers_funder_and_social_page(reader: Client) -> None:
    ProjectFactory(
        name="A Common Table",
        implementers=[OrganisationFactory(name="Walnut Grove"), OrganisationFactory(name="Canal House", partner=True)],
        until=date(2014, 9, 30),
    )
    html = page(reader)
    read = words(html)
    section = read[read.index("Projects") :]
    for part in ("A Common Table", "October 1, 2012 – September 30, 2014", "Walnut Grove", "Canal House", "Far Shore"):
        assert part in section
    assert 'href="https://social.example/table"' in html


def test_who_carries_a_project_out_stands_in_the_readers_alphabet(reader: Client) -> None:
    names = ["Апрель", "Ёлка", "Қазақ", "Якорь", "Zebra"]
    ProjectFactory(name="A Common Table", implementers=[OrganisationFactory(name=name) for name in reversed(names)])
    html = page(reader, "ru")
    section = html[html.index("A Common Table") :]
    assert sorted(names, key=section.index) == names


def test_an_empty_network_says_what_will_be_here(reader: Client) -> None:
    assert "No organisation is named here yet" in words(page(reader))


def test_reading_leaves_no_cookie_and_opens_no_session(reader: Client) -> None:
    OrganisationFactory()
    response = reader.get("/ru/members/")
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")


def test_every_language_is_linked(reader: Client) -> None:
    html = page(reader)
    for language in INTERFACE_LANGUAGES:
        assert re.search(rf'rel="alternate" hreflang="{language}" href="[^"]*/{language}/members/"', html)


def test_as_many_queries_for_many_as_for_few(reader: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            page(reader)
        return len(captured)

    few = [OrganisationFactory() for _ in range(2)]
    ProjectFactory(implementers=few)
    before = queries()
    many = [OrganisationFactory(country_of_work=code) for code in ("KG", "TJ", "UZ", "TM", "KZ") * 5]
    OrganisationFactory.create_batch(5, withheld=True)
    for _ in range(5):
        ProjectFactory(implementers=many)
    assert queries() == before <= 5


def test_a_name_that_holds_markup_is_text(reader: Client) -> None:
    OrganisationFactory(name='<script>alert("x")</script> & Co')
    html = page(reader)
    assert "<script>alert" not in html
    assert "&lt;script&gt;" in html

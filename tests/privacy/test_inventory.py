"""The inventory is what the models declare, and leaves no erasable field without a way to find it."""

import re

import pytest
from django.apps import apps
from django.db import connection, models
from django.test import Client
from django.test.utils import isolate_apps

from hamkor.accounts.models import User
from hamkor.core.models import Declared, Personal
from hamkor.network.models import Person
from hamkor.privacy.erasing import IN_PRINT, OF_ORGANISATIONS, declared_models
from hamkor.privacy.inventory import COOKIES, inventory
from hamkor.privacy.libraries import ABOUT_NOBODY, EMPTIED, GOES, LIBRARIES
from hamkor.privacy.retention import PERIODS
from tests.commandline.conftest import ROOT
from tests.factories.network import coordinator
from tests.support.people import SignIn


def test_the_page_says_what_the_program_declares() -> None:
    written = (ROOT / "docs" / "personal-data.md").read_text()
    assert written == inventory(), "make it anew: ./hamkor privacy inventory > docs/personal-data.md"


def test_every_personal_field_is_in_it() -> None:
    rows = set(re.findall(r"\| `([\w.]+)` \| `(\w+)` \|", inventory()))
    declared = {(model._meta.label, name) for model, declared in declared_models() for name in declared.personal}
    assert rows == declared


def test_every_erasable_field_says_by_what_it_is_found() -> None:
    lost = [
        model._meta.label
        for model, declared in declared_models()
        if set(declared.personal.values()) - {Personal.KEPT}
        and not declared.about
        and model._meta.label not in IN_PRINT | OF_ORGANISATIONS
    ]
    assert lost == []


# What these hold says nothing of anybody by itself: numbers, moments, yes and no, keys made at random.
_NUMBERS = (
    *(models.AutoField, models.BooleanField, models.DateField, models.TimeField, models.DurationField),
    *(models.IntegerField, models.FloatField, models.DecimalField, models.UUIDField),
)


# Wagtail's index of words has other tables and fields on SQLite than on PostgreSQL.
_OF_ONE_DATABASE = ("wagtailsearch.IndexEntry", "wagtailsearch.SQLiteFTSIndexEntry")


def _of_libraries() -> dict[str, set[str]]:
    """Every model that declares nothing of itself, with those of its fields that can hold something about a person."""
    return {
        model._meta.label: {
            field.name
            for field in model._meta.local_fields
            if (field.related_model in (User, Person) if field.is_relation else not isinstance(field, _NUMBERS))
        }
        for model in apps.get_models(include_auto_created=True)
        if not isinstance(getattr(model, "declared", None), Declared)
    }


def _told_of() -> dict[str, list[str]]:
    told: dict[str, list[str]] = {}
    for fields in (*(held.fields for held in LIBRARIES), ABOUT_NOBODY):
        for label, names in fields.items():
            told.setdefault(label, []).extend(names)
    return told


@pytest.mark.django_db
def test_every_field_of_a_library_that_can_hold_something_about_a_person_is_told_of_once() -> None:
    told, holding = _told_of(), {label: names for label, names in _of_libraries().items() if names}
    for label in _OF_ONE_DATABASE:
        assert holding.pop(label, set()) <= set(told.pop(label))
    assert {label: sorted(names) for label, names in told.items()} == {
        label: sorted(names) for label, names in holding.items()
    }


def test_a_library_that_comes_along_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    before = _of_libraries()
    with isolate_apps("taggit"):

        class Visitor(models.Model):
            address = models.GenericIPAddressField()
            said = models.JSONField()
            seen = models.DateTimeField()
            account = models.ForeignKey(User, models.CASCADE)

            class Meta:
                app_label = "taggit"

    monkeypatch.setattr(apps, "get_models", lambda **_: [Visitor])
    assert _of_libraries() == {"taggit.Visitor": {"address", "said", "account"}}
    assert "taggit.Visitor" not in before


@pytest.mark.django_db
def test_no_table_of_the_database_is_nobodys() -> None:
    modelled = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    there = set(connection.introspection.table_names())
    # SQLite's own tables of an index of words: Wagtail's, and that of the public pages.
    of_search = re.compile(r"publishing_words(_\w+)?|\w+_fts(_\w+)?")
    rest = {name for name in there - modelled if not of_search.fullmatch(name)}
    assert rest == {"django_migrations"}


def test_what_is_said_to_go_or_to_be_emptied_with_the_account_is() -> None:
    does = {GOES: models.CASCADE, EMPTIED: models.SET_NULL}
    for held in LIBRARIES:
        for label, names in held.fields.items():
            for field in map(apps.get_model(label)._meta.get_field, names):
                if field.is_relation and held.becomes in does:
                    assert field.remote_field.on_delete is does[held.becomes], (label, field.name)


@pytest.mark.django_db
def test_every_way_to_find_it_leads_to_ids() -> None:
    for model, declared in declared_models():
        if declared.about:
            list(model._default_manager.filter(**{f"{declared.about}__in": []}))


def test_periods_name_rows_of_the_model_they_say() -> None:
    from hamkor.core import clock

    for period in PERIODS.values():
        assert period.rows(clock.now()).model is period.model


@pytest.mark.django_db
def test_members_get_no_cookie_that_is_not_named(sign_in: SignIn) -> None:
    client = sign_in(coordinator())
    for address in ("/workspace/", "/workspace/organisations/new/", "/account/"):
        client.get(address)
    client.get("/account/logout/")
    client.post("/account/logout/")
    assert set(client.cookies) <= set(COOKIES)


@pytest.mark.django_db
def test_the_overview_names_the_cookies_of_members(reader: Client) -> None:
    page = reader.get("/en/privacy/").content.decode()
    named = set(re.findall(r"<code>(\w+)</code>", page))
    assert named == set(COOKIES)
